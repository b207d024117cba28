"""States and inventories of any size, made of real ones: each copy of a recorded estate has ids and names of its own.

A recording (tests/recordings/aws) holds what Terraform recorded of one instance and the items that the API told of it.
Recordings of one estate are copied together, so that references stay whole; live items go through the declarations as
those of a scan do. Every so many copies, one item is as it was after a change behind Terraform's back.
"""

import itertools
import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import orjson

from driftmgr.providers.aws.registry import aws_types
from driftmgr.resources.listing import Listing
from driftmgr.resources.models import GLOBAL, Inventory, RemoteObject, Scope
from driftmgr.resources.types import ResourceType

TESTS: Final = Path(__file__).resolve().parent.parent / "tests"
ACCOUNT: Final = "123456789012"
REGION: Final = "us-east-1"
DRIFTED: Final = 0.01

_ID: Final = re.compile(r"(-[0-9a-f]{9}|[0-9a-f]{8}(?:-[0-9a-f]{4}){4})[0-9a-f]{8}")
_HEX_MARK: Final = "########"
_NAME_MARK: Final = "#N#"
_NUMBER_MARK: Final = "#I#"
_NAME: Final = re.compile(r"[\w.+=,@/-]{2,}")
_PROVIDER: Final = 'provider["registry.terraform.io/hashicorp/aws"]'


@dataclass(frozen=True)
class Recorded:
    """An instance as a template: its type, its resource's name, and its text in a state with marks for a number."""

    type: str
    name: str
    text: str


@dataclass(frozen=True)
class Live:
    """An item as a template, the types that are made from it, and its texts after changes."""

    types: tuple[ResourceType, ...]
    scope: Scope
    text: str
    changed: list[str] = field(default_factory=list)


@dataclass
class Bundle:
    """The recordings of one estate."""

    recorded: dict[tuple[str, str], Recorded] = field(default_factory=dict)
    live: dict[tuple[Listing, str], Live] = field(default_factory=dict)


def bundles() -> list[Bundle]:
    """One for each estate that real Terraform made (tests/oracle/estates) and that was recorded."""
    estates: dict[str, list[tuple[str, dict[str, Any]]]] = {
        path.parent.name: [] for path in sorted((TESTS / "oracle" / "estates").glob("*/terraform.tfstate"))
    }
    for path in sorted(
        (TESTS / "recordings" / "aws").glob("*/*.json"), key=lambda path: (len(path.stem), path)
    ):
        estate = path.stem.partition("-")[0]
        if estate in estates:
            estates[estate].append((path.stem, json.loads(path.read_text())))
    made = (_bundle(recordings, _instances(estate)) for estate, recordings in estates.items())
    return [bundle for bundle in made if bundle.recorded]


def _instances(estate: str) -> dict[tuple[str, str], dict[str, Any]]:
    """What Terraform wrote of each instance, by type and id."""
    state = json.loads((TESTS / "oracle" / "estates" / estate / "terraform.tfstate").read_text())
    return {
        (resource["type"], instance["attributes"]["id"]): instance
        for resource in state["resources"]
        if resource["mode"] == "managed"
        for instance in resource["instances"]
    }


def _bundle(
    recordings: list[tuple[str, dict[str, Any]]], instances: Mapping[tuple[str, str], dict[str, Any]]
) -> Bundle:
    known, bundle = aws_types(), Bundle()
    names = sorted({n for _, r in recordings for n in _names(r)}, key=len, reverse=True)
    marker = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, names))})(?!\w)") if names else None
    drifted = []
    for name, recording in recordings:
        resource_type = known[recording["type"]]
        claim = resource_type.claim
        listing = (known[claim.owner] if claim and claim.rebuild else resource_type).listing
        live = _marked(recording["live"], marker)
        if recording["expected"]:
            drifted.append(((listing, listing.key(recording["live"])), json.dumps(live)))
            continue
        state = recording["state"]
        written = instances.get((recording["type"], state["id"]), {"schema_version": 0})
        instance = {"index_key": "", **written, "attributes": _marked(state, marker)}
        instance["index_key"] = _NUMBER_MARK
        bundle.recorded.setdefault(
            (recording["type"], resource_type.identity_of(state)),
            Recorded(
                recording["type"],
                name,
                textwrap.indent(json.dumps(instance, indent=2), " " * 8),
            ),
        )
        types = tuple(dict.fromkeys(t for t in known.values() if t.listing is listing))
        scope = Scope("aws", ACCOUNT, GLOBAL if listing.is_global else REGION)
        if listing.region_of:
            scope = scope._replace(region=listing.region_of(recording["live"]))
        bundle.live.setdefault(
            (listing, listing.key(recording["live"])), Live(types, scope, json.dumps(live))
        )
    for where, text in drifted:
        if where in bundle.live and text != bundle.live[where].text:
            bundle.live[where].changed.append(text)
    return bundle


