"""Small declarations and objects for tests of the drift package."""

from collections.abc import Mapping
from typing import Any

from driftmgr.addresses import ProviderAddress, ResourceAddress
from driftmgr.drift.detect import Detection, Scanned, detect
from driftmgr.drift.placement import places
from driftmgr.resources.listing import Listing
from driftmgr.resources.models import Inventory, RemoteObject, Scope, Unread
from driftmgr.resources.types import ResourceType
from driftmgr.states.models import InstanceStatus, ResourceInstance

ACCOUNT, REGION = "123456789012", "us-east-1"
SCOPE = Scope("aws", ACCOUNT, REGION)
PROVIDER = 'provider["registry.terraform.io/hashicorp/aws"]'


def listing(is_global: bool = False) -> Listing:
    return Listing(
        service="x", operation="list_x", items="X", key=lambda item: str(item["id"]), is_global=is_global
    )


def declared(name: str, **rules: Any) -> ResourceType:
    """A type whose items are its attributes."""
    return ResourceType(
        name=name, listing=rules.pop("listing", listing()), to_attributes=lambda item, _: [item], **rules
    )


def instance(address: str, attributes: Mapping[str, Any], **about: Any) -> ResourceInstance:
    return ResourceInstance(
        address=ResourceAddress.parse(address),
        provider=ProviderAddress.parse(about.pop("provider", PROVIDER), "aws"),
        attributes=attributes,
        state=about.pop("state", "a.tfstate"),
        status=about.pop("status", InstanceStatus.READY),
        **about,
    )


def remote(
    resource_type: ResourceType, attributes: Mapping[str, Any], scope: Scope = SCOPE, **about: Any
) -> RemoteObject:
    made = next(iter(resource_type.objects(dict(attributes), scope, about.pop("unread", {}))))
    return RemoteObject(
        made.type,
        made.scope,
        made.identity,
        made.id,
        made.attributes,
        made.unread,
        **{"owner": made.owner, "parent": made.parent, **about},
    )


def detected(
    types: list[ResourceType],
    recorded: list[ResourceInstance],
    live: list[RemoteObject],
    *,
    unread: tuple[Unread, ...] = (),
    read: bool = True,
    **scanned: Any,
) -> Detection:
    """The verdicts on recorded instances against live objects, where every type's list was read to its end."""
    regions = scanned.pop("regions", (REGION,))
    accounts = scanned.pop("accounts", (ACCOUNT,))
    failed = {(u.scope, u.type) for u in unread if u.item is None}
    scopes = [Scope("aws", account, region) for account in accounts for region in (*regions, "global")]
    done = (
        frozenset((s, t.name) for s in scopes for t in types if (s, t.name) not in failed)
        if read
        else frozenset()
    )
    by_name = {name: t for t in types for name in t.names}
    inventory = Inventory(tuple(live), unread, done)
    return detect(
        recorded, places(recorded), inventory, Scanned("aws", by_name, accounts, regions, **scanned)
    )
