"""Collections that several resources write: each element is told once, where it belongs."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from driftmgr.drift.detect import Detection
from driftmgr.resources.models import RemoteObject
from driftmgr.resources.types import Claim, Collection
from driftmgr.states.models import InstanceStatus, ResourceInstance
from tests.drift.declarations import SCOPE, declared, detected, instance, remote


def ports(_: Mapping[str, Any], value: Any) -> Mapping[tuple[Any, ...], Any]:
    return {
        (rule["port"], cidr): {"port": rule["port"], "cidrs": [cidr]}
        for rule in value
        for cidr in rule["cidrs"]
    }


def rule_atoms(rule: Mapping[str, Any]) -> frozenset[tuple[Any, ...]]:
    return frozenset((rule["port"], cidr) for cidr in rule["cidrs"])


GROUP = declared("aws_security_group", collections=(Collection(attribute="ingress", atoms=ports),))
RULE = declared(
    "aws_security_group_rule",
    claim=Claim(
        owner="aws_security_group",
        owner_identity=lambda rule: rule["group"],
        attribute=lambda _: "ingress",
        atoms=rule_atoms,
        rebuild=lambda rule, live: {**rule, "cidrs": [c for c in rule["cidrs"] if (rule["port"], c) in live]},
    ),
)


def group(*rules: tuple[int, list[str]], id_: str = "sg-1") -> dict[str, Any]:
    return {"id": id_, "ingress": [{"port": port, "cidrs": cidrs} for port, cidrs in rules]}


def rule(name: str, port: int, *cidrs: str, state: str = "a.tfstate") -> ResourceInstance:
    attributes = {"id": name, "group": "sg-1", "port": port, "cidrs": list(cidrs)}
    return instance(f"aws_security_group_rule.{name}", attributes, state=state)


def verdicts(recorded: list[ResourceInstance], live: dict[str, Any]) -> Detection:
    return detected([GROUP, RULE], recorded, [remote(GROUP, live)])


def told(found: Detection) -> list[tuple[str, str, list[str]]]:
    return sorted((d.kind, d.address or d.id, [c.path for c in d.changes]) for d in found.drifts)


def recorded_group(*rules: tuple[int, list[str]]) -> ResourceInstance:
    return instance("aws_security_group.g", group(*rules))


def test_inline_rules_in_another_grouping_are_the_same() -> None:
    assert told(verdicts([recorded_group((80, ["a", "b"]))], group((80, ["b"]), (80, ["a"])))) == []


def test_an_inline_rule_added_or_removed_is_the_owners() -> None:
    change = [("changed", "aws_security_group.g", ["ingress"])]
    assert told(verdicts([recorded_group((80, ["a"]))], group((80, ["a"]), (22, ["w"])))) == change
    assert told(verdicts([recorded_group((80, ["a"]))], group())) == change


def test_rules_of_all_states_count() -> None:
    recorded = [recorded_group(), rule("one", 80, "a"), rule("two", 81, "b", state="other.tfstate")]
    assert told(verdicts(recorded, group((80, ["a"]), (81, ["b"])))) == []


def test_a_deleted_rule_is_told_once_whatever_its_owner_mirrors() -> None:
    recorded = [recorded_group((80, ["a"])), rule("one", 80, "a")]
    assert told(verdicts(recorded, group())) == [("missing", "aws_security_group_rule.one", [])]


def test_a_rule_that_lost_a_part_is_changed() -> None:
    recorded = [recorded_group(), rule("one", 80, "a", "b")]
    assert told(verdicts(recorded, group((80, ["a"])))) == [
        ("changed", "aws_security_group_rule.one", ["cidrs"])
    ]


def test_a_stranger_among_split_rules_is_the_owners_and_shows_alone() -> None:
    found = verdicts([recorded_group((80, ["a"])), rule("one", 80, "a")], group((80, ["a"]), (22, ["w"])))
    assert told(found) == [("changed", "aws_security_group.g", ["ingress"])]
    (change,) = found.drifts[0].changes
    assert (change.before, change.after) == ([], [{"port": 22, "cidrs": ["w"]}])


def test_rules_of_a_group_that_is_gone_are_missing_with_it() -> None:
    found = detected([GROUP, RULE], [recorded_group(), rule("one", 80, "a")], [])
    assert [kind for kind, *_ in told(found)] == ["missing", "missing"]


def test_rules_of_a_group_that_was_not_read_are_unread() -> None:
    live: list[RemoteObject] = [remote(GROUP, {"id": "sg-1"}, unread={"ingress": "denied"})]
    found = detected([GROUP, RULE], [rule("one", 80, "a")], live)
    assert ([g.reason for g in found.unread_groups()], [d for d in found.drifts if d.address]) == (
        ["denied"],
        [],
    )


def test_a_half_made_rule_stops_nothing() -> None:
    half = instance("aws_security_group_rule.half", {"id": None})
    found = verdicts([recorded_group((80, ["a"])), half], group((80, ["a"])))
    assert told(found) == []
    assert [g.addresses for g in found.unread_groups()] == [("aws_security_group_rule.half",)]


def test_a_deleted_rule_of_a_locked_state_is_undecided() -> None:
    recorded = [recorded_group(), rule("one", 80, "a")]
    found = detected([GROUP, RULE], recorded, [remote(GROUP, group())], in_flight=frozenset({"a.tfstate"}))
    assert (told(found), len(found.unread_groups())) == ([], 1)


def test_a_rule_that_waits_for_its_destruction_may_be_gone() -> None:
    deposed = replace(rule("one", 80, "a"), status=InstanceStatus.DEPOSED)
    assert told(verdicts([recorded_group(), deposed], group())) == []


def test_of_two_owners_of_one_name_none_is_guessed() -> None:
    elsewhere = SCOPE._replace(region="eu-west-1")
    owners = [remote(GROUP, group()), remote(GROUP, group(), elsewhere)]
    found = detected([GROUP, RULE], [rule("one", 80, "a")], owners, regions=(SCOPE.region, "eu-west-1"))
    assert [d for d in found.drifts if d.address] == []
    assert "ambiguous" in found.unread_groups()[0].reason
