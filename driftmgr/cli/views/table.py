"""The report for a terminal: findings by severity, what could not be read, the verdict in the last line."""

import io
import sys
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, TextIO

from driftmgr.cli.views.differences import lines, visible
from driftmgr.cli.views.unread import causes
from driftmgr.cli.views.wording import (
    SIGNS,
    Places,
    caveats,
    change_note,
    coverage_line,
    notes,
    ordered,
    title,
    verdict,
)
from driftmgr.drift.models import AttributeChange, DriftReport, ResourceDrift
from driftmgr.resources.types import Severity

if TYPE_CHECKING:
    from rich.console import Console

_VALUE_WIDTH = 240
_SEVERITY_STYLES = {
    Severity.CRITICAL: "bold white on red",
    Severity.HIGH: "bold red",
    Severity.MEDIUM: "bold yellow",
    Severity.LOW: "bold cyan",
    Severity.INFO: "bold",
}
_SIGN_STYLES = {"+": "green", "-": "red", "~": "yellow", "…": "dim"}
_VERDICT_STYLES = {0: "bold green", 2: "bold red", 3: "bold yellow"}
_SHOWN_ADDRESSES = 5


def render(report: DriftReport, *, fail_on: Severity) -> str:
    """The table as plain text, for files: lines are as long as they are, so that they can be searched."""
    file = io.StringIO()
    print_table(report, file, fail_on=fail_on, colour=False)
    return file.getvalue()


def print_table(
    report: DriftReport,
    file: TextIO | None = None,
    *,
    fail_on: Severity,
    width: int | None = None,
    colour: bool | None = None,
) -> None:
    """Write the table to `file` (stdout), wrapped at `width` columns or where its terminal ends.

    Colour only on a terminal that has it and where NO_COLOR (https://no-color.org) is not set, unless
    `colour` says otherwise. Characters that the file's encoding lacks are written as escapes.
    """
    from rich.console import Console

    out = file or sys.stdout
    console = Console(
        file=out,
        width=width,
        force_terminal=colour,
        no_color=None if colour is None else not colour,
        highlight=False,
        markup=False,
        emoji=False,
    )
    table = _Table(console, width or (console.width if console.is_terminal else None), Places.of(report))
    with console.capture() as capture:
        table.write(report, fail_on)
    encoding = getattr(out, "encoding", None) or "utf-8"
    out.write(capture.get().encode(encoding, "backslashreplace").decode(encoding))


@dataclass(frozen=True, slots=True)
class _Table:
    """Writes blocks one below the other. `width` None does not wrap."""

    console: "Console"
    width: int | None
    places: Places

    def write(self, report: DriftReport, fail_on: Severity) -> None:
        for severity, group in groupby(ordered(report.resource_drift), key=lambda drift: drift.severity):
            findings = list(group)
            self._row((f" {severity.upper()} ", _SEVERITY_STYLES[severity]), (f" {len(findings):,}", "dim"))
            for drift in findings:
                self._finding(drift)
            self._row()
        self._unread(report)
        for sentence in caveats(report):
            self._row((visible(sentence), "dim"))
        self._row((coverage_line(report), ""))
        conclusion = verdict(report, fail_on)
        self._row((conclusion.text, _VERDICT_STYLES[conclusion.code]))

    def _row(self, *parts: tuple[str, str], indent: int = 0, hanging: int = 0) -> None:
        """One line, wrapped under itself: further lines are indented by `hanging` more."""
        from rich.text import Text

        text = Text.assemble(*parts)
        if self.width is None or indent + text.cell_len <= self.width:
            self.console.print(Text(" " * indent) + text, soft_wrap=True)
            return
        room = max(self.width - indent - hanging, 8)
        for number, line in enumerate(text.wrap(self.console, room, overflow="fold")):
            line.rstrip()
            self.console.print(Text(" " * (indent + (hanging if number else 0))) + line, soft_wrap=True)

    def _finding(self, drift: ResourceDrift) -> None:
        sign = SIGNS[drift.kind]
        head = [(f"{sign} ", _SIGN_STYLES[sign]), (f"{drift.kind:<9} ", ""), (title(drift), "bold")]
        aside = (drift.id if drift.address else "", self.places.of_drift(drift))
        head.extend((f"  {visible(part)}", "dim") for part in aside if part)
        self._row(*head, indent=2, hanging=4)
        for note in notes(drift):
            self._row((note, "italic"), indent=6)
        for change in drift.changes:
            self._change(change)

    def _change(self, change: AttributeChange) -> None:
        found = lines(change, width=_VALUE_WIDTH)
        path = (visible(change.path), "cyan")
        if len(found) == 1 and found[0].sign == "~":
            self._row(path, (": ", ""), (found[0].text, _SIGN_STYLES["~"]), indent=6, hanging=2)
            found = ()
        else:
            self._row(path, (":", ""), indent=6, hanging=2)
        for line in found:
            self._row((f"{line.sign} {line.text}", _SIGN_STYLES[line.sign]), indent=8, hanging=2)
        if aside := change_note(change):
            self._row((aside, "italic"), indent=8)

    def _unread(self, report: DriftReport) -> None:
        found = causes(report.unread)
        if not found:
            return
        total = sum(cause.recorded for cause in found)
        self._row(
            (" UNREAD ", "bold black on yellow"),
            (f" {total:,} recorded, nothing concluded about them", "dim"),
        )
        for cause in found:
            self._row(
                ("? ", "yellow"), (cause.types_text, "bold"), (f"  {cause.scope}", "dim"), indent=2, hanging=4
            )
            self._row((visible(cause.reason), ""), indent=6)
            self._row((f"To do: {cause.advice}.", ""), indent=6)
            if cause.addresses:
                shown = ", ".join(visible(address) for address in cause.addresses[:_SHOWN_ADDRESSES])
                rest = len(cause.addresses) - _SHOWN_ADDRESSES
                self._row((shown + (f" and {rest:,} more" if rest > 0 else ""), "dim"), indent=6)
        self._row()
