"""What is special about networks: equivalences, owners, objects that linger."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftmgr.providers.aws import (
    ec2_acls,
    ec2_endpoints,
    ec2_gateways,
    ec2_network_interfaces,
    ec2_routes,
    ec2_security_group_rules,
    ec2_security_groups,
    ec2_subnets,
    ec2_vpcs,
)
from driftmgr.providers.aws.ec2_protocols import network, ports, protocol, same_port, same_protocol
from driftmgr.providers.aws.ec2_routes import same_route
from driftmgr.providers.aws.ec2_rule_atoms import block_atoms, blocks, rule_atom
from driftmgr.providers.aws.registry import aws_types
from driftmgr.resources.listing import Api
from driftmgr.resources.models import Scope
from driftmgr.resources.types import ResourceType

ACCOUNT = "123456789012"
SCOPE = Scope("aws", ACCOUNT, "eu-west-1")
SUBNET = {"SubnetId": "subnet-1", "VpcId": "vpc-1", "AvailabilityZone": "eu-west-1a"}
MODULES = (
    ec2_acls,
    ec2_endpoints,
    ec2_gateways,
    ec2_network_interfaces,
    ec2_routes,
    ec2_security_group_rules,
    ec2_security_groups,
    ec2_subnets,
    ec2_vpcs,
)


def owner(type_name: str, item: Mapping[str, Any]) -> str | None:
    (made,) = aws_types()[type_name].objects(dict(item), SCOPE, {})
    return made.owner


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("tcp", "6", True),
        ("UDP", "17", True),
        ("all", "-1", True),
        ("icmpv6", 58, True),
        ("tcp", "udp", False),
        ("50", "51", False),
        (None, "-1", True),
    ],
)
def test_protocols_by_name_and_number(one: Any, other: Any, same: bool) -> None:
    assert same_protocol(one, other) is same
    assert same_protocol(other, one) is same


@pytest.mark.parametrize(
    ("one", "other", "same"), [(None, -1, True), ("443", 443, True), (0, None, False), (0, -1, False)]
)
def test_ports(one: Any, other: Any, same: bool) -> None:
    assert same_port(one, other) is same


def test_only_some_protocols_have_ports() -> None:
    assert ports("tcp", 0, 65535) == (0, 65535)
    assert ports("icmp", 8, -1) == (8, -1)
    assert ports("-1", 0, 0) == ports("-1", None, None) == ports("50", 0, 65535)


@pytest.mark.parametrize(
    ("written", "kept"),
    [("10.1.2.3/8", "10.0.0.0/8"), ("2001:DB8:0::/32", "2001:db8::/32"), ("pl-1", "pl-1")],
)
def test_networks(written: str, kept: str) -> None:
    assert network(written) == kept


PEERS = st.fixed_dictionaries(
    {},
    optional={
        "IpRanges": st.lists(
            st.sampled_from([{"CidrIp": "10.0.0.0/8"}, {"CidrIp": "10.1.0.0/16", "Description": "x"}]),
            unique_by=str,
        ),
        "Ipv6Ranges": st.lists(st.sampled_from([{"CidrIpv6": "::/0"}]), max_size=1),
        "PrefixListIds": st.lists(st.sampled_from([{"PrefixListId": "pl-1"}]), max_size=1),
        "UserIdGroupPairs": st.lists(
            st.sampled_from(
                [{"GroupId": "sg-1", "UserId": ACCOUNT}, {"GroupId": "sg-2", "UserId": "210987654321"}]
            ),
            unique_by=str,
        ),
    },
)
PERMISSIONS = st.lists(
    st.tuples(st.sampled_from([("tcp", 22, 22), ("6", 80, 81), ("-1", None, None), ("icmp", -1, -1)]), PEERS),
    unique_by=lambda pair: pair[0],
)


@given(PERMISSIONS)
def test_every_peer_of_a_permission_is_one_part(
    given_: list[tuple[tuple[str, int | None, int | None], Mapping[str, Any]]],
) -> None:
    permissions = []
    for (name, first, last), peers in given_:
        numbers = {} if first is None else {"FromPort": first, "ToPort": last}
        permissions.append({"IpProtocol": name, **numbers, **peers})
    atoms = block_atoms({"id": "sg-1"}, blocks(permissions, "sg-1", ACCOUNT))
    count = sum(len(v) for permission in permissions for v in permission.values() if isinstance(v, list))
    assert len(atoms) == count
    again = list(atoms.values())
    assert block_atoms({"id": "sg-1"}, again).keys() == atoms.keys()


@pytest.mark.parametrize(
    ("rule", "in_block"),
    [
        ({"cidr_ipv4": "10.0.0.0/8"}, {"cidr_blocks": ["10.0.0.0/8"]}),
        ({"cidr_ipv6": "::/0"}, {"ipv6_cidr_blocks": ["0::/0"]}),
        ({"prefix_list_id": "pl-1"}, {"prefix_list_ids": ["pl-1"]}),
        ({"referenced_security_group_id": "sg-2"}, {"security_groups": ["210987654321/sg-2"]}),
        ({"referenced_security_group_id": "sg-1"}, {"self": True}),
    ],
)
def test_a_rule_is_the_same_part_as_in_its_groups_block(
    rule: dict[str, Any], in_block: dict[str, Any]
) -> None:
    (inline,) = block_atoms({"id": "sg-1"}, [{"protocol": "6", "from_port": "22", "to_port": 22, **in_block}])
    assert rule_atom("sg-1", {"ip_protocol": "tcp", "from_port": 22, "to_port": 22, **rule}) == inline


@pytest.mark.parametrize(
    ("recorded", "actual", "same"),
    [
        ({"nat_gateway_id": "nat-1", "gateway_id": ""}, {"nat_gateway_id": "nat-1", "gateway_id": ""}, True),
        ({"nat_gateway_id": "nat-1"}, {"gateway_id": "igw-1"}, False),
        ({"instance_id": "i-1"}, {"instance_id": "i-1", "network_interface_id": "eni-1"}, True),
        ({"network_interface_id": "eni-1"}, {"instance_id": "i-1", "network_interface_id": "eni-1"}, True),
        ({"network_interface_id": "eni-1"}, {"instance_id": "i-1", "network_interface_id": "eni-2"}, False),
        ({}, {"gateway_id": "igw-1"}, False),
    ],
)
def test_routes_lead_to_the_same_target(recorded: Any, actual: Any, same: bool) -> None:
    assert same_route(recorded, actual) is same


@pytest.mark.parametrize(
    ("more", "made_by"),
    [
        ({}, None),
        ({"RequesterManaged": True, "InterfaceType": "lambda"}, "aws"),
        ({"InterfaceType": "nat_gateway"}, "aws"),
        ({"InterfaceType": "efs"}, "aws"),
        ({"InterfaceType": "efa"}, None),
        ({"Attachment": {"InstanceId": "i-1", "DeviceIndex": 0}}, "ec2:i-1"),
        ({"Attachment": {"InstanceId": "i-1", "DeviceIndex": 2, "DeleteOnTermination": True}}, "ec2:i-1"),
        ({"Attachment": {"InstanceId": "i-1", "DeviceIndex": 1, "DeleteOnTermination": False}}, None),
        ({"Operator": {"Managed": True, "Principal": "eks.amazonaws.com"}}, "eks.amazonaws.com"),
    ],
)
def test_who_made_an_interface(more: dict[str, Any], made_by: str | None) -> None:
    assert (
        owner("aws_network_interface", {"NetworkInterfaceId": "eni-1", "OwnerId": ACCOUNT, **more}) == made_by
    )


@pytest.mark.parametrize(
    ("type_name", "item"),
    [
        ("aws_vpc", {"VpcId": "vpc-1", "IsDefault": True}),
        (
            "aws_subnet",
            {
                "SubnetId": "subnet-1",
                "VpcId": "vpc-1",
                "AvailabilityZone": "eu-west-1a",
                "DefaultForAz": True,
            },
        ),
        ("aws_internet_gateway", {"InternetGatewayId": "igw-1", "InDefaultVpc": True}),
        ("aws_vpc_endpoint", {"VpcEndpointId": "vpce-1", "VpcId": "vpc-1", "RequesterManaged": True}),
    ],
)
def test_what_the_platform_made(type_name: str, item: dict[str, Any]) -> None:
    assert owner(type_name, item) == "aws"


@pytest.mark.parametrize(
    ("type_name", "item"),
    [
        ("aws_vpc", {"VpcId": "vpc-1"}),
        ("aws_subnet", SUBNET),
        ("aws_route_table", {"RouteTableId": "rtb-1", "Associations": [{"Main": True}]}),
        ("aws_security_group", {"GroupId": "sg-1", "GroupName": "x"}),
    ],
)
def test_networks_that_another_account_shares_are_not_ours(type_name: str, item: dict[str, Any]) -> None:
    declared = aws_types()[type_name]
    assert list(declared.objects(item | {"OwnerId": "210987654321"}, SCOPE, {})) == []
    assert len(list(declared.objects(item | {"OwnerId": ACCOUNT}, SCOPE, {}))) == 1


@pytest.mark.parametrize("state", ["deleting", "deleted", "failed"])
def test_nat_gateways_that_linger_are_gone(state: str) -> None:
    item = {"NatGatewayId": "nat-1", "State": state}
    assert list(aws_types()["aws_nat_gateway"].objects(item, SCOPE, {})) == []


def test_a_static_route_hides_a_propagated_one() -> None:
    to = {"DestinationCidrBlock": "10.9.0.0/16"}
    propagated = to | {"GatewayId": "vgw-1", "Origin": "EnableVgwRoutePropagation"}
    item = {
        "RouteTableId": "rtb-1",
        "Routes": [propagated, to | {"NatGatewayId": "nat-1", "Origin": "CreateRoute"}],
    }
    (made,) = aws_types()["aws_route"].objects(item, SCOPE, {})
    assert made.attributes["nat_gateway_id"] == "nat-1"
    assert made.owner is None


class _Recorded(Api):
    def call(self, operation: str, **params: Any) -> dict[str, Any]:
        raise AssertionError(operation)

    def pages(self, operation: str, items: str, **params: Any) -> Any:
        if operation == "describe_vpcs":
            assert params["Filters"] == [{"Name": "is-default", "Values": ["true"]}]
            return iter([{"VpcId": "vpc-default"}])
        return iter(
            [{"RouteTableId": "rtb-1", "VpcId": "vpc-default"}, {"RouteTableId": "rtb-2", "VpcId": "vpc-1"}]
        )


def test_what_is_in_the_default_vpc_is_marked() -> None:
    read = aws_types()["aws_route_table"].listing.read
    assert read is not None
    assert [item["InDefaultVpc"] for item in read(_Recorded())] == [True, False]


@pytest.mark.parametrize(
    "declared",
    [declared for module in MODULES for declared in module.TYPES],
    ids=lambda declared: declared.name,
)
def test_half_made_instances_do_not_stop_the_join(declared: ResourceType) -> None:
    """A create that failed leaves an instance of which little more than its id is recorded."""
    for half in ({"id": "x-1"}, dict.fromkeys(("vpc_id", "rule_number", "cidr_blocks", "type", "self"))):
        assert isinstance(declared.identity_of(half), str)
        assert isinstance(declared.item_key_of(half), str)
        if declared.claim:
            assert isinstance(declared.claim.owner_identity(half), str)
            assert isinstance(declared.claim.attribute(half), str)
            assert isinstance(declared.claim.atoms(half), frozenset)


def test_numbers_of_protocols_come_out_as_names() -> None:
    assert [protocol(value) for value in ("6", "TCP", "", "47")] == ["tcp", "tcp", "-1", "47"]
