"""Networks in two regions: rules, routes and ACL entries inside their owners and apart from them."""

from pathlib import Path
from unittest.mock import ANY

import boto3
import pytest

from tests.servers import MotoServer
from tests.terraform.story import GONE, Story, Values, hold, tell

pytestmark = pytest.mark.terraform

PRIVATE = 'module.subnets["private"].aws_subnet.tier'


def change(recorded: Values) -> None:
    """Everything that people do to networks by hand."""
    ec2 = boto3.client("ec2")
    abroad = boto3.client("ec2", region_name="eu-west-1")
    ids = {address: values["id"] for address, values in recorded.items()}
    vpc, web, db = ids["aws_vpc.main"], ids["aws_security_group.web"], ids["aws_security_group.db"]

    ec2.create_tags(
        Resources=[vpc], Tags=[{"Key": "Env", "Value": "dev"}, {"Key": "a.b/c", "Value": "Owner"}]
    )
    ec2.delete_tags(Resources=[vpc], Tags=[{"Key": "Name"}])
    ec2.modify_subnet_attribute(SubnetId=ids[f"{PRIVATE}[1]"], MapPublicIpOnLaunch={"Value": True})

    # Inline rules: SSH opened to the world; and two networks of one block taken out and put back one by one.
    ec2.authorize_security_group_ingress(GroupId=web, IpPermissions=[_rule(22, "0.0.0.0/0")])
    for network in ("172.16.0.0/12", "10.0.0.0/8"):
        ec2.revoke_security_group_ingress(GroupId=web, IpPermissions=[_rule(8080, network, to=8090)])
    for network in ("172.16.0.0/12", "10.0.0.0/8"):
        ec2.authorize_security_group_ingress(GroupId=web, IpPermissions=[_rule(8080, network, to=8090)])

    # Split rules: one loses one of its two networks, one is gone, one appears.
    ec2.revoke_security_group_ingress(GroupId=db, IpPermissions=[_rule(5432, "10.20.0.0/16")])
    ec2.revoke_security_group_egress(GroupId=db, IpPermissions=[_rule(443, "10.0.0.0/16")])
    ec2.authorize_security_group_ingress(GroupId=db, IpPermissions=[_rule(3306, "10.30.0.0/16")])
    ec2.authorize_security_group_ingress(
        GroupId=ids["aws_default_security_group.main"], IpPermissions=[_rule(3389, "0.0.0.0/0")]
    )

    # Routes: an inline one elsewhere, a split one gone, one appears.
    inline, split = ids["aws_route_table.inline"], ids["aws_route_table.split"]
    ec2.replace_route(
        RouteTableId=inline, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=ids["aws_nat_gateway.main"]
    )
    ec2.delete_route(RouteTableId=split, DestinationCidrBlock="192.168.0.0/16")
    ec2.create_route(
        RouteTableId=split,
        DestinationCidrBlock="172.31.0.0/16",
        GatewayId=ids["aws_internet_gateway.main"],
    )
    ec2.disassociate_route_table(AssociationId=ids["aws_route_table_association.public[1]"])

    # ACLs: an inline entry opened, a split one gone.
    entry = {"RuleNumber": 100, "Protocol": "6", "RuleAction": "allow", "PortRange": {"From": 443, "To": 443}}
    acl = ids["aws_network_acl.inline"]
    ec2.replace_network_acl_entry(NetworkAclId=acl, Egress=False, CidrBlock="0.0.0.0/0", **entry)
    ec2.delete_network_acl_entry(NetworkAclId=ids["aws_network_acl.split"], RuleNumber=200, Egress=False)

    ec2.delete_vpc_endpoints(VpcEndpointIds=[ids["aws_vpc_endpoint.s3"]])
    ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.200.0/24")

    # Abroad, where everything has the same names.
    abroad.revoke_security_group_ingress(
        GroupId=ids["aws_security_group.twin"],
        IpPermissions=[
            {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "Ipv6Ranges": [{"CidrIpv6": "::/0"}]}
        ],
    )
    abroad.create_security_group(GroupName="shadow", Description="by hand", VpcId=ids["aws_vpc.twin"])


