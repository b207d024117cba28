"""Instances: what lingers, whose the disks are, what only some releases record, and what an address tells."""

from typing import Any

import pytest

from driftmgr.providers.aws.ec2_block_devices import same_device, same_volume_tags
from driftmgr.providers.aws.registry import aws_types
from tests.drift.declarations import SCOPE
from tests.providers.aws.test_ec2_ownership import verdicts

ID, ROOT, DATA = "i-0a", "vol-root", "vol-data"


def device(name: str, volume: str, root: bool = False) -> dict[str, Any]:
    return {"DeviceName": name, "Ebs": {"VolumeId": volume, "DeleteOnTermination": root}}


def volume(name: str, size: int = 8, **tags: str) -> dict[str, Any]:
    return {
        "VolumeId": name,
        "Size": size,
        "VolumeType": "gp3",
        "State": "in-use",
        "Attachments": [{"InstanceId": ID, "Device": "/dev/sdh", "State": "attached"}],
        "Tags": [{"Key": key, "Value": value} for key, value in tags.items()],
    }


def item(*volumes: dict[str, Any], **more: Any) -> dict[str, Any]:
    devices = [device("/dev/xvda" if v["VolumeId"] == ROOT else "/dev/sdh", v["VolumeId"]) for v in volumes]
    return {
        "InstanceId": ID,
        "InstanceType": "t3.small",
        "State": {"Name": "running"},
        "RootDeviceName": "/dev/xvda",
        "BlockDeviceMappings": devices,
        "Volumes": list(volumes),
        **more,
    }


def block(name: str, size: int = 8, **more: Any) -> dict[str, Any]:
    return {
        "device_name": "/dev/xvda" if name == ROOT else "/dev/sdh",
        "volume_id": name,
        "volume_size": size,
        "volume_type": "gp3",
        **more,
    }


def attributes(live: dict[str, Any]) -> dict[str, Any]:
    (made,) = aws_types()["aws_instance"].to_attributes(live, SCOPE)
    return dict(made)


@pytest.mark.parametrize("state", ["terminated", "shutting-down"])
def test_what_is_terminated_is_gone(state: str):
    assert not list(aws_types()["aws_instance"].to_attributes(item(State={"Name": state}), SCOPE))


@pytest.mark.parametrize(
    ("recorded", "actual", "told"),
    [
        ("running", "pending", []),
        ("stopped", "stopping", []),
        ("running", "stopping", ["changed aws_instance.app instance_state"]),
    ],
)
def test_states_that_pass_by(recorded: str, actual: str, told: list[str]):
    state = {"id": ID, "instance_state": recorded}
    assert verdicts({"aws_instance.app": state}, {"aws_instance": [item(State={"Name": actual})]})[0] == told


def test_a_device_whose_volume_was_not_told_is_not_compared():
    live = item(volume(ROOT)) | {"Volumes": []}
    assert "root_block_device" not in attributes(live)
    assert "root_block_device" not in attributes({k: v for k, v in live.items() if k != "Volumes"})


# -- whose disks


