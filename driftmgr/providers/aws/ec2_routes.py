"""Route tables, their routes, and who uses which table."""

from collections.abc import Iterable, Iterator, Mapping
from ipaddress import ip_network
from typing import Any, Final

from driftmgr.drift.equivalence import same_cidr
from driftmgr.providers.aws import risks
from driftmgr.providers.aws.ec2_arns import identity, is_own
from driftmgr.providers.aws.ec2_vpcs import marked_by_vpc
from driftmgr.providers.aws.owners import tag_owner
from driftmgr.providers.aws.references import by_name, one_atom, part_of, reference
from driftmgr.providers.aws.shapes import all_tags, tags
from driftmgr.resources.listing import Item, Listing
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Atom, Attributes, Claim, Collection, ResourceType, Severity

ROUTE_TABLES = Listing(
    service="ec2",
    operation="describe_route_tables",
    items="RouteTables",
    read=marked_by_vpc(
        "describe_route_tables", "RouteTables", {"MaxResults": 100}, lambda item: str(item.get("VpcId"))
    ),
    key=lambda item: str(item["RouteTableId"]),
    permissions=("ec2:DescribeRouteTables", "ec2:DescribeVpcs"),
)

_DESTINATIONS: Final = {
    "destination_cidr_block": "DestinationCidrBlock",
    "destination_ipv6_cidr_block": "DestinationIpv6CidrBlock",
    "destination_prefix_list_id": "DestinationPrefixListId",
}
_TARGETS: Final = {
    "carrier_gateway_id": "CarrierGatewayId",
    "core_network_arn": "CoreNetworkArn",
    "egress_only_gateway_id": "EgressOnlyInternetGatewayId",
    "instance_id": "InstanceId",
    "local_gateway_id": "LocalGatewayId",
    "nat_gateway_id": "NatGatewayId",
    "network_interface_id": "NetworkInterfaceId",
    "odb_network_arn": "OdbNetworkArn",
    "transit_gateway_id": "TransitGatewayId",
    "vpc_peering_connection_id": "VpcPeeringConnectionId",
}
_TARGET_NAMES: Final = (*_TARGETS, "gateway_id", "vpc_endpoint_id")
_PROPAGATED: Final = "EnableVgwRoutePropagation"
_PLATFORM_GATEWAYS: Final = ("local", "VpcLattice")


