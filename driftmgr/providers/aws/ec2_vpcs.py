"""VPCs, their further address blocks, and the DHCP options that they use."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import eq
from typing import Any, Final

from driftmgr.providers.aws import risks
from driftmgr.providers.aws.ec2_arns import identity, is_own
from driftmgr.providers.aws.owners import tag_owner
from driftmgr.providers.aws.ownership import claims_whole, whole
from driftmgr.providers.aws.references import one_atom, part_of, reference
from driftmgr.providers.aws.shapes import all_tags, tags
from driftmgr.resources.listing import Api, Detail, Item, Listing, Need
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Atom, Attributes, Claim, Collection, ResourceType, Severity

PAGE: Final = {"MaxResults": 1000}
"""The largest page of most Describe operations (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/)."""

_LIVE: Final = ("associating", "associated")


def _attribute(name: str, key: str, attribute: str, need: Need) -> Detail:
    """One of the switches that DescribeVpcs leaves out; each has a call of its own.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcAttribute.html
    """
    return Detail(
        name=key,
        operation="describe_vpc_attribute",
        params=lambda item: {"VpcId": item["VpcId"], "Attribute": name},
        take=f"{key}.Value",
        feeds={"aws_vpc": (attribute,)},
        need=need,
    )


_SWITCHES: Final = {
    "EnableDnsSupport": "enable_dns_support",
    "EnableDnsHostnames": "enable_dns_hostnames",
    "EnableNetworkAddressUsageMetrics": "enable_network_address_usage_metrics",
}

VPCS = Listing(
    service="ec2",
    operation="describe_vpcs",
    items="Vpcs",
    params=PAGE,
    key=lambda item: str(item["VpcId"]),
    details=(
        _attribute("enableDnsSupport", "EnableDnsSupport", "enable_dns_support", Need.RECORDED),
        _attribute("enableDnsHostnames", "EnableDnsHostnames", "enable_dns_hostnames", Need.RECORDED),
        _attribute(
            "enableNetworkAddressUsageMetrics",
            "EnableNetworkAddressUsageMetrics",
            "enable_network_address_usage_metrics",
            Need.SECTION,
        ),
    ),
)


def marked_by_vpc(
    operation: str, items: str, params: Mapping[str, Any], vpc_of: Callable[[Item], str]
) -> Callable[[Api], Iterator[Item]]:
    """A listing's `read` that also asks which VPC is the default one: `InDefaultVpc` is put on each item.

    Objects that come with the default VPC cannot be told from others by themselves
    (https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc-components.html).
    """

    def read(api: Api) -> Iterator[Item]:
        is_default = [{"Name": "is-default", "Values": ["true"]}]
        default = {vpc["VpcId"] for vpc in api.pages("describe_vpcs", "Vpcs", Filters=is_default)}
        for item in api.pages(operation, items, **params):
            item["InDefaultVpc"] = vpc_of(item) in default
            yield item

    return read


def vpc(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A VPC. `ipv6_cidr_block` is a list where it has several, of which an aws_vpc records one."""
    if not is_own(item, scope):
        return
    ipv6 = [block["Ipv6CidrBlock"] for block in _blocks(item, "Ipv6CidrBlock")]
    found = identity(scope, "vpc", item["VpcId"]) | {
        "cidr_block": item.get("CidrBlock", ""),
        "instance_tenancy": item.get("InstanceTenancy", ""),
        "dhcp_options_id": item.get("DhcpOptionsId", ""),
        "ipv6_cidr_block": ipv6 if len(ipv6) > 1 else "".join(ipv6),
        "tags": tags(item.get("Tags")),
    }
    for key, attribute in _SWITCHES.items():
        if key in item:
            found[attribute] = bool(item[key])
    yield found


def ipv4_block(item: Item, scope: Scope) -> Iterable[Attributes]:
    """The IPv4 blocks of a VPC but its first, which is its `cidr_block`."""
    for block in _blocks(item, "CidrBlock") if is_own(item, scope) else ():
        if block["CidrBlock"] != item.get("CidrBlock"):
            yield {
                "id": block["AssociationId"],
                "vpc_id": item["VpcId"],
                "cidr_block": block["CidrBlock"],
            }


def ipv6_block(item: Item, scope: Scope) -> Iterable[Attributes]:
    """The IPv6 blocks of a VPC."""
    for block in _blocks(item, "Ipv6CidrBlock") if is_own(item, scope) else ():
        yield {
            "id": block["AssociationId"],
            "vpc_id": item["VpcId"],
            "ipv6_cidr_block": block["Ipv6CidrBlock"],
        }


def dhcp_options_association(item: Item, scope: Scope) -> Iterable[Attributes]:
    """Which DHCP options a VPC uses. Every VPC has such an association, "default" being none."""
    if is_own(item, scope):
        options = item.get("DhcpOptionsId", "default")
        yield {
            "id": f"{options}-{item['VpcId']}",
            "vpc_id": item["VpcId"],
            "dhcp_options_id": options,
        }


def _blocks(item: Item, kind: str) -> Iterator[Mapping[str, Any]]:
    for block in item.get(f"{kind}AssociationSet") or ():
        if block.get(f"{kind}State", {}).get("State") in _LIVE:
            yield block


def _ipv6_atoms(_: Attributes, value: Any) -> dict[Atom, Any]:
    return {(text,): text for text in ([value] if isinstance(value, str) else value or ()) if text}


_vpc_of = reference("vpc_id")
_in_vpc = part_of("aws_vpc", "vpc_id")

TYPES = (
    ResourceType(
        name="aws_vpc",
        aliases=("aws_default_vpc",),
        listing=VPCS,
        to_attributes=vpc,
        collections=(
            whole("dhcp_options_id", eq),
            Collection(attribute="ipv6_cidr_block", atoms=_ipv6_atoms),
        ),
        risks={
            "dhcp_options_id": risks.changed(Severity.HIGH, "names are now resolved by other servers"),
            "ipv6_cidr_block": risks.changed(Severity.MEDIUM, "other IPv6 addresses"),
        },
        owner=lambda item, _: "aws" if item.get("IsDefault") else tag_owner(all_tags(item.get("Tags"))),
    ),
    ResourceType(
        name="aws_vpc_ipv4_cidr_block_association",
        listing=VPCS,
        to_attributes=ipv4_block,
        item_key=_vpc_of,
        parent=_in_vpc,
        missing=Severity.MEDIUM,
    ),
    ResourceType(
        name="aws_vpc_ipv6_cidr_block_association",
        listing=VPCS,
        to_attributes=ipv6_block,
        item_key=_vpc_of,
        claim=Claim(
            owner="aws_vpc",
            owner_identity=_vpc_of,
            attribute=lambda _: "ipv6_cidr_block",
            atoms=one_atom("ipv6_cidr_block"),
        ),
        parent=_in_vpc,
        missing=Severity.MEDIUM,
    ),
    ResourceType(
        name="aws_vpc_dhcp_options_association",
        listing=VPCS,
        to_attributes=dhcp_options_association,
        item_key=_vpc_of,
        identity=("vpc_id",),
        import_id=_vpc_of,
        claim=claims_whole("aws_vpc", _vpc_of, "dhcp_options_id"),
        risks={"dhcp_options_id": risks.changed(Severity.HIGH, "names are now resolved by other servers")},
        owner=lambda *_: "aws",
        parent=_in_vpc,
        missing=Severity.MEDIUM,
    ),
)
