"""Who may reach a bucket: its policy, the block of public access, object ownership."""

from collections.abc import Iterable

from driftmgr.drift.policy import same_policy
from driftmgr.providers.aws import risks
from driftmgr.providers.aws.owners import PLATFORM
from driftmgr.providers.aws.s3_listing import BUCKETS, bucket_of, bucket_parent, claims_section
from driftmgr.resources.listing import Item
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, ResourceType, Severity

_FLAGS = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")


def policy(item: Item, scope: Scope) -> Iterable[Attributes]:
    """The policy of a bucket that has one."""
    if item.get("Policy"):
        yield {"id": item["Name"], "bucket": item["Name"], "policy": item["Policy"]}


def public_access_block(item: Item, scope: Scope) -> Iterable[Attributes]:
    """The block of public access of a bucket that has one: also one with every flag off."""
    flags = item.get("PublicAccessBlock")
    if flags is not None:
        yield {
            "id": item["Name"],
            "bucket": item["Name"],
            "block_public_acls": flags.get("BlockPublicAcls", False),
            "block_public_policy": flags.get("BlockPublicPolicy", False),
            "ignore_public_acls": flags.get("IgnorePublicAcls", False),
            "restrict_public_buckets": flags.get("RestrictPublicBuckets", False),
        }


def ownership_controls(item: Item, scope: Scope) -> Iterable[Attributes]:
    """The object ownership of a bucket that has it set."""
    if item.get("OwnershipControls"):
        rules = [{"object_ownership": rule.get("ObjectOwnership", "")} for rule in item["OwnershipControls"]]
        yield {"id": item["Name"], "bucket": item["Name"], "rule": rules}


# Since April 2023 every new bucket has a full block and no ACLs, whoever makes it
# (https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-faq.html).
def _block_owner(item: Item, attributes: Attributes) -> str | None:
    return PLATFORM if all(attributes[flag] for flag in _FLAGS) else None


def _ownership_owner(item: Item, attributes: Attributes) -> str | None:
    enforced = all(rule["object_ownership"] == "BucketOwnerEnforced" for rule in attributes["rule"])
    return PLATFORM if enforced else None


TYPES = (
    ResourceType(
        name="aws_s3_bucket_policy",
        listing=BUCKETS,
        to_attributes=policy,
        identity=bucket_of,
        equal={"policy": same_policy},
        claim=claims_section("policy"),
        risks={"policy": risks.policy_widened},
        unmanaged=Severity.HIGH,
        parent=bucket_parent,
    ),
    ResourceType(
        name="aws_s3_bucket_public_access_block",
        listing=BUCKETS,
        to_attributes=public_access_block,
        identity=bucket_of,
        risks=dict.fromkeys(_FLAGS, risks.public_access_block_flag),
        owner=_block_owner,
        parent=bucket_parent,
    ),
    ResourceType(
        name="aws_s3_bucket_ownership_controls",
        listing=BUCKETS,
        to_attributes=ownership_controls,
        identity=bucket_of,
        risks={"rule.object_ownership": risks.acls_enabled},
        owner=_ownership_owner,
        parent=bucket_parent,
    ),
)
