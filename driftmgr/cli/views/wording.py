"""The words that all views share: titles, notes, the verdict and what it stands on."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from driftmgr.cli.views.differences import visible
from driftmgr.drift.models import (
    AttributeChange,
    DriftKind,
    DriftReport,
    ResourceDrift,
    ScopeCoverage,
    UnreadGroup,
)
from driftmgr.drift.severity import PLAIN_REASON
from driftmgr.resources.listing import Mode
from driftmgr.resources.types import Severity

SEVERITIES = tuple(reversed(Severity))
"""Critical first."""

SIGNS = {DriftKind.CHANGED: "~", DriftKind.MISSING: "-", DriftKind.UNMANAGED: "+"}
KIND_MEANINGS = {
    DriftKind.CHANGED: "recorded and exists, attributes differ",
    DriftKind.MISSING: "recorded in the state, gone from the cloud",
    DriftKind.UNMANAGED: "exists in the cloud, recorded in no state",
}
_KIND_ORDER = list(DriftKind)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One line that says what the scan concluded. `code` is the exit code: 0, 2 or 3."""

    code: int
    text: str


def counted(number: int, noun: str) -> str:
    """`1 resource`, `2 resources`, `1,200 API calls`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def ordered(drifts: Iterable[ResourceDrift]) -> list[ResourceDrift]:
    """Critical first; then changed, missing, unmanaged; then by name."""
    return sorted(
        drifts, key=lambda d: (-d.severity.rank, _KIND_ORDER.index(d.kind), d.address, d.type, d.id)
    )


def title(drift: ResourceDrift) -> str:
    """The address; `type id` for objects that no state records."""
    return visible(drift.address or f"{drift.type} {drift.id}")


def kinds_line(report: DriftReport) -> str:
    """`2 changed, 1 missing, 3 unmanaged`: only what there is."""
    return _counts((kind, sum(drift.kind is kind for drift in report.resource_drift)) for kind in DriftKind)


def severities_line(report: DriftReport) -> str:
    """`1 critical, 2 medium`: only what there is."""
    return _counts(
        (severity, sum(d.severity is severity for d in report.resource_drift)) for severity in SEVERITIES
    )


def _counts(counts: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{number:,} {word}" for word, number in counts if number)


def verdict(report: DriftReport, fail_on: Severity) -> Verdict:
    """What the exit code says, in words; it never says more than what was read."""
    code = report.exit_code(fail_on)
    recorded, verified = report.summary.recorded, report.coverage.verified
    unread = sum(group.recorded for group in report.unread)
    total = counted(recorded, "recorded resource")
    doubt = f"{unread:,} of {total} could not be read: nothing is concluded about them."
    if report.resource_drift:
        text = f"Drift: {kinds_line(report)}; {severities_line(report)}"
        below = "" if code == 2 else f" (all below the threshold {fail_on})"
        return Verdict(code, f"{text}{below}." + (f" {doubt}" if unread else ""))
    if report.unread:
        return Verdict(
            code, f"No drift in what was read, but {doubt}" if verified else f"Nothing was verified: {doubt}"
        )
    if not recorded:
        return Verdict(code, "Nothing is recorded, and nothing unmanaged was found: no drift.")
    if verified >= recorded:
        return Verdict(
            code, f"In sync: everything recorded ({counted(recorded, 'resource')}) {_extent(report)}."
        )
    return Verdict(
        code, f"In sync: no drift in the {verified:,} of {recorded:,} recorded resources that were verified."
    )


def _extent(report: DriftReport) -> str:
    if report.mode is Mode.QUICK:
        return "exists"
    extent = "is as recorded"
    if report.coverage.not_compared:
        extent += " in all attributes that were read"
    return extent + (", but for what ignore rules leave out" if report.summary.ignored else "")


def verified_percent(report: DriftReport) -> int | None:
    """Whole percents of the recorded resources that were verified, never rounded up; None when nothing is recorded."""
    coverage = report.coverage
    return coverage.verified * 100 // coverage.recorded if coverage.recorded else None


def coverage_line(report: DriftReport) -> str:
    """`verified 14 of 14 recorded; read 3 scopes with 41 API calls in 2.1 s`."""
    coverage = report.coverage
    calls = sum(scope.calls for scope in coverage.scopes)
    seconds = (report.finished_at - report.started_at).total_seconds()
    text = (
        f"verified {coverage.verified:,} of {coverage.recorded:,} recorded;"
        f" read {counted(len(coverage.scopes), 'scope')} with {counted(calls, 'API call')} in {seconds:.1f} s"
    )
    if coverage.state_only:
        text += f"; {coverage.state_only:,} exist in the state alone"
    return text


def caveats(report: DriftReport) -> Iterator[str]:
    """What a reader must know besides the findings, a sentence each."""
    if report.mode is Mode.QUICK:
        yield "Quick mode: only the existence of resources was checked, not their attributes."
    elif report.coverage.not_compared:
        parts = (
            f"{kind} ({', '.join(paths)})" for kind, paths in sorted(report.coverage.not_compared.items())
        )
        yield f"Recorded, but not read in {report.mode} mode: {'; '.join(parts)}."
    if report.coverage.unsupported_types:
        yield f"Types that cannot be read yet: {', '.join(sorted(report.coverage.unsupported_types))}."
    locked = [state.uri for state in report.states if state.in_flight]
    if locked:
        yield f"Locked during the scan, so a change may be under way: {', '.join(locked)}."
    if report.summary.ignored:
        yield f"{counted(report.summary.ignored, 'finding')} left out by ignore rules."
    if report.summary.platform:
        number = counted(report.summary.platform, "object")
        yield f"{number} made by the platform or other tools, not counted as drift."


def gist(drift: ResourceDrift) -> str:
    """The most important thing about a finding, in a few words: why, else which attributes, else who made it."""
    worst_first = sorted(drift.changes, key=lambda change: -change.severity.rank)
    reason = drift.reason or next((change.reason for change in worst_first if change.reason), "")
    if not reason and worst_first:
        reason = ", ".join(change.path for change in worst_first[:3])
        reason += f" and {len(worst_first) - 3:,} more" if len(worst_first) > 3 else ""
    if not reason and drift.owner:
        reason = f"made by {drift.owner}"
    return visible(reason)


def notes(drift: ResourceDrift) -> Iterator[str]:
    """What is known of one finding besides its changes; a reason that one of them gives is not said twice."""
    if drift.reason and all(change.reason != drift.reason for change in drift.changes):
        yield visible(drift.reason)
    if drift.status != "ready":
        yield f"{visible(drift.status)} in the state"
    if drift.owner and drift.reason != f"made by {drift.owner}":
        yield f"made by {visible(drift.owner)}"
    if drift.in_flight:
        yield "its state was locked during the scan: a change may be under way"
    if drift.attribution:
        yield f"by {visible(drift.attribution)}"


def change_note(change: AttributeChange) -> str:
    """Why a change matters, "" where nothing is known."""
    parts = [visible(change.reason)] if change.reason not in ("", PLAIN_REASON) else []
    if change.computed:
        parts.append("optional and computed: where it is not configured, a plan does not undo it")
    return "; ".join(parts)


@dataclass(frozen=True, slots=True)
class Places:
    """Which parts of a place tell findings apart: an only account, region or state needs no mention."""

    accounts: bool
    regions: bool
    states: bool

    @classmethod
    def of(cls, report: DriftReport) -> "Places":
        """The parts of which a report has several."""
        places: list[ResourceDrift | ScopeCoverage | UnreadGroup] = [
            *report.resource_drift,
            *report.coverage.scopes,
            *report.unread,
        ]
        return cls(
            accounts=len({(place.provider, place.account) for place in places}) > 1,
            regions=len({place.region for place in places}) > 1,
            states=len(report.states) > 1,
        )

    def of_drift(self, drift: ResourceDrift) -> str:
        """`123456789012 us-east-1 network.tfstate`, as far as these parts tell anything."""
        parts = (drift.account if self.accounts else "", drift.region if self.regions else "")
        state = drift.state if self.states else ""
        return visible(" ".join(part for part in (*parts, state) if part))
