"""The page about all resource types, made from their declarations and recordings.

python -m tests.recordings.reference > docs/resource-types.md
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from driftmgr.drift.compare import NEVER_COMPARED
from driftmgr.drift.severity import WHOLE
from driftmgr.providers.aws.permissions import action
from driftmgr.providers.aws.registry import aws_types
from driftmgr.resources.catalogue import source
from driftmgr.resources.listing import BatchDetail, Detail, Listing, Need
from driftmgr.resources.types import ResourceType
from tests.recordings.evidence import Evidence, evidence_of

HEAD: Final = """\
# Resource types

What DriftMgr reads and compares, type by type: {types} types under {names} names, told by {listings} chains of list
calls. This page is made by `make docs-write` from the declarations in `driftmgr/providers/aws/`, the catalogue
of attributes (provider {provider} {version}) and the recordings in `tests/recordings/`; a test says when it is stale.
Recorded resources of other types are reported as unread, never as in sync or missing.

## How far to trust "in sync"

An object is *in sync* when every attribute that was read equals what is recorded. So it matters which ones are read:

- **Compared**: settable attributes that a recorded answer yields. A change of one of them is found, in the modes that
  read it. Blocks are compared with all that is in them, less what is named under *not compared*.
- **Not compared**: attributes that a configuration may set, and that no recorded answer yields. Either no API tells
  them (a password, the source of a copy), or DriftMgr does not ask, or the emulated AWS of the recordings does not
  answer. **Do not rely on DriftMgr to find a change of one of them.**
- **Blocks of which no recording has one**: that such a block appears or goes is found; which of its attributes are
  compared is shown by nothing here.
- **Left out**: never compared, for the reason given.
- **Taken as unset**: the value that AWS fills in by itself. Where nothing is recorded, it is no difference.
- **Watched**: attributes that only the provider sets, compared all the same, because a change of them tells something.

Never compared, whatever the type: what is computed, unless it is watched; `region`, which is where an object is looked
for; write-only attributes (`…_wo`) and prefixes of names; `tags_all` as such (live tags are compared with it, so that
default tags are no drift); and what steers Terraform itself and no API returns: {steering}.

## When calls are made

Lists are read in every mode. *Smart, deep* means: a further call for each recorded object, in both modes. *Deep*: in
deep mode alone. *Deep, when recorded*: only where the state records one of the attributes with a value. Quick mode
makes no further calls: it compares what the lists tell, and what no list tells is unread. `coverage.not_compared` of a
report names every recorded attribute that its mode did not read.

## All types

*Missing* and *unmanaged* are the severities of an object that is gone, or that nothing records; the last column counts
the attributes that are not compared.

