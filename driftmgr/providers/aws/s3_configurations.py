"""Sub-resources of buckets as resources of their own: each yields its attributes where the bucket has it configured."""

from collections.abc import Iterable
from typing import Any

from driftmgr.providers.aws import risks
from driftmgr.providers.aws.s3_acl import split_grant
from driftmgr.providers.aws.s3_listing import BUCKETS, bucket_of, bucket_parent, claims_section
from driftmgr.providers.aws.s3_sections import cors_rule, default_retention, website_routes
from driftmgr.providers.aws.shapes import block
from driftmgr.resources.listing import Item
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, Equivalence, ResourceType, Risk, Severity


def versioning(item: Item, scope: Scope) -> Iterable[Attributes]:
    """Versioning, which every bucket has: one that was never versioned is "Disabled" in Terraform's words."""
    if "Versioning" in item:
        told = item["Versioning"] or {}
        state = {"status": told.get("Status") or "Disabled", "mfa_delete": told.get("MFADelete", "")}
        yield _named(item) | {"versioning_configuration": [state]}


def encryption(item: Item, scope: Scope) -> Iterable[Attributes]:
    """Encryption at rest."""
    if item.get("Encryption"):
        yield _named(item) | {"rule": [_encryption_rule(rule) for rule in item["Encryption"]]}


def _encryption_rule(rule: dict[str, Any]) -> dict[str, Any]:
    by_default = rule.get("ApplyServerSideEncryptionByDefault")
    algorithm = {
        "sse_algorithm": (by_default or {}).get("SSEAlgorithm", ""),
        "kms_master_key_id": (by_default or {}).get("KMSMasterKeyID", ""),
    }
    return {
        "apply_server_side_encryption_by_default": block(algorithm if by_default else None),
        "bucket_key_enabled": rule.get("BucketKeyEnabled", False),
        "blocked_encryption_types": rule.get("BlockedEncryptionTypes", {}).get("EncryptionType", []),
    }


def logging(item: Item, scope: Scope) -> Iterable[Attributes]:
    """Logging of access."""
    told = item.get("Logging")
    if told:
        key_format = told.get("TargetObjectKeyFormat", {})
        source = key_format.get("PartitionedPrefix", {}).get("PartitionDateSource")
        parts = {"partitioned_prefix": block({"partition_date_source": source} if source else None)}
        yield _named(item) | {
            "target_bucket": told.get("TargetBucket", ""),
            "target_prefix": told.get("TargetPrefix", ""),
            "target_grant": [split_grant(grant) for grant in told.get("TargetGrants", ())],
            "target_object_key_format": block(parts if source else None),
        }


def cors(item: Item, scope: Scope) -> Iterable[Attributes]:
    """Cross-origin rules."""
    if item.get("Cors"):
        rules = [cors_rule(rule) | {"id": rule.get("ID", "")} for rule in item["Cors"]]
        yield _named(item) | {"cors_rule": rules}


def website(item: Item, scope: Scope) -> Iterable[Attributes]:
    """The static web site."""
    told = item.get("Website")
    if not told:
        return
    redirect = told.get("RedirectAllRequestsTo")
    yield _named(item) | {
        "index_document": [{"suffix": told["IndexDocument"]["Suffix"]}] if told.get("IndexDocument") else [],
        "error_document": [{"key": told["ErrorDocument"]["Key"]}] if told.get("ErrorDocument") else [],
        "redirect_all_requests_to": block(
            {"host_name": redirect["HostName"], "protocol": redirect.get("Protocol", "")}
            if redirect
            else None
        ),
        "routing_rule": [_route(route) for route in website_routes(told)],
    }


