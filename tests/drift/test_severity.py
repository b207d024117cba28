"""Severity: the longest risk, risks of parts, the whole object's, and what a name tells."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftmgr.drift.severity import judge, judge_missing, judge_unmanaged, worst
from driftmgr.resources.listing import Listing
from driftmgr.resources.types import ResourceType, Risk, Severity
from tests.drift.declarations import remote
from tests.drift.drifts import change

LISTING = Listing(service="ec2", operation="describe_things", items="Things", key=lambda item: item["Id"])


def declared(risks: dict[str, Risk], **given_fields: Any) -> ResourceType:
    return ResourceType(
        name="aws_thing", listing=LISTING, to_attributes=lambda item, _: [item], risks=risks, **given_fields
    )


def says(text: str, severity: Severity = Severity.HIGH) -> Risk:
    return lambda before, after: (severity, f"{text}: {before} {after}")


def silent(before: Any, after: Any) -> None:
    return None


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("tags.Team", (Severity.LOW, "a tag changed")),
        ("tags.description", (Severity.LOW, "a tag changed")),
        ("tags", (Severity.LOW, "a tag changed")),
        ("labels.app", (Severity.LOW, "a label")),
        ("description", (Severity.LOW, "text for people")),
        ("rule.0.description", (Severity.LOW, "text for people")),
        ("size", (Severity.MEDIUM, "differs from what is recorded")),
        ("", (Severity.MEDIUM, "differs from what is recorded")),
    ],
)
@pytest.mark.parametrize("resource_type", [None, declared({}), declared({"other": says("other")})])
def test_what_a_name_tells(resource_type, path, expected):
    assert judge(resource_type, path, "a", "b") == expected


@pytest.mark.parametrize(
    ("risks", "path", "expected"),
    [
        ({"a": says("a")}, "a", "a: 1 2"),
        ({"a": says("a"), "a.b": says("b")}, "a.0.b", "b: 1 2"),
        ({"a": says("a"), "a.b": says("b")}, "a.0.c", "a: 1 2"),
        ({"a": says("a")}, "ab", "differs from what is recorded"),
        ({"a.b": silent, "a": says("a")}, "a.b", "differs from what is recorded"),
        ({"tags": says("t")}, "tags.Team", "t: 1 2"),
    ],
)
def test_the_longest_risk_judges(risks, path, expected):
    assert judge(declared(risks), path, 1, 2)[1] == expected


def test_a_risk_gets_the_values_at_its_own_path():
    recorded = {"rule": [{"ports": [1, 2]}, {"ports": [3]}]}
    actual = {"rule": [{"ports": [1, 2]}, {"ports": [4]}]}
    found = judge(
        declared({"rule.ports": says("p")}), "rule.1.ports.0", 3, 4, recorded=recorded, actual=actual
    )
    assert found == (Severity.HIGH, "p: [3] [4]")
    found = judge(declared({"rule": says("r")}), "rule.1.ports.0", 3, 4, recorded=recorded, actual={})
    assert found == (Severity.HIGH, f"r: {recorded['rule']} None")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([], [{"status": "on"}], (Severity.HIGH, "s: None on")),
        ([{"status": "on"}], [], (Severity.HIGH, "s: on None")),
        ([{"status": "on"}], [{"status": "off", "x": 1}], (Severity.HIGH, "s: on off")),
        ({"status": "on"}, None, (Severity.HIGH, "s: on None")),
        ([{"deep": {"x": 1}}], [{"deep": {"x": 2}}], (Severity.CRITICAL, "d: 1 2")),
        ([{"deep": {"x": 1}, "status": 1}], [{"deep": {"x": 2}, "status": 2}], (Severity.CRITICAL, "d: 1 2")),
        ([{"other": 1}], [{"other": 2}], (Severity.MEDIUM, "differs from what is recorded")),
    ],
)
def test_risks_of_parts_judge_a_whole_block(before, after, expected):
    risks = {"block.status": says("s"), "block.deep.x": says("d", Severity.CRITICAL)}
    assert judge(declared(risks), "block", before, after) == expected


def test_the_whole_object_is_judged_last():
    risks = {"*": says("all", Severity.CRITICAL), "size": says("size")}
    recorded, actual = {"size": 1, "port": 1}, {"size": 2, "port": 2}
    assert judge(declared(risks), "size", 1, 2, recorded=recorded, actual=actual)[1] == "size: 1 2"
    assert judge(declared(risks), "port", 1, 2, recorded=recorded, actual=actual)[0] is Severity.CRITICAL
    assert judge(declared(risks), "port", 1, 2)[0] is Severity.MEDIUM
    assert judge(declared(risks), "tags.a", 1, 2, recorded=recorded, actual=actual) == (
        Severity.LOW,
        "a tag changed",
    )
    assert (
        judge(declared({"*": silent}), "tags.a", 1, 2, recorded=recorded, actual=actual)[1] == "a tag changed"
    )


def test_reasons_of_sensitive_changes_quote_nothing():
    severity, reason = judge(declared({"secret": says("s")}), "secret", "hunter2", "letmein", sensitive=True)
    assert severity is Severity.HIGH
    assert "hunter2" not in reason
    assert "letmein" not in reason


@pytest.mark.parametrize("severity", list(Severity))
def test_whole_objects(severity):
    thing = declared({}, missing=severity, unmanaged=severity)
    assert judge_missing(thing)[0] is severity
    assert "no longer there" in judge_missing(thing)[1]
    alone = remote(thing, {"id": "x"})
    assert judge_unmanaged(thing, alone) == (severity, "exists, and no state records it")
    assert judge_unmanaged(thing, replace(alone, owner="eks:blue")) == (Severity.INFO, "made by eks:blue")


def test_the_worst_change():
    changes = [change("a", severity=Severity.LOW), change("b", severity=Severity.HIGH, reason="why")]
    assert worst(changes) == (Severity.HIGH, "why")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "0"]), inner, max_size=3)
    ),
    max_leaves=8,
)
PATHS = st.lists(st.sampled_from(["a", "b", "0", "7"]), min_size=1, max_size=4).map(".".join)


@given(PATHS, JSON, JSON, st.dictionaries(PATHS, st.sampled_from([silent, says("x")]), max_size=3))
def test_any_change_has_a_severity(path, before, after, risks):
    severity, reason = judge(
        declared(risks), path, before, after, recorded={"a": before}, actual={"a": after}
    )
    assert severity in Severity
    assert reason
