"""Key pairs. The public key is told apart by its fingerprint, which changes with it and which every state records."""

from collections.abc import Iterable

from driftmgr.providers.aws import risks
from driftmgr.providers.aws.ec2_arns import ec2_arn
from driftmgr.providers.aws.owners import tag_owner
from driftmgr.providers.aws.shapes import all_tags, tags
from driftmgr.resources.listing import Item, Listing
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, ResourceType, Severity

KEY_PAIRS = Listing(
    service="ec2",
    operation="describe_key_pairs",
    items="KeyPairs",
    key=lambda item: str(item["KeyName"]),
)


def key_pair(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A key pair (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_KeyPairInfo.html)."""
    yield {
        "id": item["KeyName"],
        "arn": ec2_arn(scope, "key-pair", item["KeyName"]),
        "key_name": item["KeyName"],
        "key_pair_id": item.get("KeyPairId", ""),
        "key_type": item.get("KeyType", ""),
        "fingerprint": item.get("KeyFingerprint", ""),
        "tags": tags(item.get("Tags")),
    }


TYPES = (
    ResourceType(
        name="aws_key_pair",
        listing=KEY_PAIRS,
        to_attributes=key_pair,
        identity=("key_name",),
        observed=frozenset({"fingerprint"}),
        risks={"fingerprint": risks.key_pair_changed},
        owner=lambda item, _: tag_owner(all_tags(item.get("Tags"))),
        unmanaged=Severity.HIGH,
    ),
)
