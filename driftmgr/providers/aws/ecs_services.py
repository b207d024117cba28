"""ECS services: what they run, how many, where, and how a new version is rolled out."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from driftmgr.drift.equivalence import same_arn_or_name
from driftmgr.providers.aws import risks
from driftmgr.providers.aws.ecs_clusters import CLUSTER, batches, cluster_name, strategy
from driftmgr.providers.aws.ecs_service_deployments import deployment_blocks
from driftmgr.providers.aws.owners import tag_owner
from driftmgr.providers.aws.recorded import left_open
from driftmgr.providers.aws.shapes import all_tags, tags
from driftmgr.resources.listing import Api, Item, Listing
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, ResourceType, Severity

_AT_ONCE: Final = 10
_GONE: Final = ("INACTIVE", "DRAINING")
"""States of a service that was deleted: its last tasks end, and its name lingers
(https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html)."""


def services(api: Api) -> Iterator[Item]:
    """The services of every cluster, described ten at a time, which is the most that is answered.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html
    """
    for cluster in api.pages("list_clusters", "clusterArns"):
        arns = list(api.pages("list_services", "serviceArns", cluster=cluster, maxResults=100))
        for some in batches(arns, _AT_ONCE):
            answer = api.call("describe_services", cluster=cluster, services=list(some), include=["TAGS"])
            yield from (each for each in answer.get("services") or () if each.get("status") not in _GONE)


SERVICES = Listing(
    service="ecs",
    operation="list_services",
    items="serviceArns",
    key=lambda item: f"{cluster_name(item['clusterArn'])}/{item['serviceName']}",
    read=services,
    permissions=("ecs:ListServices", "ecs:ListClusters", "ecs:DescribeServices"),
)


def service(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A service."""
    found: dict[str, Any] = {
        "id": item["serviceArn"],
        "arn": item["serviceArn"],
        "name": item["serviceName"],
        "cluster": item["clusterArn"],
        "capacity_provider_strategy": strategy(item.get("capacityProviderStrategy")),
        "deployment_controller": [{"type": (item.get("deploymentController") or {}).get("type", "ECS")}],
        "enable_ecs_managed_tags": bool(item.get("enableECSManagedTags")),
        "enable_execute_command": bool(item.get("enableExecuteCommand")),
        "health_check_grace_period_seconds": item.get("healthCheckGracePeriodSeconds", 0),
        "iam_role": item.get("roleArn", ""),
        "launch_type": item.get("launchType", ""),
        "load_balancer": [_load_balancer(each) for each in item.get("loadBalancers") or ()],
        "network_configuration": _network(item.get("networkConfiguration")),
        "ordered_placement_strategy": [
            {"type": each["type"], "field": each.get("field", "")}
            for each in item.get("placementStrategy") or ()
        ],
        "placement_constraints": [
            {"type": each["type"], "expression": each.get("expression", "")}
            for each in item.get("placementConstraints") or ()
        ],
        "platform_version": item.get("platformVersion", ""),
        "propagate_tags": item.get("propagateTags", ""),
        "scheduling_strategy": item.get("schedulingStrategy", "REPLICA"),
        "service_registries": [
            {
                "registry_arn": each["registryArn"],
                "port": each.get("port", 0),
                "container_port": each.get("containerPort", 0),
                "container_name": each.get("containerName", ""),
            }
            for each in item.get("serviceRegistries") or ()
        ],
        "tags": tags(item.get("tags")),
        **deployment_blocks(item),
    }
    if "availabilityZoneRebalancing" in item:
        found["availability_zone_rebalancing"] = item["availabilityZoneRebalancing"]
    if item.get("taskDefinition"):  # without one, its task sets have theirs
        found["task_definition"] = item["taskDefinition"]
    if found["scheduling_strategy"] != "DAEMON":  # of a daemon there is one on every instance
        found["desired_count"] = item.get("desiredCount", 0)
    yield found


