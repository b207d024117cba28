"""Verdicts: in sync, changed, missing, unmanaged, unread; and never one for another."""

import pytest

from driftmgr.resources.models import GLOBAL, Scope, Unread
from driftmgr.resources.types import Severity
from driftmgr.states.models import InstanceStatus
from tests.drift.declarations import ACCOUNT, REGION, SCOPE, declared, detected, instance, listing, remote

VPC = declared("aws_vpc", aliases=("aws_default_vpc",))
SUBNET = declared("aws_subnet", parent=lambda a: ("aws_vpc", a["vpc_id"]))
ROLE = declared("aws_iam_role", identity=("name",), listing=listing(is_global=True))
ARN = f"arn:aws:ec2:{REGION}:{ACCOUNT}:vpc/vpc-1"


def vpc(id_: str = "vpc-1", **more: object) -> dict[str, object]:
    return {"id": id_, "cidr_block": "10.0.0.0/16", "arn": ARN.replace("vpc-1", id_), **more}


def test_in_sync() -> None:
    found = detected([VPC], [instance("aws_vpc.a", vpc())], [remote(VPC, vpc())])
    assert (found.in_sync, found.drifts, found.unread) == (1, [], {})


def test_changed() -> None:
    found = detected([VPC], [instance("aws_vpc.a", vpc())], [remote(VPC, vpc(cidr_block="10.1.0.0/16"))])
    assert [(d.kind, d.address, d.changes[0].path) for d in found.drifts] == [
        ("changed", "aws_vpc.a", "cidr_block")
    ]
    assert found.in_sync == 0


def test_missing_when_the_list_was_read_to_its_end() -> None:
    found = detected([VPC], [instance("aws_vpc.a", vpc())], [])
    assert [(d.kind, d.severity, d.id) for d in found.drifts] == [("missing", Severity.HIGH, "vpc-1")]


def test_an_alias_is_the_same_thing() -> None:
    found = detected([VPC], [instance("aws_default_vpc.a", vpc())], [remote(VPC, vpc())])
    assert (found.in_sync, found.drifts) == (1, [])


def test_a_denied_list_makes_unread_and_never_missing() -> None:
    unread = (Unread(SCOPE, "aws_vpc", "AccessDenied: grant ec2:DescribeVpcs"),)
    found = detected([VPC, SUBNET], [instance("aws_vpc.a", vpc())], [], unread=unread)
    assert found.drifts == []
    (group,) = found.unread_groups()
    assert (group.type, group.recorded, group.reason) == (
        "aws_vpc",
        1,
        "AccessDenied: grant ec2:DescribeVpcs",
    )


def test_an_unread_item_makes_only_what_it_holds_unread() -> None:
    unread = (Unread(SCOPE, "aws_vpc", "throttled", item="vpc-1"),)
    recorded = [instance("aws_vpc.a", vpc()), instance("aws_vpc.b", vpc("vpc-2"))]
    found = detected([VPC], recorded, [], unread=unread)
    assert [d.address for d in found.drifts] == ["aws_vpc.b"]
    assert [g.addresses for g in found.unread_groups()] == [("aws_vpc.a",)]


def test_an_unread_attribute_makes_its_object_unread_unless_it_drifted_anyway() -> None:
    live = {"id": "vpc-1"}
    unread = {"enable_dns_support": "denied"}
    recorded = [instance("aws_vpc.a", vpc(enable_dns_support=True))]
    found = detected([VPC], recorded, [remote(VPC, live, unread=unread)])
    assert (found.in_sync, found.drifts, [g.reason for g in found.unread_groups()]) == (0, [], ["denied"])
    changed = detected([VPC], recorded, [remote(VPC, live | {"cidr_block": "10.9.0.0/16"}, unread=unread)])
    assert [c.path for d in changed.drifts for c in d.changes] == ["cidr_block"]


@pytest.mark.parametrize(
    ("arn", "reason"),
    [
        (ARN.replace(REGION, "eu-west-1"), "region eu-west-1 was not scanned; add --region eu-west-1"),
        (
            ARN.replace(ACCOUNT, "222222222222"),
            "account 222222222222 was not scanned; use its credentials or --account-role",
        ),
    ],
)
def test_elsewhere_is_unread(arn: str, reason: str) -> None:
    found = detected([VPC], [instance("aws_vpc.a", vpc(arn=arn))], [])
    assert ([g.reason for g in found.unread_groups()], found.drifts) == ([reason], [])


def test_the_same_id_in_another_region_is_not_it() -> None:
    there = Scope("aws", ACCOUNT, "eu-west-1")
    found = detected(
        [VPC], [instance("aws_vpc.a", vpc())], [remote(VPC, vpc(), there)], regions=(REGION, "eu-west-1")
    )
    assert sorted(d.kind for d in found.drifts) == ["missing", "unmanaged"]


def test_ambiguity_is_reported_and_not_guessed() -> None:
    there = Scope("aws", ACCOUNT, "eu-west-1")
    recorded = [instance("aws_vpc.a", {"id": "vpc-1"})]
    found = detected(
        [VPC], recorded, [remote(VPC, vpc()), remote(VPC, vpc(), there)], regions=(REGION, "eu-west-1")
    )
    assert "ambiguous" in found.unread_groups()[0].reason


