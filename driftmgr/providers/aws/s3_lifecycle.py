"""When objects of a bucket move to other storage or expire: the bucket's section and the split resource.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleRule.html
"""

from collections.abc import Iterable, Mapping
from typing import Any

from driftmgr.drift.blank import blank
from driftmgr.drift.equivalence import same_timestamp
from driftmgr.providers.aws.s3_listing import BUCKETS, bucket_of, bucket_parent, claims_section
from driftmgr.providers.aws.shapes import block, tags
from driftmgr.resources.listing import Item
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, ResourceType

Rule = Mapping[str, Any]


def inline_rules(answer: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """`lifecycle_rule` of aws_s3_bucket, which knows of a filter no more than a prefix and tags."""
    return [_inline(rule) for rule in (answer or {}).get("Rules", ())]


def _inline(rule: Rule) -> dict[str, Any]:
    chosen = rule.get("Filter") or {}
    both = chosen.get("And") or {}
    only = [chosen["Tag"]] if "Tag" in chosen else []
    return {
        "id": rule.get("ID", ""),
        "enabled": rule.get("Status") == "Enabled",
        "prefix": rule.get("Prefix") or chosen.get("Prefix") or both.get("Prefix") or "",
        "tags": tags(both.get("Tags") or only),
        "abort_incomplete_multipart_upload_days": _abort_days(rule) or 0,
        "expiration": _expiration(rule, _day),
        "noncurrent_version_expiration": [
            {"days": found.get("NoncurrentDays")} for found in _one(rule, "NoncurrentVersionExpiration")
        ],
        "transition": _transitions(rule, _day),
        "noncurrent_version_transition": [
            {"days": found.get("NoncurrentDays"), "storage_class": found.get("StorageClass")}
            for found in rule.get("NoncurrentVersionTransitions", ())
        ],
    }


def lifecycle(item: Item, scope: Scope) -> Iterable[Attributes]:
    """The lifecycle configuration of a bucket that has one."""
    answer = item.get("Lifecycle")
    if answer:
        yield {
            "id": item["Name"],
            "bucket": item["Name"],
            "rule": [_split(rule) for rule in answer.get("Rules", ())],
            "transition_default_minimum_object_size": answer.get("TransitionDefaultMinimumObjectSize", ""),
        }


def _split(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.get("ID", ""),
        "status": rule.get("Status", ""),
        "prefix": rule.get("Prefix", ""),
        "filter": [_filter(found) for found in _one(rule, "Filter")],
        "abort_incomplete_multipart_upload": block(
            {"days_after_initiation": days} if (days := _abort_days(rule)) else None
        ),
        "expiration": _expiration(rule, _midnight),
        "noncurrent_version_expiration": [
            _noncurrent(found) for found in _one(rule, "NoncurrentVersionExpiration")
        ],
        "transition": _transitions(rule, _midnight),
        "noncurrent_version_transition": [
            _noncurrent(found) | {"storage_class": found.get("StorageClass")}
            for found in rule.get("NoncurrentVersionTransitions", ())
        ],
    }


def _filter(chosen: Rule) -> dict[str, Any]:
    both = chosen.get("And")
    tag = chosen.get("Tag")
    return {
        **_sizes_and_prefix(chosen),
        "tag": block({"key": tag["Key"], "value": tag["Value"]} if tag else None),
        "and": block(_sizes_and_prefix(both) | {"tags": tags(both.get("Tags"))} if both else None),
    }


def _sizes_and_prefix(chosen: Rule) -> dict[str, Any]:
    return {
        "prefix": chosen.get("Prefix", ""),
        "object_size_greater_than": chosen.get("ObjectSizeGreaterThan"),
        "object_size_less_than": chosen.get("ObjectSizeLessThan"),
    }


def _noncurrent(found: Rule) -> dict[str, Any]:
    return {
        "noncurrent_days": found.get("NoncurrentDays"),
        "newer_noncurrent_versions": found.get("NewerNoncurrentVersions"),
    }


def _one(rule: Rule, name: str) -> list[Rule]:
    return [rule[name]] if rule.get(name) is not None else []


def _abort_days(rule: Rule) -> Any:
    return rule.get("AbortIncompleteMultipartUpload", {}).get("DaysAfterInitiation")


def _expiration(rule: Rule, written: Any) -> list[dict[str, Any]]:
    return [
        {
            "date": written(found.get("Date")),
            "days": found.get("Days"),
            "expired_object_delete_marker": bool(found.get("ExpiredObjectDeleteMarker")),
        }
        for found in _one(rule, "Expiration")
    ]


def _transitions(rule: Rule, written: Any) -> list[dict[str, Any]]:
    return [
        {
            "date": written(found.get("Date")),
            "days": found.get("Days"),
            "storage_class": found.get("StorageClass"),
        }
        for found in rule.get("Transitions", ())
    ]


def _day(moment: object) -> str:
    """S3 keeps days only, each as its midnight in UTC."""
    return str(moment)[:10] if moment else ""


def _midnight(moment: object) -> str:
    return f"{_day(moment)}T00:00:00Z" if moment else ""


def unset_or_same(was: object, live: object) -> bool:
    """For settings whose default AWS fills in, and changed over the years: any value stands for an unset one."""
    return blank(was) or was == live


TYPES = (
    ResourceType(
        name="aws_s3_bucket_lifecycle_configuration",
        listing=BUCKETS,
        to_attributes=lifecycle,
        identity=bucket_of,
        equal={
            "rule.expiration.date": same_timestamp,
            "rule.transition.date": same_timestamp,
            "transition_default_minimum_object_size": unset_or_same,
        },
        unordered=frozenset({"rule"}),
        claim=claims_section("lifecycle_rule"),
        parent=bucket_parent,
    ),
)
