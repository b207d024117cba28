"""Rules, routes, entries and attachments: told once, on whoever owns them."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from driftmgr.drift.detect import Detection
from driftmgr.providers.aws.registry import aws_types
from tests.drift.declarations import ACCOUNT, SCOPE, detected, instance

GROUP, VPC = "sg-0a", "vpc-0a"
WORLD = "0.0.0.0/0"

Items = Mapping[str, list[dict[str, Any]]]
"""Type name → items of its listing."""


def verdicts(recorded: Mapping[str, dict[str, Any]], items: Items) -> tuple[list[str], Detection]:
    """What is told of each recorded address or unmanaged id, sorted, and everything found."""
    types = aws_types()
    live = [
        made
        for name, found in items.items()
        for item in found
        for made in types[name].objects(deepcopy(item), SCOPE, {})
    ]
    instances = [instance(address, attributes) for address, attributes in recorded.items()]
    wanted = {types[name] for name in items} | {types[i.type] for i in instances}
    found = detected(sorted(wanted, key=lambda t: t.name), instances, live)
    told = [
        f"{d.kind} {d.address or d.id} {' '.join(sorted(c.path for c in d.changes))}".strip()
        for d in found.drifts
    ]
    return sorted(told), found


def block(cidr: str, port: int, **more: Any) -> dict[str, Any]:
    return {
        "cidr_blocks": [cidr],
        "description": "",
        "from_port": port,
        "ipv6_cidr_blocks": [],
        "prefix_list_ids": [],
        "protocol": "tcp",
        "security_groups": [],
        "self": False,
        "to_port": port,
        **more,
    }


def permission(cidr: str, port: int, description: str = "") -> dict[str, Any]:
    told = {"CidrIp": cidr} | ({"Description": description} if description else {})
    return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": [told]}


def group(
    *ingress: dict[str, Any], name: str = "app", egress: tuple[dict[str, Any], ...] = ()
) -> dict[str, Any]:
    return {
        "GroupId": GROUP,
        "GroupName": name,
        "VpcId": VPC,
        "OwnerId": ACCOUNT,
        "IpPermissions": list(ingress),
        "IpPermissionsEgress": list(egress),
    }


def recorded_group(*ingress: dict[str, Any]) -> dict[str, Any]:
    arn = f"arn:aws:ec2:us-east-1:{ACCOUNT}:security-group/{GROUP}"
    return {"id": GROUP, "arn": arn, "name": "app", "vpc_id": VPC, "ingress": list(ingress), "egress": []}


def rule_item(cidr: str, port: int, rule: str = "sgr-0a") -> dict[str, Any]:
    return {
        "SecurityGroupRuleId": rule,
        "GroupId": GROUP,
        "GroupOwnerId": ACCOUNT,
        "IsEgress": False,
        "IpProtocol": "tcp",
        "FromPort": port,
        "ToPort": port,
        "CidrIpv4": cidr,
    }


def recorded_rule(cidr: str, port: int, rule: str = "sgr-0a") -> dict[str, Any]:
    ports = {"from_port": port, "to_port": port}
    return {"id": rule, "security_group_id": GROUP, "ip_protocol": "tcp", "cidr_ipv4": cidr, **ports}


def old_rule(*cidrs: str, port: int, **more: Any) -> dict[str, Any]:
    ports = {"type": "ingress", "protocol": "tcp", "from_port": port, "to_port": port}
    return {"id": "sgrule-1", "security_group_id": GROUP, "cidr_blocks": list(cidrs), **ports, **more}


def test_a_group_recorded_before_its_rules_were_made_is_in_sync() -> None:
    told, found = verdicts(
        {
            "aws_security_group.app": recorded_group(),
            "aws_vpc_security_group_ingress_rule.web": recorded_rule("10.0.0.0/8", 443),
            "aws_security_group_rule.ssh": old_rule("10.1.0.0/16", "10.2.0.0/16", port=22),
        },
        {
            "aws_security_group": [
                group(
                    permission("10.0.0.0/8", 443),
                    permission("10.1.0.0/16", 22),
                    permission("10.2.0.0/16", 22),
                )
            ],
            "aws_vpc_security_group_ingress_rule": [rule_item("10.0.0.0/8", 443)],
        },
    )
    assert told == []
    assert found.in_sync == 3


def test_a_rule_that_nobody_records_is_told_on_its_group_alone() -> None:
    told, found = verdicts(
        {
            "aws_security_group.app": recorded_group(),
            "aws_vpc_security_group_ingress_rule.web": recorded_rule("10.0.0.0/8", 443),
        },
        {
            "aws_security_group": [group(permission("10.0.0.0/8", 443), permission(WORLD, 22))],
            "aws_vpc_security_group_ingress_rule": [
                rule_item("10.0.0.0/8", 443),
                rule_item(WORLD, 22, "sgr-0b"),
            ],
        },
    )
    assert told == ["changed aws_security_group.app ingress"]
    (change,) = found.drifts[0].changes
    assert (change.before, change.after) == ([], [block(WORLD, 22)])
    assert change.severity == "critical"


def test_an_old_rule_lost_one_of_its_networks() -> None:
    told, found = verdicts(
        {
            "aws_security_group.app": recorded_group(block("10.1.0.0/16", 22), block("10.2.0.0/16", 22)),
            "aws_security_group_rule.ssh": old_rule("10.1.0.0/16", "10.2.0.0/16", port=22),
        },
        {"aws_security_group": [group(permission("10.2.0.0/16", 22))]},
    )
    assert told == ["changed aws_security_group_rule.ssh cidr_blocks"]
    assert found.drifts[0].changes[0].severity == "low"


def test_another_description_is_no_lost_rule() -> None:
    told, _ = verdicts(
        {"aws_security_group_rule.ssh": old_rule("10.1.0.0/16", port=22, description="office")},
        {"aws_security_group": [group(permission("10.1.0.0/16", 22, "temporary"))]},
    )
    assert not any(line.startswith("missing") for line in told)
    inline, _ = verdicts(
        {"aws_security_group.app": recorded_group(block("10.1.0.0/16", 22, description="office"))},
        {"aws_security_group": [group(permission("10.1.0.0/16", 22, "temporary"))]},
    )
    assert inline == ["changed aws_security_group.app ingress"]


def test_a_default_group_is_the_platforms_until_somebody_opens_it() -> None:
    everything = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": WORLD}]}
    itself = {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": GROUP, "UserId": ACCOUNT}]}
    untouched = group(itself, name="default", egress=(everything,))
    emptied = group(name="default")
    opened = group(itself, permission(WORLD, 22), name="default", egress=(everything,))
    for item, told in ((untouched, []), (emptied, []), (opened, [f"unmanaged {GROUP}"])):
        assert verdicts({}, {"aws_security_group": [item]})[0] == told


def table(*routes: dict[str, Any], main: bool = False, in_default: bool = False) -> dict[str, Any]:
    local = {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "Origin": "CreateRouteTable"}
    made = [{"Origin": "CreateRoute", "State": "active"} | route for route in routes]
    associations = [{"Main": True, "RouteTableAssociationId": "rtbassoc-0a"}] if main else []
    return {
        "RouteTableId": "rtb-0a",
        "VpcId": VPC,
        "OwnerId": ACCOUNT,
        "Routes": [local, *made],
        "Associations": associations,
        "InDefaultVpc": in_default,
    }


def recorded_table(*routes: dict[str, Any]) -> dict[str, Any]:
    arn = f"arn:aws:ec2:us-east-1:{ACCOUNT}:route-table/rtb-0a"
    return {"id": "rtb-0a", "arn": arn, "vpc_id": VPC, "route": list(routes)}


def test_a_route_is_told_on_the_route_and_a_strange_one_on_its_table() -> None:
    recorded = {
        "aws_route_table.main": recorded_table(),
        "aws_route.out": {
            "id": "r-1",
            "route_table_id": "rtb-0a",
            "destination_cidr_block": WORLD,
            "gateway_id": "igw-0a",
            "nat_gateway_id": "",
        },
    }
    out = {"DestinationCidrBlock": WORLD, "GatewayId": "igw-0a"}
    strange = {"DestinationCidrBlock": "10.9.0.0/16", "TransitGatewayId": "tgw-0a"}
    redirected = {"DestinationCidrBlock": WORLD, "NatGatewayId": "nat-0a"}
    for routes, told in (
        ((out,), []),
        ((redirected,), ["changed aws_route.out gateway_id nat_gateway_id"]),
        ((out, strange), ["changed aws_route_table.main route"]),
        ((), ["missing aws_route.out"]),
    ):
        items = {"aws_route_table": [table(*routes)], "aws_route": [table(*routes)]}
        assert verdicts(recorded, items)[0] == told


def test_a_main_table_is_the_platforms_until_somebody_routes_by_it() -> None:
    out = {"DestinationCidrBlock": WORLD, "GatewayId": "igw-0a"}
    for item, told in (
        (table(main=True), []),
        (table(out, main=True, in_default=True), []),
        (table(out, main=True), ["unmanaged rtb-0a"]),
        (table(), ["unmanaged rtb-0a"]),
    ):
        assert verdicts({}, {"aws_route_table": [item]})[0] == told


def acl(*entries: dict[str, Any], default: bool = False) -> dict[str, Any]:
    last = {"RuleNumber": 32767, "Protocol": "-1", "RuleAction": "deny", "CidrBlock": WORLD, "Egress": False}
    return {
        "NetworkAclId": "acl-0a",
        "VpcId": VPC,
        "OwnerId": ACCOUNT,
        "IsDefault": default,
        "Associations": [],
        "Entries": [*entries, last],
    }


def entry(number: int, action: str = "allow", cidr: str = WORLD, port: int | None = None) -> dict[str, Any]:
    told = {"RuleNumber": number, "RuleAction": action, "CidrBlock": cidr, "Egress": False}
    if port is None:
        return told | {"Protocol": "-1"}
    return told | {"Protocol": "6", "PortRange": {"From": port, "To": port}}


def test_an_entry_is_told_on_the_rule_and_a_strange_one_on_its_acl() -> None:
    arn = f"arn:aws:ec2:us-east-1:{ACCOUNT}:network-acl/acl-0a"
    ssh = {"rule_number": 100, "protocol": "tcp", "rule_action": "deny", "from_port": 22, "to_port": 22}
    recorded: dict[str, dict[str, Any]] = {
        "aws_network_acl.main": {"id": "acl-0a", "arn": arn, "ingress": [], "egress": []},
        "aws_network_acl_rule.ssh": {
            "id": "nacl-1",
            "network_acl_id": "acl-0a",
            "egress": False,
            "cidr_block": WORLD,
            **ssh,
        },
    }
    for item, told in (
        (acl(entry(100, "deny", port=22)), []),
        (acl(entry(100, "allow", port=22)), ["changed aws_network_acl_rule.ssh rule_action"]),
        (acl(entry(100, "deny", port=22), entry(90)), ["changed aws_network_acl.main ingress"]),
        (acl(), ["missing aws_network_acl_rule.ssh"]),
    ):
        items = {"aws_network_acl": [item], "aws_network_acl_rule": [item]}
        assert verdicts(recorded, items)[0] == told


def test_a_default_acl_is_the_platforms_until_somebody_writes_into_it() -> None:
    for item, told in (
        (acl(entry(100), default=True), []),
        (acl(entry(100), entry(50, port=22), default=True), ["unmanaged acl-0a"]),
        (acl(), ["unmanaged acl-0a"]),
    ):
        assert verdicts({}, {"aws_network_acl": [item]})[0] == told


def test_a_rule_moved_to_another_network_is_told_once() -> None:
    told, _ = verdicts(
        {
            "aws_security_group.app": recorded_group(),
            "aws_vpc_security_group_ingress_rule.web": recorded_rule("10.0.0.0/8", 443),
        },
        {
            "aws_security_group": [group(permission(WORLD, 443))],
            "aws_vpc_security_group_ingress_rule": [rule_item(WORLD, 443)],
        },
    )
    assert told == ["changed aws_vpc_security_group_ingress_rule.web cidr_ipv4"]
