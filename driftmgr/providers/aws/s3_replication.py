"""Where the objects of a bucket are copied to: the bucket's section and the split resource.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_ReplicationRule.html
"""

from collections.abc import Iterable, Mapping
from typing import Any

from driftmgr.providers.aws import risks
from driftmgr.providers.aws.s3_listing import BUCKETS, bucket_of, bucket_parent, claims_section
from driftmgr.providers.aws.shapes import block, tags
from driftmgr.resources.listing import Item
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, ResourceType, Severity

Part = Mapping[str, Any]

copies_redirected = risks.changed(Severity.HIGH, "objects are now copied elsewhere, or no longer")
"""`replication_configuration` of buckets, `rule` and `role` of the split resource."""


def inline_replication(answer: Part | None) -> list[dict[str, Any]]:
    """`replication_configuration` of aws_s3_bucket."""
    if not answer:
        return []
    return [{"role": answer.get("Role", ""), "rules": [_inline(rule) for rule in answer.get("Rules", ())]}]


def _inline(rule: Part) -> dict[str, Any]:
    target, chosen = rule.get("Destination", {}), rule.get("Filter")
    found = {
        "id": rule.get("ID", ""),
        "status": rule.get("Status", ""),
        "priority": rule.get("Priority"),
        "prefix": rule.get("Prefix", ""),
        "filter": [],
        # The section knows this setting as "Enabled" or not at all.
        "delete_marker_replication_status": _switched(rule, "DeleteMarkerReplication", "Enabled"),
        "destination": [
            _destination(target)
            | {
                "account_id": target.get("Account", ""),
                "replica_kms_key_id": target.get("EncryptionConfiguration", {}).get("ReplicaKmsKeyID", ""),
                "replication_time": _timed(target.get("ReplicationTime"), "Time", _minutes),
                "metrics": _timed(target.get("Metrics"), "EventThreshold", _minutes),
            }
        ],
        "source_selection_criteria": block(
            {"sse_kms_encrypted_objects": block({"enabled": True})} if _encrypted_too(rule) else None
        ),
    }
    if chosen is not None:
        both = chosen.get("And", {})
        found["filter"] = [
            {
                "prefix": chosen.get("Prefix") or both.get("Prefix") or "",
                "tags": tags(both.get("Tags") or ([chosen["Tag"]] if "Tag" in chosen else [])),
            }
        ]
    return found


def replication(item: Item, scope: Scope) -> Iterable[Attributes]:
    """The replication configuration of a bucket that has one."""
    answer = item.get("Replication")
    if answer:
        yield {
            "id": item["Name"],
            "bucket": item["Name"],
            "role": answer.get("Role", ""),
            "rule": [_split(rule) for rule in answer.get("Rules", ())],
        }


def _split(rule: Part) -> dict[str, Any]:
    target, criteria = rule.get("Destination", {}), rule.get("SourceSelectionCriteria", {})
    key = target.get("EncryptionConfiguration", {}).get("ReplicaKmsKeyID")
    return {
        "id": rule.get("ID", ""),
        "status": rule.get("Status", ""),
        "priority": rule.get("Priority"),
        "prefix": rule.get("Prefix", ""),
        "filter": [_filter(rule["Filter"])] if rule.get("Filter") is not None else [],
        "delete_marker_replication": _status(rule, "DeleteMarkerReplication"),
        "existing_object_replication": _status(rule, "ExistingObjectReplication"),
        "destination": [
            _destination(target)
            | {
                "account": target.get("Account", ""),
                "encryption_configuration": block({"replica_kms_key_id": key} if key else None),
                "replication_time": _timed(target.get("ReplicationTime"), "Time", _block_of_minutes),
                "metrics": _timed(target.get("Metrics"), "EventThreshold", _block_of_minutes),
            }
        ],
        "source_selection_criteria": block(
            {
                "sse_kms_encrypted_objects": _status(criteria, "SseKmsEncryptedObjects"),
                "replica_modifications": _status(criteria, "ReplicaModifications"),
            }
            if criteria
            else None
        ),
    }


def _filter(chosen: Part) -> dict[str, Any]:
    both, tag = chosen.get("And"), chosen.get("Tag")
    return {
        "prefix": chosen.get("Prefix", ""),
        "tag": block({"key": tag["Key"], "value": tag["Value"]} if tag else None),
        "and": block({"prefix": both.get("Prefix", ""), "tags": tags(both.get("Tags"))} if both else None),
    }


def _destination(target: Part) -> dict[str, Any]:
    owner = target.get("AccessControlTranslation", {}).get("Owner")
    return {
        "bucket": target.get("Bucket", ""),
        "storage_class": target.get("StorageClass", ""),
        "access_control_translation": block({"owner": owner} if owner else None),
    }


def _timed(part: Part | None, limit: str, shaped: Any) -> list[dict[str, Any]]:
    """A switch with a limit in minutes."""
    if not part:
        return []
    return [{"status": part.get("Status", "")} | shaped(limit, part.get(limit, {}).get("Minutes"))]


def _minutes(_limit: str, minutes: int | None) -> dict[str, Any]:
    return {"minutes": minutes}


def _block_of_minutes(limit: str, minutes: int | None) -> dict[str, Any]:
    name = "time" if limit == "Time" else "event_threshold"
    return {name: block({"minutes": minutes} if minutes is not None else None)}


def _status(part: Part, name: str) -> list[dict[str, Any]]:
    return [{"status": part[name].get("Status", "")}] if part.get(name) else []


def _switched(rule: Part, name: str, position: str) -> str:
    return position if rule.get(name, {}).get("Status") == position else ""


def _encrypted_too(rule: Part) -> bool:
    criteria = rule.get("SourceSelectionCriteria", {})
    return bool(criteria.get("SseKmsEncryptedObjects", {}).get("Status") == "Enabled")


TYPES = (
    ResourceType(
        name="aws_s3_bucket_replication_configuration",
        listing=BUCKETS,
        to_attributes=replication,
        identity=bucket_of,
        unordered=frozenset({"rule"}),
        claim=claims_section("replication_configuration"),
        risks={"role": copies_redirected, "rule": copies_redirected},
        parent=bucket_parent,
    ),
)
