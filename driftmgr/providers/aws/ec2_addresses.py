"""Elastic IPs, and what they are associated with."""

from collections.abc import Iterable, Iterator
from typing import Final

from driftmgr.providers.aws import risks
from driftmgr.providers.aws.ec2_arns import ec2_arn
from driftmgr.providers.aws.ec2_vpcs import PAGE
from driftmgr.providers.aws.owners import PLATFORM, tag_owner
from driftmgr.providers.aws.recorded import where_recorded
from driftmgr.providers.aws.shapes import all_tags, tags
from driftmgr.resources.listing import Api, Item, Listing
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, Claim, Collection, ResourceType, Severity


def addresses(api: Api) -> Iterator[Item]:
    """Every address; `HeldByService` is put on those at an interface of a NAT gateway or a load balancer.

    Such an association belongs to the service's own resource, which names the address itself
    (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/requester-managed-eni.html).
    """
    found = list(api.pages("describe_addresses", "Addresses"))
    services: set[str] = set()
    if any(item.get("NetworkInterfaceId") and not item.get("InstanceId") for item in found):
        managed = [{"Name": "requester-managed", "Values": ["true"]}]
        interfaces = api.pages(
            "describe_network_interfaces", "NetworkInterfaces[].NetworkInterfaceId", Filters=managed, **PAGE
        )
        services.update(interfaces)
        gateways = api.pages("describe_nat_gateways", "NatGateways[].NatGatewayAddresses[]", **PAGE)
        services.update(
            address["NetworkInterfaceId"] for address in gateways if "NetworkInterfaceId" in address
        )
    for item in found:
        item["HeldByService"] = bool(item.get("ServiceManaged")) or item.get("NetworkInterfaceId") in services
        yield item


ADDRESSES = Listing(
    service="ec2",
    operation="describe_addresses",
    items="Addresses",
    read=addresses,
    key=lambda item: str(item.get("AllocationId") or item["PublicIp"]),
    permissions=("ec2:DescribeAddresses", "ec2:DescribeNetworkInterfaces", "ec2:DescribeNatGateways"),
)

_ASSOCIATION: Final = ("association",)


def address(item: Item, scope: Scope) -> Iterable[Attributes]:
    """An Elastic IP (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Address.html)."""
    name = item.get("AllocationId") or item["PublicIp"]
    found = {
        "id": name,
        "allocation_id": item.get("AllocationId", ""),
        "arn": ec2_arn(scope, "elastic-ip", name),
        "association_id": item.get("AssociationId", ""),
        "carrier_ip": item.get("CarrierIp", ""),
        "customer_owned_ip": item.get("CustomerOwnedIp", ""),
        "customer_owned_ipv4_pool": item.get("CustomerOwnedIpv4Pool", ""),
        "domain": item.get("Domain", ""),
        "network_border_group": item.get("NetworkBorderGroup", ""),
        "private_ip": item.get("PrivateIpAddress", ""),
        "public_ip": item.get("PublicIp", ""),
        "public_ipv4_pool": item.get("PublicIpv4Pool", ""),
        "vpc": item.get("Domain") == "vpc",
        "tags": tags(item.get("Tags")),
    }
    if item.get("PrivateIpAddress"):  # without an association, that it is gone is the change
        found["associate_with_private_ip"] = item["PrivateIpAddress"]
    if not item.get("HeldByService"):
        found["network_interface"] = item.get("NetworkInterfaceId", "")
    yield found


def association(item: Item, scope: Scope) -> Iterable[Attributes]:
    """The association of an address that has one."""
    if item.get("AssociationId"):
        yield {
            "id": item["AssociationId"],
            "allocation_id": item.get("AllocationId", ""),
            "instance_id": item.get("InstanceId", ""),
            "network_interface_id": item.get("NetworkInterfaceId", ""),
            "private_ip_address": item.get("PrivateIpAddress", ""),
            "public_ip": item.get("PublicIp", ""),
        }


def _allocation(attributes: Attributes) -> str:
    return str(attributes.get("allocation_id") or attributes.get("public_ip") or "")


TYPES = (
    ResourceType(
        name="aws_eip",
        listing=ADDRESSES,
        to_attributes=address,
        collections=(
            Collection(
                attribute="network_interface",
                atoms=lambda _, value: {_ASSOCIATION: value} if value else {},
                same=lambda was, live: bool(was == live),
            ),
        ),
        equal={"associate_with_private_ip": where_recorded()},
        defaults={"public_ipv4_pool": ("amazon",)},
        ignored={"instance": "network_interface tells it: the instance is the one that has the interface"},
        risks={"network_interface": risks.address_moved, "associate_with_private_ip": risks.address_moved},
        owner=lambda item, _: (
            f"{PLATFORM}:{item['ServiceManaged']}"
            if item.get("ServiceManaged")
            else tag_owner(all_tags(item.get("Tags")))
        ),
    ),
    ResourceType(
        name="aws_eip_association",
        listing=ADDRESSES,
        to_attributes=association,
        item_key=_allocation,
        claim=Claim(
            owner="aws_eip",
            owner_identity=_allocation,
            attribute=lambda _: "network_interface",
            atoms=lambda _: frozenset({_ASSOCIATION}),
        ),
        risks={
            "instance_id": risks.address_moved,
            "network_interface_id": risks.address_moved,
            "private_ip_address": risks.address_moved,
        },
        parent=lambda attributes: ("aws_eip", _allocation(attributes)),
        missing=Severity.MEDIUM,
    ),
)
