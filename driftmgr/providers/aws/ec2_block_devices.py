"""Block devices of instances: a device of the instance joined with the volume behind it."""

from collections.abc import Mapping
from typing import Any, Final

from driftmgr.drift.blank import same_scalar
from driftmgr.providers.aws.shapes import tags
from driftmgr.resources.listing import Item
from driftmgr.resources.types import Atom, Attributes

_TAGS: Final = ("tags", "tags_all")


def block_devices(item: Item) -> dict[str, Any]:
    """`root_block_device`, `ebs_block_device` and `volume_tags` (a list: the tags of each volume) of an instance.

    Nothing, where a device's volume is not among them: it is just being attached or detached.
    """
    volumes = {volume["VolumeId"]: volume for volume in item["Volumes"] or ()}
    mappings = [mapping for mapping in item.get("BlockDeviceMappings") or () if "Ebs" in mapping]
    if any(mapping["Ebs"].get("VolumeId") not in volumes for mapping in mappings):
        return {}
    root = [m for m in mappings if m.get("DeviceName") == item.get("RootDeviceName")]
    others = [m for m in mappings if m not in root]
    return {
        "root_block_device": [_device(m, volumes[m["Ebs"]["VolumeId"]]) for m in root],
        "ebs_block_device": [_device(m, volumes[m["Ebs"]["VolumeId"]]) for m in others],
        "volume_tags": [tags(volumes[m["Ebs"]["VolumeId"]].get("Tags")) for m in mappings],
    }


def _device(mapping: Mapping[str, Any], volume: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "delete_on_termination": mapping["Ebs"].get("DeleteOnTermination", False),
        "device_name": mapping.get("DeviceName", ""),
        "encrypted": volume.get("Encrypted", False),
        "iops": volume.get("Iops", 0),
        "kms_key_id": volume.get("KmsKeyId", ""),
        "snapshot_id": volume.get("SnapshotId", ""),
        "tags": tags(volume.get("Tags")),
        "throughput": volume.get("Throughput", 0),
        "volume_id": volume["VolumeId"],
        "volume_size": volume.get("Size"),
        "volume_type": volume.get("VolumeType", ""),
    }


def device_atoms(owner: Attributes, value: Any) -> dict[Atom, Any]:
    """Each device, by its volume. Where an instance records `volume_tags`, its devices record no tags of their own.

    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/instance ("volume_tags")
    """
    left_out = _TAGS if owner.get("volume_tags") and isinstance(owner["volume_tags"], Mapping) else ()
    devices = [{name: v for name, v in device.items() if name not in left_out} for device in value or ()]
    return {(device.get("volume_id") or device.get("device_name"),): device for device in devices}


def same_device(recorded: Mapping[str, Any], actual: Mapping[str, Any]) -> bool:
    """Whether a device is as it was recorded: in what the provider's release of the time recorded.

    `tags_all` holds the provider's default tags too; releases that have no such attribute record all tags in `tags`.
    """
    if any(
        name in actual and not same_scalar(was, actual[name], "any")
        for name, was in recorded.items()
        if name not in _TAGS
    ):
        return False
    was = recorded.get("tags_all", recorded.get("tags"))
    return was is None or bool(was == actual["tags"])


def same_volume_tags(recorded: Any, actual: Any) -> bool:
    """Whether the instance's volumes still have the tags that it gives them, of which several may differ in value.

    Further tags come from attached volumes that have their own, and from the provider's default tags.
    """
    return not recorded or all(any(t.get(k) == v for t in actual) for k, v in recorded.items())
