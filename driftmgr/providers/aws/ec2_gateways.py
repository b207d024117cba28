"""Internet gateways and NAT gateways."""

from collections.abc import Iterable, Mapping
from operator import eq
from typing import Any, Final

from driftmgr.providers.aws import risks
from driftmgr.providers.aws.ec2_arns import identity, is_own
from driftmgr.providers.aws.ec2_vpcs import PAGE, marked_by_vpc
from driftmgr.providers.aws.owners import tag_owner
from driftmgr.providers.aws.ownership import claims_whole, whole
from driftmgr.providers.aws.references import by_name, one_atom, part_of, reference
from driftmgr.providers.aws.shapes import all_tags, tags
from driftmgr.resources.listing import Item, Listing
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, Claim, Collection, ResourceType, Severity

_GONE: Final = ("deleting", "deleted", "failed")
"""States of NAT gateways that carry no traffic; deleted ones stay listed for about an hour
(https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html)."""


def _vpc_of(item: Item) -> str:
    attached = (a["VpcId"] for a in item.get("Attachments") or () if a.get("State") != "detached")
    return next(attached, "")


INTERNET_GATEWAYS = Listing(
    service="ec2",
    operation="describe_internet_gateways",
    items="InternetGateways",
    read=marked_by_vpc("describe_internet_gateways", "InternetGateways", PAGE, _vpc_of),
    key=lambda item: str(item["InternetGatewayId"]),
    permissions=("ec2:DescribeInternetGateways", "ec2:DescribeVpcs"),
)

NAT_GATEWAYS = Listing(
    service="ec2",
    operation="describe_nat_gateways",
    items="NatGateways",
    params=PAGE,
    key=lambda item: str(item["NatGatewayId"]),
)


def internet_gateway(item: Item, scope: Scope) -> Iterable[Attributes]:
    """An internet gateway; `vpc_id` is empty while it is attached to none."""
    if is_own(item, scope):
        yield identity(scope, "internet-gateway", item["InternetGatewayId"]) | {
            "vpc_id": _vpc_of(item),
            "tags": tags(item.get("Tags")),
        }


def internet_gateway_attachment(item: Item, scope: Scope) -> Iterable[Attributes]:
    """The attachment of an internet gateway that has one."""
    vpc = _vpc_of(item)
    if vpc and is_own(item, scope):
        gateway = item["InternetGatewayId"]
        yield {"id": f"{gateway}:{vpc}", "internet_gateway_id": gateway, "vpc_id": vpc}


def nat_gateway(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A NAT gateway, with the addresses of its first interface apart from the further ones.

    A regional NAT gateway has no first address, and tells addresses by zone unless AWS chooses them.
    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NatGateway.html
    """
    if item.get("State") in _GONE:
        return
    addresses = item.get("NatGatewayAddresses") or []
    found = identity(scope, "natgateway", item["NatGatewayId"]) | {
        "connectivity_type": item.get("ConnectivityType", "public"),
        "subnet_id": item.get("SubnetId", ""),
        "vpc_id": item.get("VpcId", ""),
        "tags": tags(item.get("Tags")),
    }
    if item.get("AvailabilityMode") == "regional":
        found["availability_mode"] = "regional"
        if item.get("AutoProvisionZones") == "disabled":
            found["availability_zone_address"] = _by_zone(addresses)
    else:
        first = next(
            (a for a in addresses if a.get("IsPrimary")), addresses[0] if len(addresses) == 1 else {}
        )
        further = [address for address in addresses if address is not first]
        found |= {
            "availability_mode": item.get("AvailabilityMode", "zonal"),
            "secondary_allocation_ids": _known(further, "AllocationId"),
        }
        if found["connectivity_type"] == "private":  # those of a public one follow its Elastic IPs
            found["secondary_private_ip_addresses"] = _known(further, "PrivateIp")
        if first:
            found |= {
                "allocation_id": first.get("AllocationId", ""),
                "association_id": first.get("AssociationId", ""),
                "network_interface_id": first.get("NetworkInterfaceId", ""),
                "private_ip": first.get("PrivateIp", ""),
                "public_ip": first.get("PublicIp", ""),
            }
    yield found


def nat_gateway_address(item: Item, scope: Scope) -> Iterable[Attributes]:
    """Each further Elastic IP of a NAT gateway."""
    for gateway in nat_gateway(item, scope):
        for allocation in gateway.get("secondary_allocation_ids", ()):
            yield {
                "id": f"{gateway['id']},{allocation}",
                "nat_gateway_id": gateway["id"],
                "allocation_id": allocation,
            }


def _known(addresses: Iterable[Mapping[str, Any]], key: str) -> list[str]:
    return [str(address[key]) for address in addresses if address.get(key)]


def _by_zone(addresses: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    zones: dict[str, dict[str, Any]] = {}
    for address in addresses:
        zone = zones.setdefault(
            address.get("AvailabilityZone", ""),
            {
                "availability_zone": address.get("AvailabilityZone", ""),
                "availability_zone_id": address.get("AvailabilityZoneId", ""),
                "allocation_ids": [],
            },
        )
        zone["allocation_ids"] += _known([address], "AllocationId")
    return list(zones.values())


TYPES = (
    ResourceType(
        name="aws_internet_gateway",
        listing=INTERNET_GATEWAYS,
        to_attributes=internet_gateway,
        collections=(whole("vpc_id", eq),),
        risks={"vpc_id": risks.route_target_changed},
        owner=lambda item, _: "aws" if item.get("InDefaultVpc") else tag_owner(all_tags(item.get("Tags"))),
        unmanaged=Severity.HIGH,
    ),
    ResourceType(
        name="aws_internet_gateway_attachment",
        listing=INTERNET_GATEWAYS,
        to_attributes=internet_gateway_attachment,
        identity=("internet_gateway_id",),
        claim=claims_whole("aws_internet_gateway", reference("internet_gateway_id"), "vpc_id"),
        risks={"vpc_id": risks.route_target_changed},
        parent=part_of("aws_internet_gateway", "internet_gateway_id"),
        missing=Severity.MEDIUM,
    ),
    ResourceType(
        name="aws_nat_gateway",
        listing=NAT_GATEWAYS,
        to_attributes=nat_gateway,
        defaults={"connectivity_type": ("public",), "availability_mode": ("zonal",)},
        collections=(Collection(attribute="secondary_allocation_ids", atoms=by_name),),
        risks={
            "allocation_id": risks.changed(Severity.HIGH, "traffic now leaves from another address"),
            "connectivity_type": risks.changed(Severity.HIGH, "traffic now leaves another way"),
        },
        owner=lambda item, _: tag_owner(all_tags(item.get("Tags"))),
    ),
    ResourceType(
        name="aws_nat_gateway_eip_association",
        listing=NAT_GATEWAYS,
        to_attributes=nat_gateway_address,
        identity=("nat_gateway_id", "allocation_id"),
        claim=Claim(
            owner="aws_nat_gateway",
            owner_identity=reference("nat_gateway_id"),
            attribute=lambda _: "secondary_allocation_ids",
            atoms=one_atom("allocation_id"),
        ),
        parent=part_of("aws_nat_gateway", "nat_gateway_id"),
        missing=Severity.MEDIUM,
    ),
)
