"""Reads what a set of recorded instances needs, in every account and region, at once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from driftmgr.errors import InvalidInputError
from driftmgr.providers.aws.reader import Request, read_account
from driftmgr.providers.aws.registry import aws_types
from driftmgr.providers.aws.settings import Aws
from driftmgr.resources.listing import Mode
from driftmgr.resources.models import Inventory, Scope
from driftmgr.resources.types import Attributes, ResourceType
from driftmgr.states.models import ResourceInstance

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Discovered:
    """An inventory, and what was asked for it."""

    inventory: Inventory
    types: Mapping[str, ResourceType]
    accounts: tuple[str, ...]
    regions: tuple[str, ...]


def discover(
    aws: Aws,
    regions: tuple[str, ...],
    instances: Sequence[ResourceInstance] = (),
    *,
    mode: Mode = Mode.DEEP,
    selected: Callable[[str], bool] = lambda _: True,
    recorded_only: bool = False,
    details_for_all: bool = False,
    progress: Progress = lambda _: None,
) -> Discovered:
    """Read AWS: the types that are recorded, and unless `recorded_only` every other type that is `selected`.

    Raises CredentialsError or ProviderError when no account can be asked who it is; everything later ends as `Unread`.
    """
    known = aws_types()
    recorded = recorded_items(instances, known)
    chosen = {t.name for name, t in known.items() if selected(name)}
    if not chosen and not instances:
        raise InvalidInputError(
            "--type selects no supported type; `driftmgr discover aws --list-types` lists them"
        )
    names = set(recorded) if recorded_only else {*recorded, *chosen}
    types = _with_owners(names, known)
    progress("asking AWS who the credentials belong to")
    accounts = aws.accounts()
    request = Request(types, regions, recorded, mode, details_for_all)
    pool, readers = ThreadPoolExecutor(aws.workers, "aws"), ThreadPoolExecutor(len(accounts), "account")
    try:
        read = list(readers.map(lambda account: read_account(account, request, pool, progress), accounts))
    finally:  # an interrupt waits for no call that is under way
        for executor in (readers, pool):
            executor.shutdown(wait=False, cancel_futures=True)
    return Discovered(merged(read), known, tuple(account.number for account in accounts), regions)


def recorded_items(
    instances: Iterable[ResourceInstance], known: Mapping[str, ResourceType]
) -> dict[str, dict[str, list[Attributes]]]:
    """What is recorded of each known type, by the key of the listing's item that would hold it."""
    found: dict[str, dict[str, list[Attributes]]] = defaultdict(lambda: defaultdict(list))
    for instance in instances:
        resource_type = known.get(instance.type)
        if resource_type:
            found[resource_type.name][resource_type.item_key_of(instance.attributes)].append(
                instance.attributes
            )
    return found


def _with_owners(names: Iterable[str], known: Mapping[str, ResourceType]) -> tuple[ResourceType, ...]:
    """The declarations, with the owners whose collections the split types claim."""
    wanted = set(names)
    for name in tuple(wanted):
        claim = known[name].claim
        if claim:
            wanted.add(claim.owner)
    return tuple(known[name] for name in sorted(wanted))


def merged(inventories: Iterable[Inventory]) -> Inventory:
    """One inventory of several accounts."""
    parts = list(inventories)
    if len(parts) == 1:
        return parts[0]
    calls: dict[Scope, int] = {}
    skipped: dict[str, frozenset[str]] = {}
    for part in parts:
        calls |= part.calls
        for name, attributes in part.skipped.items():
            skipped[name] = skipped.get(name, frozenset()) | attributes
    return Inventory(
        tuple(found for part in parts for found in part.objects),
        tuple(unread for part in parts for unread in part.unread),
        frozenset().union(*(part.read for part in parts)),
        calls,
        skipped,
    )
