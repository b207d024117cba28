"""ECS task definitions: the revisions that are recorded, and no others.

An account may hold a hundred thousand revisions: every deployment adds one, nobody takes one away, and by itself none
runs anything. So revisions are not listed, and unmanaged ones are not reported: each recorded one is described
(https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTaskDefinition.html).
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from driftmgr.drift.equivalence import same_arn_or_name
from driftmgr.providers.aws import risks
from driftmgr.providers.aws.ecs_containers import same_containers
from driftmgr.providers.aws.ecs_volumes import volume
from driftmgr.providers.aws.shapes import block, tags
from driftmgr.resources.listing import Detail, Item, Listing
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, ResourceType


def key_of(attributes: Attributes) -> str:
    """The ARN of a revision; without its number where the provider follows the latest one (`track_latest`)."""
    arn = str(attributes.get("arn") or "")
    return arn.rpartition(":")[0] if attributes.get("track_latest") else arn


def in_scope(key: str, scope: Scope) -> Item | None:
    """The item of a recorded revision in its own account and region; None in all others."""
    return {"Arn": key} if key.split(":")[3:5] == [scope.region, scope.account] else None


REVISIONS = Listing(
    service="ecs",
    operation="describe_task_definition",
    items="@",
    key=lambda item: str(item["Arn"]),
    from_recorded=in_scope,
    details=(
        Detail(
            name="Described",
            operation="describe_task_definition",
            # By a family's ARN, without a number, its latest active revision is told.
            params=lambda item: {"taskDefinition": item["Arn"], "include": ["TAGS"]},
            take="{Definition: taskDefinition, Tags: tags}",
            feeds={"aws_ecs_task_definition": ()},
            # "Unable to describe task definition": neither the code nor the text says more than that there is none.
            absent=("ClientException",),
        ),
    ),
)


def task_definition(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A revision. Its content never changes; it may be deregistered, which makes it INACTIVE, and that is gone."""
    described = item.get("Described") or {}
    told = described.get("Definition")
    if not told or told.get("status") != "ACTIVE":
        return
    followed = told["taskDefinitionArn"] != item["Arn"]
    found: dict[str, Any] = {
        "id": told["family"],
        "arn": told["taskDefinitionArn"],
        "family": told["family"],
        "revision": told["revision"],
        "container_definitions": json.dumps(told.get("containerDefinitions") or [], sort_keys=True),
        "cpu": told.get("cpu", ""),
        "memory": told.get("memory", ""),
        "network_mode": told.get("networkMode", ""),
        "ipc_mode": told.get("ipcMode", ""),
        "pid_mode": told.get("pidMode", ""),
        "task_role_arn": told.get("taskRoleArn", ""),
        "execution_role_arn": told.get("executionRoleArn", ""),
        "requires_compatibilities": list(told.get("requiresCompatibilities") or ()),
        "enable_fault_injection": bool(told.get("enableFaultInjection")),
        "placement_constraints": [
            {"type": each["type"], "expression": each.get("expression", "")}
            for each in told.get("placementConstraints") or ()
        ],
        **_blocks(told),
        "volume": [volume(each) for each in told.get("volumes") or ()],
        "tags": tags(described.get("Tags")),
    }
    yield found | ({"track_latest": True} if followed else {})


def _blocks(told: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    proxy, platform = told.get("proxyConfiguration"), told.get("runtimePlatform")
    storage = told.get("ephemeralStorage")
    return {
        "ephemeral_storage": [{"size_in_gib": storage["sizeInGiB"]}] if storage else [],
        "inference_accelerator": [
            {"device_name": each["deviceName"], "device_type": each["deviceType"]}
            for each in told.get("inferenceAccelerators") or ()
        ],
        "runtime_platform": block(
            {
                "cpu_architecture": platform.get("cpuArchitecture", ""),
                "operating_system_family": platform.get("operatingSystemFamily", ""),
            }
            if platform
            else None
        ),
        "proxy_configuration": block(
            {
                "type": proxy.get("type", ""),
                "container_name": proxy["containerName"],
                "properties": {each["name"]: each.get("value", "") for each in proxy.get("properties") or ()},
            }
            if proxy
            else None
        ),
    }


TYPES = (
    ResourceType(
        name="aws_ecs_task_definition",
        listing=REVISIONS,
        to_attributes=task_definition,
        identity=key_of,
        import_id=lambda attributes: str(attributes["arn"]),
        equal={
            "container_definitions": same_containers,
            "task_role_arn": same_arn_or_name,
            "execution_role_arn": same_arn_or_name,
        },
        defaults={
            "volume.efs_volume_configuration.root_directory": ("/",),
            "volume.efs_volume_configuration.transit_encryption": ("DISABLED",),
            "volume.efs_volume_configuration.authorization_config.iam": ("DISABLED",),
            "volume.docker_volume_configuration.scope": ("task",),
            "volume.docker_volume_configuration.driver": ("local",),
            "runtime_platform.cpu_architecture": ("X86_64",),
            "runtime_platform.operating_system_family": ("LINUX",),
            "network_mode": ("bridge",),
        },
        # The environment of containers.
        sensitive=frozenset({"container_definitions"}),
        risks={
            "container_definitions": risks.image_or_code_changed,
            "task_role_arn": risks.role_changed,
            "execution_role_arn": risks.role_changed,
            "cpu": risks.capacity_changed,
            "memory": risks.capacity_changed,
        },
    ),
)
