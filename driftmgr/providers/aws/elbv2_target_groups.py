"""Target groups, and the targets that are registered with them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from driftmgr.providers.aws import risks
from driftmgr.providers.aws.elbv2_calls import PAGE, attributes_of, with_tags
from driftmgr.providers.aws.owners import tag_owner
from driftmgr.providers.aws.recorded import where_recorded
from driftmgr.providers.aws.shapes import all_tags, block, flag, number, tags
from driftmgr.resources.listing import Api, Detail, Item, Listing
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, ResourceType, Severity

# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html
_TEXTS: Final = {
    "load_balancing.algorithm.anomaly_mitigation": "load_balancing_anomaly_mitigation",
    "load_balancing.algorithm.type": "load_balancing_algorithm_type",
    "load_balancing.cross_zone.enabled": "load_balancing_cross_zone_enabled",
    "preserve_client_ip.enabled": "preserve_client_ip",
}
_NUMBERS: Final = {
    "deregistration_delay.timeout_seconds": "deregistration_delay",
    "slow_start.duration_seconds": "slow_start",
}
_FLAGS: Final = {
    "deregistration_delay.connection_termination.enabled": "connection_termination",
    "lambda.multi_value_headers.enabled": "lambda_multi_value_headers_enabled",
    "proxy_protocol_v2.enabled": "proxy_protocol_v2",
}
_BLOCKS: Final = ("stickiness", "target_failover", "target_group_health", "target_health_state")


def target_groups(api: Api) -> Iterator[Item]:
    """Every target group, with its tags."""
    return with_tags(api, api.pages("describe_target_groups", "TargetGroups", **PAGE), "TargetGroupArn")


TARGET_GROUPS = Listing(
    service="elbv2",
    operation="describe_target_groups",
    items="TargetGroups",
    read=target_groups,
    key=lambda item: str(item["TargetGroupArn"]),
    permissions=("elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTags"),
    details=(
        Detail(
            name="Attributes",
            operation="describe_target_group_attributes",
            params=lambda item: {"TargetGroupArn": item["TargetGroupArn"]},
            take="Attributes",
            feeds={"aws_lb_target_group": (*_TEXTS.values(), *_NUMBERS.values(), *_FLAGS.values(), *_BLOCKS)},
        ),
        # Targets come and go where a group of instances or a service registers them: they are asked for where some
        # are recorded.
        Detail(
            name="Targets",
            operation="describe_target_health",
            params=lambda item: {"TargetGroupArn": item["TargetGroupArn"]},
            take="TargetHealthDescriptions",
            feeds={"aws_lb_target_group_attachment": ()},
        ),
    ),
)


def target_group(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A target group.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroup.html
    """
    arn, matcher = item["TargetGroupArn"], item.get("Matcher") or {}
    found = {
        "id": arn,
        "arn": arn,
        "arn_suffix": arn.rpartition(":")[2],
        "name": item.get("TargetGroupName", ""),
        "ip_address_type": item.get("IpAddressType", ""),
        "port": item.get("Port"),
        "protocol": item.get("Protocol", ""),
        "protocol_version": item.get("ProtocolVersion", ""),
        "target_control_port": item.get("TargetControlPort"),
        "target_type": item.get("TargetType", ""),
        "vpc_id": item.get("VpcId", ""),
        "load_balancer_arns": item.get("LoadBalancerArns") or [],
        "health_check": block(
            {
                "enabled": item.get("HealthCheckEnabled", False),
                "healthy_threshold": item.get("HealthyThresholdCount"),
                "interval": item.get("HealthCheckIntervalSeconds"),
                "matcher": matcher.get("HttpCode") or matcher.get("GrpcCode") or "",
                "path": item.get("HealthCheckPath", ""),
                "port": item.get("HealthCheckPort", ""),
                "protocol": item.get("HealthCheckProtocol", ""),
                "timeout": item.get("HealthCheckTimeoutSeconds"),
                "unhealthy_threshold": item.get("UnhealthyThresholdCount"),
            }
        ),
        "tags": tags(item.get("Tags")),
    }
    if "Attributes" in item:
        told = attributes_of(item)
        found |= {name: told[key] for key, name in _TEXTS.items() if key in told}
        found |= {name: number(told[key]) for key, name in _NUMBERS.items() if key in told}
        found |= {name: flag(told[key]) for key, name in _FLAGS.items() if key in told}
        found |= _blocks(told)
    yield found


