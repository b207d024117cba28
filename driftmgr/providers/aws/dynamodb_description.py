"""From DynamoDB's description of a table to Terraform's attributes."""

from collections.abc import Mapping
from typing import Any

from driftmgr.resources.models import Scope

ON = frozenset({"ENABLED", "ENABLING", "UPDATING"})
UNLIMITED = -1


def description(told: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
    """What DescribeTable tells. A replica in the table's own region is the table itself."""
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
                    "enabled": encryption.get("Status") in ON,
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
            "max_read_request_units": most.get("MaxReadRequestUnits", UNLIMITED),
            "max_write_request_units": most.get("MaxWriteRequestUnits", UNLIMITED),
        }
    ]
