"""The report as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), for code scanning dashboards."""

import hashlib
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import driftmgr
from driftmgr.cli.views.differences import lines, visible
from driftmgr.cli.views.unread import Cause, causes
from driftmgr.cli.views.wording import KIND_MEANINGS, gist, notes, ordered, title
from driftmgr.drift.models import DriftReport, ResourceDrift
from driftmgr.resources.types import Severity

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
# GitHub sorts rules by this score: critical above 9.0, high from 7.0, medium from 4.0, low above 0
# (https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning).
_SCORES = {
    Severity.CRITICAL: 9.5,
    Severity.HIGH: 8.0,
    Severity.MEDIUM: 5.0,
    Severity.LOW: 2.0,
    Severity.INFO: 0.5,
}


def render(report: DriftReport, *, fail_on: Severity) -> str:
    """One run: a rule for each kind and type, a result for each finding, notifications for what is unread."""
    drifts = ordered(report.resource_drift)
    rules: dict[str, list[ResourceDrift]] = {}
    for drift in drifts:
        rules.setdefault(_rule_id(drift), []).append(drift)
    positions = {rule_id: position for position, rule_id in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "DriftMgr",
                "version": driftmgr.__version__,
                "rules": [_rule(rule_id, found) for rule_id, found in rules.items()],
            }
        },
        "automationDetails": {"id": f"driftmgr/{visible(report.scan_id)}"},
        "invocations": [_invocation(report)],
        "results": [_result(drift, positions, report) for drift in drifts],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule_id(drift: ResourceDrift) -> str:
    return f"{drift.kind}/{visible(drift.type)}"


def _rule(rule_id: str, found: list[ResourceDrift]) -> dict[str, Any]:
    worst = max((drift.severity for drift in found), key=lambda severity: severity.rank)
    kind, kind_of = found[0].kind, visible(found[0].type)
    return {
        "id": rule_id,
        "name": f"{kind} {kind_of}",
        "shortDescription": {"text": f"{kind_of}: {KIND_MEANINGS[kind]}"},
        "defaultConfiguration": {"level": _LEVELS[worst]},
        "properties": {"tags": ["security", "drift", str(kind)], "security-severity": str(_SCORES[worst])},
    }


def _result(drift: ResourceDrift, positions: dict[str, int], report: DriftReport) -> dict[str, Any]:
    rule_id = _rule_id(drift)
    return {
        "ruleId": rule_id,
        "ruleIndex": positions[rule_id],
        "level": _LEVELS[drift.severity],
        "message": {"text": _message(drift)},
        "locations": [_location(drift, report)],
        "partialFingerprints": {"driftmgrFinding/v1": _fingerprint(drift)},
        "properties": {
            "severity": str(drift.severity),
            "kind": str(drift.kind),
            "provider": drift.provider,
            "account": visible(drift.account),
            "region": visible(drift.region),
            "id": visible(drift.id),
        },
    }


def _message(drift: ResourceDrift) -> str:
    because = gist(drift)
    told = [f"{title(drift)} is {drift.kind} ({drift.severity})" + (f": {because}" if because else ".")]
    told.extend(note for note in notes(drift) if note != because)
    for change in drift.changes:
        told.extend(f"{line.sign} {visible(change.path)}: {line.text}" for line in lines(change, width=240))
    return "\n".join(told)


def _location(drift: ResourceDrift, report: DriftReport) -> dict[str, Any]:
    location: dict[str, Any] = {
        "logicalLocations": [
            {"fullyQualifiedName": title(drift), "name": visible(drift.id), "kind": "resource"}
        ]
    }
    # Dashboards drop results without a file: what no state records is shown at the first state that was read.
    state = drift.state or (report.states[0].uri if report.states else "")
    if state:
        location["physicalLocation"] = {"artifactLocation": {"uri": _uri(state)}, "region": {"startLine": 1}}
    return location


def _uri(state: str) -> str:
    """A valid URI reference (RFC 3986): paths stay relative to where the scan ran."""
    if "://" in state:
        return quote(state, safe=":/?#[]@!$&'()*+,;=%~", errors="replace")
    path = Path(state)
    return ("file://" if path.is_absolute() else "") + quote(path.as_posix(), errors="replace")


def _fingerprint(drift: ResourceDrift) -> str:
    """The same for the same object in every scan, whatever its attributes are."""
    parts = (drift.kind, drift.provider, drift.account, drift.region, drift.type, drift.state, drift.status)
    told = json.dumps([*parts, drift.address or drift.id])
    return hashlib.sha256(told.encode()).hexdigest()


def _invocation(report: DriftReport) -> dict[str, Any]:
    return {
        "executionSuccessful": True,
        "startTimeUtc": report.started_at.isoformat().replace("+00:00", "Z"),
        "endTimeUtc": report.finished_at.isoformat().replace("+00:00", "Z"),
        "toolExecutionNotifications": [
            {"level": "warning", "message": {"text": _unverified(cause)}} for cause in causes(report.unread)
        ],
    }


def _unverified(cause: Cause) -> str:
    return f"Not verified: {cause.types_text} in {cause.scope}: {visible(cause.reason)}; {cause.advice}."
