"""Reads an account: all listings of all scopes at once, then the details that are worth a call."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from functools import partial
from queue import SimpleQueue
from typing import Any, Final

import jmespath

from driftmgr.providers.aws.api import at_once
from driftmgr.providers.aws.failures import code_of, reason_of
from driftmgr.providers.aws.permissions import action
from driftmgr.providers.aws.settings import Account
from driftmgr.resources.listing import BatchDetail, Detail, Item, Listing, Mode, Need
from driftmgr.resources.models import GLOBAL, Inventory, RemoteObject, Scope, Unread
from driftmgr.resources.types import Attributes, ResourceType
from driftmgr.values import is_empty

GLOBAL_REGION: Final = {"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
"""Where the control plane of services without regions answers, by partition
(https://docs.aws.amazon.com/general/latest/gr/iam-service.html)."""

Recorded = Mapping[str, Mapping[str, Sequence[Attributes]]]
"""What is recorded: type name → `Listing.key` of its item → attributes of each instance."""


@dataclass(frozen=True)
class Request:
    """What to read. `details_for_all` reads details of unrecorded items too."""

    types: tuple[ResourceType, ...]
    regions: tuple[str, ...]
    recorded: Recorded
    mode: Mode = Mode.DEEP
    details_for_all: bool = False


@dataclass(slots=True)
class _Found:
    """An item on its way: where it is, and why some of its details could not be read."""

    item: Item
    scope: Scope
    failed: dict[str, str] = field(default_factory=dict)


def read_account(
    account: Account, request: Request, pool: Executor, progress: Callable[[str], None] = lambda _: None
) -> Inventory:
    """Everything of `request.types` in the account, in every region asked for; failures end as `Unread`."""
    return _Reading(account, request, pool, progress).run()


_Queue = tuple[str, str]
"""A service and the region that is asked: what AWS throttles together."""

_Then = Callable[[Future[Any]], None]


class _Reading:
    def __init__(
        self, account: Account, request: Request, pool: Executor, progress: Callable[[str], None]
    ) -> None:
        self._account, self._request, self._pool, self._progress = account, request, pool, progress
        self._types: dict[Listing, list[ResourceType]] = defaultdict(list)
        for resource_type in request.types:
            self._types[resource_type.listing].append(resource_type)
        self._defaults = {resource_type.name: resource_type.defaults for resource_type in request.types}
        self._found: dict[tuple[Listing, Scope], list[_Found]] = {}
        self._unread: list[Unread] = []
        self._skipped: dict[str, set[str]] = defaultdict(set)
        # Tasks beyond what a service takes at once wait here, not in the pool, where they would hold threads idle
        # that could ask another service.
        self._waiting: dict[_Queue, deque[tuple[_Then, Callable[[], Any]]]] = defaultdict(deque)
        self._running: Counter[_Queue] = Counter()
        self._pending: dict[Future[Any], tuple[_Queue, _Then]] = {}
        # Not `concurrent.futures.wait`, which looks at every pending call each time: there may be 100,000.
        self._done: SimpleQueue[Future[Any]] = SimpleQueue()

    def run(self) -> Inventory:
        for listing in self._types:
            for region in (GLOBAL,) if listing.is_global else self._request.regions:
                scope = Scope("aws", self._account.number, region)
                queue = (listing.service, self._endpoint(region))
                self._submit(
                    queue, partial(self._listed, listing, scope), partial(self._list, listing, scope)
                )
        try:
            while self._pending:
                future = self._done.get()
                queue, then = self._pending.pop(future)
                self._running[queue] -= 1
                if self._waiting[queue]:
                    self._start(queue, *self._waiting[queue].popleft())
                then(future)
        except BaseException:
            for future in self._pending:
                future.cancel()
            raise
        objects = tuple(self._objects())
        calls = {
            Scope("aws", self._account.number, region): n for region, n in self._account.apis.calls.items()
        }
        read = frozenset((scope, t.name) for listing, scope in self._found for t in self._types[listing])
        return Inventory(
            objects, tuple(self._unread), read, calls, {t: frozenset(a) for t, a in self._skipped.items()}
        )

    def _submit(self, queue: _Queue, then: _Then, ask: Callable[[], Any]) -> None:
        if self._running[queue] < at_once(queue[0]):
            self._start(queue, then, ask)
        else:
            self._waiting[queue].append((then, ask))

    def _start(self, queue: _Queue, then: _Then, ask: Callable[[], Any]) -> None:
        self._running[queue] += 1
        future = self._pool.submit(ask)
        self._pending[future] = queue, then
        future.add_done_callback(self._done.put)

    # -- lists ---------------------------------------------------------------------------------------------------

    def _list(self, listing: Listing, scope: Scope) -> list[Item]:
        if listing.from_recorded:
            keys = {key for t in self._types[listing] for key in self._request.recorded.get(t.name, ())}
            made = (listing.from_recorded(key, scope) for key in sorted(keys))
            return [item for item in made if item is not None]
        api = self._account.apis.service(listing.service, self._endpoint(scope.region))
        found = (
            listing.read(api)
            if listing.read
            else api.pages(listing.operation, listing.items, **listing.params)
        )
        return [raw if isinstance(raw, dict) else {"value": raw} for raw in found]

    def _listed(self, listing: Listing, scope: Scope, future: Future[list[Item]]) -> None:
        failure = future.exception()
        if failure is not None:
            reason = self._reason(
                failure, listing.service, listing.operation, scope.region, listing.permissions[:1]
            )
            self._unread.extend(Unread(scope, t.name, reason) for t in self._types[listing])
            return
        self._progress(f"{scope.region} {listing.name}: {len(future.result())}")
        found = [_Found(item, self._own_scope(listing, item, scope)) for item in future.result()]
        self._found[listing, scope] = found
        for detail in listing.details:
            wanted = [entry for entry in found if self._worth(listing, detail, entry)]
            if isinstance(detail, BatchDetail):
                for start in range(0, len(wanted), detail.size):
                    batch = wanted[start : start + detail.size]
                    self._submit(
                        self._queue(listing, detail, batch[0]),
                        partial(self._batched, listing, detail, batch),
                        partial(self._ask_all, listing, detail, batch),
                    )
            else:
                for entry in wanted:
                    self._submit(
                        self._queue(listing, detail, entry),
                        partial(self._told, listing, detail, entry),
                        partial(self._ask, listing, detail, entry),
                    )

    def _queue(self, listing: Listing, detail: Detail | BatchDetail, entry: _Found) -> _Queue:
        return detail.service or listing.service, self._endpoint(entry.scope.region)

    def _own_scope(self, listing: Listing, item: Item, scope: Scope) -> Scope:
        return scope._replace(region=listing.region_of(item)) if listing.region_of else scope

    # -- details -------------------------------------------------------------------------------------------------

    def _worth(self, listing: Listing, detail: Detail | BatchDetail, entry: _Found) -> bool:
        """Whether a detail is read for an item, by the mode and by what is recorded of it (`Need`)."""
        if detail.applies and not detail.applies(entry.item):
            return False
        key, mode = listing.key(entry.item), self._request.mode
        if self._request.details_for_all and mode is not Mode.QUICK:
            return True
        reveals = mode is Mode.DEEP or (mode is Mode.SMART and detail.need is Need.SECURITY)
        worth = reveals and any(key in self._request.recorded.get(owner, ()) for owner in detail.reveals)
        left: list[tuple[str, list[str]]] = []
        for fed, attributes in detail.feeds.items():
            for instance in self._request.recorded.get(fed, {}).get(key, ()):
                if mode is not Mode.QUICK:
                    worth |= not attributes or self._needed(detail.need, fed, attributes, instance)
                left.append((fed, [a for a in attributes if a in instance]))
        if not worth:
            for fed, names in left:
                self._skipped[fed].update(names)
                if not detail.feeds[fed]:
                    reason = f"{mode} mode does not read it; use --mode deep"
                    self._unread.append(Unread(entry.scope, fed, reason, key))
        return worth

    def _needed(self, need: Need, fed: str, attributes: Sequence[str], instance: Attributes) -> bool:
        deep = self._request.mode is Mode.DEEP
        if need is Need.SECURITY or (deep and need in (Need.GUARD, Need.RECORDED)):
            return True
        if need is Need.RECORDED or (need is Need.SECTION and not deep):
            return False
        defaults = self._defaults.get(fed, {})
        values = ((instance.get(name), defaults.get(name, ())) for name in attributes)
        return any(not is_empty(value) and value not in unset for value, unset in values)

    def _ask(self, listing: Listing, detail: Detail, entry: _Found) -> Any:
        api = self._account.apis.service(
            detail.service or listing.service, self._endpoint(entry.scope.region)
        )
        params = detail.params(entry.item)
        if detail.paged:
            return list(api.pages(detail.operation, detail.take or "@", **params))
        answer = api.call(detail.operation, **params)
        return jmespath.search(detail.take, answer) if detail.take else answer

    def _told(self, listing: Listing, detail: Detail, entry: _Found, future: Future[Any]) -> None:
        failure = future.exception()
        if failure is None:
            entry.item[detail.name] = future.result()
        elif code_of(failure) in detail.absent:  # type: ignore[arg-type]
            entry.item[detail.name] = None
        else:
            entry.failed[detail.name] = self._why(listing, detail, entry, failure)

    def _ask_all(self, listing: Listing, detail: BatchDetail, batch: Sequence[_Found]) -> Mapping[str, Any]:
        api = self._account.apis.service(
            detail.service or listing.service, self._endpoint(batch[0].scope.region)
        )
        return detail.split(api.call(detail.operation, **detail.params([entry.item for entry in batch])))

    def _batched(
        self, listing: Listing, detail: BatchDetail, batch: Sequence[_Found], future: Future[Any]
    ) -> None:
        failure = future.exception()
        for entry in batch:
            if failure is None:
                entry.item[detail.name] = future.result().get(listing.key(entry.item))
            else:
                entry.failed[detail.name] = self._why(listing, detail, entry, failure)

    # -- objects -------------------------------------------------------------------------------------------------

    def _objects(self) -> Iterable[RemoteObject]:
        for (listing, _), found in self._found.items():
            for entry in found:
                for resource_type in self._types[listing]:
                    yield from self._understood(listing, resource_type, entry)

    def _understood(
        self, listing: Listing, resource_type: ResourceType, entry: _Found
    ) -> Sequence[RemoteObject]:
        """The objects of one item; an answer of an unforeseen shape makes that item unread, and nothing else."""
        try:
            return tuple(self._made(listing, resource_type, entry))
        except Exception as failure:  # noqa: BLE001 - the per-scope boundary: what fails here ends as Unread
            reason = f"the answer of {listing.name} was not understood: {type(failure).__name__} {failure}"
            self._unread.append(Unread(entry.scope, resource_type.name, reason, listing.key(entry.item)))
            return ()

    def _made(self, listing: Listing, resource_type: ResourceType, entry: _Found) -> Iterable[RemoteObject]:
        unread: dict[str, str] = {}
        for detail in listing.details if entry.failed else ():
            if detail.name in entry.failed:
                attributes, reason = detail.feeds.get(resource_type.name), entry.failed[detail.name]
                if attributes == ():
                    self._unread.append(
                        Unread(entry.scope, resource_type.name, reason, listing.key(entry.item))
                    )
                    return ()
                unread.update(dict.fromkeys(attributes or (), reason))
        return resource_type.objects(entry.item, entry.scope, unread)

    # -- reasons -------------------------------------------------------------------------------------------------

    def _endpoint(self, region: str) -> str:
        return GLOBAL_REGION.get(self._account.partition, region) if region == GLOBAL else region

    def _why(
        self, listing: Listing, detail: Detail | BatchDetail, entry: _Found, failure: BaseException
    ) -> str:
        permission = (detail.permission,) if detail.permission else ()
        return self._reason(
            failure, detail.service or listing.service, detail.operation, entry.scope.region, permission
        )

    def _reason(
        self, failure: BaseException, service: str, operation: str, region: str, permission: Sequence[str]
    ) -> str:
        if not isinstance(failure, Exception):
            raise failure
        from botocore import xform_name

        asked = getattr(failure, "operation_name", "")
        if asked and asked.lower() != operation.replace("_", ""):
            # One of several calls of a listing: name the one that was refused.
            return reason_of(failure, action(service, xform_name(asked)), region)
        return reason_of(failure, permission[0] if permission else action(service, operation), region)
