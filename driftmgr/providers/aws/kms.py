"""Keys, their policies and aliases."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from driftmgr.drift.blank import blank
from driftmgr.drift.equivalence import same_arn_or_name
from driftmgr.drift.policy import same_policy, statements
from driftmgr.providers.aws import risks
from driftmgr.providers.aws.owners import kms_owner, tag_owner
from driftmgr.providers.aws.ownership import claims_whole
from driftmgr.providers.aws.shapes import all_tags, tags
from driftmgr.resources.listing import Api, Detail, Item, Listing, Need
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, Collection, ResourceType, Severity, Verdict

_GONE = frozenset({"PendingDeletion", "PendingReplicaDeletion"})
"""States of keys that can no longer be used and that nothing but a cancellation brings back
(https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html)."""


def _keys(api: Api) -> Iterator[Item]:
    """Keys with their aliases: only the name of an alias tells AWS's own keys from others without a call for each."""
    aliases: dict[str, list[Item]] = defaultdict(list)
    for alias in api.pages("list_aliases", "Aliases", Limit=100):
        aliases[alias.get("TargetKeyId", "")].append(alias)
    for key in api.pages("list_keys", "Keys", Limit=1000):
        yield key | {"Aliases": aliases.get(key["KeyId"], [])}


def _of_key(item: Item) -> dict[str, str]:
    return {"KeyId": item["KeyId"]}


_KEY = "aws_kms_key"
_METADATA = (
    "is_enabled",
    "description",
    "key_usage",
    "customer_master_key_spec",
    "custom_key_store_id",
    "multi_region",
    "xks_key_id",
)

KEYS = Listing(
    service="kms",
    operation="list_keys",
    items="Keys",
    read=_keys,
    permissions=("kms:ListKeys", "kms:ListAliases"),
    key=lambda item: str(item["KeyId"]),
    details=(
        Detail(
            name="Metadata",
            operation="describe_key",
            params=_of_key,
            take="KeyMetadata",
            # The policy of a key that is on its way to deletion is as good as gone, too.
            feeds={_KEY: _METADATA, "aws_kms_key_policy": ()},
            need=Need.SECURITY,
        ),
        Detail(
            name="Policy",
            operation="get_key_policy",
            params=lambda item: {"KeyId": item["KeyId"], "PolicyName": "default"},
            take="Policy",
            feeds={_KEY: ("policy",), "aws_kms_key_policy": ()},
            need=Need.SECURITY,
        ),
        Detail(
            name="Rotation",
            operation="get_key_rotation_status",
            params=_of_key,
            feeds={_KEY: ("enable_key_rotation", "rotation_period_in_days")},
            # Asymmetric, HMAC and external keys, and keys in custom stores, do not rotate.
            absent=("UnsupportedOperationException",),
            need=Need.SECURITY,
        ),
        Detail(
            name="Tags",
            operation="list_resource_tags",
            params=_of_key,
            take="Tags",
            paged=True,
            feeds={_KEY: ("tags",)},
        ),
    ),
)


