"""In which account and region a recorded instance is: states do not say, so it is told from what they record.

In order: the provider's resource identity, an ARN, an owner's account number, a region or zone attribute, and at last
what the other instances of the same provider configuration say, when they agree.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
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
    own = {id(instance): _own_place(instance) for instance in instances}
    accounts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    regions: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    configuration = {}
    for instance in instances:
        key = configuration[id(instance)] = (instance.state, str(instance.provider))
        place = own[id(instance)]
        if place.account:
            accounts[key][place.account] += 1
        if place.region:
            regions[key][place.region] += 1
    return {
        which: Place(
            place.account or _agreed(accounts[configuration[which]]),
            place.region or _agreed(regions[configuration[which]]),
        )
        for which, place in own.items()
    }


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
        arn = _ARN.match(value) if isinstance(value, str) and value.startswith("arn:") else None
        if arn:
            account, region = account or arn[3], region or arn[2] or None
    if not account:
        owner = attributes.get("owner_id")
        account = owner if isinstance(owner, str) and _ACCOUNT.match(owner) else None
    if not region:
        named, zone = attributes.get("region"), attributes.get("availability_zone")
        if isinstance(named, str) and _REGION.match(named):
            region = named
        elif isinstance(zone, str) and (match := _ZONE.match(zone)):
            region = match[1]
    return Place(account, region)
