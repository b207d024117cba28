"""In which account and region a recorded instance is: states do not say, so it is told from what they record.

In order: the provider's resource identity, an ARN, an owner's account number, a region or zone attribute, and at last
what the other instances of the same provider configuration say, when they agree.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from driftmgr.states.models import ResourceInstance

_ARN: Final = re.compile(r"arn:(aws[a-z-]*):[^:]*:([a-z0-9-]*):(\d{12})?:")
_ZONE: Final = re.compile(r"([a-z]{2}(?:-[a-z]+)+-\d)[a-z]$")
_ACCOUNT: Final = re.compile(r"\d{12}$")
_REGION: Final = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d$")


class Place(NamedTuple):
    """Account and region, None where nothing tells."""

    account: str | None
    region: str | None


def places(instances: Iterable[ResourceInstance]) -> dict[int, Place]:
    """The place of each instance, by `id(instance)`."""
    found: dict[int, Place] = {}
    configurations: dict[tuple[str, str], list[int]] = defaultdict(list)
    printed: dict[int, str] = {}  # by id: printing an address costs more than all else that is done here
    for instance in instances:
        found[id(instance)] = _own_place(instance)
        provider = instance.provider
        name = printed.get(id(provider)) or printed.setdefault(id(provider), str(provider))
        configurations[instance.state, name].append(id(instance))
    for members in configurations.values():
        _complete(found, members)
    return found


def _complete(found: dict[int, Place], members: Sequence[int]) -> None:
    """Give the instances of one provider configuration what the others of it agree on."""
    accounts: Counter[str] = Counter()
    regions: Counter[str] = Counter()
    seen = Counter(map(found.__getitem__, members))
    for (account, region), count in seen.items():
        if account:
            accounts[account] += count
        if region:
            regions[region] += count
    if all(account and region for account, region in seen):
        return
    agreed_account, agreed_region = _agreed(accounts), _agreed(regions)
    completed = {
        place: _place(place.account or agreed_account, place.region or agreed_region) for place in seen
    }
    for member in members:
        found[member] = completed[found[member]]


def _agreed(seen: Counter[str]) -> str | None:
    """What one provider configuration's instances say: a configuration has one account and (before 6.0) one region.

    A value of a few among many is a reference to elsewhere, so nine in ten must agree.
    """
    if not seen:
        return None
    value, count = seen.most_common(1)[0]
    return value if count * 10 >= seen.total() * 9 else None


def _own_place(instance: ResourceInstance) -> Place:
    attributes = instance.attributes
    identity: Mapping[str, Any] = instance.identity or {}
    account, region = identity.get("account_id"), identity.get("region")
    for name in ("arn", "id"):
        value = attributes.get(name)
        if isinstance(value, str) and (arn := _ARN.match(value)):
            account, region = account or arn[3], region or arn[2] or None
            if account and region:
                return _place(account, region)
    if not account:
        owner = attributes.get("owner_id")
        account = owner if isinstance(owner, str) and _ACCOUNT.match(owner) else None
    if not region:
        named, zone = attributes.get("region"), attributes.get("availability_zone")
        if isinstance(named, str) and _REGION.match(named):
            region = named
        elif isinstance(zone, str) and (match := _ZONE.match(zone)):
            region = match[1]
    return _place(account, region)


@lru_cache(maxsize=4096)
def _place(account: str | None, region: str | None) -> Place:
    """A place; equal ones are one object, as there are few and a hundred thousand instances are in them."""
    return Place(account, region)