def _load_balancer(told: Mapping[str, Any]) -> dict[str, Any]:
    green = told.get("advancedConfiguration")
    return {
        "target_group_arn": told.get("targetGroupArn", ""),
        "elb_name": told.get("loadBalancerName", ""),
        "container_name": told.get("containerName", ""),
        "container_port": told.get("containerPort"),
        "advanced_configuration": (
            [
                {
                    "alternate_target_group_arn": green.get("alternateTargetGroupArn", ""),
                    "production_listener_rule": green.get("productionListenerRule", ""),
                    "test_listener_rule": green.get("testListenerRule", ""),
                    "role_arn": green.get("roleArn", ""),
                }
            ]
            if green
            else []
        ),
    }


def _network(told: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    vpc = (told or {}).get("awsvpcConfiguration")
    if not vpc:
        return []
    return [
        {
            "subnets": list(vpc.get("subnets") or ()),
            "security_groups": list(vpc.get("securityGroups") or ()),
            "assign_public_ip": vpc.get("assignPublicIp") == "ENABLED",
        }
    ]


def same_platform(recorded: Any, actual: Any) -> bool:
    """Fargate's platform: LATEST is told as the version that it was when the service was deployed, or as itself.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-fargate.html
    """
    return "LATEST" in (recorded, actual) or recorded == actual


def same_field(recorded: Any, actual: Any) -> bool:
    """What tasks are spread or packed by: in any case, and `host` is another name for the instance's id.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PlacementStrategy.html
    """
    was, live = (str(field or "").lower().replace("host", "instanceid") for field in (recorded, actual))
    return was == live


def same_role(recorded: Any, actual: Any) -> bool:
    """Roles by name or by ARN; a name with a path begins with a slash.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html ("role")
    """
    return same_arn_or_name(*(str(role or "").removeprefix("/") for role in (recorded, actual)))


def identity(attributes: Attributes) -> str:
    """Cluster and name: an older ARN has no cluster in it, and the cluster may be recorded by name or by ARN."""
    name = attributes.get("name")
    return f"{cluster_name(attributes.get('cluster'))}/{name}" if name else ""


TYPES = (
    ResourceType(
        name="aws_ecs_service",
        listing=SERVICES,
        to_attributes=service,
        identity=identity,
        import_id=identity,
        equal={
            "cluster": same_arn_or_name,
            "iam_role": same_role,
            "task_definition": same_arn_or_name,
            "platform_version": same_platform,
            "ordered_placement_strategy.field": same_field,
            "deployment_minimum_healthy_percent": left_open(100),
            "volume_configuration.managed_ebs_volume.encrypted": left_open(True),
        },
        defaults={
            "deployment_controller.type": ("ECS",),
            "deployment_configuration.strategy": ("ROLLING",),
            "deployment_maximum_percent": (200,),
            "propagate_tags": ("NONE",),
            "scheduling_strategy": ("REPLICA",),
            "launch_type": ("EC2",),
            "availability_zone_rebalancing": ("DISABLED",),
            "volume_configuration.managed_ebs_volume.file_system_type": ("xfs",),
            "volume_configuration.managed_ebs_volume.volume_type": ("gp2", "gp3"),
            "volume_configuration.managed_ebs_volume.iops": (3000,),
            "volume_configuration.managed_ebs_volume.throughput": (125,),
            "service_connect_configuration.service.ingress_port_override": (0,),
        },
        risks={
            "task_definition": risks.image_or_code_changed,
            "desired_count": risks.scaled,
            "enable_execute_command": risks.shell_opened,
            "load_balancer": risks.traffic_redirected,
            "network_configuration.assign_public_ip": risks.public_address_given,
            "network_configuration.subnets": risks.network_moved,
            "network_configuration.security_groups": risks.network_moved,
            "deployment_circuit_breaker.enable": risks.protection_off,
            "iam_role": risks.role_changed,
        },
        owner=lambda item, _: tag_owner(all_tags(item.get("tags"))),
        parent=lambda attributes: (CLUSTER, cluster_name(attributes["cluster"])),
        missing=Severity.HIGH,
    ),
)
