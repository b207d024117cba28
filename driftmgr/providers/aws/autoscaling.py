"""Auto Scaling groups, and what is attached to them."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from driftmgr.providers.aws import risks
from driftmgr.providers.aws.owners import tag_owner
from driftmgr.providers.aws.schema_blocks import shaped
from driftmgr.providers.aws.shapes import all_tags, block
from driftmgr.resources.catalogue import schema_of
from driftmgr.resources.listing import Item, Listing
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Atom, Attributes, Claim, Collection, ResourceType, Severity

GROUPS = Listing(
    service="autoscaling",
    operation="describe_auto_scaling_groups",
    items="AutoScalingGroups",
    params={"MaxRecords": 100},
    key=lambda item: str(item["AutoScalingGroupName"]),
)

_BY_SCHEMA: Final = (
    "availability_zone_distribution",
    "capacity_reservation_specification",
    "instance_lifecycle_policy",
    "instance_maintenance_policy",
    "launch_template",
    "mixed_instances_policy",
)
_NAMES: Final = {
    "id": "LaunchTemplateId",
    "name": "LaunchTemplateName",
    "override": "Overrides",
}
_GRANULARITY: Final = "1Minute"
_NO_LIMIT: Final = -1


def group(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A group that is not being deleted.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_AutoScalingGroup.html
    """
    if str(item.get("Status", "")).startswith("Delete"):
        return
    metrics = item.get("EnabledMetrics") or []
    subnets = item.get("VPCZoneIdentifier") or ""
    yield {
        "id": item["AutoScalingGroupName"],
        "arn": item.get("AutoScalingGroupARN", ""),
        "name": item["AutoScalingGroupName"],
        "availability_zones": item.get("AvailabilityZones") or [],
        "capacity_rebalance": item.get("CapacityRebalance", False),
        "context": item.get("Context", ""),
        "default_cooldown": item.get("DefaultCooldown"),
        "default_instance_warmup": item.get("DefaultInstanceWarmup"),
        "desired_capacity": item.get("DesiredCapacity"),
        "desired_capacity_type": item.get("DesiredCapacityType", ""),
        "enabled_metrics": [metric["Metric"] for metric in metrics],
        "health_check_grace_period": item.get("HealthCheckGracePeriod"),
        "health_check_type": item.get("HealthCheckType", ""),
        "launch_configuration": item.get("LaunchConfigurationName", ""),
        "load_balancers": item.get("LoadBalancerNames") or [],
        "max_instance_lifetime": item.get("MaxInstanceLifetime"),
        "max_size": item.get("MaxSize"),
        "metrics_granularity": metrics[0].get("Granularity", "") if metrics else _GRANULARITY,
        "min_size": item.get("MinSize"),
        "placement_group": item.get("PlacementGroup", ""),
        "protect_from_scale_in": item.get("NewInstancesProtectedFromScaleIn", False),
        "service_linked_role_arn": item.get("ServiceLinkedRoleARN", ""),
        "suspended_processes": [p["ProcessName"] for p in item.get("SuspendedProcesses") or ()],
        "tag": _tags(item),
        "target_group_arns": item.get("TargetGroupARNs") or [],
        "termination_policies": item.get("TerminationPolicies") or [],
        "traffic_source": [
            {"identifier": source["Identifier"], "type": source.get("Type", "")}
            for source in item.get("TrafficSources") or ()
        ],
        "vpc_zone_identifier": subnets.split(",") if subnets else [],
        "warm_pool": _warm_pool(item.get("WarmPoolConfiguration")),
        **_blocks(item),
    }


def _blocks(item: Item) -> dict[str, Any]:
    schema = schema_of("aws_autoscaling_group") or {}
    return shaped(item, {name: schema[name] for name in _BY_SCHEMA if name in schema}, _NAMES)


def _tags(item: Item) -> list[dict[str, Any]]:
    return [
        {
            "key": tag["Key"],
            "value": tag.get("Value") or "",
            "propagate_at_launch": tag.get("PropagateAtLaunch", False),
        }
        for tag in item.get("Tags") or ()
        if not tag["Key"].startswith("aws:")
    ]


