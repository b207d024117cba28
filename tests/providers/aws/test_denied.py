"""What may not be read is never missing and never in sync: every call of every declaration is refused once."""

import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import botocore.session
import jmespath
import pytest
from botocore import xform_name
from botocore.exceptions import ClientError

from driftmgr.discovery.scan import recorded_items
from driftmgr.drift.blank import blank
from driftmgr.drift.compare import comparison_of
from driftmgr.drift.detect import Detection, Scanned, detect
from driftmgr.drift.models import DriftKind
from driftmgr.drift.placement import places
from driftmgr.providers.aws.reader import Request, read_account
from driftmgr.providers.aws.registry import aws_types
from driftmgr.providers.aws.settings import Account
from driftmgr.resources.listing import BatchDetail, Detail, Item, Listing, Mode, Need
from driftmgr.resources.models import Scope
from driftmgr.resources.types import ResourceType
from driftmgr.states.models import ResourceInstance
from tests.providers.aws.recorded_api import instances_of, refused

RECORDINGS = Path(__file__).parents[2] / "recordings" / "aws"
KNOWN = aws_types()
LISTINGS = sorted({t.listing for t in KNOWN.values()}, key=lambda listing: listing.name)


def listed_by(resource_type: ResourceType) -> Listing:
    """The listing that a type's recorded instances are judged by: its own, or that of what they are parts of."""
    claim = resource_type.claim
    return KNOWN[claim.owner].listing if claim and claim.rebuild else resource_type.listing


def in_sync() -> list[Any]:
    """Each recording that is in sync, with each of the details that its item holds."""
    found = []
    for path in sorted(RECORDINGS.glob("*/*.json")):
        recording = json.loads(path.read_text())
        if recording["expected"]:
            continue
        for detail in listed_by(KNOWN[recording["type"]]).details:
            if detail.name in recording["live"]:
                name = f"{path.parent.name}/{path.stem}-{detail.name}"
                found.append(pytest.param(recording, detail, id=name))
    return found


def plain(detail: Detail | BatchDetail) -> Detail:
    """The same detail as a call by its own name, whose answer is what the item holds."""
    return Detail(
        name=detail.name,
        operation=f"get_{detail.name}",
        params=lambda item: {},
        feeds=detail.feeds,
        take="Value",
        need=detail.need,
        applies=detail.applies,
        reveals=detail.reveals,
    )


class OneItem:
    """An AWS that holds one recorded item, and refuses one of its details."""

    def __init__(self, item: Item, denied: str) -> None:
        self._item, self._denied = item, denied
        self.calls: Counter[str] = Counter()

    def service(self, name: str, region: str) -> "OneItem":
        return self

    def call(self, operation: str, **params: Any) -> dict[str, Any]:
        name = operation.removeprefix("get_")
        if name == self._denied or name not in self._item:
            raise refused(operation)
        return {"Value": self._item[name]}


def judged(recording: dict[str, Any], denied: str) -> tuple[ResourceInstance, Detection]:
    """The verdict on the recorded instance, where one detail is refused."""
    scope = Scope(*recording["scope"])
    resource_type = KNOWN[recording["type"]]
    listing = listed_by(resource_type)
    names = {detail.name for detail in listing.details}
    bare = {key: value for key, value in recording["live"].items() if key not in names}
    region = {listing.key(bare): scope.region}
    one = replace(
        listing,
        read=lambda api: [dict(bare)],
        from_recorded=None,
        region_of=(lambda item: region[listing.key(item)]) if listing.region_of else None,
        details=tuple(map(plain, listing.details)),
    )
    types = {
        name: replace(declared, listing=one) if declared.listing is listing else declared
        for name, declared in KNOWN.items()
    }
    (instance,) = instances_of({recording["type"]: {"it": recording["state"]}})
    account = Account(scope.account, "aws", OneItem(recording["live"], denied))  # type: ignore[arg-type]
    needed = {types[instance.type].name, *((c.owner,) if (c := resource_type.claim) and c.rebuild else ())}
    regions = () if listing.is_global else (scope.region,)
    request = Request(
        tuple(types[name] for name in sorted(needed)), regions, recorded_items([instance], types), Mode.DEEP
    )
    with ThreadPoolExecutor(1) as pool:
        inventory = read_account(account, request, pool)
    scanned = Scanned("aws", types, (scope.account,), (scope.region,))
    return instance, detect([instance], places([instance]), inventory, scanned)


