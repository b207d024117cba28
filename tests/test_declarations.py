"""Rules over all declarations of resource types: what they name exists. A failure says which type and which word."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import botocore.session
import jmespath
import pytest

from driftmgr.drift.severity import WHOLE
from driftmgr.providers.aws.api import READING
from driftmgr.providers.aws.permissions import actions_of
from driftmgr.providers.aws.registry import MODULES, aws_types
from driftmgr.resources.catalogue import Attribute, schema_of
from driftmgr.resources.listing import BatchDetail, Detail, Listing
from driftmgr.resources.types import ResourceType

TYPES = sorted(
    {declared.name: declared for declared in aws_types().values()}.values(),
    key=lambda declared: declared.name,
)
LISTINGS = sorted({declared.listing: None for declared in TYPES}, key=lambda listing: listing.name)

# Attributes of older provider releases, which states still record and the catalogue's release no longer has.
OF_OLDER_RELEASES = frozenset(
    {
        "aws_iam_instance_profile.roles",
        "aws_lb_listener_rule.condition.values",
        "aws_secretsmanager_secret.rotation_enabled",
        "aws_secretsmanager_secret.rotation_lambda_arn",
    }
)


@cache
def operations(service: str) -> dict[str, Any]:
    """The operations of a service, under the names that the SDK's clients give them."""
    from botocore import xform_name

    model = botocore.session.get_session().get_service_model(service)
    return {xform_name(name): model.operation_model(name) for name in model.operation_names}


def knows(type_name: str, path: str) -> bool:
    """Whether the catalogue has the attribute at a dotted path without indices."""
    block = schema_of(type_name)
    if block is None or f"{type_name}.{path}" in OF_OLDER_RELEASES:
        return True
    found: Attribute | None = None
    for name in path.split("."):
        if found is not None and found.kind == "map" and found.block is None:
            return True  # the key of a map of values
        if block is None or name not in block:
            return False
        found = block[name]
        block = found.block
    return True


def paths_of(declared: ResourceType) -> Iterator[str]:
    """Every attribute that a declaration speaks of."""
    for rules in (declared.equal, declared.defaults, declared.ignored):
        yield from rules
    yield from (path for path in declared.risks if path != WHOLE)
    yield from declared.observed | declared.unordered | declared.ordered
    yield from (collection.attribute for collection in declared.collections)
    for detail in declared.listing.details:
        # What tells a split resource is named on its owner too, whether or not the owner has such an attribute.
        if () not in detail.feeds.values():
            yield from detail.feeds.get(declared.name, ())


def calls_of(listing: Listing) -> Iterator[tuple[str, str]]:
    """(service, operation) of every call that a listing may make by itself."""
    yield listing.service, listing.operation
    yield from ((detail.service or listing.service, detail.operation) for detail in listing.details)


def test_every_module_declares_something():
    assert len(MODULES) == len(set(MODULES))
    assert TYPES


def test_no_name_is_declared_twice():
    twice = [
        name
        for name, count in Counter(name for declared in TYPES for name in declared.names).items()
        if count > 1
    ]
    assert not twice


@pytest.mark.parametrize("declared", TYPES, ids=lambda declared: declared.name)
def test_attributes_exist(declared: ResourceType):
    # A collection may exist for its split resources alone: an ECR repository has no attribute `policy`.
    held = {collection.attribute for collection in declared.collections}
    unknown = sorted({path for path in paths_of(declared) if not knows(declared.name, path)} - held)
    assert not unknown, f"{declared.name}: the catalogue knows no {', '.join(unknown)}"


@pytest.mark.parametrize("declared", TYPES, ids=lambda declared: declared.name)
def test_reasons_are_given(declared: ResourceType):
    assert all(reason.strip() for reason in declared.ignored.values())
    assert not set(declared.ignored) & set(declared.risks), "judged, and never compared"
    assert not declared.unordered & declared.ordered


@pytest.mark.parametrize("declared", TYPES, ids=lambda declared: declared.name)
def test_owners_of_claims_are_declared(declared: ResourceType):
    assert declared.claim is None or declared.claim.owner in aws_types()


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda listing: listing.name)
def test_calls_exist_and_only_read(listing: Listing):
    for service, operation in calls_of(listing):
        assert operation in operations(service), f"{service} has no operation {operation}"
        assert operation.startswith(READING)
    given = (
        set(operations(listing.service)[listing.operation].input_shape.members) if listing.params else set()
    )
    assert set(listing.params) <= given, f"{listing.name} takes no {set(listing.params) - given}"


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda listing: listing.name)
def test_details_feed_types_of_their_listing(listing: Listing):
    of_this = {name for declared in TYPES if declared.listing is listing for name in declared.names}
    names = [detail.name for detail in listing.details]
    assert len(names) == len(set(names))
    for detail in listing.details:
        assert detail.feeds, f"{listing.name} {detail.name}: a call for nothing"
        assert set(detail.feeds) <= of_this, (
            f"{listing.name} {detail.name} feeds {set(detail.feeds) - of_this}"
        )


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda listing: listing.name)
def test_expressions_are_understood(listing: Listing):
    jmespath.compile(listing.items)
    for detail in listing.details:
        match detail:
            case BatchDetail():
                assert detail.size > 1
            case Detail(take=str(expression)):
                jmespath.compile(expression)


def test_every_call_has_a_permission():
    actions = actions_of(LISTINGS)
    assert all(action.count(":") == 1 and action.split(":")[1][0].isupper() for action in actions)
