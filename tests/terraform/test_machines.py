"""Instances with disks and addresses inline and apart; launch templates; groups in their older and newer forms."""

from pathlib import Path
from unittest.mock import ANY

import boto3
import pytest

from tests.servers import MotoServer
from tests.terraform.story import GONE, Story, Values, hold, in_sync, tell

pytestmark = [pytest.mark.terraform, pytest.mark.slow]

IMAGE = "ami-12c6146b"
OTHER_KEY = (
    b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBZqbT2fJkBDm4UyHzPLZn1kXzHbTqZ2bDVoO1qZ6cXD other@example.com"
)


def change(recorded: Values) -> None:
    """Machines grown, opened and led elsewhere."""
    ids = {address: values["id"] for address, values in recorded.items()}
    ec2, groups = boto3.client("ec2"), boto3.client("autoscaling")
    disks, plain = ids["aws_instance.disks"], ids["aws_instance.base64"]
    root = recorded["aws_instance.disks"]["root_block_device"][0]["volume_id"]
    ec2.modify_volume(VolumeId=root, Size=90)
    ec2.modify_volume(VolumeId=ids["aws_ebs_volume.data"], Size=80)
    added = ec2.create_volume(AvailabilityZone="us-east-1b", Size=9)["VolumeId"]
    ec2.attach_volume(VolumeId=added, InstanceId=plain, Device="/dev/sdz")
    other = ec2.create_security_group(GroupName="other", Description="x", VpcId=ids["aws_vpc.main"])
    ec2.modify_instance_attribute(InstanceId=plain, Groups=[other["GroupId"]])
    ec2.modify_instance_attribute(InstanceId=plain, SourceDestCheck={"Value": False})
    ec2.modify_instance_metadata_options(
        InstanceId=disks, HttpTokens="optional", HttpEndpoint="enabled", HttpPutResponseHopLimit=3
    )
    ec2.associate_address(AllocationId=ids["aws_eip.inline"], InstanceId=plain, AllowReassociation=True)
    ec2.disassociate_address(AssociationId=ids["aws_eip_association.apart"])
    ec2.delete_key_pair(KeyName="ops")
    ec2.import_key_pair(KeyName="ops", PublicKeyMaterial=OTHER_KEY)
    ec2.create_launch_template_version(
        LaunchTemplateId=ids["aws_launch_template.plain"],
        LaunchTemplateData={
            "ImageId": IMAGE,
            "InstanceType": "t3.small",
            "MetadataOptions": {"HttpTokens": "optional"},
            "UserData": "ZWNobyBoaQ==",
        },
    )
    groups.update_auto_scaling_group(AutoScalingGroupName="inline", MaxSize=7, HealthCheckType="EC2")
    groups.resume_processes(AutoScalingGroupName="inline", ScalingProcesses=["AZRebalance"])
    for name, key in (("inline", "Note"), ("mixed", "Old")):
        tag = {"ResourceId": name, "ResourceType": "auto-scaling-group", "Key": key, "Value": "changed"}
        groups.create_or_update_tags(Tags=[tag | {"PropagateAtLaunch": False}])
    targets = [ids["aws_lb_target_group.app"]]
    groups.detach_load_balancer_target_groups(AutoScalingGroupName="attached", TargetGroupARNs=targets)
    groups.attach_load_balancer_target_groups(AutoScalingGroupName="mixed", TargetGroupARNs=targets)


def every_change_is_found_and_nothing_else(story: Story) -> None:
    assert story.changes() == {
        ("aws_instance.disks", "root_block_device.0.volume_size"): (20, 90),
        ("aws_instance.disks", "metadata_options.0.http_put_response_hop_limit"): (1, 3),
        ("aws_ebs_volume.data", "size"): (40, 80),
        ("aws_instance.base64", "ebs_block_device"): ANY,
        ("aws_instance.base64", "source_dest_check"): (True, False),
        ("aws_instance.base64", "vpc_security_group_ids"): ANY,
        ("aws_eip.inline", "network_interface"): ANY,
        ("aws_eip_association.apart", ""): ("recorded", GONE),
        ("aws_key_pair.ops", "fingerprint"): ANY,
        ("aws_launch_template.plain", "metadata_options"): ANY,
        ("aws_launch_template.plain", "user_data"): ANY,
        ("aws_autoscaling_group.inline", "max_size"): (3, 7),
        ("aws_autoscaling_group.inline", "health_check_type"): ("ELB", "EC2"),
        ("aws_autoscaling_group.inline", "suspended_processes"): (["AZRebalance"], []),
        ("aws_autoscaling_group.inline", "tag"): ANY,
        ("aws_autoscaling_group.mixed", "tag"): ANY,
        ("aws_autoscaling_group.mixed", "target_group_arns"): ANY,
        ("aws_autoscaling_attachment.group", ""): ("recorded", GONE),
    }
    assert sorted(kind for kind, _ in story.unmanaged()) == ["aws_security_group"]


def user_data_is_never_shown(story: Story) -> None:
    was, is_ = story.changes()["aws_launch_template.plain", "user_data"]
    assert "ZWNobyBoaQ==" not in f"{was}{is_}"


def terraform_sees_the_same(story: Story) -> None:
    assert story.disagreements() == {
        # Computed, and told by the attribute that made it so.
        ("aws_eip.inline", "association_id"),
        ("aws_eip.inline", "instance"),
        ("aws_eip.inline", "private_dns"),
        ("aws_eip.inline", "private_ip"),
        ("aws_instance.base64", "public_dns"),
        ("aws_instance.base64", "public_ip"),
        ("aws_key_pair.ops", "key_pair_id"),
        ("aws_launch_template.plain", "latest_version"),
        # Told once, by the resource of its own.
        ("aws_autoscaling_group.attached", "target_group_arns"),
        ("aws_eip.apart", "association_id"),
        ("aws_eip.apart", "instance"),
        ("aws_eip.apart", "network_interface"),
        ("aws_eip.apart", "private_ip"),
        ("aws_instance.disks", "ebs_block_device"),
        # The form of before release 5 of what is one set of tags.
        ("aws_autoscaling_group.mixed", "tag"),
        ("aws_autoscaling_group.mixed", "tags"),
    }


def test_machines(moto_server: MotoServer, tmp_path: Path):
    story = tell("machines", moto_server, tmp_path, ("us-east-1",), change)
    hold(
        story,
        in_sync,
        every_change_is_found_and_nothing_else,
        user_data_is_never_shown,
        terraform_sees_the_same,
    )
