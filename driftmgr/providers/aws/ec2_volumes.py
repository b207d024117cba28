"""EBS volumes, and where they are attached."""

from collections.abc import Iterable, Iterator
from typing import Any

from driftmgr.providers.aws import risks
from driftmgr.providers.aws.ec2_arns import ec2_arn
from driftmgr.providers.aws.ec2_vpcs import PAGE
from driftmgr.providers.aws.owners import tag_owner
from driftmgr.providers.aws.shapes import all_tags, tags
from driftmgr.resources.listing import Item, Listing
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, Claim, ResourceType, Severity

VOLUMES = Listing(
    service="ec2",
    operation="describe_volumes",
    items="Volumes",
    params=PAGE,
    key=lambda item: str(item["VolumeId"]),
)


def volume(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A volume that is not being deleted (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Volume.html)."""
    if item.get("State") in ("deleting", "deleted"):
        return
    yield {
        "id": item["VolumeId"],
        "arn": item.get("VolumeArn") or ec2_arn(scope, "volume", item["VolumeId"]),
        "availability_zone": item.get("AvailabilityZone", ""),
        "encrypted": item.get("Encrypted", False),
        "iops": item.get("Iops"),
        "kms_key_id": item.get("KmsKeyId", ""),
        "multi_attach_enabled": item.get("MultiAttachEnabled", False),
        "outpost_arn": item.get("OutpostArn", ""),
        "size": item.get("Size"),
        "snapshot_id": item.get("SnapshotId", ""),
        "throughput": item.get("Throughput"),
        "type": item.get("VolumeType", ""),
        "volume_initialization_rate": item.get("VolumeInitializationRate"),
        "tags": tags(item.get("Tags")),
    }


def volume_attachment(item: Item, scope: Scope) -> Iterable[Attributes]:
    """Each attachment of a volume; io1 and io2 volumes may have several."""
    for attached in _attachments(item):
        device, name, instance = attached.get("Device", ""), item["VolumeId"], attached["InstanceId"]
        yield {
            "id": f"{device}:{name}:{instance}",
            "device_name": device,
            "volume_id": name,
            "instance_id": instance,
        }


def _attachments(item: Item) -> Iterator[dict[str, Any]]:
    for attached in item.get("Attachments") or ():
        if attached.get("InstanceId") and attached.get("State") not in ("detaching", "detached"):
            yield attached


def _owner(item: Item, attributes: Attributes) -> str | None:
    """What is attached is told about with its instance: as its block device, or as an attachment of its own."""
    attached = next((a["InstanceId"] for a in _attachments(item)), None)
    return tag_owner(all_tags(item.get("Tags"))) or (f"ec2:{attached}" if attached else None)


TYPES = (
    ResourceType(
        name="aws_ebs_volume",
        listing=VOLUMES,
        to_attributes=volume,
        risks={
            "encrypted": risks.encryption_off,
            "kms_key_id": risks.kms_key_changed,
            "size": risks.capacity_changed,
            "type": risks.capacity_changed,
            "iops": risks.capacity_changed,
            "throughput": risks.capacity_changed,
        },
        owner=_owner,
        missing=Severity.CRITICAL,
    ),
    ResourceType(
        name="aws_volume_attachment",
        listing=VOLUMES,
        to_attributes=volume_attachment,
        identity=("volume_id", "instance_id"),
        item_key=lambda attributes: str(attributes["volume_id"]),
        claim=Claim(
            owner="aws_instance",
            owner_identity=lambda attributes: str(attributes["instance_id"]),
            attribute=lambda _: "ebs_block_device",
            atoms=lambda attributes: frozenset({(attributes.get("volume_id"),)}),
        ),
        parent=lambda attributes: ("aws_instance", str(attributes["instance_id"])),
        missing=Severity.MEDIUM,
    ),
)