def recorded(*others: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": ID, "root_block_device": [block(ROOT)], "ebs_block_device": list(others), **more}


DATA_VOLUME = {"id": DATA, "size": 20}
ATTACHMENT = {"id": "vai-1", "volume_id": DATA, "instance_id": ID, "device_name": "/dev/sdh"}


@pytest.mark.parametrize(
    "blocks", [(), (block(DATA, 20),)], ids=["recorded before it was attached", "refreshed since"]
)
def test_an_attached_volume_is_told_once(blocks: tuple[dict[str, Any], ...]):
    states = {
        "aws_instance.app": recorded(*blocks),
        "aws_ebs_volume.data": DATA_VOLUME,
        "aws_volume_attachment.data": ATTACHMENT,
    }
    volumes = [volume(ROOT), volume(DATA, 30)]
    told, found = verdicts(
        states,
        {
            "aws_instance": [item(*volumes)],
            "aws_ebs_volume": volumes,
            "aws_volume_attachment": volumes,
        },
    )
    assert told == ["changed aws_ebs_volume.data size"]
    assert [(d.id, d.owner) for d in found.platform] == [(ROOT, f"ec2:{ID}")]


def test_a_detached_volume_is_told_by_its_attachment():
    states = {"aws_instance.app": recorded(block(DATA, 20)), "aws_volume_attachment.data": ATTACHMENT}
    left = volume(DATA, 20) | {"Attachments": []}
    items = {"aws_instance": [item(volume(ROOT))], "aws_volume_attachment": [left]}
    assert verdicts(states, items)[0] == ["missing aws_volume_attachment.data"]


def test_a_volume_attached_by_hand_is_told_by_the_instance():
    volumes = [volume(ROOT), volume(DATA, 20)]
    items = {"aws_instance": [item(*volumes)], "aws_ebs_volume": volumes, "aws_volume_attachment": volumes}
    assert verdicts({"aws_instance.app": recorded()}, items)[0] == [
        "changed aws_instance.app ebs_block_device"
    ]


def test_a_grown_root_volume_is_told_to_the_attribute():
    told, _ = verdicts({"aws_instance.app": recorded()}, {"aws_instance": [item(volume(ROOT, 80))]})
    assert told == ["changed aws_instance.app root_block_device.0.volume_size"]


# -- tags of disks


@pytest.mark.parametrize(
    ("was", "same"),
    [
        ({}, True),
        ({"tags": None}, True),
        ({"tags": {"A": "1"}}, False),
        ({"tags": {"A": "1", "Env": "prod"}}, True),
        ({"tags": {"A": "1"}, "tags_all": {"A": "1", "Env": "prod"}}, True),
        ({"tags": {"A": "1"}, "tags_all": {"A": "1"}}, False),
    ],
    ids=["no tags then", "volume_tags", "tag added", "all tags", "default tags", "default tag gone"],
)
def test_tags_of_a_device(was: dict[str, Any], same: bool):
    actual = block(ROOT, tags={"A": "1", "Env": "prod"})
    assert same_device(block(ROOT, **was), actual) is same


def test_devices_have_no_tags_of_their_own_under_volume_tags():
    live = {"aws_instance": [item(volume(ROOT, Team="web"))]}
    state = recorded(volume_tags={"Team": "web"}) | {"root_block_device": [block(ROOT, tags={})]}
    assert verdicts({"aws_instance.app": state}, live)[0] == []
    changed = {"aws_instance": [item(volume(ROOT, Team="other"))]}
    assert verdicts({"aws_instance.app": state}, changed)[0] == ["changed aws_instance.app volume_tags"]


def test_volumes_may_have_tags_of_their_own():
    assert same_volume_tags({"Name": "a"}, [{"Name": "a", "Env": "prod"}, {"Name": "b"}])
    assert same_volume_tags(None, [{"Name": "a"}])
    assert not same_volume_tags({"Name": "a"}, [{"Name": "b"}])


# -- networks


def interface(index: int = 0, name: str = "eni-0", **more: Any) -> dict[str, Any]:
    return {"NetworkInterfaceId": name, "Attachment": {"DeviceIndex": index}, **more}


@pytest.mark.parametrize(
    ("association", "state", "told"),
    [
        (None, "running", False),
        ({"IpOwnerId": "amazon"}, "running", True),
        ({"IpOwnerId": "123456789012"}, "running", None),
        (None, "stopped", None),
    ],
    ids=["none", "its own", "an Elastic IP hides it", "a stopped one has none"],
)
def test_a_public_address(association: Any, state: str, told: bool | None):
    primary = interface() | ({"Association": association} if association is not None else {})
    live = item(State={"Name": state}, NetworkInterfaces=[interface(1, "eni-1"), primary])
    assert attributes(live).get("associate_public_ip_address") is told


@pytest.mark.parametrize(
    ("was", "top", "primary", "changed"),
    [
        (["sg-1", "sg-2"], ["sg-2", "sg-1"], ["sg-2", "sg-1"], False),
        (["sg-1"], ["sg-2"], ["sg-2"], True),
        (["sg-1"], [], ["sg-2"], True),
        (["sg-1"], [], ["sg-1"], False),
        ([], [], ["sg-1"], False),
        ([], ["sg-2"], ["sg-1"], True),
    ],
    ids=["same", "changed", "only the interface tells", "it tells the same", "nothing recorded", "set since"],
)
def test_groups(was: list[str], top: list[str], primary: list[str], changed: bool):
    def groups(names: list[str]) -> list[dict[str, str]]:
        return [{"GroupId": name} for name in names]

    live = item(SecurityGroups=groups(top), NetworkInterfaces=[interface(Groups=groups(primary))])
    state = {"id": ID, "vpc_security_group_ids": was}
    told, _ = verdicts({"aws_instance.app": state}, {"aws_instance": [live]})
    assert told == (["changed aws_instance.app vpc_security_group_ids"] if changed else [])


def test_only_interfaces_that_the_instance_names_are_its_own():
    live = {"aws_instance": [item(NetworkInterfaces=[interface(), interface(1, "eni-1")])]}
    names = [{"device_index": 0, "network_interface_id": "eni-0", "delete_on_termination": False}]
    assert verdicts({"aws_instance.app": {"id": ID, "network_interface": []}}, live)[0] == []
    assert verdicts({"aws_instance.app": {"id": ID, "network_interface": names}}, live)[0] == []
    other = [names[0] | {"network_interface_id": "eni-9"}]
    assert verdicts({"aws_instance.app": {"id": ID, "network_interface": other}}, live)[0] == [
        "changed aws_instance.app network_interface"
    ]


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ({"user_data": "c2ee3d5f3f3d1f5d4e7f5a8f2b8f4c7a8d9e0f1a"}, ["user_data"]),
        ({"user_data": None, "user_data_base64": "ZWNobyBoaQ=="}, []),
        ({"user_data": "echo hi", "user_data_base64": None}, []),
        ({"user_data": "ec8fd4edd266ade6406b7552dd7308c86f43a204", "user_data_base64": ""}, []),
    ],
    ids=["another digest", "base64", "text", "digest"],
)
def test_user_data_of_every_release(state: dict[str, Any], told: list[str]):
    live = {"aws_instance": [item(UserData="ZWNobyBoaQ==")]}
    expected = [f"changed aws_instance.app {' '.join(told)}"] if told else []
    assert verdicts({"aws_instance.app": {"id": ID, **state}}, live)[0] == expected