def _route(route: dict[str, Any]) -> dict[str, Any]:
    condition, redirect = route.get("Condition", {}), route.get("Redirect", {})
    when = {
        "http_error_code_returned_equals": condition.get("HttpErrorCodeReturnedEquals", ""),
        "key_prefix_equals": condition.get("KeyPrefixEquals", ""),
    }
    then = {
        "host_name": redirect.get("HostName", ""),
        "http_redirect_code": redirect.get("HttpRedirectCode", ""),
        "protocol": redirect.get("Protocol", ""),
        "replace_key_prefix_with": redirect.get("ReplaceKeyPrefixWith", ""),
        "replace_key_with": redirect.get("ReplaceKeyWith", ""),
    }
    return {"condition": [when] if condition else [], "redirect": [then]}


def accelerate(item: Item, scope: Scope) -> Iterable[Attributes]:
    """Transfer acceleration, once it was ever turned on."""
    if item.get("Accelerate"):
        yield _named(item) | {"status": item["Accelerate"]}


def request_payment(item: Item, scope: Scope) -> Iterable[Attributes]:
    """Who pays, which every bucket has: its owner, unless said otherwise."""
    if "RequestPayment" in item:
        yield _named(item) | {"payer": item["RequestPayment"] or "BucketOwner"}


def object_lock(item: Item, scope: Scope) -> Iterable[Attributes]:
    """Object lock."""
    told = item.get("ObjectLock")
    if told:
        enabled = told.get("ObjectLockEnabled", "")
        yield _named(item) | {"object_lock_enabled": enabled, "rule": default_retention(told)}


def _named(item: Item) -> dict[str, Any]:
    return {"id": item["Name"], "bucket": item["Name"]}


def _adopted(was: object, live: object) -> bool:
    """A list whose default AWS has changed: any value stands for an unset one."""
    return not was or (isinstance(was, list) and isinstance(live, list) and sorted(was) == sorted(live))


def _section_type(
    name: str,
    to_attributes: Any,
    section: str,
    risks_of: dict[str, Risk],
    *,
    equal: dict[str, Equivalence] | None = None,
    defaults: dict[str, tuple[Any, ...]] | None = None,
    ignored: dict[str, str] | None = None,
    missing: Severity = Severity.HIGH,
) -> ResourceType:
    return ResourceType(
        name=f"aws_s3_bucket_{name}",
        listing=BUCKETS,
        to_attributes=to_attributes,
        identity=bucket_of,
        equal=equal or {},
        defaults=defaults or {},
        ignored=ignored or {},
        claim=claims_section(section),
        risks=risks_of,
        missing=missing,
        parent=bucket_parent,
    )


_BY_DEFAULT = "rule.apply_server_side_encryption_by_default"

TYPES = (
    _section_type(
        "versioning",
        versioning,
        "versioning",
        {
            "versioning_configuration.status": risks.versioning_off,
            "versioning_configuration.mfa_delete": risks.deletion_protection_off,
        },
        defaults={
            "versioning_configuration.status": ("Disabled",),
            "versioning_configuration.mfa_delete": ("Disabled",),
        },
    ),
    _section_type(
        "server_side_encryption_configuration",
        encryption,
        "server_side_encryption_configuration",
        {
            f"{_BY_DEFAULT}.sse_algorithm": risks.encryption_algorithm_lowered,
            f"{_BY_DEFAULT}.kms_master_key_id": risks.kms_key_changed,
        },
        equal={"rule.blocked_encryption_types": _adopted},
    ),
    _section_type("logging", logging, "logging", {"target_bucket": risks.log_target_changed}),
    _section_type("cors_configuration", cors, "cors_rule", {}, missing=Severity.MEDIUM),
    _section_type(
        "website_configuration",
        website,
        "website",
        {},
        ignored={"routing_rules": "repeats routing_rule, as JSON"},
        missing=Severity.MEDIUM,
    ),
    _section_type("accelerate_configuration", accelerate, "acceleration_status", {}, missing=Severity.MEDIUM),
    _section_type(
        "request_payment_configuration", request_payment, "request_payer", {}, missing=Severity.MEDIUM
    ),
    _section_type(
        "object_lock_configuration",
        object_lock,
        "object_lock_configuration",
        {"rule": risks.changed(Severity.HIGH, "objects are kept from deletion for another time")},
    ),
)