def route_table(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A route table with the routes that people make (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html)."""
    if is_own(item, scope):
        yield identity(scope, "route-table", item["RouteTableId"]) | {
            "vpc_id": item.get("VpcId", ""),
            "route": [_block(found) for found in item.get("Routes") or () if not _is_platforms(found, item)],
            "propagating_vgws": [vgw["GatewayId"] for vgw in item.get("PropagatingVgws") or ()],
            "tags": tags(item.get("Tags")),
        }


def route(item: Item, scope: Scope) -> Iterable[Attributes]:
    """Every route, also those that AWS makes: a state may have adopted a local one.

    A destination may have a static and a propagated route, of which the static one counts
    (https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html).
    """
    if not is_own(item, scope):
        return
    seen = set()
    for found in sorted(item.get("Routes") or (), key=lambda found: found.get("Origin") == _PROPAGATED):
        attributes = {
            "route_table_id": item["RouteTableId"],
            **{name: found.get(key) or "" for name, key in _DESTINATIONS.items()},
            **_targets(found),
            "instance_owner_id": found.get("InstanceOwnerId", ""),
            "origin": found.get("Origin", ""),
            "state": found.get("State", ""),
        }
        destination = _destination(attributes)
        if destination and destination not in seen:
            seen.add(destination)
            yield {"id": f"{item['RouteTableId']}_{destination}", **attributes}


def association(item: Item, scope: Scope) -> Iterable[Attributes]:
    """Which subnets and gateways name this table."""
    for found in _associations(item, scope):
        if not found.get("Main"):
            subnet, gateway = found.get("SubnetId", ""), found.get("GatewayId", "")
            yield {
                "id": found["RouteTableAssociationId"],
                "route_table_id": item["RouteTableId"],
                "subnet_id": subnet,
                "gateway_id": gateway,
            }


def main_association(item: Item, scope: Scope) -> Iterable[Attributes]:
    """Which VPC's subnets use this table where they name none."""
    for found in _associations(item, scope):
        if found.get("Main"):
            yield {
                "id": found["RouteTableAssociationId"],
                "route_table_id": item["RouteTableId"],
                "vpc_id": item.get("VpcId", ""),
            }


def propagation(item: Item, scope: Scope) -> Iterable[Attributes]:
    """Virtual private gateways that write routes into this table."""
    for vgw in item.get("PropagatingVgws") or () if is_own(item, scope) else ():
        gateway, table = vgw["GatewayId"], item["RouteTableId"]
        yield {"id": f"{gateway}_{table}", "vpn_gateway_id": gateway, "route_table_id": table}


def still_routes(recorded: Any, actual: Any) -> bool:
    """Whether a route's state did not turn bad: a route whose target is gone is a black hole."""
    return bool(actual != "blackhole" or recorded == actual)


def same_route(recorded: Any, actual: Any) -> bool:
    """Whether two routes of one destination lead to the same target.

    A route to an instance also has its interface, which some provider versions record and others do not.
    """
    was, is_ = _set_targets(recorded), _set_targets(actual)
    shared = was.keys() & is_.keys()
    return was == is_ or (bool(shared) and all(was[name] == is_[name] for name in shared))


def _associations(item: Item, scope: Scope) -> Iterator[Mapping[str, Any]]:
    for found in item.get("Associations") or () if is_own(item, scope) else ():
        if found.get("AssociationState", {}).get("State", "associated") in ("associating", "associated"):
            yield found


def _targets(found: Mapping[str, Any]) -> dict[str, str]:
    targets = {name: found.get(key) or "" for name, key in _TARGETS.items()}
    gateway = found.get("GatewayId") or ""
    endpoint = gateway if gateway.startswith("vpce-") else ""
    return targets | {"vpc_endpoint_id": endpoint, "gateway_id": "" if endpoint else gateway}


def _block(found: Mapping[str, Any]) -> dict[str, str]:
    """A `route` block: its destinations are named without `destination_`, but for prefix lists."""
    return {
        "cidr_block": found.get("DestinationCidrBlock") or "",
        "ipv6_cidr_block": found.get("DestinationIpv6CidrBlock") or "",
        "destination_prefix_list_id": found.get("DestinationPrefixListId") or "",
        **_targets(found),
    }


def _is_platforms(found: Mapping[str, Any], table: Item) -> bool:
    """Routes that no one writes: local and propagated ones, those of gateway endpoints and of AWS's own interfaces."""
    gateway = found.get("GatewayId") or ""
    owner = found.get("InstanceOwnerId")
    return (
        gateway in _PLATFORM_GATEWAYS
        or found.get("Origin") == _PROPAGATED
        or (bool(found.get("DestinationPrefixListId")) and gateway.startswith("vpce-"))
        or bool(owner and table.get("OwnerId") and owner != table["OwnerId"])
    )


def _destination(attributes: Attributes) -> str:
    """The destination of an aws_route or of a `route` block, networks in canonical spelling."""
    for name in (*_DESTINATIONS, "cidr_block", "ipv6_cidr_block"):
        value = attributes.get(name)
        if value:
            try:
                return str(ip_network(value, strict=False))
            except ValueError:
                return str(value)
    return ""


def _set_targets(block: Mapping[str, Any]) -> dict[str, Any]:
    return {name: block[name] for name in _TARGET_NAMES if block.get(name)}


def _route_identity(attributes: Attributes) -> str:
    table, destination = attributes.get("route_table_id"), _destination(attributes)
    return f"{table}_{destination}" if table and destination else ""


def _route_atoms(_: Attributes, value: Any) -> dict[Atom, Any]:
    """By destination. Local routes are adopted, never made, so they are on neither side."""
    return {(_destination(block),): block for block in value or () if block.get("gateway_id") != "local"}


def _table_owner(item: Item, attributes: Attributes) -> str | None:
    """AWS made a VPC's main table, and the default VPC's way out: any other route was added by somebody."""
    if any(found.get("Main") for found in item.get("Associations") or ()):
        made = [
            block
            for block in attributes["route"]
            if not (
                item.get("InDefaultVpc")
                and block["cidr_block"] == "0.0.0.0/0"
                and block["gateway_id"].startswith("igw-")
            )
        ]
        return None if made else "aws"
    return tag_owner(all_tags(item.get("Tags")))


def _route_owner(item: Item, attributes: Attributes) -> str | None:
    found = {key: attributes[name] for name, key in _DESTINATIONS.items()} | {
        "GatewayId": attributes["gateway_id"] or attributes["vpc_endpoint_id"],
        "Origin": attributes["origin"],
        "InstanceOwnerId": attributes["instance_owner_id"],
    }
    return "aws" if _is_platforms(found, item) else None


def _importable(attributes: Attributes) -> str:
    return f"{attributes['subnet_id'] or attributes['gateway_id']}/{attributes['route_table_id']}"


_table_of = reference("route_table_id")
_in_table = part_of("aws_route_table", "route_table_id")

TYPES = (
    ResourceType(
        name="aws_route_table",
        aliases=("aws_default_route_table",),
        listing=ROUTE_TABLES,
        to_attributes=route_table,
        collections=(
            Collection(attribute="route", atoms=_route_atoms, same=same_route),
            Collection(attribute="propagating_vgws", atoms=by_name),
        ),
        risks={
            "route": risks.route_to_internet,
            "propagating_vgws": risks.changed(Severity.HIGH, "other gateways write routes"),
        },
        owner=_table_owner,
    ),
    ResourceType(
        name="aws_route",
        listing=ROUTE_TABLES,
        to_attributes=route,
        identity=_route_identity,
        item_key=_table_of,
        claim=Claim(
            owner="aws_route_table",
            owner_identity=_table_of,
            attribute=lambda _: "route",
            atoms=lambda attributes: frozenset({(_destination(attributes),)}),
        ),
        equal={
            "destination_cidr_block": same_cidr,
            "destination_ipv6_cidr_block": same_cidr,
            "state": still_routes,
        },
        observed=frozenset({"state"}),
        risks={
            "*": risks.route_to_internet,
            "state": risks.changed(Severity.HIGH, "the route's target is gone"),
        },
        owner=_route_owner,
        parent=_in_table,
        missing=Severity.MEDIUM,
    ),
    ResourceType(
        name="aws_route_table_association",
        listing=ROUTE_TABLES,
        to_attributes=association,
        identity=lambda attributes: str(attributes.get("subnet_id") or attributes.get("gateway_id") or ""),
        import_id=_importable,
        risks={"route_table_id": risks.route_target_changed},
        parent=_in_table,
        missing=Severity.MEDIUM,
    ),
    ResourceType(
        name="aws_main_route_table_association",
        listing=ROUTE_TABLES,
        to_attributes=main_association,
        identity=("vpc_id",),
        risks={"route_table_id": risks.route_target_changed},
        owner=lambda *_: "aws",
        parent=_in_table,
        missing=Severity.MEDIUM,
    ),
    ResourceType(
        name="aws_vpn_gateway_route_propagation",
        listing=ROUTE_TABLES,
        to_attributes=propagation,
        identity=("vpn_gateway_id", "route_table_id"),
        claim=Claim(
            owner="aws_route_table",
            owner_identity=_table_of,
            attribute=lambda _: "propagating_vgws",
            atoms=one_atom("vpn_gateway_id"),
        ),
        parent=_in_table,
        missing=Severity.MEDIUM,
    ),
)
