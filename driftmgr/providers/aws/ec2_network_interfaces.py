"""Network interfaces, and what is attached to them."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from driftmgr.providers.aws import risks
from driftmgr.providers.aws.ec2_arns import identity, is_own
from driftmgr.providers.aws.ec2_vpcs import PAGE
from driftmgr.providers.aws.owners import tag_owner
from driftmgr.providers.aws.references import by_name, one_atom, part_of, reference
from driftmgr.providers.aws.shapes import all_tags, block, tags
from driftmgr.resources.listing import Item, Listing
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, Claim, Collection, ResourceType, Severity

NETWORK_INTERFACES = Listing(
    service="ec2",
    operation="describe_network_interfaces",
    items="NetworkInterfaces",
    params=PAGE,
    key=lambda item: str(item["NetworkInterfaceId"]),
)

_MADE_BY_PEOPLE: Final = ("interface", "efa", "efa-only")
"""Types of interfaces that CreateNetworkInterface makes for anybody; all others are made by and for a service
(https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkInterface.html)."""

_ATTACHMENT: Final = ("attachment",)


def network_interface(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A network interface (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkInterface.html)."""
    if not is_own(item, scope):
        return
    addresses = [address["PrivateIpAddress"] for address in item.get("PrivateIpAddresses") or ()]
    ipv6 = item.get("Ipv6Addresses") or []
    ipv4_prefixes = [prefix["Ipv4Prefix"] for prefix in item.get("Ipv4Prefixes") or ()]
    ipv6_prefixes = [prefix["Ipv6Prefix"] for prefix in item.get("Ipv6Prefixes") or ()]
    yield identity(scope, "network-interface", item["NetworkInterfaceId"]) | {
        "subnet_id": item.get("SubnetId", ""),
        "description": item.get("Description", ""),
        "interface_type": item.get("InterfaceType", ""),
        "private_ip": item.get("PrivateIpAddress", ""),
        "private_ips": addresses,
        "private_ips_count": max(len(addresses) - 1, 0),
        "ipv4_prefixes": ipv4_prefixes,
        "ipv4_prefix_count": len(ipv4_prefixes),
        "ipv6_addresses": [address["Ipv6Address"] for address in ipv6],
        "ipv6_address_count": len(ipv6),
        "ipv6_prefixes": ipv6_prefixes,
        "ipv6_prefix_count": len(ipv6_prefixes),
        "enable_primary_ipv6": any(address.get("IsPrimaryIpv6") for address in ipv6),
        "mac_address": item.get("MacAddress", ""),
        "outpost_arn": item.get("OutpostArn", ""),
        "private_dns_name": item.get("PrivateDnsName", ""),
        "security_groups": [group["GroupId"] for group in item.get("Groups") or ()],
        "source_dest_check": item.get("SourceDestCheck", False),
        "attachment": _attachment(item),
        "ena_srd_specification": _express((item.get("Attachment") or {}).get("EnaSrdSpecification")),
        "connection_tracking_specification": _tracking(item.get("ConnectionTrackingConfiguration")),
        "tags": tags(item.get("TagSet")),
    }


def interface_attachment(item: Item, scope: Scope) -> Iterable[Attributes]:
    """The attachment of an interface to an instance."""
    for attached in _attachment(item) if is_own(item, scope) else ():
        yield {
            "id": attached["attachment_id"],
            "attachment_id": attached["attachment_id"],
            "network_interface_id": item["NetworkInterfaceId"],
            "instance_id": attached["instance"],
            "device_index": attached["device_index"],
            "network_card_index": attached["network_card_index"],
            "status": item["Attachment"].get("Status", ""),
        }


def group_attachment(item: Item, scope: Scope) -> Iterable[Attributes]:
    """Each security group of an interface."""
    for group in item.get("Groups") or () if is_own(item, scope) else ():
        interface = item["NetworkInterfaceId"]
        yield {
            "id": f"{group['GroupId']}_{interface}",
            "security_group_id": group["GroupId"],
            "network_interface_id": interface,
        }


