"""Which attributes of a type are compared, as its recordings show: what declarations make of real answers.

A transform emits an attribute only when an answer tells it, so the recordings of all types that share a listing are
asked: what none of them yields is not compared.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from driftmgr.drift.compare import NEVER_COMPARED, comparison_of
from driftmgr.drift.ownership import live_atoms
from driftmgr.providers.aws.registry import aws_types
from driftmgr.resources.catalogue import Block, schema_of
from driftmgr.resources.listing import Listing
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, ResourceType

RECORDINGS = Path(__file__).parent / "aws"
PLACEMENT = frozenset({"region"})
"""Where an object is: since release 6 of the provider an attribute of every type; what finds it is its scope."""


@dataclass
class Evidence:
    """Dotted paths of settable attributes, without indices.

    `untold` are not compared: no recorded answer yields them. `hollow` are blocks that are compared, but that no
    recording holds one of: nothing shows which of their attributes are. `older` are compared, and the catalogue's
    release of the provider has them no more.
    """

    recordings: int = 0
    compared: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    hollow: list[str] = field(default_factory=list)
    older: list[str] = field(default_factory=list)


def evidence_of(resource_type: ResourceType) -> Evidence:
    """What the recordings show of a type."""
    made = list(_made(resource_type))
    found = Evidence(recordings=len(list((RECORDINGS / resource_type.name).glob("*.json"))))
    schema = schema_of(resource_type.name) or {}
    shared = {collection.attribute for collection in resource_type.collections}
    left_out = comparison_of(resource_type).left_out - {"tags"} - shared
    names = {
        name
        for name, attribute in schema.items()
        if (attribute.settable or name in resource_type.observed | shared)
        and name not in left_out | PLACEMENT
    }
    _look(found, schema, names, made, "", frozenset(resource_type.ignored))
    recorded = {name for each in _all() if each["type"] in resource_type.names for name in each["state"]}
    yielded = {name for attributes in made for name in attributes}
    found.older = sorted((yielded & recorded) - schema.keys() - left_out)
    return found


def _look(
    found: Evidence,
    schema: Block,
    names: Iterable[str],
    made: list[Attributes],
    above: str,
    ignored: frozenset[str],
) -> None:
    for name in sorted(names):
        path = f"{above}{name}"
        values = [attributes[name] for attributes in made if name in attributes]
        if path in ignored:
            continue
        if not values:
            found.untold.append(path)
            continue
        if not above:
            found.compared.append(path)
        block = schema[name].block
        if block is None:
            continue
        elements = [element for value in values for element in _elements(value)]
        if not elements:
            found.hollow.append(path)
            continue
        within = {inner for inner, attribute in block.items() if attribute.settable}
        _look(found, block, within - NEVER_COMPARED, elements, f"{path}.", ignored)


def _elements(value: Any) -> Iterator[Attributes]:
    """The blocks in an attribute's value."""
    for element in value if isinstance(value, list | tuple) else (value,):
        if isinstance(element, Mapping):
            yield element


def _made(resource_type: ResourceType) -> Iterator[Attributes]:
    """What the declaration makes of every recorded item that may hold an object of the type."""
    claim = resource_type.claim
    if claim is not None and claim.rebuild is not None:
        owner_type = aws_types()[claim.owner]
        for recording in _recordings(owner_type.listing):
            if aws_types()[recording["type"]] is not resource_type:
                continue
            state, scope = recording["state"], Scope(*recording["scope"])
            for owner in owner_type.to_attributes(recording["live"], scope):
                live = live_atoms(owner_type, owner, claim.attribute(state))
                present = {atom: live[atom] for atom in claim.atoms(state) if atom in live}
                if present:
                    yield claim.rebuild(state, present)
        return
    for recording in _recordings(resource_type.listing):
        try:
            yield from resource_type.to_attributes(recording["live"], Scope(*recording["scope"]))
        except KeyError:
            # A recording of another type may hold only the part of the item that tells of that type.
            if aws_types()[recording["type"]] is resource_type:
                raise


@cache
def _recordings(listing: Listing) -> list[dict[str, Any]]:
    """The recordings whose live part is an item of the listing."""
    return [recording for recording in _all() if _source(recording) is listing]


@cache
def _all() -> list[dict[str, Any]]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(RECORDINGS.glob("*/*.json"))]


def _source(recording: Mapping[str, Any]) -> Listing:
    known = aws_types()
    resource_type = known[recording["type"]]
    claim = resource_type.claim
    by_owner = claim is not None and claim.rebuild is not None
    return known[claim.owner].listing if claim and by_owner else resource_type.listing
