"""The scan: load states, discover, compare, report."""

import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from driftmgr import clock
from driftmgr.analysis.models import ScanRequest
from driftmgr.discovery.scan import Discovered, Progress, discover
from driftmgr.drift.detect import Detection, Scanned, detect
from driftmgr.drift.filters import Filter, type_globs
from driftmgr.drift.ignore import IgnoreRules
from driftmgr.drift.models import (
    Coverage,
    DriftKind,
    DriftReport,
    ScannedState,
    ScopeCoverage,
    Summary,
)
from driftmgr.drift.placement import Place, places
from driftmgr.providers.aws.registry import aws_types
from driftmgr.resources.listing import Mode
from driftmgr.resources.types import Severity
from driftmgr.states.loading import load_states
from driftmgr.states.models import ResourceInstance, StateSnapshot


@dataclass(frozen=True)
class Examined:
    """A scan before it is a report: the states, what was discovered, and the verdicts."""

    snapshots: tuple[StateSnapshot, ...]
    discovered: Discovered
    detection: Detection


def scan(request: ScanRequest, progress: Progress = lambda _: None) -> DriftReport:
    """Compare states with the live cloud. Raises DriftMgrError when nothing can be concluded."""
    started = clock.now()
    rules, chosen = _rules(request), Filter.parse(request.filter) if request.filter else None
    examined = examine(request, progress, rules.ignores_type)
    return _report(request, started, examined, rules, chosen)


def examine(
    request: ScanRequest,
    progress: Progress = lambda _: None,
    ignored: Callable[[str], bool] = lambda _: False,
) -> Examined:
    """Load the states, read the cloud, compare. Raises DriftMgrError when nothing can be concluded.

    Of types that are `ignored` altogether, only what is recorded is read.
    """
    selected = type_globs(request.type_globs)
    snapshots = load_states(request.states, Path(request.directory))
    instances = [i for snapshot in snapshots for i in snapshot.instances if selected(i.type)]
    progress(f"{len(snapshots)} states, {len(instances)} recorded instances")
    placed = places(instances)
    regions = request.aws.regions or _named_regions(instances, placed) or (request.aws.home_region(),)
    discovered = discover(
        request.aws,
        regions,
        instances,
        mode=request.mode,
        selected=lambda name: selected(name) and not ignored(name),
        recorded_only=not request.unmanaged,
        progress=progress,
    )
    progress("comparing")
    locked = frozenset(snapshot.uri for snapshot in snapshots if snapshot.in_flight)
    scanned = Scanned(
        "aws", discovered.types, discovered.accounts, regions, locked, request.mode is Mode.QUICK
    )
    detection = detect(instances, placed, discovered.inventory, scanned)
    # Owners of split resources are read with them, whether they are asked for or not.
    detection.drifts = [drift for drift in detection.drifts if selected(drift.type)]
    detection.platform = [drift for drift in detection.platform if selected(drift.type)]
    return Examined(snapshots, discovered, detection)


def _named_regions(instances: Sequence[ResourceInstance], placed: Mapping[int, Place]) -> tuple[str, ...]:
    """The regions in which the states record something that can be read."""
    known = aws_types()
    return tuple(sorted({r for i in instances if i.type in known and (r := placed[id(i)].region)}))


def _rules(request: ScanRequest) -> IgnoreRules:
    if request.ignore:
        return IgnoreRules.parse("\n".join(request.ignore), "--ignore")
    path = Path(request.ignore_file or Path(request.directory) / ".driftignore")
    return (
        IgnoreRules.load(path)
        if request.ignore_file or path.is_file()
        else IgnoreRules.parse("", ".driftignore")
    )


def _report(
    request: ScanRequest,
    started: datetime,
    examined: Examined,
    rules: IgnoreRules,
    chosen: Filter | None,
) -> DriftReport:
    found = examined.detection
    wanted = (
        found.drifts if request.unmanaged else [d for d in found.drifts if d.kind is not DriftKind.UNMANAGED]
    )
    kept, ignored = rules.apply(wanted)
    shown = [drift for drift in kept if chosen is None or chosen.keeps(drift)]
    shown.sort(key=lambda drift: (-drift.severity.rank, drift.kind, drift.address, drift.type, drift.id))
    unread = found.unread_groups()
    kinds, severities = Counter(drift.kind for drift in shown), Counter(drift.severity for drift in shown)
    platform = found.platform if request.unmanaged else []
    unread_count = sum(group.recorded for group in unread)
    summary = Summary(
        recorded=found.recorded,
        in_sync=found.in_sync,
        changed=kinds[DriftKind.CHANGED],
        missing=kinds[DriftKind.MISSING],
        unmanaged=kinds[DriftKind.UNMANAGED],
        unread=unread_count,
        ignored=ignored,
        platform=len(platform),
        by_severity={severity: severities[severity] for severity in reversed(Severity)},
    )
    return DriftReport(
        scan_id=str(uuid.uuid4()),
        started_at=started,
        finished_at=clock.now(),
        mode=request.mode,
        states=tuple(
            ScannedState(uri=s.uri, lineage=s.lineage, serial=s.serial, in_flight=s.in_flight)
            for s in examined.snapshots
        ),
        summary=summary,
        coverage=_coverage(examined.discovered, found, unread_count),
        resource_drift=tuple(shown),
        unread=unread,
        platform=tuple(platform),
    )


def _coverage(discovered: Discovered, found: Detection, unread: int) -> Coverage:
    scopes = (
        ScopeCoverage(provider=s.provider, account=s.account, region=s.region, calls=calls)
        for s, calls in sorted(discovered.inventory.calls.items())
    )
    return Coverage(
        verified=found.recorded - unread,
        recorded=found.recorded,
        state_only=found.state_only,
        unsupported_types=tuple(sorted(found.unsupported)),
        scopes=tuple(scopes),
        not_compared={
            name: tuple(sorted(a)) for name, a in sorted(discovered.inventory.skipped.items()) if a
        },
    )
