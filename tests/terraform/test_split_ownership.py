"""Two states in one scan: one records a group, a table and a role, the other what is in them."""

from dataclasses import dataclass
from pathlib import Path

import boto3
import pytest

from driftmgr.drift.models import DriftReport
from tests.servers import MotoServer
from tests.terraform.story import applied, attributes, scanned

pytestmark = pytest.mark.terraform


@dataclass(frozen=True)
class Team:
    """The states of the two configurations, in the order of their making."""

    groups: Path
    rules: Path


def summary(report: DriftReport) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(d.kind, d.address or d.type, tuple(c.path for c in d.changes)) for d in report.resource_drift]


def together_they_are_in_sync(team: Team) -> None:
    report = scanned(team.groups, team.rules)
    assert summary(report) == []
    assert report.unread == ()
    assert len(report.states) == 2


def the_order_of_states_does_not_matter(team: Team) -> None:
    report = scanned(team.rules, team.groups)
    assert summary(report) == []


def an_owner_alone_tells_what_the_other_state_would_claim(team: Team) -> None:
    found = summary(scanned(team.groups))
    assert ("changed", "aws_security_group.app", ("egress", "ingress")) in [
        (kind, address, tuple(sorted(paths))) for kind, address, paths in found
    ]
    assert {address for kind, address, _ in found if kind == "changed"} == {
        "aws_security_group.app",
        "aws_route_table.app",
        "aws_iam_role.app",
    }


def parts_alone_are_in_sync(team: Team) -> None:
    kinds = {(kind, address) for kind, address, _ in summary(scanned(team.rules)) if kind != "unmanaged"}
    assert kinds == set()


def a_rule_by_hand_is_told_by_its_owner_and_a_lost_one_by_its_state(team: Team) -> None:
    recorded = attributes(team.rules)
    group = recorded["aws_security_group_rule.ssh"]["security_group_id"]
    ec2 = boto3.client("ec2")
    ssh = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22}
    ec2.revoke_security_group_ingress(
        GroupId=group, IpPermissions=[ssh | {"IpRanges": [{"CidrIp": "10.2.0.0/16"}]}]
    )
    ec2.authorize_security_group_ingress(
        GroupId=group, IpPermissions=[ssh | {"IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    )
    boto3.client("iam").delete_role_policy(RoleName="app", PolicyName="logs")

    report = scanned(team.groups, team.rules)
    assert sorted(summary(report)) == [
        ("changed", "aws_security_group.app", ("ingress",)),
        ("changed", "aws_security_group_rule.ssh", ("cidr_blocks",)),
        ("missing", "aws_iam_role_policy.app", ()),
    ]
    states = {drift.address: drift.state for drift in report.resource_drift}
    assert states == {
        "aws_security_group.app": str(team.groups),
        "aws_security_group_rule.ssh": str(team.rules),
        "aws_iam_role_policy.app": str(team.rules),
    }
    (opened,) = (d for d in report.resource_drift if d.address == "aws_security_group.app")
    assert opened.severity == "critical"
    assert [rule["cidr_blocks"] for rule in opened.changes[0].after] == [["0.0.0.0/0"]]


def test_two_states(aws_env: MotoServer, tmp_path: Path):
    """In this order: the last one changes things."""
    _, groups = applied("groups", aws_env, tmp_path / "groups", ("us-east-1",))
    _, rules = applied("rules", aws_env, tmp_path / "rules", ("us-east-1",))
    team = Team(groups, rules)
    together_they_are_in_sync(team)
    the_order_of_states_does_not_matter(team)
    an_owner_alone_tells_what_the_other_state_would_claim(team)
    parts_alone_are_in_sync(team)
    a_rule_by_hand_is_told_by_its_owner_and_a_lost_one_by_its_state(team)
