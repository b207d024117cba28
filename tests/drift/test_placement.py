"""Where a recorded instance is: told from what it records, else from what its provider configuration's others do."""

from typing import Any

import pytest

from driftmgr.drift.placement import Place, places
from driftmgr.states.models import ResourceInstance
from tests.drift.declarations import PROVIDER, instance

ARN = "arn:aws:ec2:eu-west-1:111111111111:vpc/vpc-1"


def place_of(recorded: ResourceInstance, *others: ResourceInstance) -> Place:
    return places([recorded, *others])[id(recorded)]


@pytest.mark.parametrize(
    ("attributes", "about", "place"),
    [
        ({"arn": ARN}, {}, Place("111111111111", "eu-west-1")),
        ({"id": ARN}, {}, Place("111111111111", "eu-west-1")),
        ({"arn": "arn:aws:iam::111111111111:role/app"}, {}, Place("111111111111", None)),
        ({"arn": "arn:aws:s3:::bucket", "region": "us-west-2"}, {}, Place(None, "us-west-2")),
        ({"arn": "arn:aws-cn:sqs:cn-north-1:111111111111:q"}, {}, Place("111111111111", "cn-north-1")),
        ({"arn": "arn:aws:iam::aws:policy/AdministratorAccess"}, {}, Place(None, None)),
        (
            {"owner_id": "111111111111", "availability_zone": "us-east-1b"},
            {},
            Place("111111111111", "us-east-1"),
        ),
        ({"availability_zone": "us-gov-west-1a"}, {}, Place(None, "us-gov-west-1")),
        ({"owner_id": "amazon", "region": "somewhere"}, {}, Place(None, None)),
        (
            {},
            {"identity": {"account_id": "222222222222", "region": "us-east-2"}},
            Place("222222222222", "us-east-2"),
        ),
        ({}, {}, Place(None, None)),
    ],
)
def test_what_an_instance_tells_of_itself(attributes: Any, about: Any, place: Place) -> None:
    assert place_of(instance("aws_vpc.a", attributes, **about)) == place


def test_others_of_the_same_configuration_tell_the_rest() -> None:
    silent, telling = instance("aws_route.r", {"id": "r"}), instance("aws_vpc.a", {"arn": ARN})
    assert place_of(silent, telling) == Place("111111111111", "eu-west-1")


def test_another_configuration_or_state_tells_nothing() -> None:
    silent = instance("aws_route.r", {"id": "r"})
    alias = instance("aws_vpc.a", {"arn": ARN}, provider=f"{PROVIDER}.west")
    elsewhere = instance("aws_vpc.b", {"arn": ARN}, state="b.tfstate")
    assert place_of(silent, alias, elsewhere) == Place(None, None)


def test_a_configuration_that_disagrees_tells_nothing_and_a_stray_one_in_ten_does_not_matter() -> None:
    silent = instance("aws_route.r", {"id": "r"})
    here = [instance(f"aws_vpc.a{n}", {"arn": ARN}) for n in range(9)]
    there = instance("aws_vpc.b", {"arn": ARN.replace("eu-west-1", "us-east-1")})
    assert place_of(silent, here[0], there) == Place("111111111111", None)
    assert place_of(silent, *here, there) == Place("111111111111", "eu-west-1")