def _names(recording: Mapping[str, Any]) -> Iterator[str]:
    """The names, other than generated ids, that make an instance unique."""
    state = recording["state"]
    identity = aws_types()[recording["type"]].identity_of(state)
    told = {value for name, value in state.items() if isinstance(value, str) and name != "type"}
    for part in (identity, state.get("name"), *re.split(r"[/:,]", identity)):
        if part in told and _NAME.fullmatch(part) and not _ID.search(part) and part != ACCOUNT:
            yield part.lstrip("/")


def _marked(value: Any, names: re.Pattern[str] | None) -> Any:
    """A JSON value in which ids and names have marks for a copy's number."""
    if isinstance(value, dict):
        return {key: _marked(element, names) for key, element in value.items()}
    if isinstance(value, list):
        return [_marked(element, names) for element in value]
    if not isinstance(value, str):
        return value
    text = _ID.sub(rf"\1{_HEX_MARK}", value)
    return names.sub(rf"n{_NAME_MARK}-\1", text) if names else text


def _copy(text: str, number: int) -> str:
    plain = str(number)
    text = text.replace(_HEX_MARK, f"{number:08x}").replace(_NAME_MARK, plain)
    return text.replace(f'"{_NUMBER_MARK}"', plain)


class Estate:
    """`size` instances, more or less: the state's bytes and the inventory that a scan of them would read."""

    def __init__(self, size: int) -> None:
        self.bundles = bundles()
        one = sum(len(bundle.recorded) for bundle in self.bundles)
        self.copies = max(1, round(size / one))
        self.size = one * self.copies

    def state(self) -> bytes:
        """The state, indented as Terraform writes it."""
        resources = ",\n".join(
            self._resource(recorded) for bundle in self.bundles for recorded in bundle.recorded.values()
        )
        head = {"version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "0f", "outputs": {}}
        return f'{json.dumps(head, indent=2)[:-2]},\n  "resources": [\n{resources}\n  ]\n}}\n'.encode()

    def _resource(self, recorded: Recorded) -> str:
        instances = ",\n".join(_copy(recorded.text, n) for n in range(self.copies))
        head = {"mode": "managed", "type": recorded.type, "name": recorded.name, "provider": _PROVIDER}
        opened = textwrap.indent(json.dumps(head, indent=2)[:-2], " " * 4)
        return f'{opened},\n      "instances": [\n{instances}\n      ]\n    }}'

    def inventory(self) -> Inventory:
        """What a scan would find: what is recorded, with a change in every hundredth instance or so."""
        known = set(aws_types().values())
        read = frozenset(
            (Scope("aws", ACCOUNT, GLOBAL if t.listing.is_global else REGION), t.name) for t in known
        )
        return Inventory(tuple(self._objects()), (), read)

    def _objects(self) -> Iterator[RemoteObject]:
        for bundle in self.bundles:
            changed = [(live, text) for live in bundle.live.values() for text in live.changed]
            every = max(1, round(1 / (DRIFTED * len(bundle.recorded))))
            turns = itertools.cycle(changed or [(None, "")])
            for n in range(self.copies):
                which, change = next(turns) if n % every == 0 else (None, "")
                for live in bundle.live.values():
                    item = orjson.loads(_copy(change if live is which else live.text, n))
                    for resource_type in live.types:
                        yield from resource_type.objects(item, live.scope, {})