| type | listed by | missing | unmanaged | not compared |
|---|---|---|---|--:|
"""


def page() -> str:
    """The whole page."""
    types = sorted(set(aws_types().values()), key=lambda each: (each.listing.service, each.name))
    evidence = {each.name: evidence_of(each) for each in types}
    origin = source()
    head = HEAD.format(
        provider=origin.provider,
        version=origin.provider_version,
        types=len(types),
        names=len(aws_types()),
        listings=len({each.listing for each in types}),
        steering=_code(NEVER_COMPARED - {"id", "tags_all"}),
    )
    rows = "".join(_row(each, evidence[each.name]) for each in types)
    parts, service = [head, rows], ""
    for each in types:
        if each.listing.service != service:
            service = each.listing.service
            parts.append(f"\n## {service}\n")
        parts.append("\n" + "\n".join(_entry(each, evidence[each.name])) + "\n")
    return "".join(parts)


def _row(resource_type: ResourceType, found: Evidence) -> str:
    name, listing = resource_type.name, resource_type.listing
    count = len(found.untold) if found.recordings else "no recording"
    return (
        f"| [{name}](#{name}) | `{listing.name}` | {resource_type.missing} "
        f"| {_unmanaged(resource_type)} | {count} |\n"
    )


def _unmanaged(resource_type: ResourceType) -> str:
    """How an object that nothing records is told: by itself, as a change of its owner, or not at all."""
    if resource_type.exclusive:
        return "piece by piece"
    if resource_type.claim and resource_type.claim.rebuild:
        return "on its owner"
    return "not found" if resource_type.listing.from_recorded else str(resource_type.unmanaged)


def _entry(resource_type: ResourceType, found: Evidence) -> Iterator[str]:
    yield f"### {resource_type.name}\n"
    if resource_type.aliases:
        yield f"- **Also**: {_code(resource_type.aliases)}"
    yield from _reading(resource_type)
    identity = resource_type.identity
    yield f"- **Identity**: {'made of its attributes' if callable(identity) else ' / '.join(map(_tick, identity))}"
    if resource_type.claim:
        yield f"- **Shares a collection with**: `{resource_type.claim.owner}`; what one holds is no drift of the other"
    if not found.recordings:
        yield "- **Compared**: not known here, as there is no recording yet"
    else:
        yield f"- **Compared**: {_code(found.compared) or 'its existence'}"
        if found.older:
            yield f"- **Compared, where older releases of the provider recorded them**: {_code(found.older)}"
        if found.untold:
            yield f"- **Not compared**: {_code(found.untold)}"
        if found.hollow:
            yield f"- **Blocks of which no recording has one**: {_code(found.hollow)}"
    for name, reason in sorted(resource_type.ignored.items()):
        yield f"- **Left out**: `{name}`: {reason}"
    if resource_type.defaults:
        defaults = (_default(name, values) for name, values in sorted(resource_type.defaults.items()))
        yield f"- **Taken as unset**: {', '.join(defaults)}"
    if resource_type.observed:
        yield f"- **Watched**: {_code(resource_type.observed)}"
    yield _severity(resource_type)


def _reading(resource_type: ResourceType) -> Iterator[str]:
    listing = resource_type.listing
    where = "once for an account" if listing.is_global else "in each region"
    if listing.from_recorded:
        yield f"- **Read**: one by one, as recorded, by `{listing.name}` {where}; what is not recorded is not found"
    else:
        yield f"- **Listed by**: `{listing.name}`, {where}"
    calls = [detail for detail in listing.details if resource_type.name in detail.feeds]
    for detail in calls:
        feeds = detail.feeds[resource_type.name]
        at_once = f", {detail.size} at once" if isinstance(detail, BatchDetail) else ""
        told = _code(feeds) if feeds else "the object itself"
        yield (
            f"- **Further call**: `{detail.service or listing.service}:{detail.operation}`{at_once} "
            f"({_when(detail, feeds)}): {told}"
        )
    yield f"- **Permissions**: {_code(_permissions(listing, calls))}"


def _when(detail: Detail | BatchDetail, feeds: tuple[str, ...]) -> str:
    """In which modes a call is made."""
    if detail.need is Need.SECURITY or not feeds:
        return "smart, deep"
    return "deep, when recorded" if detail.need is Need.SECTION else "deep"


def _permissions(listing: Listing, calls: Iterable[Detail | BatchDetail]) -> set[str]:
    listed = set(listing.permissions or (action(listing.service, listing.operation),))
    return listed | {c.permission or action(c.service or listing.service, c.operation) for c in calls}


def _severity(resource_type: ResourceType) -> str:
    judged = sorted(name for name in resource_type.risks if name != WHOLE)
    by = f"; changes are judged by what they do: {_code(judged)}" if judged else ""
    by += "; a change is judged by the object as a whole" if WHOLE in resource_type.risks else ""
    unmanaged = _unmanaged(resource_type)
    told = f"told {unmanaged}" if " on " in f" {unmanaged}" or "piece" in unmanaged else unmanaged
    opens = f" or worse, by {_code(resource_type.exposes)}" if resource_type.exposes else ""
    return f"- **Severity**: missing {resource_type.missing}, unmanaged {told}{opens}{by}"


def _default(name: str, values: tuple[Any, ...]) -> str:
    return f"`{name}` = {' or '.join(f'`{json.dumps(value)}`' for value in values)}"


def _tick(text: str) -> str:
    return f"`{text}`"


def _code(names: Iterable[str] | Mapping[str, Any]) -> str:
    return ", ".join(map(_tick, sorted(names)))


if __name__ == "__main__":
    sys.stdout.write(page())
