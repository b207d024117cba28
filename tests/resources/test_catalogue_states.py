"""The catalogue against states that a real provider wrote: same attributes, same JSON shapes.

The states are of an older provider release than the catalogue, so what the provider has since removed or
retyped is listed here; anything else is a fault of the extraction.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from driftmgr.resources.catalogue import Attribute, Block, schema_of

STATES = sorted((Path(__file__).parents[2].parent / "shared" / "oracle").glob("*/terraform.tfstate"))

REMOVED = {
    "aws_autoscaling_group.tags",
    "aws_db_instance.name",
    "aws_db_instance.security_group_names",
    "aws_dynamodb_table.ttl.kms_key_arn",
    "aws_eip.vpc",
    "aws_flow_log.log_group_name",
    "aws_instance.cpu_core_count",
    "aws_instance.cpu_threads_per_core",
    "aws_launch_configuration.vpc_classic_link_id",
    "aws_launch_configuration.vpc_classic_link_security_groups",
    "aws_launch_template.elastic_gpu_specifications",
    "aws_launch_template.elastic_inference_accelerator",
    "aws_redshift_cluster.cluster_security_groups",
    "aws_redshift_cluster.logging",
    "aws_redshift_cluster.snapshot_copy",
    "aws_route_table.route.instance_id",
    "aws_secretsmanager_secret.rotation_enabled",
    "aws_secretsmanager_secret.rotation_lambda_arn",
    "aws_secretsmanager_secret.rotation_rules",
    "aws_vpc.enable_classiclink",
    "aws_vpc.enable_classiclink_dns_support",
    "aws_vpc_peering_connection.accepter.allow_classic_link_to_remote_vpc",
    "aws_vpc_peering_connection.accepter.allow_vpc_to_remote_classic_link",
    "aws_vpc_peering_connection.requester.allow_classic_link_to_remote_vpc",
    "aws_vpc_peering_connection.requester.allow_vpc_to_remote_classic_link",
}
RETYPED = {"aws_redshift_cluster.encrypted", "aws_sns_sms_preferences.monthly_spend_limit"}
SHAPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "number": (int, float),
    "bool": bool,
    "any": object,
    "list": list,
    "set": list,
    "map": dict,
    "single": dict,
}


def disagreements(block: Block, values: dict[str, Any], path: str) -> Iterator[tuple[str, str]]:
    """Path and what is wrong with it, for every recorded attribute that the schema does not describe."""
    for name, value in values.items():
        attribute = block.get(name)
        if attribute is None:
            yield f"{path}.{name}", "unknown"
        elif value is not None:
            yield from shape_disagreements(attribute, value, f"{path}.{name}")


def shape_disagreements(attribute: Attribute, value: Any, path: str) -> Iterator[tuple[str, str]]:
    if not fits(attribute.kind, value):
        yield path, f"{attribute.kind} recorded as {type(value).__name__}"
        return
    if attribute.kind == "single":
        elements = [value]
    elif attribute.element is None:
        elements = []
    else:
        elements = list(value.values()) if isinstance(value, dict) else value
    for element in elements:
        if attribute.block is not None:
            yield from disagreements(attribute.block, element, path)
        elif not fits(str(attribute.element), element):
            yield path, f"element {attribute.element} recorded as {type(element).__name__}"


def fits(kind: str, value: Any) -> bool:
    return isinstance(value, SHAPES[kind]) and not (kind == "number" and isinstance(value, bool))


@pytest.mark.skipif(not STATES, reason="no recorded states beside the repository")
def test_recorded_states_agree_with_the_catalogue() -> None:
    found: set[tuple[str, str]] = set()
    types = set()
    for state in STATES:
        for resource in json.loads(state.read_text())["resources"]:
            if resource["mode"] != "managed" or not resource["type"].startswith("aws_"):
                continue
            schema = schema_of(resource["type"])
            assert schema is not None, resource["type"]
            types.add(resource["type"])
            for instance in resource["instances"]:
                found.update(disagreements(schema, instance["attributes"], resource["type"]))
    print(f"{len(types)} types; recorded by an older provider and different now:")
    for path, what in sorted(found):
        print(f"  {path}: {what}")
    assert {path for path, what in found if what == "unknown"} <= REMOVED
    assert {path for path, what in found if what != "unknown"} <= RETYPED
    assert len(types) > 100
