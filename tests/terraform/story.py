"""A configuration applied by a real Terraform, changed behind its back, scanned, and read again by Terraform.

The two verdicts are compared attribute by attribute. Where they differ on purpose a test says so, with the reason.
"""

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from driftmgr.analysis.models import ScanRequest
from driftmgr.analysis.service import scan
from driftmgr.drift.models import DriftKind, DriftReport
from driftmgr.providers.aws.settings import Aws
from driftmgr.states.loading import load_states
from tests.servers import MotoServer
from tests.terraform.runner import Terraform

CONFIGURATIONS = Path(__file__).parent / "configurations"
GONE = "(the object is gone)"

Values = Mapping[str, Any]
Where = tuple[str, str]
"""(resource address, attribute path)"""


@dataclass(frozen=True)
class Story:
    """What was recorded, what a scan said before and after the changes, and what Terraform's refresh then saw."""

    recorded: Mapping[str, Values]
    clean: DriftReport
    drifted: DriftReport
    refreshed: Mapping[str, Values]

    def changes(self) -> dict[Where, tuple[Any, Any]]:
        """Every attribute that the scan calls changed, with its two values; of what is gone the path is ""."""
        found: dict[Where, tuple[Any, Any]] = {}
        for drift in self.drifted.resource_drift:
            if drift.kind is DriftKind.MISSING:
                found[drift.address, ""] = ("recorded", GONE)
            found |= {(drift.address, c.path): (c.before, c.after) for c in drift.changes}
        return found

    def unmanaged(self) -> set[tuple[str, str]]:
        """(type, import id) of what appeared: what was unmanaged before the changes is left out."""
        return _unmanaged(self.drifted) - _unmanaged(self.clean)

    def disagreements(self) -> set[Where]:
        """(address, top-level attribute) of which Terraform's refresh and the scan do not say the same.

        `tags_all` repeats `tags` on the Terraform side, and is left out.
        """
        found = self.changes()
        ours = {(address, path.split(".")[0]) for address, path in found}
        theirs = set()
        for address, recorded in self.recorded.items():
            now = self.refreshed.get(address)
            if now is None:
                theirs.add((address, ""))
            else:
                theirs |= {(address, name) for name in now if not _same(recorded.get(name), now[name])}
        theirs = {where for where in theirs if where[1] != "tags_all"}
        values = {
            (address, path.split(".")[0])
            for (address, path), (before, after) in found.items()
            if path and (address, path.split(".")[0]) in theirs
            if not (
                _agree(before, _at(self.recorded[address], path))
                and _agree(after, _at(self.refreshed[address], path))
            )
        }
        return (ours ^ theirs) | values


def _unmanaged(report: DriftReport) -> set[tuple[str, str]]:
    return {(d.type, d.id) for d in report.resource_drift if d.kind is DriftKind.UNMANAGED}


def _at(values: Any, path: str) -> Any:
    """The value at a dotted path; keys of maps may hold dots themselves."""
    if not path:
        return values
    if isinstance(values, list):
        index, _, rest = path.partition(".")
        return _at(values[int(index)], rest) if index.isdecimal() and int(index) < len(values) else None
    if not isinstance(values, Mapping):
        return None
    if path in values:
        return values[path]
    name, _, rest = path.partition(".")
    return _at(values.get(name), rest)


def _agree(shown: Any, value: Any) -> bool:
    return _same(shown, value) or (isinstance(shown, str) and shown.startswith("(sensitive value)"))


def _same(one: Any, other: Any) -> bool:
    return bool(_plain(one) == _plain(other))


def _plain(value: Any) -> Any:
    """A value without the order of its lists, with JSON texts read, and unset where it says nothing."""
    if isinstance(value, str) and value.startswith(("{", "[")):
        try:
            return _plain(json.loads(value))
        except ValueError:
            return value
    if isinstance(value, Mapping):
        kept = {name: _plain(value[name]) for name in sorted(value)}
        return {name: element for name, element in kept.items() if element is not None} or None
    if isinstance(value, list | tuple):
        return sorted((_plain(element) for element in value), key=repr) or None
    if isinstance(value, bool):
        return value or None
    if value in ("", 0):
        return None
    return str(value).removesuffix(".0") if isinstance(value, float) else str(value)


def tell(
    name: str, server: MotoServer, directory: Path, regions: tuple[str, ...], change: Callable[[Values], None]
) -> Story:
    """Apply a configuration to an empty cloud and tell its story. `change` is given what is recorded, by address."""
    server.reset()
    with pytest.MonkeyPatch.context() as patch:
        for variable, value in server.environment.items():
            patch.setenv(variable, value)
        terraform, state = applied(name, server, directory, regions)
        recorded = attributes(state)
        clean = scanned(state, regions=regions)
        change(recorded)
        drifted = scanned(state, regions=regions)
        return Story(recorded, clean, drifted, terraform.planned_state())


def in_sync(story: Story) -> None:
    """What Terraform has just made is neither drift nor unread."""
    assert not story.clean.resource_drift, story.clean.resource_drift
    assert not story.clean.unread, story.clean.unread


def hold(story: Story, *checks: Callable[[Story], None]) -> None:
    """Try all checks on one story: making it takes a while, and parallel tests would each make it anew."""
    failures = []
    for check in checks:
        try:
            check(story)
        except AssertionError as failure:
            failures.append(failure)
    if failures:
        raise ExceptionGroup(f"{len(failures)} of {len(checks)} checks failed", failures)


def applied(
    name: str, server: MotoServer, directory: Path, regions: tuple[str, ...]
) -> tuple[Terraform, Path]:
    """Terraform in a copy of a configuration that it has applied, and its state."""
    source = CONFIGURATIONS / name
    shutil.copytree(source, directory, dirs_exist_ok=True)
    terraform = Terraform(directory, server.url)
    terraform.write((source / "main.tf").read_text(), regions)
    return terraform, terraform.apply()


def scanned(*states: Path, regions: tuple[str, ...] = (), **options: Any) -> DriftReport:
    """A deep scan of states."""
    request = ScanRequest(states=tuple(map(str, states)), aws=Aws(regions=regions), **options)
    return scan(request)


def attributes(*states: Path) -> dict[str, Values]:
    """What states record, by address."""
    return {
        str(instance.address): instance.attributes
        for snapshot in load_states(tuple(map(str, states)))
        for instance in snapshot.instances
    }
