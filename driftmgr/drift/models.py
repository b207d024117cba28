"""The report: what differs, what was verified, what could not be read."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from driftmgr.resources.listing import Mode
from driftmgr.resources.types import Severity


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DriftKind(StrEnum):
    """`changed`: recorded, exists, attributes differ. `missing`: recorded, gone. `unmanaged`: in no state."""

    CHANGED = "changed"
    MISSING = "missing"
    UNMANAGED = "unmanaged"


class AttributeChange(_Frozen):
    """One attribute that differs: `path` is Terraform's, dotted (`versioning.0.enabled`, `tags.Team`).

    `before` is what is recorded, `after` what is live. Where `sensitive`, both are "(sensitive value)" with a keyed
    digest: enough to see that they differ, and nothing more. `computed` marks an attribute that the configuration may
    not set (optional and computed): Terraform's plan may not propose to undo it.
    """

    path: str
    before: Any
    after: Any
    sensitive: bool = False
    computed: bool = False
    severity: Severity = Severity.MEDIUM
    reason: str = ""


class ResourceDrift(_Frozen):
    """One object that differs. `state` and `address` are "" for unmanaged objects; `id` is what import takes.

    `status` is "tainted" or "deposed" where the state says so. `owner` names who made an unmanaged object when that
    was not a person. `in_flight`: its state was locked during the scan. `attribution`: who did it, where known.
    """

    kind: DriftKind
    severity: Severity
    reason: str = ""
    address: str = ""
    type: str
    provider: str
    account: str
    region: str
    id: str
    state: str = ""
    status: str = "ready"
    owner: str | None = None
    in_flight: bool = False
    changes: tuple[AttributeChange, ...] = ()
    attribution: str | None = None


class UnreadGroup(_Frozen):
    """Recorded instances about which nothing can be concluded, and why. `recorded` counts them."""

    provider: str
    account: str
    region: str
    type: str
    reason: str
    recorded: int
    addresses: tuple[str, ...] = ()


class ScopeCoverage(_Frozen):
    """One scope that was asked, and what it cost."""

    provider: str
    account: str
    region: str
    calls: int


class Coverage(_Frozen):
    """What the report stands on: `verified` of `recorded` instances were read and compared.

    `state_only` counts instances that have no object in a cloud (random_id, null_resource): nothing to verify.
    `not_compared` maps a type to recorded attributes that this mode did not read.
    """

    verified: int
    recorded: int
    state_only: int = 0
    unsupported_types: tuple[str, ...] = ()
    scopes: tuple[ScopeCoverage, ...] = ()
    not_compared: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class Summary(_Frozen):
    """Counts of instances: recorded = in_sync + changed + missing + unread (+ ignored ones among changed and missing).

    `platform` counts unmanaged objects that the cloud itself or another tool made; they are listed apart.
    """

    recorded: int
    in_sync: int
    changed: int
    missing: int
    unmanaged: int
    unread: int
    ignored: int = 0
    platform: int = 0
    by_severity: dict[Severity, int]


class ScannedState(_Frozen):
    """A state that was read."""

    uri: str
    lineage: str
    serial: int
    in_flight: bool = False


class DriftReport(_Frozen):
    """The verdict of one scan; `scan -o json` prints exactly this."""

    format_version: str = "1.0"
    scan_id: str
    started_at: datetime
    finished_at: datetime
    mode: Mode = Mode.DEEP
    states: tuple[ScannedState, ...]
    summary: Summary
    coverage: Coverage
    resource_drift: tuple[ResourceDrift, ...]
    unread: tuple[UnreadGroup, ...]
    platform: tuple[ResourceDrift, ...] = ()

    def exit_code(self, fail_on: Severity = Severity.LOW) -> int:
        """0 in sync, 2 drift at or above `fail_on`, 3 no such drift but something recorded could not be read."""
        if any(drift.severity.rank >= fail_on.rank for drift in self.resource_drift):
            return 2
        return 3 if self.unread else 0
