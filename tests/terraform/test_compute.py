"""Machines, load balancers, databases and containers."""

from collections.abc import Iterator
from unittest.mock import ANY

import boto3
import pytest

from tests.servers import MotoServer
from tests.terraform.story import GONE, Story, Values, tell

pytestmark = [pytest.mark.terraform, pytest.mark.slow, pytest.mark.xdist_group("terraform-compute")]


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

    balancers = boto3.client("elbv2")
    balancers.modify_load_balancer_attributes(
        LoadBalancerArn=ids["aws_lb.front"],
        Attributes=[{"Key": "idle_timeout.timeout_seconds", "Value": "30"}],
    )
    balancers.modify_target_group(TargetGroupArn=ids["aws_lb_target_group.app"], HealthCheckPath="/")
    balancers.deregister_targets(
        TargetGroupArn=ids["aws_lb_target_group.app"],
        Targets=[{"Id": ids["aws_instance.app[0]"], "Port": 8080}],
    )
    balancers.modify_rule(
        RuleArn=ids["aws_lb_listener_rule.api"],
        Conditions=[{"Field": "path-pattern", "PathPatternConfig": {"Values": ["/api/*"]}}],
    )
    balancers.create_target_group(Name="shadow", Protocol="HTTP", Port=80, VpcId=ids["aws_vpc.main"])

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


@pytest.fixture(scope="module")
def story(moto_server: MotoServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    yield from tell("compute", moto_server, tmp_path_factory.mktemp("compute"), ("us-east-1",), change)


def test_what_terraform_has_just_made_is_in_sync(story: Story):
    assert story.clean.resource_drift == ()
    assert story.clean.unread == ()


def test_every_change_is_found_and_nothing_else(story: Story):
    assert story.changes() == {
        ("aws_instance.app[0]", "tags.Env"): ("prod", "dev"),
        ("aws_instance.app[1]", "instance_state"): ("running", "stopped"),
        ("aws_instance.app[1]", "instance_type"): ("t2.micro", "t2.large"),
        ("aws_key_pair.ops", ""): ("recorded", GONE),
        ("aws_ebs_volume.data", "tags.Name"): ("data", None),
        ("aws_eip.app", "network_interface"): ANY,
        ("aws_launch_template.app", "instance_type"): ("t3.small", "t3.large"),
        ("aws_autoscaling_group.app", "max_size"): (4, 9),
        ("aws_lb.front", "idle_timeout"): (90, 30),
        ("aws_lb_listener_rule.api", "condition"): ANY,
        ("aws_lb_target_group.app", "health_check.0.path"): ("/health", "/"),
        ("aws_lb_target_group_attachment.app", ""): ("recorded", GONE),
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
        "aws_lb_target_group",
    ]


def test_terraform_sees_the_same(story: Story):
    assert story.disagreements() == {
        # Computed, and told by the attribute that made it so.
        ("aws_db_instance.main", "latest_restorable_time"),
        ("aws_eip.app", "association_id"),
        ("aws_eip.app", "instance"),
        ("aws_eip.app", "private_ip"),
        ("aws_instance.app[0]", "public_dns"),
        ("aws_instance.app[0]", "public_ip"),
        ("aws_launch_template.app", "latest_version"),
        # The live condition also has the form that provider 2 recorded.
        ("aws_lb_listener_rule.api", "condition"),
    }