@pytest.mark.parametrize(("recording", "detail"), in_sync())
def test_what_a_refused_detail_tells_is_unread(
    recording: dict[str, Any], detail: Detail | BatchDetail
) -> None:
    instance, verdict = judged(recording, detail.name)
    seen = [drift for drift in verdict.drifts if drift.kind is not DriftKind.UNMANAGED]
    assert seen == [], "a change that nobody has seen"
    resource_type = KNOWN[instance.type]
    claim = resource_type.claim
    fed = detail.feeds.get(resource_type.name)
    if claim and claim.rebuild and claim.attribute(instance.attributes) in detail.feeds.get(claim.owner, ()):
        fed = ()
    if fed is None:
        return
    left_out = comparison_of(resource_type).left_out - {c.attribute for c in resource_type.collections}
    # A section that is recorded with its default is not asked for, and the report says so.
    unset = resource_type.defaults if detail.need is Need.SECTION else {}
    values = {name: instance.attributes.get(name) for name in fed if name not in left_out}
    told = [name for name, value in values.items() if not blank(value) and value not in unset.get(name, ())]
    if told or not fed:
        assert verdict.in_sync == 0
        assert [reason for _, _, reason in verdict.unread]


# GetAccountAuthorizationDetails tells it; the emulator that the recordings were made with leaves it to GetPolicy.
TOLD_BY_THE_LIST = {("aws_iam_policy", "policy_id")}


@pytest.mark.parametrize(("recording", "detail"), in_sync())
def test_details_feed_what_they_name(recording: dict[str, Any], detail: Detail | BatchDetail) -> None:
    """Without a detail, the attributes that it feeds are not emitted, and all others are as they were."""
    for resource_type in {t.name: t for t in KNOWN.values()}.values():
        if resource_type.listing is not listed_by(KNOWN[recording["type"]]):
            continue
        fed = detail.feeds.get(resource_type.name, ())
        if resource_type.name in detail.feeds and not fed:
            continue
        scope, live = Scope(*recording["scope"]), recording["live"]
        try:
            whole = list(resource_type.to_attributes(json.loads(json.dumps(live)), scope))
        except KeyError:  # a recording holds what its own type needs
            assert resource_type is not KNOWN[recording["type"]]
            continue
        bare = {key: value for key, value in json.loads(json.dumps(live)).items() if key != detail.name}
        rules = comparison_of(resource_type)
        for was, found in zip(whole, resource_type.to_attributes(bare, scope), strict=False):
            lost = (was.keys() & rules.schema.keys()) - found.keys() - rules.left_out
            lost -= {name for of, name in TOLD_BY_THE_LIST if of == resource_type.name}
            told = {name for name, value in found.items() if name in was and value != was[name]}
            assert lost <= set(fed), (
                f"{resource_type.name}: {detail.name} also feeds {sorted(lost - set(fed))}"
            )
            assert not told, f"{resource_type.name}: emits {sorted(told)} without {detail.name}"


class Stub:
    """One service that answers each call with every member of its output shape once, and refuses the n-th call."""

    def __init__(self, service: str, refuses: int) -> None:
        self._model = botocore.session.get_session().get_service_model(service)
        self._operations = {xform_name(name): name for name in self._model.operation_names}
        self._left = refuses

    def call(self, operation: str, **params: Any) -> dict[str, Any]:
        self._left -= 1
        if self._left == 0:
            raise refused(operation)
        answer = _sample(self._model.operation_model(self._operations[operation]).output_shape, ())
        return dict(answer)

    def pages(self, operation: str, items: str, **params: Any) -> Iterator[Any]:
        yield from jmespath.search(items, self.call(operation, **params)) or ()

    @property
    def refused(self) -> bool:
        return self._left <= 0


def _sample(shape: Any, above: tuple[str, ...]) -> Any:
    if shape.name in above:
        return {} if shape.type_name == "structure" else []
    match shape.type_name:
        case "structure":
            return {name: _sample(member, (*above, shape.name)) for name, member in shape.members.items()}
        case "list":
            return [_sample(shape.member, (*above, shape.name))]
        case "map":
            return {"x": _sample(shape.value, (*above, shape.name))}
        case "boolean":
            return False
        case "integer" | "long" | "float" | "double":
            return 1
        case "timestamp":
            return datetime(2026, 1, 1, tzinfo=UTC)
    return next(iter(getattr(shape, "enum", ()) or ()), "x")


# Its listing needs an ARN of any one table to ask for tags by; where that is refused, so is each table's own detail.
TELLS_LATER = {"dynamodb:list_tables"}


@pytest.mark.parametrize(
    "listing", [listing for listing in LISTINGS if listing.read], ids=lambda listing: listing.name
)
def test_a_listing_of_several_calls_fails_with_each_of_them(listing: Listing) -> None:
    assert listing.read
    for refuses in range(1, 20):
        api = Stub(listing.service, refuses)
        try:
            list(listing.read(api))
        except ClientError:
            continue
        if api.refused:
            assert listing.name in TELLS_LATER, f"call {refuses} was refused, and the list is told as whole"
            continue
        assert refuses > 1, "it asks nothing"
        break
