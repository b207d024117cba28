"""What holds for every AWS policy document: rewriting keeps its meaning, changing one leaf does not."""

import json
import random
from collections.abc import Callable
from copy import deepcopy
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftmgr.drift.policy import canonical_policy, policy_difference, same_policy, statements

ACCOUNTS = st.from_regex(r"[0-9]{12}", fullmatch=True)
ACTIONS = st.sampled_from(["s3:GetObject", "s3:*", "ec2:RunInstances", "sts:AssumeRole", "*"])
RESOURCES = st.sampled_from(["*", "arn:aws:s3:::data", "arn:aws:s3:::data/*", "arn:aws:sqs:eu-west-1:1:q"])
PRINCIPALS = st.one_of(ACCOUNTS, st.sampled_from(["*", "arn:aws:iam::123456789012:role/app", "AIDAEXAMPLE"]))
OPERATORS = st.sampled_from(["StringEquals", "StringLike", "Bool", "ForAnyValue:StringLikeIfExists"])
KEYS = st.sampled_from(["aws:SourceArn", "aws:SecureTransport", "s3:prefix", "aws:RequestTag/Team"])
SCALARS = st.one_of(st.booleans(), st.integers(-9, 9), st.text(max_size=3))


def several(values: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(values, min_size=1, max_size=3)


@st.composite
def statement(draw: st.DrawFn) -> dict[str, Any]:
    found = {
        "Effect": draw(st.sampled_from(["Allow", "Deny"])),
        draw(st.sampled_from(["Action", "NotAction"])): draw(several(ACTIONS)),
        draw(st.sampled_from(["Resource", "NotResource"])): draw(several(RESOURCES)),
        draw(st.sampled_from(["Principal", "NotPrincipal"])): draw(
            st.one_of(
                st.just("*"),
                st.dictionaries(st.sampled_from(["AWS", "Service"]), several(PRINCIPALS), min_size=1),
            )
        ),
        "Condition": draw(
            st.dictionaries(OPERATORS, st.dictionaries(KEYS, several(SCALARS), max_size=2), max_size=2)
        ),
    }
    if draw(st.booleans()):
        found["Sid"] = draw(st.sampled_from(["", "A", "B"]))
    return found


POLICIES = st.builds(
    lambda version, items: {"Version": version, "Statement": items},
    st.sampled_from(["2008-10-17", "2012-10-17"]),
    st.lists(statement(), min_size=1, max_size=4),
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                ["Version", "Id", "Statement", "Effect", "Action", "Principal", "Condition", "x"]
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)


def rewritten(value: Any, dice: random.Random) -> Any:
    """The same document: other order of keys and lists, repeated values, scalars for lists of one."""
    if isinstance(value, dict):
        return {key: rewritten(value[key], dice) for key in dice.sample(list(value), len(value))}
    if not isinstance(value, list):
        return json.dumps(value) if isinstance(value, bool | int) and dice.random() < 0.5 else value
    items = [rewritten(item, dice) for item in value]
    if items and not isinstance(items[0], dict) and dice.random() < 0.5:
        items.append(dice.choice(items))
    dice.shuffle(items)
    return items[0] if len(items) == 1 and dice.random() < 0.5 else items


@given(POLICIES, st.randoms(use_true_random=False), st.sampled_from([None, 2]), st.booleans())
def test_other_words_mean_the_same(
    document: dict[str, Any], dice: random.Random, indent: int | None, encoded: bool
) -> None:
    text = json.dumps(rewritten(document, dice), indent=indent)
    text = quote(text) if encoded else text
    assert same_policy(document, text)
    assert same_policy(text, document)
    assert policy_difference(document, text) == ((), ())
    assert len(statements(document)) == len(document["Statement"])


def change_effect(found: dict[str, Any], dice: random.Random) -> None:
    found["Effect"] = "Deny" if found["Effect"] == "Allow" else "Allow"


def change_name(*elements: str) -> Callable[[dict[str, Any], random.Random], None]:
    def change(found: dict[str, Any], dice: random.Random) -> None:
        (names,) = [found[element] for element in elements if element in found]
        old = dice.choice(names)
        names[:] = ["changed:Value" if name == old else name for name in names]

    return change


def change_principal(found: dict[str, Any], dice: random.Random) -> None:
    (element,) = {"Principal", "NotPrincipal"} & found.keys()
    if isinstance(found[element], str):
        found[element] = {"AWS": found[element]}
    else:
        dice.choice(list(found[element].values())).append("999999999999-not-there")


def change_condition(found: dict[str, Any], dice: random.Random) -> None:
    found["Condition"].setdefault("Bool", {}).setdefault("aws:SecureTransport", []).append("not there")


def add_condition_key(found: dict[str, Any], dice: random.Random) -> None:
    found["Condition"].setdefault("Bool", {})["aws:not-there"] = "true"


def change_sid(found: dict[str, Any], dice: random.Random) -> None:
    found["Sid"] = found.get("Sid", "") + "X"


def drop_element(found: dict[str, Any], dice: random.Random) -> None:
    del found[dice.choice([name for name in found if name.endswith(("Action", "Resource", "Principal"))])]


CHANGES = [
    change_effect,
    change_name("Action", "NotAction"),
    change_name("Resource", "NotResource"),
    change_principal,
    change_condition,
    add_condition_key,
    change_sid,
    drop_element,
]


@pytest.mark.parametrize("change", CHANGES)
@given(document=POLICIES, dice=st.randoms(use_true_random=False))
def test_one_changed_leaf_is_another_policy(
    change: Callable[[dict[str, Any], random.Random], None], document: dict[str, Any], dice: random.Random
) -> None:
    changed = deepcopy(document)
    change(dice.choice(changed["Statement"]), dice)
    text = json.dumps(rewritten(changed, dice))
    assert not same_policy(document, text)
    added, removed = policy_difference(document, text)
    assert len(added) == len(removed) == 1


@given(POLICIES, st.randoms(use_true_random=False))
def test_multiplicity_counts(document: dict[str, Any], dice: random.Random) -> None:
    again = dice.choice(document["Statement"])
    longer = {**document, "Statement": [*document["Statement"], rewritten(again, dice)]}
    assert not same_policy(document, longer)
    assert policy_difference(document, longer) == (statements({"Statement": again}), ())


@given(JSON, JSON)
def test_total_symmetric_and_reflexive(left: Any, right: Any) -> None:
    assert same_policy(left, right) == same_policy(right, left)
    for value in (left, json.dumps(left), quote(json.dumps(left))):
        assert same_policy(value, deepcopy(value))
        assert hash(canonical_policy(value)) == hash(canonical_policy(deepcopy(value)))
        statements(value)


@given(st.text())
def test_any_text_is_comparable(text: str) -> None:
    assert same_policy(text, f" {text}\n")
