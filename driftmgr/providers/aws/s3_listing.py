"""Buckets and the calls that their sub-resources cost.

ListBuckets tells names and regions alone; everything else is a call for each bucket and sub-resource, so a sub-resource
is asked for only where something recorded depends on it
(https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html).
"""

from collections.abc import Mapping

from driftmgr.providers.aws.ownership import claims_whole
from driftmgr.resources.listing import Detail, Item, Listing, Need
from driftmgr.resources.models import GLOBAL
from driftmgr.resources.types import Attributes, Claim

BUCKET = "aws_s3_bucket"
_DIRECTORY_BUCKET = "--x-s3"
"""How the names of S3 Express buckets end: ListBuckets does not tell them
(https://docs.aws.amazon.com/AmazonS3/latest/userguide/directory-bucket-naming-rules.html)."""


def bucket_of(attributes: Attributes) -> str:
    """The bucket that a bucket or one of its sub-resources names; "" where ListBuckets could not hold it.

    The id of a sub-resource may be `BUCKET,EXPECTED_OWNER`, of an ACL also `BUCKET,OWNER,CANNED_ACL`.
    """
    name = str(attributes.get("bucket") or str(attributes.get("id") or "").split(",")[0])
    return "" if name.endswith(_DIRECTORY_BUCKET) else name


def bucket_parent(attributes: Attributes) -> tuple[str, str]:
    """The bucket that a sub-resource is a part of."""
    return BUCKET, bucket_of(attributes)


def claims_section(attribute: str) -> Claim:
    """The claim of a split resource on the section of its bucket that mirrors it."""
    return claims_whole(BUCKET, bucket_of, attribute)


def _of_bucket(item: Item) -> Mapping[str, str]:
    return {"Bucket": item["Name"]}


def _sub_resource(
    name: str,
    operation: str,
    feeds: Mapping[str, tuple[str, ...]],
    need: Need,
    *,
    take: str | None = None,
    absent: tuple[str, ...] = (),
) -> Detail:
    return Detail(
        name=name, operation=operation, params=_of_bucket, feeds=feeds, need=need, take=take, absent=absent
    )


_SECURITY = (
    _sub_resource(
        "Policy",
        "get_bucket_policy",
        {BUCKET: ("policy",), "aws_s3_bucket_policy": ()},
        Need.SECURITY,
        take="Policy",
        absent=("NoSuchBucketPolicy",),
    ),
    _sub_resource(
        "PublicAccessBlock",
        "get_public_access_block",
        # What an ACL opens counts only as far as the block lets it.
        {BUCKET: ("acl",), "aws_s3_bucket_public_access_block": ()},
        Need.SECURITY,
        take="PublicAccessBlockConfiguration",
        absent=("NoSuchPublicAccessBlockConfiguration",),
    ),
    _sub_resource(
        "Acl", "get_bucket_acl", {BUCKET: ("acl", "grant"), "aws_s3_bucket_acl": ()}, Need.SECURITY
    ),
    _sub_resource(
        "Encryption",
        "get_bucket_encryption",
        {
            BUCKET: ("server_side_encryption_configuration",),
            "aws_s3_bucket_server_side_encryption_configuration": (),
        },
        Need.SECURITY,
        take="ServerSideEncryptionConfiguration.Rules",
        absent=("ServerSideEncryptionConfigurationNotFoundError",),
    ),
    _sub_resource(
        "Versioning",
        "get_bucket_versioning",
        {BUCKET: ("versioning",), "aws_s3_bucket_versioning": ()},
        Need.SECURITY,
    ),
    _sub_resource(
        "Logging",
        "get_bucket_logging",
        {BUCKET: ("logging",), "aws_s3_bucket_logging": ()},
        Need.SECURITY,
        take="LoggingEnabled",
    ),
    _sub_resource(
        "OwnershipControls",
        "get_bucket_ownership_controls",
        {"aws_s3_bucket_ownership_controls": ()},
        Need.SECURITY,
        take="OwnershipControls.Rules",
        absent=("OwnershipControlsNotFoundError",),
    ),
)

_SECTIONS = (
    _sub_resource(
        "Cors",
        "get_bucket_cors",
        {BUCKET: ("cors_rule",), "aws_s3_bucket_cors_configuration": ()},
        Need.SECTION,
        take="CORSRules",
        absent=("NoSuchCORSConfiguration",),
    ),
    _sub_resource(
        "Website",
        "get_bucket_website",
        {BUCKET: ("website",), "aws_s3_bucket_website_configuration": ()},
        Need.SECTION,
        absent=("NoSuchWebsiteConfiguration",),
    ),
    _sub_resource(
        "Lifecycle",
        "get_bucket_lifecycle_configuration",
        {BUCKET: ("lifecycle_rule",), "aws_s3_bucket_lifecycle_configuration": ()},
        Need.SECTION,
        absent=("NoSuchLifecycleConfiguration",),
    ),
    _sub_resource(
        "Replication",
        "get_bucket_replication",
        {BUCKET: ("replication_configuration",), "aws_s3_bucket_replication_configuration": ()},
        Need.SECTION,
        take="ReplicationConfiguration",
        absent=("ReplicationConfigurationNotFoundError",),
    ),
    _sub_resource(
        "ObjectLock",
        "get_object_lock_configuration",
        {
            BUCKET: ("object_lock_configuration", "object_lock_enabled"),
            "aws_s3_bucket_object_lock_configuration": (),
        },
        Need.SECTION,
        take="ObjectLockConfiguration",
        absent=("ObjectLockConfigurationNotFoundError",),
    ),
    _sub_resource(
        "Accelerate",
        "get_bucket_accelerate_configuration",
        {BUCKET: ("acceleration_status",), "aws_s3_bucket_accelerate_configuration": ()},
        Need.SECTION,
        take="Status",
        # Regions without acceleration refuse the call.
        absent=("MethodNotAllowed", "UnsupportedArgument"),
    ),
    _sub_resource(
        "RequestPayment",
        "get_bucket_request_payment",
        {BUCKET: ("request_payer",), "aws_s3_bucket_request_payment_configuration": ()},
        Need.SECTION,
        take="Payer",
    ),
    _sub_resource(
        "Notification",
        "get_bucket_notification_configuration",
        {"aws_s3_bucket_notification": ()},
        Need.SECTION,
    ),
)

BUCKETS = Listing(
    service="s3",
    operation="list_buckets",
    items="Buckets",
    # Asking for pages is also what makes the answer tell regions
    # (https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html).
    params={"MaxBuckets": 1000},
    key=lambda item: str(item["Name"]),
    is_global=True,
    region_of=lambda item: str(item.get("BucketRegion") or GLOBAL),
    details=(
        *_SECURITY,
        _sub_resource(
            "Tagging",
            "get_bucket_tagging",
            {BUCKET: ("tags",)},
            Need.RECORDED,
            take="TagSet",
            absent=("NoSuchTagSet",),
        ),
        *_SECTIONS,
    ),
)
