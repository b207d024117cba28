"""The hash join: recorded instances find their remote objects by (type, identity), never by trying pairs."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from driftmgr.drift.placement import Place
from driftmgr.resources.models import GLOBAL, Inventory, RemoteObject, Scope, Unread
from driftmgr.resources.types import ResourceType


class ObjectIndex:
    """Remote objects by type and identity."""

    def __init__(self, objects: Iterable[RemoteObject]) -> None:
        self._objects: dict[str, dict[str, list[RemoteObject]]] = defaultdict(dict)
        for found in objects:
            of_type = self._objects[found.type]
            if found.identity in of_type:
                of_type[found.identity].append(found)
            else:
                of_type[found.identity] = [found]

    def find(self, resource_type: ResourceType, identity: str, place: Place) -> Sequence[RemoteObject]:
        """The objects that a recorded instance may be; more than one is an ambiguity, not resolved by guessing."""
        found = self._objects[resource_type.name].get(identity)
        if not found:
            return ()
        anywhere = resource_type.listing.is_global
        if len(found) == 1 and _is_at(found[0].scope, place, anywhere):
            return found
        return [candidate for candidate in found if _is_at(candidate.scope, place, anywhere)]


def _is_at(scope: Scope, place: Place, anywhere: bool) -> bool:
    _, account, region = scope
    return (place.account is None or account == place.account) and (
        anywhere or place.region is None or region == place.region
    )


class Reads:
    """What was read to its end, and why the rest was not."""

    def __init__(
        self, inventory: Inventory, provider: str, accounts: tuple[str, ...], regions: tuple[str, ...]
    ) -> None:
        self._read = inventory.read
        self._provider, self._accounts, self._regions = provider, accounts, regions
        self._scopes: dict[tuple[Place, bool], Scope] = {}
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
        anywhere = resource_type.listing.is_global
        found = self._scopes.get((place, anywhere))
        if found is None:
            account = place.account or (self._accounts[0] if len(self._accounts) == 1 else "")
            region = place.region or (self._regions[0] if len(self._regions) == 1 else "")
            found = Scope(self._provider, account, GLOBAL if anywhere else region)
            self._scopes[place, anywhere] = found
        return found

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
