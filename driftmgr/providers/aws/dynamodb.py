"""DynamoDB tables: keys, indices, capacity, streams, encryption and how they can be recovered."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from driftmgr.providers.aws import risks
from driftmgr.providers.aws.owners import tag_owner
from driftmgr.providers.aws.shapes import all_tags, tags
from driftmgr.resources.listing import Api, Detail, Item, Listing, Need
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, ResourceType, Severity, Verdict

# Answered for every table alike, so these are never empty; what a table lacks is missing from the answer.
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html
_DESCRIBED = (
    "attribute",
    "billing_mode",
    "deletion_protection_enabled",
    "global_secondary_index",
    "global_table_witness",
    "hash_key",
    "local_secondary_index",
    "on_demand_throughput",
    "range_key",
    "read_capacity",
    "replica",
    "server_side_encryption",
    "stream_enabled",
    "stream_view_type",
    "table_class",
    "write_capacity",
)
_ON = frozenset({"ENABLED", "ENABLING", "UPDATING"})
_UNLIMITED = -1


def tables(api: Api) -> Iterator[Item]:
    """Every table, with its ARN, which its tags are asked by: ListTables tells names alone, so one table is described.

    Where not one can be described, ARNs stay empty, and the details say themselves why they cannot be read.
    """
    names = list(api.pages("list_tables", "TableNames"))
    prefix = _arn_prefix(api, names)
    for name in names:
        yield {"TableName": name, "TableArn": f"{prefix}{name}" if prefix else ""}


def _arn_prefix(api: Api, names: Iterable[str]) -> str:
    from botocore.exceptions import BotoCoreError, ClientError

    for name in names:
        try:
            arn = str(api.call("describe_table", TableName=name)["Table"]["TableArn"])
        except ClientError as failure:
            if failure.response["Error"]["Code"] == "ResourceNotFoundException":
                continue  # deleted since it was listed
            return ""
        except BotoCoreError:
            return ""
        return arn.removesuffix(name)
    return ""


def _named(item: Item) -> Mapping[str, str]:
    return {"TableName": item["TableName"]}


TABLES = Listing(
    service="dynamodb",
    operation="list_tables",
    items="TableNames",
    key=lambda item: str(item["TableName"]),
    read=tables,
    permissions=("dynamodb:ListTables", "dynamodb:DescribeTable"),
    details=(
        Detail(
            name="Table",
            operation="describe_table",
            params=_named,
            take="Table",
            feeds={"aws_dynamodb_table": _DESCRIBED},
            absent=("ResourceNotFoundException",),
            need=Need.SECURITY,
        ),
        Detail(
            name="Backups",
            operation="describe_continuous_backups",
            params=_named,
            take="ContinuousBackupsDescription.PointInTimeRecoveryDescription",
            feeds={"aws_dynamodb_table": ("point_in_time_recovery",)},
            need=Need.SECURITY,
        ),
        Detail(
            name="TimeToLive",
            operation="describe_time_to_live",
            params=_named,
            take="TimeToLiveDescription",
            feeds={"aws_dynamodb_table": ("ttl",)},
        ),
        Detail(
            name="Tags",
            operation="list_tags_of_resource",
            params=lambda item: {"ResourceArn": item["TableArn"]},
            take="Tags",
            paged=True,
            feeds={"aws_dynamodb_table": ("tags",)},
        ),
    ),
)


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
        found |= _description(told, scope)
    if "Backups" in item:
        recovery = item["Backups"] or {}
        enabled = recovery.get("PointInTimeRecoveryStatus") in _ON
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
                "enabled": ttl.get("TimeToLiveStatus") in _ON,
                "attribute_name": ttl.get("AttributeName", ""),
            }
        ]
    if "Tags" in item:
        found["tags"] = tags(item["Tags"])
    yield found


def _description(told: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
    throughput, stream = told.get("ProvisionedThroughput") or {}, told.get("StreamSpecification") or {}
    encryption = told.get("SSEDescription")
    return {
        **_keys(told),
        "attribute": [
            {"name": each["AttributeName"], "type": each["AttributeType"]}
            for each in told.get("AttributeDefinitions") or ()
        ],
        # A table that was never on demand has no summary.
        "billing_mode": (told.get("BillingModeSummary") or {}).get("BillingMode", "PROVISIONED"),
        "table_class": (told.get("TableClassSummary") or {}).get("TableClass", "STANDARD"),
        "deletion_protection_enabled": bool(told.get("DeletionProtectionEnabled")),
        # 0 for tables on demand, and so it is recorded.
        "read_capacity": throughput.get("ReadCapacityUnits", 0),
        "write_capacity": throughput.get("WriteCapacityUnits", 0),
        "on_demand_throughput": _on_demand(told),
        "stream_enabled": bool(stream.get("StreamEnabled")),
        "stream_view_type": stream.get("StreamViewType", "") if stream.get("StreamEnabled") else "",
        # Told only of keys in KMS: a table under a key that DynamoDB owns has no description of its encryption.
        "server_side_encryption": (
            [
                {
                    "enabled": encryption.get("Status") in _ON,
                    "kms_key_arn": encryption.get("KMSMasterKeyArn", ""),
                }
            ]
            if encryption
            else []
        ),
        "global_secondary_index": [
            {**_global_index(each), **_index(each)} for each in told.get("GlobalSecondaryIndexes") or ()
        ],
        "local_secondary_index": [
            {"range_key": _keys(each)["range_key"], **_index(each)}
            for each in told.get("LocalSecondaryIndexes") or ()
        ],
        "replica": [
            {"region_name": each["RegionName"], "kms_key_arn": each.get("KMSMasterKeyId", "")}
            for each in told.get("Replicas") or ()
            if each["RegionName"] != scope.region
        ],
        "global_table_witness": [
            {"region_name": each["RegionName"]} for each in told.get("GlobalTableWitnesses") or ()
        ],
    }


def _keys(told: Mapping[str, Any]) -> dict[str, str]:
    """The hash and the range key, where there is one of each (an index may have up to four)."""
    keys: dict[str, list[str]] = {"HASH": [], "RANGE": []}
    for each in told.get("KeySchema") or ():
        keys[each["KeyType"]].append(each["AttributeName"])
    hashes, ranges = keys["HASH"], keys["RANGE"]
    return {
        "hash_key": hashes[0] if len(hashes) == 1 else "",
        "range_key": ranges[0] if len(ranges) == 1 else "",
    }


def _index(told: Mapping[str, Any]) -> dict[str, Any]:
    projection = told.get("Projection") or {}
    return {
        "name": told["IndexName"],
        "projection_type": projection.get("ProjectionType", ""),
        "non_key_attributes": list(projection.get("NonKeyAttributes") or ()),
    }


def _global_index(told: Mapping[str, Any]) -> dict[str, Any]:
    throughput = told.get("ProvisionedThroughput") or {}
    schema = told.get("KeySchema") or ()
    found: dict[str, Any] = {
        "read_capacity": throughput.get("ReadCapacityUnits", 0),
        "write_capacity": throughput.get("WriteCapacityUnits", 0),
        "on_demand_throughput": _on_demand(told),
    }
    if len(schema) > len({each["KeyType"] for each in schema}):
        found["key_schema"] = [
            {"attribute_name": each["AttributeName"], "key_type": each["KeyType"]} for each in schema
        ]
        return found
    return found | _keys(told)


def _on_demand(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The most that a table or an index on demand may take."""
    most = told.get("OnDemandThroughput")
    if not most:
        return []
    return [
        {
            "max_read_request_units": most.get("MaxReadRequestUnits", _UNLIMITED),
            "max_write_request_units": most.get("MaxWriteRequestUnits", _UNLIMITED),
        }
    ]


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
            "on_demand_throughput.max_read_request_units": (_UNLIMITED,),
            "on_demand_throughput.max_write_request_units": (_UNLIMITED,),
            "global_secondary_index.on_demand_throughput.max_read_request_units": (_UNLIMITED,),
            "global_secondary_index.on_demand_throughput.max_write_request_units": (_UNLIMITED,),
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
