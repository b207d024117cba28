"""Auto Scaling groups: tags in every form, and what other resources attach."""

from typing import Any

import pytest

from driftmgr.providers.aws.registry import aws_types
from tests.drift.declarations import SCOPE
from tests.providers.aws.test_ec2_ownership import verdicts

TARGETS = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/0a"
LATTICE = "arn:aws:vpc-lattice:us-east-1:123456789012:targetgroup/tg-0a"
CHANGED = "changed aws_autoscaling_group.app"


def group(**more: Any) -> dict[str, Any]:
    return {"AutoScalingGroupName": "app", "MinSize": 1, **more}


def tag(key: str, value: str, at_launch: Any = True) -> dict[str, Any]:
    return {"key": key, "value": value, "propagate_at_launch": at_launch}


def live_tag(key: str, value: str, at_launch: bool = True) -> dict[str, Any]:
    return {"Key": key, "Value": value, "PropagateAtLaunch": at_launch}


def told(live: dict[str, Any], others: dict[str, dict[str, Any]] | None = None, **state: Any) -> list[str]:
    states = {"aws_autoscaling_group.app": {"id": "app", "name": "app", **state}} | (others or {})
    items = {"aws_autoscaling_group": [live], "aws_autoscaling_group_tag": [live]}
    return verdicts(states, items)[0]


def test_a_group_that_is_being_deleted_is_gone():
    assert told(group(Status="Delete in progress"), min_size=1) == ["missing aws_autoscaling_group.app"]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ({"tag": [tag("Team", "web")]}, []),
        ({"tag": [tag("Team", "db")]}, [f"{CHANGED} tag"]),
        ({"tag": [tag("Team", "web", False)]}, [f"{CHANGED} tag"]),
        ({"tag": []}, [f"{CHANGED} tag"]),
        ({"tag": [], "tags": [tag("Team", "web", "true")]}, []),
        ({"tag": [], "tags": [tag("Team", "db", "true")]}, [f"{CHANGED} tag"]),
    ],
    ids=["same", "value", "propagation", "added", "the form of before 5", "its value"],
)
def test_tags(state: dict[str, Any], expected: list[str]):
    live = group(Tags=[live_tag("Team", "web"), live_tag("aws:cloudformation:stack-name", "s")])
    assert told(live, **state) == expected


def test_a_tag_of_its_own_is_told_once():
    apart = {
        "aws_autoscaling_group_tag.note": {
            "id": "app,Note",
            "autoscaling_group_name": "app",
            "tag": [tag("Note", "kept")],
        }
    }
    same = group(Tags=[live_tag("Note", "kept")])
    assert told(same, apart, tag=[]) == []
    assert told(group(Tags=[live_tag("Note", "new")]), apart, tag=[]) == [
        "changed aws_autoscaling_group_tag.note tag.0.value"
    ]
    assert told(group(), apart, tag=[tag("Note", "kept")]) == ["missing aws_autoscaling_group_tag.note"]


ATTACHED = {"id": "app-1", "autoscaling_group_name": "app"}


@pytest.mark.parametrize(
    "attachment",
    [
        ("aws_autoscaling_attachment", {"lb_target_group_arn": TARGETS, "elb": None}),
        ("aws_autoscaling_attachment", {"alb_target_group_arn": TARGETS, "elb": ""}),
        (
            "aws_autoscaling_traffic_source_attachment",
            {"traffic_source": [{"identifier": TARGETS, "type": "elbv2"}]},
        ),
        (
            "aws_autoscaling_traffic_source_attachment",
            {"traffic_source": [{"identifier": TARGETS, "type": ""}]},
        ),
    ],
)
def test_an_attached_target_group_is_told_once(attachment: tuple[str, dict[str, Any]]):
    kind, attributes = attachment
    apart = {f"{kind}.web": ATTACHED | attributes}
    live = group(TargetGroupARNs=[TARGETS], TrafficSources=[{"Identifier": TARGETS, "Type": "elbv2"}])
    for recorded in ([], [TARGETS]):
        assert told(live, apart, target_group_arns=recorded, traffic_source=[]) == []
        assert told(group(), apart, target_group_arns=recorded, traffic_source=[]) == [f"missing {kind}.web"]
    assert told(live, target_group_arns=[], traffic_source=[]) == [f"{CHANGED} target_group_arns"]


def test_classic_load_balancers_and_other_sources():
    attached = {"aws_autoscaling_attachment.lb": ATTACHED | {"elb": "classic"}}
    assert told(group(LoadBalancerNames=["classic"]), attached, load_balancers=[]) == []
    assert told(group(), attached, load_balancers=[]) == ["missing aws_autoscaling_attachment.lb"]
    source = {"identifier": LATTICE, "type": "vpc-lattice"}
    lattice = {"aws_autoscaling_traffic_source_attachment.l": ATTACHED | {"traffic_source": [source]}}
    live = group(TrafficSources=[{"Identifier": LATTICE, "Type": "vpc-lattice"}])
    assert told(live, lattice, traffic_source=[]) == []
    assert told(live, traffic_source=[]) == [f"{CHANGED} traffic_source"]


@pytest.mark.parametrize(
    ("live", "state", "expected"),
    [
        ({"TerminationPolicies": ["Default"]}, {"termination_policies": []}, []),
        (
            {"TerminationPolicies": ["OldestInstance"]},
            {"termination_policies": []},
            [f"{CHANGED} termination_policies"],
        ),
        ({"VPCZoneIdentifier": "subnet-b,subnet-a"}, {"vpc_zone_identifier": ["subnet-a", "subnet-b"]}, []),
        ({"EnabledMetrics": []}, {"metrics_granularity": "1Minute", "enabled_metrics": []}, []),
        (
            {"WarmPoolConfiguration": {"MinSize": 1, "PoolState": "Stopped"}},
            {"warm_pool": [{"max_group_prepared_capacity": -1, "min_size": 1, "pool_state": "Stopped"}]},
            [],
        ),
        ({"DesiredCapacity": 4}, {"desired_capacity": 2}, [f"{CHANGED} desired_capacity"]),
    ],
    ids=["default policy", "other policy", "subnets", "no metrics", "warm pool", "scaled"],
)
def test_what_is_left_to_aws(live: dict[str, Any], state: dict[str, Any], expected: list[str]):
    assert told(group(**live), **state) == expected


def test_requirements_of_instances():
    """Five levels of blocks, by the names that both sides share."""
    requirements = {"VCpuCount": {"Min": 2}, "MemoryMiB": {"Min": 4096}, "InstanceGenerations": ["current"]}
    policy = {
        "LaunchTemplate": {
            "LaunchTemplateSpecification": {"LaunchTemplateId": "lt-0a", "Version": "1"},
            "Overrides": [{"InstanceRequirements": requirements}],
        },
        "InstancesDistribution": {"SpotMaxPrice": "0.1"},
    }
    (made,) = aws_types()["aws_autoscaling_group"].to_attributes(group(MixedInstancesPolicy=policy), SCOPE)
    override = made["mixed_instances_policy"][0]["launch_template"][0]["override"][0]
    found = override["instance_requirements"][0]
    assert found["vcpu_count"] == [{"min": 2, "max": 0}]
    assert found["memory_mib"] == [{"min": 4096, "max": 0}]
    assert found["instance_generations"] == ["current"]
    assert found["accelerator_count"] == []
    assert made["mixed_instances_policy"][0]["instances_distribution"][0]["spot_max_price"] == "0.1"