def attached_alike(recorded: Any, actual: Any) -> bool:
    """Whether an interface is attached where it was. One that was recorded as attached to nothing says nothing:

    the instance or the aws_network_interface_attachment that comes later attaches it, and only a refresh writes that
    into the interface.
    """
    was, is_ = (
        [(a.get("instance"), str(a.get("device_index"))) for a in side or ()] for side in (recorded, actual)
    )
    return not was or was == is_


def _attachment(item: Item) -> list[dict[str, Any]]:
    attached = item.get("Attachment") or {}
    if not attached.get("InstanceId"):
        return []
    return [
        {
            "attachment_id": attached.get("AttachmentId", ""),
            "device_index": attached.get("DeviceIndex", 0),
            "instance": attached["InstanceId"],
            "network_card_index": attached.get("NetworkCardIndex", 0),
        }
    ]


def _tracking(told: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    return block(
        told
        and {
            "tcp_established_timeout": told.get("TcpEstablishedTimeout"),
            "udp_stream_timeout": told.get("UdpStreamTimeout"),
            "udp_timeout": told.get("UdpTimeout"),
        }
    )


def _express(told: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    if not told:
        return []
    udp = (told.get("EnaSrdUdpSpecification") or {}).get("EnaSrdUdpEnabled", False)
    enabled = told.get("EnaSrdEnabled", False)
    return [{"ena_srd_enabled": enabled, "ena_srd_udp_specification": [{"ena_srd_udp_enabled": udp}]}]


def _owner(item: Item, attributes: Attributes) -> str | None:
    """Services make interfaces for themselves; an instance makes those that go away with it.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/requester-managed-eni.html
    """
    operator = item.get("Operator") or {}
    if operator.get("Managed"):
        return str(operator.get("Principal") or "aws")
    if item.get("RequesterManaged") or item.get("InterfaceType", "interface") not in _MADE_BY_PEOPLE:
        return "aws"
    attached = item.get("Attachment") or {}
    if attached.get("InstanceId") and (
        attached.get("DeleteOnTermination") or not attached.get("DeviceIndex")
    ):
        return f"ec2:{attached['InstanceId']}"
    return tag_owner(all_tags(item.get("TagSet")))


_interface_of = reference("network_interface_id")
_on_interface = part_of("aws_network_interface", "network_interface_id")

TYPES = (
    ResourceType(
        name="aws_network_interface",
        listing=NETWORK_INTERFACES,
        to_attributes=network_interface,
        collections=(
            Collection(
                attribute="attachment", atoms=lambda _, value: {_ATTACHMENT: value or []}, same=attached_alike
            ),
            Collection(attribute="security_groups", atoms=by_name),
        ),
        defaults={
            "interface_type": ("interface",),
            "connection_tracking_specification.tcp_established_timeout": (432000, 350),
            "connection_tracking_specification.udp_stream_timeout": (180,),
            "connection_tracking_specification.udp_timeout": (30,),
        },
        risks={
            "security_groups": risks.changed(Severity.MEDIUM, "other security groups guard it"),
            "source_dest_check": risks.source_check_off,
            "attachment": risks.address_moved,
            "subnet_id": risks.network_moved,
        },
        owner=_owner,
    ),
    ResourceType(
        name="aws_network_interface_attachment",
        listing=NETWORK_INTERFACES,
        to_attributes=interface_attachment,
        identity=("network_interface_id",),
        claim=Claim(
            owner="aws_network_interface",
            owner_identity=_interface_of,
            attribute=lambda _: "attachment",
            atoms=lambda _: frozenset({_ATTACHMENT}),
        ),
        risks={"instance_id": risks.address_moved},
        parent=_on_interface,
        missing=Severity.MEDIUM,
    ),
    ResourceType(
        name="aws_network_interface_sg_attachment",
        listing=NETWORK_INTERFACES,
        to_attributes=group_attachment,
        identity=("security_group_id", "network_interface_id"),
        claim=Claim(
            owner="aws_network_interface",
            owner_identity=_interface_of,
            attribute=lambda _: "security_groups",
            atoms=one_atom("security_group_id"),
        ),
        parent=_on_interface,
        missing=Severity.MEDIUM,
    ),
)