def _rule(port: int, network: str, *, to: int | None = None) -> dict:
    return {
        "IpProtocol": "tcp",
        "FromPort": port,
        "ToPort": to or port,
        "IpRanges": [{"CidrIp": network}],
    }


def what_terraform_has_just_made_is_in_sync(story: Story) -> None:
    (interface,) = story.clean.resource_drift
    # Moto does not tell of a NAT gateway's interface that AWS made it (`RequesterManaged`), as AWS does.
    assert interface.id == story.recorded["aws_nat_gateway.main"]["network_interface_id"]
    assert story.clean.unread == ()


def every_change_is_found_and_nothing_else(story: Story) -> None:
    assert story.changes() == {
        ("aws_vpc.main", "tags.Env"): ("prod", "dev"),
        ("aws_vpc.main", "tags.Name"): ("main", None),
        ("aws_vpc.main", "tags.a.b/c"): (None, "Owner"),
        (f"{PRIVATE}[1]", "map_public_ip_on_launch"): (False, True),
        ("aws_security_group.web", "ingress"): ANY,
        ("aws_security_group_rule.db_from_offices", "cidr_blocks"): (
            ["10.10.0.0/16", "10.20.0.0/16"],
            ["10.10.0.0/16"],
        ),
        ("aws_security_group_rule.db_out", ""): ("recorded", GONE),
        ("aws_security_group.db", "ingress"): ANY,
        ("aws_default_security_group.main", "ingress"): ANY,
        ("aws_route_table.inline", "route"): ANY,
        ("aws_route_table.split", "route"): ANY,
        ("aws_route.office", ""): ("recorded", GONE),
        ("aws_route_table_association.public[1]", ""): ("recorded", GONE),
        ("aws_network_acl.inline", "ingress"): ANY,
        ("aws_network_acl_rule.ssh", ""): ("recorded", GONE),
        ("aws_vpc_endpoint.s3", ""): ("recorded", GONE),
        ("aws_security_group.twin", "ingress"): ANY,
    }
    assert sorted(kind for kind, _ in story.unmanaged()) == ["aws_security_group", "aws_subnet"]


def an_owner_tells_what_nobody_claims_and_nothing_else(story: Story) -> None:
    _, (rule,) = story.changes()["aws_security_group.db", "ingress"]
    assert (rule["from_port"], rule["cidr_blocks"]) == (3306, ["10.30.0.0/16"])
    _, (route,) = story.changes()["aws_route_table.split", "route"]
    assert route["cidr_block"] == "172.31.0.0/16"


def what_is_opened_to_the_world_is_critical(story: Story) -> None:
    critical = {drift.address for drift in story.drifted.resource_drift if drift.severity == "critical"}
    assert critical == {"aws_security_group.web", "aws_default_security_group.main"}


def terraform_sees_the_same(story: Story) -> None:
    assert story.disagreements() == {
        # Mirrors: Terraform writes the rules that other resources own into their owner's attribute too.
        ("aws_security_group.db", "egress"),
        ("aws_security_group.db", "ingress"),
        ("aws_route_table.split", "route"),
        ("aws_network_acl.split", "ingress"),
        # Provider 3.39 calls a rule gone as soon as one of its networks is; the other is still allowed.
        ("aws_security_group_rule.db_from_offices", ""),
        ("aws_security_group_rule.db_from_offices", "cidr_blocks"),
    }


def test_network(moto_server: MotoServer, tmp_path: Path):
    story = tell("network", moto_server, tmp_path, ("us-east-1", "eu-west-1"), change)
    hold(
        story,
        what_terraform_has_just_made_is_in_sync,
        every_change_is_found_and_nothing_else,
        an_owner_tells_what_nobody_claims_and_nothing_else,
        what_is_opened_to_the_world_is_critical,
        terraform_sees_the_same,
    )
