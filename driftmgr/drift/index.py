"""The hash join: recorded instances find their remote objects by (type, identity), never by trying pairs."""

from collections import defaultdict
from collections.abc import Iterable

from driftmgr.drift.placement import Place
from driftmgr.resources.models import GLOBAL, Inventory, RemoteObject, Scope, Unread
from driftmgr.resources.types import ResourceType


class ObjectIndex:
    """Remote objects by type and identity."""

    def __init__(self, objects: Iterable[RemoteObject]) -> None:
        self._objects: dict[tuple[str, str], list[RemoteObject]] = defaultdict(list)
        for found in objects:
            self._objects[found.type, found.identity].append(found)

    def find(self, resource_type: ResourceType, identity: str, place: Place) -> list[RemoteObject]:
        """The objects that a recorded instance may be; more than one is an ambiguity, not resolved by guessing."""
        found = self._objects.get((resource_type.name, identity))
        if not found:
            return []
        anywhere = resource_type.listing.is_global
        return [
            candidate
            for candidate in found
            if (place.account is None or candidate.scope.account == place.account)
            and (anywhere or place.region is None or candidate.scope.region == place.region)
        ]


class Reads:
    """What was read to its end, and why the rest was not."""

    def __init__(
        self, inventory: Inventory, provider: str, accounts: tuple[str, ...], regions: tuple[str, ...]
    ) -> None:
        self._read = inventory.read
        self._provider, self._accounts, self._regions = provider, accounts, regions
        self._types: dict[tuple[Scope, str], str] = {}
        self._items: dict[tuple[str, str, str], str] = {}
        for unread in inventory.unread:
            self._note(unread)

    def _note(self, unread: Unread) -> None:
        if unread.item is None:
            self._types.setdefault((unread.scope, unread.type), unread.reason)
        else:
            self._items.setdefault((unread.scope.account, unread.type, unread.item), unread.reason)

    def scope(self, resource_type: ResourceType, place: Place) -> Scope:
        """Where an instance would be read; "" for an account or region that nothing tells."""
        account = place.account or (self._accounts[0] if len(self._accounts) == 1 else "")
        region = place.region or (self._regions[0] if len(self._regions) == 1 else "")
        return Scope(self._provider, account, GLOBAL if resource_type.listing.is_global else region)

    def why_unread(self, resource_type: ResourceType, scope: Scope, item: str) -> str | None:
        """Why the absence of an object says nothing; None when its list was read to the end."""
        reason = self._items.get((scope.account, resource_type.name, item))
        if reason:
            return reason
        if (scope, resource_type.name) in self._read:
            return None
        if not scope.account:
            return "the state does not tell its account, and several were scanned"
        if scope.account not in self._accounts:
            return f"account {scope.account} was not scanned; use its credentials or --account-role"
        if not scope.region:
            return "the state does not tell its region, and several were scanned"
        if scope.region != GLOBAL and scope.region not in self._regions:
            return f"region {scope.region} was not scanned; add --region {scope.region}"
        return (
            self._types.get((scope, resource_type.name)) or self._types.get((scope, "*")) or "it was not read"
        )