def _warm_pool(told: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    if not told or told.get("Status") == "PendingDelete":
        return []
    reuse = told.get("InstanceReusePolicy") or {}
    return [
        {
            "instance_reuse_policy": block(
                reuse and {"reuse_on_scale_in": reuse.get("ReuseOnScaleIn", False)}
            ),
            "max_group_prepared_capacity": told.get("MaxGroupPreparedCapacity", _NO_LIMIT),
            "min_size": told.get("MinSize"),
            "pool_state": told.get("PoolState", ""),
        }
    ]


def group_tag(item: Item, scope: Scope) -> Iterable[Attributes]:
    """Each tag of a group."""
    for tag in _tags(item):
        name = item["AutoScalingGroupName"]
        yield {"id": f"{name},{tag['key']}", "autoscaling_group_name": name, "tag": [tag]}


def tag_atoms(owner: Attributes, value: Any) -> dict[Atom, Any]:
    """Tags by key. Provider releases before 5 may record them in `tags`, a list of maps."""
    older = owner.get("tags") if isinstance(owner.get("tags"), list) else None
    return {(tag["key"],): tag for tag in (*(value or ()), *(older or ()))}


def same_tag(recorded: Mapping[str, Any], actual: Mapping[str, Any]) -> bool:
    """Whether a tag has its value, and is given on as it was; `propagate_at_launch` may be text."""
    return recorded.get("value") == actual["value"] and _truth(recorded) == _truth(actual)


def _truth(tag: Mapping[str, Any]) -> bool:
    return str(tag.get("propagate_at_launch")).lower() in ("true", "1")


def _names(_: Attributes, value: Any) -> dict[Atom, Any]:
    return {(name,): name for name in value or ()}


def source_atoms(owner: Attributes, value: Any) -> dict[Atom, Any]:
    """Traffic sources but those that are named among the load balancers or target groups, too."""
    told = {*(owner.get("load_balancers") or ()), *(owner.get("target_group_arns") or ())}
    return {(s["identifier"],): s for s in value or () if s["identifier"] not in told}


def _group_of(attributes: Attributes) -> str:
    return str(attributes["autoscaling_group_name"])


def _tag_key(attributes: Attributes) -> str:
    return str((attributes.get("tag") or [{}])[0].get("key", ""))


def _target_group(attributes: Attributes) -> Any:
    return attributes.get("lb_target_group_arn") or attributes.get("alb_target_group_arn")


def _source(attributes: Attributes) -> Mapping[str, Any]:
    return next(iter(attributes.get("traffic_source") or ()), {})


_SOURCE_LISTS: Final = {"elb": "load_balancers", "elbv2": "target_group_arns"}


def _source_list(attributes: Attributes) -> str:
    """Which list of its group holds a traffic source: the type is told, or read off its identifier.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_TrafficSourceIdentifier.html
    """
    source = _source(attributes)
    kind = source.get("type") or ("elbv2" if ":targetgroup/" in source.get("identifier", "") else "elb")
    return _SOURCE_LISTS.get(kind, "traffic_source")


TYPES = (
    ResourceType(
        name="aws_autoscaling_group",
        listing=GROUPS,
        to_attributes=group,
        identity=("name",),
        # An unset policy is "Default" (API_CreateAutoScalingGroup), an unset role the service-linked one.
        defaults={
            "termination_policies": (["Default"],),
            "capacity_reservation_specification.capacity_reservation_preference": ("default",),
            "availability_zone_distribution.capacity_distribution_strategy": ("balanced-best-effort",),
            "mixed_instances_policy.instances_distribution.on_demand_allocation_strategy": ("prioritized",),
            "mixed_instances_policy.instances_distribution.spot_allocation_strategy": ("lowest-price",),
        },
        ordered=frozenset({"termination_policies"}),
        collections=(
            Collection(attribute="tag", atoms=tag_atoms, same=same_tag),
            Collection(attribute="load_balancers", atoms=_names),
            Collection(attribute="target_group_arns", atoms=_names),
            Collection(attribute="traffic_source", atoms=source_atoms),
        ),
        risks={
            "desired_capacity": risks.scaled,
            "launch_configuration": risks.image_or_code_changed,
            "launch_template": risks.image_or_code_changed,
            "load_balancers": risks.traffic_redirected,
            "max_size": risks.capacity_changed,
            "min_size": risks.capacity_changed,
            "mixed_instances_policy.launch_template": risks.image_or_code_changed,
            "service_linked_role_arn": risks.role_changed,
            "suspended_processes": risks.changed(
                Severity.MEDIUM, "processes of the group were suspended or resumed"
            ),
            "target_group_arns": risks.traffic_redirected,
            "vpc_zone_identifier": risks.network_moved,
        },
        owner=lambda item, _: tag_owner(all_tags(item.get("Tags"))),
    ),
    ResourceType(
        name="aws_autoscaling_group_tag",
        listing=GROUPS,
        to_attributes=group_tag,
        identity=lambda attributes: f"{_group_of(attributes)},{_tag_key(attributes)}",
        item_key=_group_of,
        claim=Claim(
            owner="aws_autoscaling_group",
            owner_identity=_group_of,
            attribute=lambda _: "tag",
            atoms=lambda attributes: frozenset({(_tag_key(attributes),)}),
        ),
        parent=lambda attributes: ("aws_autoscaling_group", _group_of(attributes)),
        missing=Severity.LOW,
        unmanaged=Severity.LOW,
    ),
    ResourceType(
        name="aws_autoscaling_attachment",
        listing=GROUPS,
        to_attributes=lambda item, scope: (),
        item_key=_group_of,
        claim=Claim(
            owner="aws_autoscaling_group",
            owner_identity=_group_of,
            attribute=lambda attributes: (
                "target_group_arns" if _target_group(attributes) else "load_balancers"
            ),
            atoms=lambda attributes: frozenset({(_target_group(attributes) or attributes.get("elb"),)}),
            rebuild=lambda recorded, present: recorded,
        ),
        missing=Severity.MEDIUM,
    ),
    ResourceType(
        name="aws_autoscaling_traffic_source_attachment",
        listing=GROUPS,
        to_attributes=lambda item, scope: (),
        item_key=_group_of,
        claim=Claim(
            owner="aws_autoscaling_group",
            owner_identity=_group_of,
            attribute=_source_list,
            atoms=lambda attributes: frozenset({(_source(attributes).get("identifier"),)}),
            rebuild=lambda recorded, present: recorded,
        ),
        missing=Severity.MEDIUM,
    ),
)
