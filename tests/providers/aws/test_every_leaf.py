"""Whatever can be set and read is noticed when it changes: each leaf of every recording that is in sync, one by one."""

import json
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from driftmgr.drift.blank import blank
from driftmgr.drift.compare import NEVER_COMPARED, comparison_of, differences
from driftmgr.drift.ownership import Claims, owner_differences
from driftmgr.providers.aws.registry import aws_types
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, ResourceType
from tests.providers.aws.leaf_exceptions import (
    MEANT_ALIKE,
    NOT_TOLD,
    WHERE_RECORDED,
    ZERO_IS_REFUSED,
    means_nothing,
)
from tests.providers.aws.leaves import Leaf, Steps, leaves, patterns, put

RECORDINGS = Path(__file__).parents[2] / "recordings" / "aws"
KNOWN = aws_types()


@cache
def in_sync() -> dict[str, list[tuple[str, Attributes, Attributes]]]:
    """(recording, recorded attributes, actual attributes) by type; without types that have no object of their own."""
    found = defaultdict(list)
    for path in sorted(RECORDINGS.glob("*/*.json")):
        recording = json.loads(path.read_text())
        resource_type = KNOWN[recording["type"]]
        if recording["expected"] or (resource_type.claim and resource_type.claim.rebuild):
            continue
        state = recording["state"]
        made = resource_type.to_attributes(recording["live"], Scope(*recording["scope"]))
        (actual,) = [a for a in made if resource_type.identity_of(a) == resource_type.identity_of(state)]
        found[resource_type.name].append((path.stem, state, actual))
    return found


def compared(resource_type: ResourceType, state: Attributes, actual: Attributes) -> list[Leaf]:
    """The leaves that are recorded, emitted, and not left out by a rule."""
    rules = comparison_of(resource_type)
    owned = {collection.attribute for collection in resource_type.collections}
    found = []
    for name in state.keys() & actual.keys() - (rules.left_out - owned) - {"tags"}:
        recorded = set(patterns(state[name], name))
        found += [
            leaf
            for leaf in leaves(actual[name], rules.schema.get(name), (name,), name)
            if leaf.pattern in recorded and leaf.pattern not in resource_type.ignored
        ]
    return found


def at(attributes: Any, path: Steps) -> Any:
    for step in path:
        attributes = attributes[step]
    return attributes


def notices(resource_type: ResourceType, state: Attributes, actual: Attributes) -> list[str]:
    """The paths of all differences."""
    owner = ("123456789012", resource_type.name, resource_type.identity_of(state))
    found = differences(resource_type, state, actual)
    return [p for p, _, _ in found + owner_differences(resource_type, owner, state, actual, Claims())]


def may_go_unnoticed(
    resource_type: ResourceType, state: Attributes, actual: Attributes, leaf: Leaf, other: Any
) -> bool:
    """Whether a rule of the type says that the two values mean the same, or that nothing is recorded to compare."""
    name, value = resource_type.name, at(actual, leaf.path)
    if leaf.pattern in MEANT_ALIKE.get(name, {}) or means_nothing(at(actual, leaf.path[:-1]), leaf.path[-1]):
        return True
    if other == 0 and leaf.pattern in ZERO_IS_REFUSED.get(name, ()):
        return True
    unrecorded = all(blank(told) for told in recorded_at(state, leaf.pattern.split(".")))
    if unrecorded and (leaf.pattern in resource_type.equal or (name, leaf.path[0]) in WHERE_RECORDED):
        return True
    chosen = isinstance(other, bool | int | float)  # zero and false are choices, whatever the default
    return not chosen and comparison_of(resource_type).same(leaf.pattern, leaf.schema, value, other)


def recorded_at(value: Any, steps: list[str]) -> list[Any]:
    """Every recorded value at a pattern."""
    if isinstance(value, list):
        return [found for element in value for found in recorded_at(element, steps)]
    if not steps:
        return [value]
    return recorded_at(value[steps[0]], steps[1:]) if isinstance(value, dict) and steps[0] in value else []


@pytest.mark.parametrize("name", sorted(in_sync()))
def test_a_changed_leaf_is_one_difference_where_it_is(name: str) -> None:
    resource_type, unnoticed, elsewhere = KNOWN[name], defaultdict(list), []
    for recording, state, actual in in_sync()[name]:
        for leaf in compared(resource_type, state, actual):
            value = at(actual, leaf.path)
            for other in leaf.others:
                seen = notices(resource_type, state, put(actual, leaf.path, other))
                if not seen and not may_go_unnoticed(resource_type, state, actual, leaf, other):
                    unnoticed[leaf.pattern].append((recording, value, other))
                elif (len(seen) > 1 or (seen and seen[0].split(".")[0] != leaf.path[0])) and (
                    (name, leaf.path[0]) not in TOLD_IN_PARTS
                ):
                    elsewhere.append((recording, leaf.path, seen))
    assert not unnoticed, f"changes of {name} that nothing notices: {dict(unnoticed)}"
    assert not elsewhere


TOLD_IN_PARTS = {
    ("aws_s3_bucket", "acl"),  # the grants that it makes are what differs
    ("aws_ecs_cluster", "capacity_providers"),
}
"""Attributes of which one change may show at several places, or at another."""


def is_block(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(element, dict) for element in value)


def test_what_is_set_in_a_recording_is_emitted_or_known_to_be_told_by_nobody() -> None:
    """A recorded setting that no answer is compared with is drift that stays unseen."""
    untold: dict[str, set[str]] = {}
    for name, recordings in in_sync().items():
        schema = comparison_of(KNOWN[name]).schema
        emitted = {p for _, _, actual in recordings for k, v in actual.items() for p in patterns(v, k)}
        recorded = {
            leaf.pattern
            for _, state, _ in recordings
            for attribute, value in state.items()
            if attribute in schema and schema[attribute].settable and attribute not in NEVER_COMPARED
            for leaf in leaves(value, schema[attribute], (attribute,), attribute)
            if not blank(told := at(state, leaf.path)) and not is_block(told)
        }
        left = recorded - emitted - {"tags", "region"} - NOT_TOLD.get(name, {}).keys()
        left -= {p for p in left if p.endswith(("_wo", "_wo_version", "_prefix"))}
        if left:
            untold[name] = left
    assert untold == {}


def test_exceptions_are_of_known_types_and_reasoned() -> None:
    for table in (MEANT_ALIKE, NOT_TOLD):
        assert all(name in KNOWN for name in table)
        assert all(reason for reasons in table.values() for reason in reasons.values())
