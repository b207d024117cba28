"""The report in the shape of driftctl's JSON output (driftctl 0.39, `--output json://`), for tools that read it."""

import json
from typing import Any

from driftmgr.cli.views.unread import causes
from driftmgr.drift.models import AttributeChange, DriftKind, DriftReport, ResourceDrift
from driftmgr.resources.types import Severity


def render(report: DriftReport, *, fail_on: Severity) -> str:
    """Totals as driftctl counts them: resources = managed + unmanaged + missing, coverage = managed of resources.

    What could not be read is in no total and told under `alerts`, as driftctl does with types it may not list. A report
    names only what differs: `managed` lists the changed resources, and an alert says so where more are in sync.
    """
    summary = report.summary
    managed = summary.in_sync + summary.changed
    total = managed + summary.unmanaged + summary.missing
    by_kind: dict[DriftKind, list[ResourceDrift]] = {kind: [] for kind in DriftKind}
    for drift in report.resource_drift:
        by_kind[drift.kind].append(drift)
    document = {
        "summary": {
            "total_resources": total,
            "total_changed": summary.changed,
            "total_unmanaged": summary.unmanaged,
            "total_missing": summary.missing,
            "total_managed": managed,
            "total_iac_source_count": len(report.states),
        },
        "managed": [_resource(drift) for drift in by_kind[DriftKind.CHANGED]],
        "unmanaged": [_resource(drift) for drift in by_kind[DriftKind.UNMANAGED]],
        "missing": [_resource(drift) for drift in by_kind[DriftKind.MISSING]],
        "differences": [_difference(drift) for drift in by_kind[DriftKind.CHANGED]],
        "coverage": managed * 100 // total if total else 0,
        "alerts": _alerts(report) or None,
        "provider_name": ", ".join(sorted({scope.provider.upper() for scope in report.coverage.scopes})),
        "provider_version": "",
        "scan_duration": int((report.finished_at - report.started_at).total_seconds()),
        "date": report.started_at.isoformat().replace("+00:00", "Z"),
    }
    return json.dumps(document, indent=2) + "\n"


def _resource(drift: ResourceDrift) -> dict[str, Any]:
    resource: dict[str, Any] = {"id": drift.id, "type": drift.type}
    if drift.address:
        module, _, name = drift.address.rpartition(f"{drift.type}.")
        resource["source"] = {
            "source": f"tfstate{'+' if '://' in drift.state else '://'}{drift.state}",
            "namespace": module.rstrip("."),
            "internal_name": name,
        }
    return resource


def _difference(drift: ResourceDrift) -> dict[str, Any]:
    return {"res": _resource(drift), "changelog": [_change(change) for change in drift.changes]}


def _change(change: AttributeChange) -> dict[str, Any]:
    kind = "create" if change.before is None else "delete" if change.after is None else "update"
    return {
        "type": kind,
        "path": change.path.split("."),
        "from": change.before,
        "to": change.after,
        "computed": change.computed,
    }


def _alerts(report: DriftReport) -> dict[str, list[dict[str, str]]]:
    alerts: dict[str, list[dict[str, str]]] = {}
    for cause in causes(report.unread):
        for kind, number in cause.types:
            message = (
                f"Ignoring {kind} in {cause.scope} ({number} recorded) from drift calculation: {cause.reason}"
            )
            alerts.setdefault(kind, []).append({"message": message})
    if report.summary.in_sync:
        message = f"{report.summary.in_sync} managed resources are in sync and not listed by name"
        alerts.setdefault("", []).append({"message": message})
    return alerts