def key(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A key that is not on its way to deletion."""
    found: dict[str, Any] = {"id": item["KeyId"], "key_id": item["KeyId"], "arn": item["KeyArn"]}
    if "Metadata" in item:
        told = item["Metadata"]
        if told.get("KeyState") in _GONE:
            return
        enabled = told.get("Enabled", False)
        found |= {
            "is_enabled": enabled,
            "enabled": enabled,  # its name in aws_kms_external_key and aws_kms_replica_key
            "description": told.get("Description", ""),
            "key_usage": told.get("KeyUsage", ""),
            "customer_master_key_spec": told.get("KeySpec") or told.get("CustomerMasterKeySpec", ""),
            "multi_region": told.get("MultiRegion", False),
            "custom_key_store_id": told.get("CustomKeyStoreId", ""),
            "xks_key_id": told.get("XksKeyConfiguration", {}).get("Id", ""),
        }
    if "Policy" in item:
        found["policy"] = item["Policy"]
    if "Rotation" in item:
        told = item["Rotation"] or {}
        found["enable_key_rotation"] = told.get("KeyRotationEnabled", False)
        found["rotation_period_in_days"] = told.get("RotationPeriodInDays", 0)
    if "Tags" in item:
        found["tags"] = tags(item["Tags"])
    yield found


def key_policy(item: Item, scope: Scope) -> Iterable[Attributes]:
    """The policy of a key; every key has one."""
    if item.get("Policy") and item.get("Metadata", {}).get("KeyState") not in _GONE:
        yield {"id": item["KeyId"], "key_id": item["KeyId"], "policy": item["Policy"]}


def aliases(item: Item, scope: Scope) -> Iterable[Attributes]:
    """The aliases of a key."""
    for alias in item["Aliases"]:
        yield {
            "id": alias["AliasName"],
            "name": alias["AliasName"],
            "arn": alias["AliasArn"],
            "target_key_id": item["KeyId"],
            "target_key_arn": item["KeyArn"],
        }


def _key_owner(item: Item, attributes: Attributes) -> str | None:
    manager = item.get("Metadata", {}).get("KeyManager", "")
    owners = (kms_owner(manager, alias["AliasName"]) for alias in (*item["Aliases"], {"AliasName": ""}))
    return next((owner for owner in owners if owner), None) or tag_owner(all_tags(item.get("Tags")))


def _key_id(reference: object) -> str:
    """A key's id, also from its ARN."""
    return str(reference or "").rpartition("/")[2]


def _same_key_policy(was: Attributes, live: Attributes) -> bool:
    """Where nothing is recorded, the key's account as a whole, and nobody else, is named.

    https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
    """
    if same_policy(was["policy"], live["policy"]):
        return True
    account = str(live.get("arn", ":::::")).split(":")[4]
    named = [statement.principals for statement in statements(live["policy"])]
    return blank(was["policy"]) and named == [(("AWS", account),)]


def _disabled(recorded: Attributes, actual: Attributes) -> Verdict:
    """External keys and replicas are switched by `enabled`."""
    return (
        risks.key_disabled(recorded.get("enabled"), actual.get("enabled")) if "enabled" in recorded else None
    )


TYPES = (
    ResourceType(
        name=_KEY,
        aliases=("aws_kms_external_key", "aws_kms_replica_key"),
        listing=KEYS,
        to_attributes=key,
        identity=lambda attributes: _key_id(attributes.get("key_id") or attributes.get("id")),
        # A year is what rotation has where nobody says otherwise.
        defaults={"rotation_period_in_days": (365,)},
        collections=(
            Collection(
                attribute="policy",
                atoms=lambda attributes, _: {("whole",): attributes},
                same=_same_key_policy,
            ),
        ),
        risks={
            "policy": risks.policy_widened,
            "is_enabled": risks.key_disabled,
            "enable_key_rotation": risks.rotation_off,
            "*": _disabled,
        },
        owner=_key_owner,
        missing=Severity.CRITICAL,
    ),
    ResourceType(
        name="aws_kms_key_policy",
        listing=KEYS,
        to_attributes=key_policy,
        identity=lambda attributes: _key_id(attributes.get("key_id") or attributes.get("id")),
        claim=claims_whole(_KEY, lambda attributes: _key_id(attributes.get("key_id")), "policy"),
        equal={"policy": same_policy, "key_id": same_arn_or_name},
        risks={"policy": risks.policy_widened},
        parent=lambda attributes: (_KEY, _key_id(attributes.get("key_id"))),
    ),
    ResourceType(
        name="aws_kms_alias",
        listing=KEYS,
        to_attributes=aliases,
        identity=("name",),
        item_key=lambda attributes: _key_id(attributes.get("target_key_id")),
        equal={"target_key_id": same_arn_or_name},
        risks={"target_key_id": risks.kms_key_changed},
        owner=lambda _, attributes: kms_owner("", str(attributes["name"])),
        parent=lambda attributes: (_KEY, _key_id(attributes.get("target_key_id"))),
        missing=Severity.MEDIUM,
    ),
)
