"""The sections of aws_s3_bucket, as every release of the provider reads them back.

Until release 3 they are written in the bucket; from release 4 they mirror what split resources configure. Each is
shared as a whole with one split resource, so it is compared only where no loaded state has that resource.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from driftmgr.providers.aws.s3_acl import inline_acl
from driftmgr.providers.aws.s3_lifecycle import inline_rules
from driftmgr.providers.aws.s3_replication import inline_replication
from driftmgr.resources.listing import Item

Answer = Mapping[str, Any]


def sections(item: Item) -> dict[str, Any]:
    """Every section that the item's details tell."""
    found: dict[str, Any] = {}
    if "Acl" in item:
        found |= inline_acl(item["Acl"])
    if "ObjectLock" in item:
        found["object_lock_enabled"] = bool(item["ObjectLock"])
    shapes: dict[str, tuple[str, Callable[[Any], Any]]] = {
        "Policy": ("policy", lambda text: text or ""),
        "Versioning": ("versioning", _versioning),
        "Logging": ("logging", _logging),
        "Encryption": ("server_side_encryption_configuration", _encryption),
        "Cors": ("cors_rule", lambda rules: [cors_rule(rule) for rule in rules or ()]),
        "Website": ("website", _website),
        "Lifecycle": ("lifecycle_rule", inline_rules),
        "Replication": ("replication_configuration", inline_replication),
        "ObjectLock": ("object_lock_configuration", _object_lock),
        "Accelerate": ("acceleration_status", lambda status: status or ""),
        "RequestPayment": ("request_payer", lambda payer: payer or ""),
    }
    return found | {name: shape(item[detail]) for detail, (name, shape) in shapes.items() if detail in item}


def _versioning(answer: Answer | None) -> list[dict[str, Any]]:
    told = answer or {}
    return [{"enabled": told.get("Status") == "Enabled", "mfa_delete": told.get("MFADelete") == "Enabled"}]


def _logging(answer: Answer | None) -> list[dict[str, Any]]:
    if not answer:
        return []
    return [
        {"target_bucket": answer.get("TargetBucket", ""), "target_prefix": answer.get("TargetPrefix", "")}
    ]


def _encryption(rules: list[Answer] | None) -> list[dict[str, Any]]:
    if not rules:
        return []
    return [{"rule": [_encryption_rule(rule) for rule in rules]}]


def _encryption_rule(rule: Answer) -> dict[str, Any]:
    by_default = rule.get("ApplyServerSideEncryptionByDefault", {})
    return {
        "apply_server_side_encryption_by_default": [
            {
                "sse_algorithm": by_default.get("SSEAlgorithm", ""),
                "kms_master_key_id": by_default.get("KMSMasterKeyID", ""),
            }
        ],
        "bucket_key_enabled": rule.get("BucketKeyEnabled", False),
    }


def cors_rule(rule: Answer) -> dict[str, Any]:
    """A cross-origin rule, in the section and in the split resource."""
    return {
        "allowed_headers": rule.get("AllowedHeaders", []),
        "allowed_methods": rule.get("AllowedMethods", []),
        "allowed_origins": rule.get("AllowedOrigins", []),
        "expose_headers": rule.get("ExposeHeaders", []),
        "max_age_seconds": rule.get("MaxAgeSeconds", 0),
    }


def _website(answer: Answer | None) -> list[dict[str, Any]]:
    if not answer:
        return []
    redirect = answer.get("RedirectAllRequestsTo") or {}
    target = redirect.get("HostName", "")
    routes = website_routes(answer)
    return [
        {
            "index_document": answer.get("IndexDocument", {}).get("Suffix", ""),
            "error_document": answer.get("ErrorDocument", {}).get("Key", ""),
            "redirect_all_requests_to": f"{redirect['Protocol']}://{target}"
            if redirect.get("Protocol")
            else target,
            "routing_rules": json.dumps(routes) if routes else "",
        }
    ]


def website_routes(answer: Answer) -> list[dict[str, Any]]:
    """The routing rules of a web site, in S3's own words, without what is unset."""
    return [
        {part: {k: v for k, v in told.items() if v is not None} for part, told in rule.items() if told}
        for rule in answer.get("RoutingRules") or ()
    ]


def _object_lock(answer: Answer | None) -> list[dict[str, Any]]:
    if not answer:
        return []
    return [{"object_lock_enabled": answer.get("ObjectLockEnabled", ""), "rule": default_retention(answer)}]


def default_retention(answer: Answer) -> list[dict[str, Any]]:
    """`rule` of an object lock, in the section and in the split resource."""
    told = answer.get("Rule", {}).get("DefaultRetention")
    if not told:
        return []
    retention = {"mode": told.get("Mode", ""), "days": told.get("Days", 0), "years": told.get("Years", 0)}
    return [{"default_retention": [retention]}]
