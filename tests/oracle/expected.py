"""What a scan should find after a mutation, from what Terraform's refresh saw.

Terraform is not the last word: `tags_all` repeats `tags`; computed attributes that nothing can undo are not drift here
unless a declaration observes them; a parent that mirrors a sibling is reported once, on the sibling.
"""

import re
from typing import Any

from driftmgr.drift.compare import comparison_of
from driftmgr.drift.models import DriftReport
from driftmgr.resources.types import ResourceType

Found = dict[str, set[str]]
"""Address → {"missing"}, or the top-level attributes that changed."""


def expected(mutation: dict[str, Any], types: dict[str, ResourceType]) -> Found:
    """What Terraform saw, for supported types, without what is not compared."""
    found: Found = {}
    for drift in mutation["refresh_drift"]:
        resource_type = types.get(drift["type"])
        if resource_type is None:
            continue
        if drift["change"] == "deleted":
            found[drift["address"]] = {"missing"}
            continue
        left_out = comparison_of(resource_type).left_out - {c.attribute for c in resource_type.collections}
        top = {re.split(r"[.\[]", path["path"])[0] for path in drift["paths"]}
        top = {name for name in top if name not in left_out}
        if top:
            found[drift["address"]] = top
    return found


def found(report: DriftReport) -> Found:
    """What a report says of recorded resources."""
    return {
        drift.address: {"missing"} if drift.kind == "missing" else {c.path.split(".")[0] for c in drift.changes}
        for drift in report.resource_drift
        if drift.kind != "unmanaged"
    }
