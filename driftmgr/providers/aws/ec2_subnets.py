"""Subnets."""

from collections.abc import Iterable

from driftmgr.drift.equivalence import same_cidr
from driftmgr.providers.aws import risks
from driftmgr.providers.aws.ec2_arns import identity, is_own
from driftmgr.providers.aws.ec2_vpcs import PAGE
from driftmgr.providers.aws.owners import tag_owner
from driftmgr.providers.aws.shapes import all_tags, tags
from driftmgr.resources.listing import Item, Listing
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, ResourceType

SUBNETS = Listing(
    service="ec2",
    operation="describe_subnets",
    items="Subnets",
    params=PAGE,
    key=lambda item: str(item["SubnetId"]),
)


def subnet(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A subnet (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Subnet.html)."""
    if not is_own(item, scope):
        return
    ipv6 = [
        block
        for block in item.get("Ipv6CidrBlockAssociationSet") or ()
        if block.get("Ipv6CidrBlockState", {}).get("State") in ("associating", "associated")
    ]
    found = identity(scope, "subnet", item["SubnetId"]) | {
        "vpc_id": item["VpcId"],
        "availability_zone": item["AvailabilityZone"],
        "cidr_block": item.get("CidrBlock", ""),
        "ipv6_cidr_block": ipv6[0]["Ipv6CidrBlock"] if ipv6 else "",
        "ipv6_cidr_block_association_id": ipv6[0]["AssociationId"] if ipv6 else "",
        "ipv6_native": item.get("Ipv6Native", False),
        "assign_ipv6_address_on_creation": item.get("AssignIpv6AddressOnCreation", False),
        "map_public_ip_on_launch": item.get("MapPublicIpOnLaunch", False),
        "map_customer_owned_ip_on_launch": item.get("MapCustomerOwnedIpOnLaunch", False),
        "customer_owned_ipv4_pool": item.get("CustomerOwnedIpv4Pool", ""),
        "outpost_arn": item.get("OutpostArn", ""),
        "enable_dns64": item.get("EnableDns64", False),
        "enable_lni_at_device_index": item.get("EnableLniAtDeviceIndex", 0),
        "tags": tags(item.get("Tags")),
    }
    if item.get("AvailabilityZoneId"):
        found["availability_zone_id"] = item["AvailabilityZoneId"]
    names = item.get("PrivateDnsNameOptionsOnLaunch")
    if names:
        found |= {
            "private_dns_hostname_type_on_launch": names.get("HostnameType", ""),
            "enable_resource_name_dns_a_record_on_launch": names.get("EnableResourceNameDnsARecord", False),
            "enable_resource_name_dns_aaaa_record_on_launch": names.get(
                "EnableResourceNameDnsAAAARecord", False
            ),
        }
    yield found


TYPES = (
    ResourceType(
        name="aws_subnet",
        aliases=("aws_default_subnet",),
        listing=SUBNETS,
        to_attributes=subnet,
        equal={"ipv6_cidr_block": same_cidr},
        defaults={"private_dns_hostname_type_on_launch": ("ip-name",)},
        risks={
            "map_public_ip_on_launch": risks.public_address_given,
            "map_customer_owned_ip_on_launch": risks.public_address_given,
        },
        owner=lambda item, _: "aws" if item.get("DefaultForAz") else tag_owner(all_tags(item.get("Tags"))),
    ),
)
