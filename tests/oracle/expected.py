"""What a scan should find after a mutation, from what Terraform's refresh saw.

Terraform is not the last word: `tags_all` repeats `tags`; computed attributes that nothing can undo are not drift here
unless a declaration observes them; a parent that mirrors a sibling is reported once, on the sibling; and a policy that
is gone is missing, which provider 3.39 records as an empty one.
"""

import re
from collections.abc import Mapping
from typing import Any

from driftmgr.drift.blank import blank
from driftmgr.drift.compare import comparison_of
from driftmgr.drift.models import DriftReport
from driftmgr.resources.types import ResourceType

Found = dict[str, set[str]]
"""Address → {"missing"}, or the top-level attributes that changed."""


def expected(mutation: dict[str, Any], types: Mapping[str, ResourceType]) -> Found:
    """What Terraform saw, for supported types, without what is not compared."""
    found: Found = {}
    split = {t.claim.owner for d in mutation["refresh_drift"] if (t := types.get(d["type"])) and t.claim}
    for drift in mutation["refresh_drift"]:
        resource_type = types.get(drift["type"])
        if resource_type is None:
            continue
        top = _attributes(drift, resource_type, mirrored=resource_type.name in split)
        if drift["change"] == "deleted" or (top and resource_type.claim and _emptied(drift)):
            top = {"missing"}
        if top:
            found[drift["address"]] = top
    return found


def _attributes(drift: dict[str, Any], resource_type: ResourceType, mirrored: bool) -> set[str]:
    collections = {collection.attribute for collection in resource_type.collections}
    left_out = comparison_of(resource_type).left_out - {"tags"} - (set() if mirrored else collections)
    top = {re.split(r"[.\[]", path["path"])[0] for path in drift["paths"]}
    return {name for name in top if name not in left_out}


def _emptied(drift: dict[str, Any]) -> bool:
    return all(blank(path["after"]) for path in drift["paths"])


def found(report: DriftReport) -> Found:
    """What a report says of recorded resources."""
    return {
        drift.address: {"missing"}
        if drift.kind == "missing"
        else {c.path.split(".")[0] for c in drift.changes}
        for drift in report.resource_drift
        if drift.kind != "unmanaged"
    }
