"""Load balancers: listeners, rules with actions and conditions of every kind, target groups, targets."""

from pathlib import Path
from unittest.mock import ANY

import boto3
import pytest

from tests.servers import MotoServer
from tests.terraform.story import GONE, Story, Values, hold, in_sync, tell

pytestmark = [pytest.mark.terraform, pytest.mark.slow]

BLUE, GREEN = 'aws_lb_target_group.web["blue"]', 'aws_lb_target_group.web["green"]'


def change(recorded: Values) -> None:
    """Traffic led elsewhere, and less guarded."""
    ids = {address: values["id"] for address, values in recorded.items()}
    elb, ec2 = boto3.client("elbv2"), boto3.client("ec2")
    settings = {
        "deletion_protection.enabled": "false",
        "routing.http.drop_invalid_header_fields.enabled": "false",
        "access_logs.s3.enabled": "false",
    }
    elb.modify_load_balancer_attributes(
        LoadBalancerArn=ids["aws_lb.front"],
        Attributes=[{"Key": key, "Value": value} for key, value in settings.items()],
    )
    elb.add_tags(ResourceArns=[ids["aws_lb.front"]], Tags=[{"Key": "Env", "Value": "dev"}])
    other = ec2.create_security_group(GroupName="other", Description="x", VpcId=ids["aws_vpc.main"])
    elb.set_security_groups(LoadBalancerArn=ids["aws_lb.front"], SecurityGroups=[other["GroupId"]])

    to_green = [{"Type": "forward", "TargetGroupArn": ids[GREEN]}]
    elb.modify_listener(ListenerArn=ids["aws_alb_listener.plain"], DefaultActions=to_green)
    elb.modify_listener(
        ListenerArn=ids["aws_lb_listener.secure"],
        SslPolicy="ELBSecurityPolicy-2016-08",
        DefaultActions=to_green,
    )
    elb.remove_listener_certificates(
        ListenerArn=ids["aws_lb_listener.secure"],
        Certificates=[{"CertificateArn": ids["aws_acm_certificate.further"]}],
    )
    elb.create_listener(
        LoadBalancerArn=ids["aws_lb.front"], Port=8080, Protocol="HTTP", DefaultActions=to_green
    )
    elb.delete_listener(ListenerArn=ids["aws_lb_listener.tcp"])

    halves = [{"TargetGroupArn": ids[name], "Weight": 50} for name in (GREEN, BLUE)]
    sticky = {"Enabled": True, "DurationSeconds": 600}
    config = {"TargetGroups": halves, "TargetGroupStickinessConfig": sticky}
    elb.modify_rule(
        RuleArn=ids["aws_lb_listener_rule.weighted"], Actions=[{"Type": "forward", "ForwardConfig": config}]
    )
    elb.modify_rule(
        RuleArn=ids["aws_lb_listener_rule.closed"],
        Conditions=[{"Field": "source-ip", "SourceIpConfig": {"Values": ["0.0.0.0/0"]}}],
    )
    elb.set_rule_priorities(RulePriorities=[{"RuleArn": ids["aws_lb_listener_rule.login"], "Priority": 5}])
    elb.create_rule(
        ListenerArn=ids["aws_lb_listener.secure"],
        Priority=77,
        Conditions=[{"Field": "path-pattern", "Values": ["/login"]}],
        Actions=to_green,
    )

    elb.modify_target_group(TargetGroupArn=ids[BLUE], HealthCheckPath="/", Matcher={"HttpCode": "200-499"})
    elb.modify_target_group_attributes(
        TargetGroupArn=ids[GREEN],
        Attributes=[
            {"Key": "deregistration_delay.timeout_seconds", "Value": "0"},
            {"Key": "stickiness.enabled", "Value": "false"},
        ],
    )
    elb.deregister_targets(
        TargetGroupArn=ids[BLUE], Targets=[{"Id": ids["aws_instance.app[0]"], "Port": 8080}]
    )
    elb.register_targets(
        TargetGroupArn=recorded["aws_alb_target_group.tcp"]["arn"], Targets=[{"Id": "10.0.1.99"}]
    )


def every_change_is_found_and_nothing_else(story: Story) -> None:
    assert story.changes() == {
        ("aws_lb.front", "enable_deletion_protection"): (True, False),
        ("aws_lb.front", "drop_invalid_header_fields"): (True, False),
        ("aws_lb.front", "access_logs.0.enabled"): (True, False),
        ("aws_lb.front", "security_groups"): ANY,
        ("aws_lb.front", "tags.Env"): ("prod", "dev"),
        ("aws_alb_listener.plain", "default_action.0.type"): ("redirect", "forward"),
        ("aws_alb_listener.plain", "default_action.0.redirect"): ANY,
        ("aws_lb_listener.secure", "default_action.0.target_group_arn"): ANY,
        ("aws_lb_listener.secure", "ssl_policy"): (
            "ELBSecurityPolicy-TLS-1-2-2017-01",
            "ELBSecurityPolicy-2016-08",
        ),
        ("aws_lb_listener_certificate.further", ""): ("recorded", GONE),
        ("aws_lb_listener.tcp", ""): ("recorded", GONE),
        ("aws_lb_listener_rule.weighted", "action.0.forward"): ANY,
        ("aws_lb_listener_rule.closed", "condition"): ANY,
        ("aws_lb_listener_rule.login", "priority"): (30, 5),
        (BLUE, "health_check.0.path"): ("/health", "/"),
        (BLUE, "health_check.0.matcher"): ("200-299", "200-499"),
        (GREEN, "deregistration_delay"): (30, 0),
        (GREEN, "stickiness.0.enabled"): (True, False),
        ("aws_lb_target_group_attachment.with_port", ""): ("recorded", GONE),
    }
    assert sorted(kind for kind, _ in story.unmanaged()) == [
        "aws_lb_listener",
        "aws_lb_listener_rule",
        "aws_lb_target_group_attachment",
        "aws_security_group",
    ]


def what_is_less_guarded_is_high(story: Story) -> None:
    reasons = {c.reason for d in story.drifted.resource_drift for c in d.changes if c.severity == "high"}
    assert {
        "TLS floor lowered to TLS 1.0",
        "protection against deletion turned off",
        "logging turned off",
        "traffic now goes elsewhere",
    } <= reasons


def terraform_sees_the_same(story: Story) -> None:
    assert story.disagreements() <= {("aws_lb_listener_rule.closed", "condition")}


def test_balancing(moto_server: MotoServer, tmp_path: Path):
    story = tell("balancing", moto_server, tmp_path, ("us-east-1",), change)
    hold(
        story,
        in_sync,
        every_change_is_found_and_nothing_else,
        what_is_less_guarded_is_high,
        terraform_sees_the_same,
    )
