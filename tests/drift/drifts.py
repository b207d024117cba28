"""Drifts to try rules and filters on."""

from typing import Any

from driftmgr.drift.models import AttributeChange, DriftKind, ResourceDrift
from driftmgr.resources.types import Severity


def drift(resource_type: str, object_id: str, kind: str = "changed", **given: Any) -> ResourceDrift:
    """A drift with one changed tag, unless told otherwise."""
    changes = given.pop("changes", (change("tags.Team", severity=Severity.LOW),) if kind == "changed" else ())
    worst = max((item.severity for item in changes), key=lambda s: s.rank, default=Severity.HIGH)
    fields = {"provider": "aws", "account": "123456789012", "region": "us-east-1", "severity": worst} | given
    return ResourceDrift(kind=DriftKind(kind), type=resource_type, id=object_id, changes=changes, **fields)


def change(path: str, before: Any = "a", after: Any = "b", **given: Any) -> AttributeChange:
    return AttributeChange(path=path, before=before, after=after, **given)
