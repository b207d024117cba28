"""Machines, databases and containers."""

from pathlib import Path
from unittest.mock import ANY

import boto3
import pytest

from tests.servers import MotoServer
from tests.terraform.story import GONE, Story, Values, hold, in_sync, tell

pytestmark = [pytest.mark.terraform, pytest.mark.slow]


def change(recorded: Values) -> None:
    """Everything that people do to machines by hand."""
    ids = {address: values["id"] for address, values in recorded.items()}
    ec2 = boto3.client("ec2")
    ec2.stop_instances(InstanceIds=[ids["aws_instance.app[1]"]])
    ec2.modify_instance_attribute(InstanceId=ids["aws_instance.app[1]"], InstanceType={"Value": "t2.large"})
    ec2.create_tags(Resources=[ids["aws_instance.app[0]"]], Tags=[{"Key": "Env", "Value": "dev"}])
    ec2.delete_tags(Resources=[ids["aws_ebs_volume.data"]], Tags=[{"Key": "Name"}])
    ec2.delete_key_pair(KeyName="ops")
    ec2.disassociate_address(AssociationId=recorded["aws_eip.app"]["association_id"])
    ec2.allocate_address(Domain="vpc")
    ec2.create_volume(AvailabilityZone="us-east-1a", Size=8)
    ec2.create_launch_template_version(
        LaunchTemplateId=ids["aws_launch_template.app"],
        LaunchTemplateData={"ImageId": "ami-12c6146b", "InstanceType": "t3.large"},
    )

    groups = boto3.client("autoscaling")
    groups.update_auto_scaling_group(AutoScalingGroupName="app", MinSize=0, MaxSize=9)

    databases = boto3.client("rds")
    databases.modify_db_instance(
        DBInstanceIdentifier="main", DBInstanceClass="db.t3.large", BackupRetentionPeriod=0
    )
    databases.add_tags_to_resource(
        ResourceName=recorded["aws_db_parameter_group.main"]["arn"], Tags=[{"Key": "By", "Value": "hand"}]
    )

    containers = boto3.client("ecs")
    containers.update_service(cluster="main", service="web", desiredCount=0)
    containers.create_cluster(clusterName="shadow")
    boto3.client("acm").add_tags_to_certificate(
        CertificateArn=ids["aws_acm_certificate.main"], Tags=[{"Key": "Team", "Value": "other"}]
    )


def every_change_is_found_and_nothing_else(story: Story) -> None:
    assert story.changes() == {
        ("aws_instance.app[0]", "tags.Env"): ("prod", "dev"),
        ("aws_instance.app[1]", "instance_state"): ("running", "stopped"),
        ("aws_instance.app[1]", "instance_type"): ("t2.micro", "t2.large"),
        ("aws_key_pair.ops", ""): ("recorded", GONE),
        ("aws_ebs_volume.data", "tags.Name"): ("data", None),
        ("aws_eip.app", "network_interface"): ANY,
        ("aws_launch_template.app", "instance_type"): ("t3.small", "t3.large"),
        ("aws_autoscaling_group.app", "max_size"): (4, 9),
        ("aws_db_instance.main", "backup_retention_period"): (7, 0),
        ("aws_db_instance.main", "instance_class"): ("db.t3.micro", "db.t3.large"),
        ("aws_db_parameter_group.main", "tags.By"): (None, "hand"),
        ("aws_ecs_service.web", "desired_count"): (2, 0),
        ("aws_acm_certificate.main", "tags.Team"): ("web", "other"),
    }
    assert sorted(kind for kind, _ in story.unmanaged()) == [
        "aws_ebs_volume",
        "aws_ecs_cluster",
        "aws_eip",
    ]


def terraform_sees_the_same(story: Story) -> None:
    assert story.disagreements() == {
        # Computed, and told by the attribute that made it so.
        ("aws_db_instance.main", "latest_restorable_time"),
        ("aws_eip.app", "association_id"),
        ("aws_eip.app", "instance"),
        ("aws_eip.app", "private_ip"),
        ("aws_instance.app[0]", "public_dns"),
        ("aws_instance.app[0]", "public_ip"),
        ("aws_launch_template.app", "latest_version"),
    }


def test_compute(moto_server: MotoServer, tmp_path: Path):
    story = tell("compute", moto_server, tmp_path, ("us-east-1",), change)
    hold(
        story,
        in_sync,
        every_change_is_found_and_nothing_else,
        terraform_sees_the_same,
    )
