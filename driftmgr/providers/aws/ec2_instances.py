"""Instances."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from driftmgr.drift.equivalence import same_user_data
from driftmgr.providers.aws import risks
from driftmgr.providers.aws.ec2_arns import ec2_arn
from driftmgr.providers.aws.ec2_block_devices import (
    block_devices,
    device_atoms,
    same_device,
    same_volume_tags,
)
from driftmgr.providers.aws.ec2_vpcs import PAGE
from driftmgr.providers.aws.owners import tag_owner
from driftmgr.providers.aws.recorded import where_recorded
from driftmgr.providers.aws.shapes import all_tags, block, tags
from driftmgr.resources.listing import BatchDetail, Detail, Item, Listing, Need
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Atom, Attributes, Collection, ResourceType, Severity

_GONE: Final = ("shutting-down", "terminated")
"""Terminated instances stay listed for about an hour, without disks and networks
(https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html)."""

_BURSTABLE: Final = re.compile(r"t\d")


def _exists(item: Item) -> bool:
    return item.get("State", {}).get("Name") not in _GONE


def _burstable(item: Item) -> bool:
    """Only families T have CPU credits; asking for others may be an error."""
    return _exists(item) and bool(_BURSTABLE.match(item.get("InstanceType", "")))


def _attribute(name: str, key: str, feeds: tuple[str, ...], need: Need) -> Detail:
    """What DescribeInstances leaves out has a call for each instance and attribute, of which AWS allows 20 a second.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceAttribute.html
    """
    return Detail(
        name=key,
        operation="describe_instance_attribute",
        params=lambda item: {"InstanceId": item["InstanceId"], "Attribute": name},
        take=f"{key}.Value",
        feeds={"aws_instance": feeds},
        need=need,
        applies=_exists,
    )


def _by_instance(answer: Mapping[str, Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for volume in answer.get("Volumes") or ():
        for attached in volume.get("Attachments") or ():
            found.setdefault(attached.get("InstanceId", ""), []).append(volume)
    return found


def _ids(items: Sequence[Item]) -> list[str]:
    return [item["InstanceId"] for item in items]


INSTANCES = Listing(
    service="ec2",
    operation="describe_instances",
    items="Reservations[].Instances[]",
    params=PAGE,
    key=lambda item: str(item["InstanceId"]),
    details=(
        BatchDetail(
            name="Volumes",
            operation="describe_volumes",
            size=50,
            params=lambda items: {
                "Filters": [{"Name": "attachment.instance-id", "Values": _ids(items)}],
            },
            split=_by_instance,
            feeds={"aws_instance": ("root_block_device", "ebs_block_device", "volume_tags")},
            need=Need.SECURITY,
            applies=_exists,
        ),
        BatchDetail(
            name="CreditSpecification",
            operation="describe_instance_credit_specifications",
            size=100,
            params=lambda items: {"InstanceIds": _ids(items)},
            split=lambda answer: {s["InstanceId"]: s for s in answer["InstanceCreditSpecifications"]},
            feeds={"aws_instance": ("credit_specification",)},
            applies=_burstable,
        ),
        _attribute(
            "disableApiTermination", "DisableApiTermination", ("disable_api_termination",), Need.GUARD
        ),
        _attribute(
            "instanceInitiatedShutdownBehavior",
            "InstanceInitiatedShutdownBehavior",
            ("instance_initiated_shutdown_behavior",),
            Need.RECORDED,
        ),
        _attribute("disableApiStop", "DisableApiStop", ("disable_api_stop",), Need.SECTION),
        _attribute("userData", "UserData", ("user_data", "user_data_base64"), Need.SECTION),
    ),
)


def instance(item: Item, scope: Scope) -> Iterable[Attributes]:
    """An instance that is not terminated (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Instance.html).

    What its launch fixed for ever is left out: launch_template, instance_market_options. So are security_groups and
    ipv6_address_count, which repeat vpc_security_group_ids and ipv6_addresses.
    """
    if not _exists(item):
        return
    placement, primary = item.get("Placement") or {}, _primary(item)
    yield {
        "id": item["InstanceId"],
        "arn": ec2_arn(scope, "instance", item["InstanceId"]),
        "ami": item.get("ImageId", ""),
        "availability_zone": placement.get("AvailabilityZone", ""),
        "ebs_optimized": item.get("EbsOptimized", False),
        "hibernation": item.get("HibernationOptions", {}).get("Configured", False),
        "host_id": placement.get("HostId", ""),
        "host_resource_group_arn": placement.get("HostResourceGroupArn", ""),
        "iam_instance_profile": item.get("IamInstanceProfile", {}).get("Arn", "").rpartition("/")[2],
        "instance_state": item.get("State", {}).get("Name", ""),
        "instance_type": item.get("InstanceType", ""),
        "key_name": item.get("KeyName", ""),
        "monitoring": item.get("Monitoring", {}).get("State") in ("enabled", "pending"),
        "outpost_arn": item.get("OutpostArn", ""),
        "placement_group": placement.get("GroupName", ""),
        "placement_group_id": placement.get("GroupId", ""),
        "placement_partition_number": placement.get("PartitionNumber"),
        "private_dns": item.get("PrivateDnsName", ""),
        "private_ip": item.get("PrivateIpAddress", ""),
        "public_dns": item.get("PublicDnsName", ""),
        "public_ip": item.get("PublicIpAddress", ""),
        "tenancy": placement.get("Tenancy", ""),
        "tags": tags(item.get("Tags")),
        **_options(item),
        **_network(item, primary),
        **_details(item),
    }


def _options(item: Item) -> dict[str, Any]:
    """Blocks of options; one that the answer lacks does not exist where the instance runs."""
    found: dict[str, Any] = {}
    if told := item.get("MetadataOptions"):
        found["metadata_options"] = block(
            {
                "http_endpoint": told.get("HttpEndpoint", ""),
                "http_protocol_ipv6": told.get("HttpProtocolIpv6", ""),
                "http_put_response_hop_limit": told.get("HttpPutResponseHopLimit"),
                "http_tokens": told.get("HttpTokens", ""),
                "instance_metadata_tags": told.get("InstanceMetadataTags", ""),
            }
        )
    if told := item.get("CpuOptions"):
        cores, threads = told.get("CoreCount"), told.get("ThreadsPerCore")
        found |= {"cpu_core_count": cores, "cpu_threads_per_core": threads}
        found["cpu_options"] = block(
            {
                "amd_sev_snp": told.get("AmdSevSnp", ""),
                "core_count": cores,
                "nested_virtualization": told.get("NestedVirtualization", ""),
                "threads_per_core": threads,
            }
        )
    if told := item.get("EnclaveOptions"):
        found["enclave_options"] = block({"enabled": told.get("Enabled", False)})
    if told := item.get("MaintenanceOptions"):
        found["maintenance_options"] = block({"auto_recovery": told.get("AutoRecovery", "")})
    if told := item.get("PrivateDnsNameOptions"):
        found["private_dns_name_options"] = block(
            {
                "enable_resource_name_dns_a_record": told.get("EnableResourceNameDnsARecord", False),
                "enable_resource_name_dns_aaaa_record": told.get("EnableResourceNameDnsAAAARecord", False),
                "hostname_type": told.get("HostnameType", ""),
            }
        )
    if told := item.get("CapacityReservationSpecification"):
        target = told.get("CapacityReservationTarget") or {}
        found["capacity_reservation_specification"] = block(
            {
                "capacity_reservation_preference": told.get("CapacityReservationPreference", ""),
                "capacity_reservation_target": block(
                    target
                    and {
                        "capacity_reservation_id": target.get("CapacityReservationId", ""),
                        "capacity_reservation_resource_group_arn": target.get(
                            "CapacityReservationResourceGroupArn", ""
                        ),
                    }
                ),
            }
        )
    return found


def _primary(item: Item) -> Mapping[str, Any]:
    return next((i for i in item.get("NetworkInterfaces") or () if not _attached(i).get("DeviceIndex")), {})


def _attached(interface: Mapping[str, Any]) -> Mapping[str, Any]:
    return interface.get("Attachment") or {}


def _network(item: Item, primary: Mapping[str, Any]) -> dict[str, Any]:
    """Addresses and groups of the primary interface, and every interface by its place."""
    groups = item.get("SecurityGroups") or primary.get("Groups") or ()
    interfaces = [
        {
            "delete_on_termination": _attached(interface).get("DeleteOnTermination", False),
            "device_index": _attached(interface).get("DeviceIndex", 0),
            "network_card_index": _attached(interface).get("NetworkCardIndex", 0),
            "network_interface_id": interface["NetworkInterfaceId"],
        }
        for interface in item.get("NetworkInterfaces") or ()
    ]
    addresses = primary.get("PrivateIpAddresses") or ()
    ipv6 = primary.get("Ipv6Addresses") or ()
    found = {
        "subnet_id": primary.get("SubnetId", item.get("SubnetId", "")),
        "source_dest_check": item.get("SourceDestCheck", primary.get("SourceDestCheck", False)),
        "vpc_security_group_ids": [group["GroupId"] for group in groups],
        "secondary_private_ips": [a["PrivateIpAddress"] for a in addresses if not a.get("Primary")],
        "ipv6_addresses": [address["Ipv6Address"] for address in ipv6],
        "enable_primary_ipv6": any(address.get("IsPrimaryIpv6") for address in ipv6),
        "network_interface": interfaces,
        "primary_network_interface_id": primary.get("NetworkInterfaceId", ""),
        "primary_network_interface": [
            {
                "delete_on_termination": interface["delete_on_termination"],
                "network_interface_id": interface["network_interface_id"],
                "security_groups": [group["GroupId"] for group in primary.get("Groups") or ()],
            }
            for interface in interfaces
            if interface["network_interface_id"] == primary.get("NetworkInterfaceId")
        ],
    }
    # An Elastic IP hides whether the instance has an address of its own, and a stopped instance has none.
    association = primary.get("Association")
    if primary and item.get("State", {}).get("Name") == "running":
        if association is None:
            found["associate_public_ip_address"] = False
        elif association.get("IpOwnerId") == "amazon":
            found["associate_public_ip_address"] = True
    return found


def _details(item: Item) -> dict[str, Any]:
    found: dict[str, Any] = block_devices(item) if "Volumes" in item else {}
    if item.get("CreditSpecification"):
        found["credit_specification"] = [{"cpu_credits": item["CreditSpecification"].get("CpuCredits", "")}]
    for key, name in (
        ("DisableApiTermination", "disable_api_termination"),
        ("DisableApiStop", "disable_api_stop"),
        ("InstanceInitiatedShutdownBehavior", "instance_initiated_shutdown_behavior"),
    ):
        if item.get(key) is not None:
            found[name] = item[key]
    if "UserData" in item:
        found |= {"user_data": item["UserData"] or "", "user_data_base64": item["UserData"] or ""}
    return found


def _same_interfaces(recorded: Any, actual: Any) -> bool:
    """Only interfaces that the instance itself names are its own; others are attached by other resources."""
    names = ("device_index", "network_interface_id", "delete_on_termination")
    live = {tuple(interface[name] for name in names) for interface in actual}
    return all((was.get(names[0]), was.get(names[1]), bool(was.get(names[2]))) in live for was in recorded)


def _groups(owner: Attributes, value: Any) -> dict[Atom, Any]:
    interfaces = owner.get("primary_network_interface") or [{}]
    return {("whole",): {"of": value or [], "of_interface": interfaces[0].get("security_groups")}}


def _same_groups(recorded: Any, actual: Any) -> bool:
    """On AWS the groups of an instance are those of its primary interface, and it always has one.

    An emulator may leave out those of the instance: then nothing is recorded, and only the interface tells.
    """
    if not recorded["of"]:
        return not actual["of"] or actual["of"] == actual["of_interface"]
    return set(recorded["of"]) == set(actual["of"])


def _same_state(recorded: Any, actual: Any) -> bool:
    """States that pass by are the ones they lead to."""
    leads_to = {"pending": "running", "stopping": "stopped"}
    return bool(leads_to.get(recorded, recorded) == leads_to.get(actual, actual))


TYPES = (
    ResourceType(
        name="aws_instance",
        listing=INSTANCES,
        to_attributes=instance,
        observed=frozenset({"instance_state"}),
        unordered=frozenset({"ipv6_addresses"}),
        equal={
            "instance_state": _same_state,
            "user_data": where_recorded(same_user_data),
            "user_data_base64": where_recorded(same_user_data),
            "volume_tags": same_volume_tags,
        },
        # What AWS fills in, which releases of the provider that did not read it record as nothing.
        defaults={
            "instance_initiated_shutdown_behavior": ("stop",),
            "capacity_reservation_specification.capacity_reservation_preference": ("open",),
            "maintenance_options.auto_recovery": ("default",),
            "metadata_options.http_protocol_ipv6": ("disabled",),
            "metadata_options.instance_metadata_tags": ("disabled",),
            "private_dns_name_options.hostname_type": ("ip-name",),
            "tenancy": ("default",),
        },
        ignored={
            f"{device}.{name}": "compared by same_device, which knows of volume_tags and default tags"
            for device in ("root_block_device", "ebs_block_device")
            for name in ("tags", "tags_all")
        },
        collections=(
            Collection(attribute="ebs_block_device", atoms=device_atoms, same=same_device),
            Collection(attribute="root_block_device", atoms=device_atoms, same=same_device),
            Collection(
                attribute="network_interface",
                atoms=lambda _, value: {("whole",): value or []},
                same=where_recorded(_same_interfaces),
            ),
            Collection(attribute="vpc_security_group_ids", atoms=_groups, same=_same_groups),
        ),
        sensitive=frozenset({"user_data", "user_data_base64"}),
        risks={
            "ami": risks.image_or_code_changed,
            "associate_public_ip_address": risks.public_address_given,
            "disable_api_stop": risks.deletion_protection_off,
            "disable_api_termination": risks.deletion_protection_off,
            "ebs_block_device.encrypted": risks.encryption_off,
            "iam_instance_profile": risks.role_changed,
            "instance_state": risks.changed(Severity.MEDIUM, "started or stopped"),
            "instance_type": risks.capacity_changed,
            "key_name": risks.key_pair_changed,
            "metadata_options.http_put_response_hop_limit": risks.hop_limit_raised,
            "metadata_options.http_tokens": risks.imds_tokens_optional,
            "monitoring": risks.monitoring_off,
            "root_block_device.encrypted": risks.encryption_off,
            "source_dest_check": risks.source_check_off,
            "subnet_id": risks.network_moved,
            "user_data": risks.user_data_changed,
            "user_data_base64": risks.user_data_changed,
            "vpc_security_group_ids": risks.network_moved,
        },
        owner=lambda item, _: tag_owner(all_tags(item.get("Tags"))),
    ),
)