def test_global_objects_have_no_region() -> None:
    role = {"id": "app", "name": "app", "arn": f"arn:aws:iam::{ACCOUNT}:role/app"}
    live = remote(ROLE, role, Scope("aws", ACCOUNT, GLOBAL))
    found = detected(
        [ROLE, VPC],
        [instance("aws_iam_role.a", role), instance("aws_vpc.a", vpc())],
        [live, remote(VPC, vpc())],
    )
    assert (found.in_sync, found.drifts) == (2, [])


def test_unmanaged_and_what_others_own() -> None:
    live = [remote(VPC, vpc()), remote(VPC, vpc("vpc-2"), owner="aws")]
    found = detected([VPC], [], live)
    assert [(d.kind, d.id, d.severity) for d in found.drifts] == [("unmanaged", "vpc-1", Severity.MEDIUM)]
    assert [(d.id, d.owner, d.severity) for d in found.platform] == [("vpc-2", "aws", Severity.INFO)]


def test_children_of_an_unmanaged_parent_are_told_with_it() -> None:
    subnet = remote(SUBNET, {"id": "subnet-1", "vpc_id": "vpc-1"})
    alone = detected([VPC, SUBNET], [], [remote(VPC, vpc()), subnet])
    assert [d.id for d in alone.drifts] == ["vpc-1"]
    of_recorded = detected([VPC, SUBNET], [instance("aws_vpc.a", vpc())], [remote(VPC, vpc()), subnet])
    assert [d.id for d in of_recorded.drifts] == ["subnet-1"]


def test_objects_of_regions_that_were_not_asked_for_are_not_unmanaged() -> None:
    bucket = declared("aws_s3_bucket", listing=listing(is_global=True))
    far = remote(bucket, {"id": "b"}, Scope("aws", ACCOUNT, "eu-west-1"))
    assert detected([bucket], [], [far]).drifts == []


def test_unsupported_types_are_unread_and_state_only_ones_are_not_counted() -> None:
    random = 'provider["registry.terraform.io/hashicorp/random"]'
    recorded = [
        instance("aws_unheard_of.a", {"id": "1", "arn": ARN}),
        instance("random_id.b", {"id": "2"}, provider=random),
    ]
    found = detected([VPC], recorded, [])
    assert (found.recorded, found.state_only, found.unsupported) == (1, 1, {"aws_unheard_of"})
    assert "unsupported" in found.unread_groups()[0].reason


def test_a_deposed_object_is_known_and_a_tainted_one_is_compared() -> None:
    deposed = instance("aws_vpc.a", vpc(), status=InstanceStatus.DEPOSED, deposed_key="00000001")
    found = detected([VPC], [deposed], [remote(VPC, vpc(cidr_block="10.1.0.0/16"))])
    assert (found.drifts, found.in_sync) == ([], 1)
    assert detected([VPC], [deposed], []).drifts == []
    tainted = instance("aws_vpc.a", vpc(), status=InstanceStatus.TAINTED)
    found = detected([VPC], [tainted], [remote(VPC, vpc(cidr_block="10.1.0.0/16"))])
    assert [(d.kind, d.status) for d in found.drifts] == [("changed", "tainted")]


def test_a_locked_state_marks_and_does_not_alarm() -> None:
    recorded = [instance("aws_vpc.a", vpc()), instance("aws_vpc.b", vpc("vpc-2"))]
    live = [remote(VPC, vpc(cidr_block="10.1.0.0/16"))]
    found = detected([VPC], recorded, live, in_flight=frozenset({"a.tfstate"}))
    assert [(d.in_flight, d.severity) for d in found.drifts] == [(True, Severity.INFO)]
    assert "locked" in found.unread_groups()[0].reason


def test_sensitive_values_are_never_shown() -> None:
    database = declared("aws_db_instance")
    was = {
        "id": "db",
        "password": "s3cret-before",
        "username": "u",
        "arn": f"arn:aws:rds:{REGION}:{ACCOUNT}:db:db",
    }
    marked = instance("aws_db_instance.d", was, sensitive=("username",))
    found = detected(
        [database], [marked], [remote(database, {"id": "db", "password": "s3cret-after", "username": "v"})]
    )
    text = found.drifts[0].model_dump_json()
    assert "s3cret" not in text
    assert {c.path: (c.sensitive, c.before == c.after) for c in found.drifts[0].changes} == {
        "password": (True, False),
        "username": (True, False),
    }


def test_existence_only_compares_no_attributes() -> None:
    recorded = [instance("aws_vpc.a", vpc()), instance("aws_vpc.b", vpc("vpc-2"))]
    found = detected([VPC], recorded, [remote(VPC, vpc(cidr_block="10.1.0.0/16"))], existence_only=True)
    assert ([(d.kind, d.address) for d in found.drifts], found.in_sync) == ([("missing", "aws_vpc.b")], 1)
