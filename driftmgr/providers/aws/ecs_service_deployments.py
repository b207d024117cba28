"""How an ECS service is deployed, and what only its deployments tell (Service Connect, volumes, VPC Lattice)."""

from collections.abc import Mapping
from typing import Any

from driftmgr.providers.aws.shapes import block
from driftmgr.resources.listing import Item


def deployment_blocks(item: Item) -> dict[str, Any]:
    """The attributes of a service that come from its deployment configuration and from its primary deployment."""
    told = item.get("deploymentConfiguration") or {}
    breaker, alarms = told.get("deploymentCircuitBreaker"), told.get("alarms")
    found: dict[str, Any] = {
        "deployment_circuit_breaker": block(
            {"enable": bool(breaker.get("enable")), "rollback": bool(breaker.get("rollback"))}
            if breaker
            else None
        ),
        "alarms": block(
            {
                "alarm_names": list(alarms.get("alarmNames") or ()),
                "enable": bool(alarms.get("enable")),
                "rollback": bool(alarms.get("rollback")),
            }
            if alarms
            else None
        ),
        "deployment_configuration": _strategy(told),
    }
    if "maximumPercent" in told:
        found["deployment_maximum_percent"] = told["maximumPercent"]
    if "minimumHealthyPercent" in told:
        found["deployment_minimum_healthy_percent"] = told["minimumHealthyPercent"]
    primary = next((each for each in item.get("deployments") or () if each.get("status") == "PRIMARY"), None)
    if primary is not None:
        found |= {
            "service_connect_configuration": _service_connect(primary.get("serviceConnectConfiguration")),
            "volume_configuration": [_volume(each) for each in primary.get("volumeConfigurations") or ()],
            "vpc_lattice_configurations": [
                {
                    "role_arn": each["roleArn"],
                    "target_group_arn": each["targetGroupArn"],
                    "port_name": each["portName"],
                }
                for each in primary.get("vpcLatticeConfigurations") or ()
            ],
        }
    return found


def _strategy(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rolling, blue and green, linear or canary. An old service tells of none: it is rolling."""
    if not told.get("strategy"):
        return []
    linear, canary = told.get("linearConfiguration"), told.get("canaryConfiguration")
    return [
        {
            "strategy": told["strategy"],
            "bake_time_in_minutes": told.get("bakeTimeInMinutes", 0),
            "linear_configuration": block(
                {
                    "step_percent": linear.get("stepPercent"),
                    "step_bake_time_in_minutes": linear.get("stepBakeTimeInMinutes"),
                }
                if linear
                else None
            ),
            "canary_configuration": block(
                {
                    "canary_percent": canary.get("canaryPercent"),
                    "canary_bake_time_in_minutes": canary.get("canaryBakeTimeInMinutes"),
                }
                if canary
                else None
            ),
            "lifecycle_hook": [
                {
                    "hook_target_arn": each.get("hookTargetArn", ""),
                    "role_arn": each.get("roleArn", ""),
                    "lifecycle_stages": list(each.get("lifecycleStages") or ()),
                }
                for each in told.get("lifecycleHooks") or ()
            ],
        }
    ]


def _service_connect(told: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Without names that ECS fills in (a namespace's ARN, names in DNS): a state may hold what was configured."""
    if not told:
        return []
    return [
        {
            "enabled": bool(told.get("enabled")),
            "service": [
                {
                    "port_name": each.get("portName", ""),
                    "ingress_port_override": each.get("ingressPortOverride", 0),
                    "client_alias": [
                        {"port": alias.get("port")} for alias in each.get("clientAliases") or ()
                    ],
                }
                for each in told.get("services") or ()
            ],
        }
    ]


def _volume(told: Mapping[str, Any]) -> dict[str, Any]:
    disk = told.get("managedEBSVolume") or {}
    return {
        "name": told["name"],
        "managed_ebs_volume": [
            {
                "role_arn": disk.get("roleArn", ""),
                "encrypted": bool(disk.get("encrypted")),
                "kms_key_id": disk.get("kmsKeyId", ""),
                "volume_type": disk.get("volumeType", ""),
                "size_in_gb": disk.get("sizeInGiB", 0),
                "snapshot_id": disk.get("snapshotId", ""),
                "iops": disk.get("iops", 0),
                "throughput": disk.get("throughput", 0),
                "file_system_type": disk.get("filesystemType", ""),
            }
        ],
    }
