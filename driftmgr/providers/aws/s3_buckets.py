"""Buckets."""

from collections.abc import Iterable
from typing import Any, Final

from driftmgr.drift.blank import blank
from driftmgr.drift.compare import comparison_of
from driftmgr.drift.equivalence import same_json
from driftmgr.drift.policy import same_policy
from driftmgr.providers.aws import risks
from driftmgr.providers.aws.owners import name_owner, tag_owner
from driftmgr.providers.aws.s3_acl import BUCKET_ACL, canned_acl_changed
from driftmgr.providers.aws.s3_listing import BUCKET, BUCKETS, bucket_of
from driftmgr.providers.aws.s3_replication import copies_redirected
from driftmgr.providers.aws.s3_sections import sections
from driftmgr.providers.aws.shapes import all_tags, partition, tags
from driftmgr.resources.listing import Item
from driftmgr.resources.models import GLOBAL, Scope
from driftmgr.resources.types import Attributes, Collection, Equivalence, ResourceType, Severity

_ENCRYPTION: Final = "server_side_encryption_configuration"
_BY_DEFAULT: Final = f"{_ENCRYPTION}.rule.apply_server_side_encryption_by_default"


def bucket(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A bucket with the sections that were read."""
    name = item["Name"]
    found: dict[str, Any] = {"id": name, "bucket": name}
    if scope.region != GLOBAL:
        found |= {
            "arn": f"arn:{partition(scope.region)}:s3:::{name}",
            "region": scope.region,
            "bucket_region": scope.region,
        }
    if "Tagging" in item:
        found["tags"] = tags(item["Tagging"])
    yield found | sections(item)


def _owner(item: Item, attributes: Attributes) -> str | None:
    return tag_owner(all_tags(item.get("Tagging"))) or name_owner(item["Name"])


def _section(attribute: str, same: Equivalence | None = None) -> Collection:
    """A section that is shared, as a whole, with a split resource; an empty one is a section too."""
    return Collection(
        attribute=attribute, atoms=lambda _, value: {("whole",): value}, same=same or _by_schema(attribute)
    )


def _by_schema(attribute: str) -> Equivalence:
    def same(was: object, live: object) -> bool:
        rules = comparison_of(BUCKET_TYPE)
        return rules.same(attribute, rules.schema.get(attribute), was, live)

    return same


def _same_encryption(was: object, live: object) -> bool:
    """Since January 2023 S3 encrypts every bucket with AES256, where nothing else is configured.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html
    """
    if blank(was) and isinstance(live, list):
        return all(_is_aes256(rule) for section in live for rule in section["rule"])
    return _by_schema(_ENCRYPTION)(was, live)


def _is_aes256(rule: Attributes) -> bool:
    chosen = rule["apply_server_side_encryption_by_default"][0]
    return chosen["sse_algorithm"] in ("", "AES256") and not chosen["kms_master_key_id"]


BUCKET_TYPE: Final = ResourceType(
    name=BUCKET,
    listing=BUCKETS,
    to_attributes=bucket,
    identity=bucket_of,
    equal={"website.routing_rules": same_json},
    defaults={"request_payer": ("BucketOwner",)},
    unordered=frozenset(
        {
            "lifecycle_rule",
            "cors_rule.allowed_headers",
            "cors_rule.allowed_methods",
            "cors_rule.allowed_origins",
            "cors_rule.expose_headers",
        }
    ),
    collections=(
        *BUCKET_ACL,
        _section("policy", same_policy),
        _section(_ENCRYPTION, _same_encryption),
        _section("versioning"),
        _section("logging"),
        _section("cors_rule"),
        _section("website"),
        _section("lifecycle_rule"),
        _section("replication_configuration"),
        _section("object_lock_configuration"),
        _section("acceleration_status"),
        _section("request_payer"),
    ),
    risks={
        "acl": canned_acl_changed,
        "grant": risks.acl_made_public,
        "policy": risks.policy_widened,
        "versioning.enabled": risks.versioning_off,
        "versioning.mfa_delete": risks.deletion_protection_off,
        f"{_BY_DEFAULT}.sse_algorithm": risks.encryption_algorithm_lowered,
        f"{_BY_DEFAULT}.kms_master_key_id": risks.kms_key_changed,
        "logging.target_bucket": risks.log_target_changed,
        "replication_configuration": copies_redirected,
        "object_lock_configuration": risks.changed(
            Severity.HIGH, "objects are kept from deletion for another time"
        ),
    },
    owner=_owner,
    missing=Severity.CRITICAL,
)

TYPES = (BUCKET_TYPE,)
