"""Elastic IPs: who holds one, and who tells that it moved."""

from typing import Any

import pytest

from driftmgr.providers.aws.ec2_addresses import addresses
from driftmgr.providers.aws.registry import aws_types
from tests.drift.declarations import SCOPE
from tests.providers.aws.fake_api import FakeApi
from tests.providers.aws.test_ec2_ownership import verdicts

ALLOCATION = "eipalloc-0a"


def item(interface: str = "", instance: str = "", **more: Any) -> dict[str, Any]:
    held = {
        "AssociationId": f"eipassoc-{interface}",
        "NetworkInterfaceId": interface,
        "InstanceId": instance,
        "PrivateIpAddress": "10.0.0.5",
    }
    return {"AllocationId": ALLOCATION, "Domain": "vpc", **(held if interface else {}), **more}


def recorded(interface: str) -> dict[str, Any]:
    return {"id": ALLOCATION, "allocation_id": ALLOCATION, "network_interface": interface}


def association(interface: str) -> dict[str, Any]:
    return {
        "id": f"eipassoc-{interface}",
        "allocation_id": ALLOCATION,
        "network_interface_id": interface,
        "instance_id": "i-1",
    }


@pytest.mark.parametrize(
    ("was", "live", "told"),
    [
        ("eni-1", item("eni-1", "i-1"), []),
        ("eni-1", item("eni-2", "i-2"), ["changed aws_eip.web network_interface"]),
        ("eni-1", item(), ["changed aws_eip.web network_interface"]),
        ("", item("eni-2", "i-2"), ["changed aws_eip.web network_interface"]),
        ("", item("eni-nat", HeldByService=True), []),
        ("eni-old-nat", item("eni-nat", HeldByService=True), []),
    ],
    ids=["same", "moved", "let go", "taken", "by a NAT gateway since", "by another NAT gateway"],
)
def test_an_address(was: str, live: dict[str, Any], told: list[str]):
    assert verdicts({"aws_eip.web": recorded(was)}, {"aws_eip": [live]})[0] == told


@pytest.mark.parametrize(
    ("live", "told"),
    [
        (item("eni-1", "i-1"), []),
        (item(), ["missing aws_eip_association.web"]),
        (item("eni-2", "i-2"), ["missing aws_eip_association.web"]),
    ],
    ids=["same", "let go", "moved"],
)
def test_an_address_with_an_association_of_its_own(live: dict[str, Any], told: list[str]):
    """The association tells it, and not the address too, whether it was refreshed since or not."""
    for was in ("", "eni-1"):
        states = {"aws_eip.web": recorded(was), "aws_eip_association.web": association("eni-1")}
        assert verdicts(states, {"aws_eip": [live], "aws_eip_association": [live]})[0] == told


@pytest.mark.parametrize(
    ("address", "answers", "held"),
    [
        (item("eni-1", "i-1"), {}, False),
        (item("eni-1"), {}, False),
        (item("eni-1"), {"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1"}]}, True),
        (
            item("eni-1"),
            {"NatGateways": [{"NatGatewayAddresses": [{"NetworkInterfaceId": "eni-1"}, {}]}]},
            True,
        ),
        (item("eni-1", ServiceManaged="nlb"), {}, True),
    ],
    ids=["an instance", "an interface", "a service's interface", "a NAT gateway", "a service's own"],
)
def test_who_holds_an_address(address: dict[str, Any], answers: dict[str, Any], held: bool):
    api = FakeApi(
        describe_addresses=lambda: {"Addresses": [address]},
        describe_network_interfaces=lambda **_: answers,
        describe_nat_gateways=lambda **_: answers,
    )
    assert [found["HeldByService"] for found in addresses(api)] == [held]


def test_a_service_makes_addresses_for_itself():
    (made,) = aws_types()["aws_eip"].objects(item("eni-1", ServiceManaged="nlb"), SCOPE, {})
    assert made.owner == "aws:nlb"


def test_an_address_before_vpcs():
    (made,) = aws_types()["aws_eip"].objects({"PublicIp": "198.51.100.7", "Domain": "standard"}, SCOPE, {})
    assert made.id == "198.51.100.7"
