"""The IAM actions that a declaration's calls need."""

from collections.abc import Iterable
from typing import Final

from driftmgr.resources.listing import Listing

_PREFIX: Final = {
    "elbv2": "elasticloadbalancing",
    "ses": "ses",
    "stepfunctions": "states",
    "resourcegroupstaggingapi": "tag",
}
"""Services whose IAM prefix differs from their SDK name
(https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html)."""

_ACTION: Final = {
    "s3:list_buckets": "s3:ListAllMyBuckets",
    "s3:get_bucket_encryption": "s3:GetEncryptionConfiguration",
    "s3:get_bucket_lifecycle_configuration": "s3:GetLifecycleConfiguration",
    "s3:get_bucket_replication": "s3:GetReplicationConfiguration",
    "s3:get_bucket_cors": "s3:GetBucketCORS",
    "s3:get_bucket_notification_configuration": "s3:GetBucketNotification",
    "s3:get_bucket_accelerate_configuration": "s3:GetAccelerateConfiguration",
    "s3:get_object_lock_configuration": "s3:GetBucketObjectLockConfiguration",
    "s3:get_public_access_block": "s3:GetBucketPublicAccessBlock",
    "lambda:list_tags": "lambda:ListTags",
}
"""Operations whose IAM action is named differently
(https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html)."""

_ACRONYMS: Final = {"acl": "ACL", "db": "DB", "ssh": "SSH", "cors": "CORS", "mfa": "MFA"}


def action(service: str, operation: str) -> str:
    """The IAM action of an SDK call: ("ec2", "describe_vpcs") → "ec2:DescribeVpcs"."""
    known = _ACTION.get(f"{service}:{operation}")
    if known:
        return known
    words = (_ACRONYMS.get(word, word.capitalize()) for word in operation.split("_"))
    return f"{_PREFIX.get(service, service)}:{''.join(words)}"


def actions_of(listings: Iterable[Listing]) -> tuple[str, ...]:
    """Every action that reading these listings with all their details needs, sorted, for a read-only policy."""
    needed: set[str] = {"sts:GetCallerIdentity"}
    for listing in listings:
        needed.update(listing.permissions or (action(listing.service, listing.operation),))
        for detail in listing.details:
            needed.add(detail.permission or action(detail.service or listing.service, detail.operation))
    return tuple(sorted(needed))
