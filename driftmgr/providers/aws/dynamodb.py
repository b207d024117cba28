"""DynamoDB tables: keys, indices, capacity, streams, encryption and how they can be recovered."""

from collections.abc import Iterable
from typing import Any

from driftmgr.providers.aws import risks
from driftmgr.providers.aws.dynamodb_description import ON, UNLIMITED, description
from driftmgr.providers.aws.dynamodb_listing import TABLES
from driftmgr.providers.aws.owners import tag_owner
from driftmgr.providers.aws.shapes import all_tags, tags
from driftmgr.resources.listing import Item
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, ResourceType, Severity, Verdict


def table(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A table. One that is being deleted is as good as gone."""
    told = item.get("Table", {})
    if told is None or told.get("TableStatus") == "DELETING":
        return
    found: dict[str, Any] = {
        "id": item["TableName"],
        "name": item["TableName"],
        "arn": told.get("TableArn") or item["TableArn"],
    }
    if told:
        found |= description(told, scope)
    if "Backups" in item:
        recovery = item["Backups"] or {}
        enabled = recovery.get("PointInTimeRecoveryStatus") in ON
        found["point_in_time_recovery"] = [
            {
                "enabled": enabled,
                "recovery_period_in_days": recovery.get("RecoveryPeriodInDays") if enabled else None,
            }
        ]
    if "TimeToLive" in item:
        ttl = item["TimeToLive"]
        found["ttl"] = [
            {
                "enabled": ttl.get("TimeToLiveStatus") in ON,
                "attribute_name": ttl.get("AttributeName", ""),
            }
        ]
    if "Tags" in item:
        found["tags"] = tags(item["Tags"])
    yield found


def same_key(recorded: Any, actual: Any) -> bool:
    """KMS keys of a table: with none recorded it is the account's `alias/aws/dynamodb`, whose ARN the API tells.

    The provider leaves that ARN out since version 4
    (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/dynamodb_table#kms_key_arn-1).
    """
    return not recorded or recorded == actual


def indices_changed(before: Any, after: Any) -> Verdict:
    """Capacity of indices is what autoscaling changes; an index that appears or goes is more."""
    if _without_capacity(before) == _without_capacity(after):
        return Severity.LOW, "scaled, as an autoscaler does"
    return Severity.MEDIUM, "other indices"


def _without_capacity(indices: Any) -> list[tuple[str, str, str, str, tuple[str, ...]]]:
    return sorted(
        (
            str(each.get("name")),
            str(each.get("hash_key") or ""),
            str(each.get("range_key") or ""),
            str(each.get("projection_type")),
            tuple(sorted(each.get("non_key_attributes") or ())),
        )
        for each in indices or ()
    )


TYPES = (
    ResourceType(
        name="aws_dynamodb_table",
        listing=TABLES,
        to_attributes=table,
        identity=("name",),
        equal={"server_side_encryption.kms_key_arn": same_key, "replica.kms_key_arn": same_key},
        defaults={
            "billing_mode": ("PROVISIONED",),
            "table_class": ("STANDARD",),
            "point_in_time_recovery.recovery_period_in_days": (35,),
            "on_demand_throughput.max_read_request_units": (UNLIMITED,),
            "on_demand_throughput.max_write_request_units": (UNLIMITED,),
            "global_secondary_index.on_demand_throughput.max_read_request_units": (UNLIMITED,),
            "global_secondary_index.on_demand_throughput.max_write_request_units": (UNLIMITED,),
        },
        risks={
            "server_side_encryption.enabled": risks.encryption_off,
            "server_side_encryption.kms_key_arn": risks.kms_key_changed,
            "point_in_time_recovery.enabled": risks.recovery_off,
            "point_in_time_recovery.recovery_period_in_days": risks.reduced("recovery period in days"),
            "deletion_protection_enabled": risks.deletion_protection_off,
            "ttl": risks.changed(Severity.HIGH, "other items expire"),
            "replica": risks.changed(Severity.HIGH, "copied to other regions"),
            "read_capacity": risks.scaled,
            "write_capacity": risks.scaled,
            "global_secondary_index": indices_changed,
        },
        missing=Severity.CRITICAL,
        owner=lambda item, _: tag_owner(all_tags(item.get("Tags"))),
    ),
)