def _blocks(told: Mapping[str, str]) -> dict[str, Any]:
    """Blocks of attributes; those of other protocols are not told, and then say nothing."""
    found: dict[str, Any] = {}
    if "stickiness.enabled" in told:
        kind = told.get("stickiness.type", "")
        found["stickiness"] = block(
            {
                "cookie_duration": number(told.get(f"stickiness.{kind}.duration_seconds")),
                "cookie_name": told.get("stickiness.app_cookie.cookie_name", ""),
                "enabled": flag(told["stickiness.enabled"]),
                "type": kind,
            }
        )
    if "target_failover.on_deregistration" in told:
        found["target_failover"] = block(
            {
                "on_deregistration": told["target_failover.on_deregistration"],
                "on_unhealthy": told.get("target_failover.on_unhealthy", ""),
            }
        )
    health = "target_group_health"
    if f"{health}.unhealthy_state_routing.minimum_healthy_targets.count" in told:
        found[health] = block(
            {
                name: [_minimum(told, f"{health}.{name}")]
                for name in ("dns_failover", "unhealthy_state_routing")
            }
        )
    unhealthy = "target_health_state.unhealthy"
    if f"{unhealthy}.connection_termination.enabled" in told:
        found["target_health_state"] = block(
            {
                "enable_unhealthy_connection_termination": flag(
                    told[f"{unhealthy}.connection_termination.enabled"]
                ),
                "unhealthy_draining_interval": number(told.get(f"{unhealthy}.draining_interval_seconds")),
            }
        )
    return found


def _minimum(told: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {
        f"minimum_healthy_targets_{unit}": told.get(f"{prefix}.minimum_healthy_targets.{unit}", "")
        for unit in ("count", "percentage")
    }


def attachment(item: Item, scope: Scope) -> Iterable[Attributes]:
    """Each registered target. One that is registered at several ports is one object, whose `port` is their list.

    An attachment that records no port has the target group's, which it does not know: ports cannot tell them apart.
    """
    found: dict[str, dict[str, Any]] = {}
    for described in item.get("Targets") or ():
        target, health = described["Target"], described.get("TargetHealth") or {}
        if health.get("State") == "draining" or health.get("Reason") == "Target.NotRegistered":
            continue
        made = found.setdefault(
            target["Id"],
            {
                "id": f"{item['TargetGroupArn']},{target['Id']}",
                "target_group_arn": item["TargetGroupArn"],
                "target_id": target["Id"],
                "availability_zone": target.get("AvailabilityZone", ""),
                "quic_server_id": target.get("QuicServerId", ""),
                "port": [],
            },
        )
        made["port"].append(target.get("Port"))
    for made in found.values():
        yield made | {"port": made["port"] if len(made["port"]) > 1 else made["port"][0]}


def _registered_at(recorded: Any, actual: Any) -> bool:
    return recorded in (actual if isinstance(actual, list) else [actual])


TYPES = (
    ResourceType(
        name="aws_lb_target_group",
        aliases=("aws_alb_target_group",),
        listing=TARGET_GROUPS,
        to_attributes=target_group,
        # What the API answers where nothing was ever set, which earlier releases of the provider did not read.
        defaults={
            "ip_address_type": ("ipv4",),
            "load_balancing_algorithm_type": ("round_robin",),
            "load_balancing_anomaly_mitigation": ("off",),
            "load_balancing_cross_zone_enabled": ("use_load_balancer_configuration",),
            "protocol_version": ("HTTP1",),
            "stickiness.cookie_duration": (86400,),
            "stickiness.type": ("lb_cookie", "source_ip"),
            "target_failover.on_deregistration": ("no_rebalance",),
            "target_failover.on_unhealthy": ("no_rebalance",),
            "target_group_health.dns_failover.minimum_healthy_targets_count": ("1",),
            "target_group_health.dns_failover.minimum_healthy_targets_percentage": ("off",),
            "target_group_health.unhealthy_state_routing.minimum_healthy_targets_count": ("1", 1),
            "target_group_health.unhealthy_state_routing.minimum_healthy_targets_percentage": ("off",),
            "target_type": ("instance",),
        },
        risks={
            "health_check.protocol": risks.listener_protocol_downgraded,
            "protocol": risks.listener_protocol_downgraded,
            "vpc_id": risks.network_moved,
        },
        owner=lambda item, _: tag_owner(all_tags(item.get("Tags"))),
    ),
    ResourceType(
        name="aws_lb_target_group_attachment",
        aliases=("aws_alb_target_group_attachment",),
        listing=TARGET_GROUPS,
        to_attributes=attachment,
        identity=("target_group_arn", "target_id"),
        item_key=lambda attributes: str(attributes["target_group_arn"]),
        equal={
            "port": where_recorded(_registered_at),
            "availability_zone": where_recorded(),
            "quic_server_id": where_recorded(),
        },
        risks={"port": risks.traffic_redirected},
        parent=lambda attributes: ("aws_lb_target_group", str(attributes["target_group_arn"])),
        missing=Severity.MEDIUM,
    ),
)
