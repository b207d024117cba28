"""The report as GitHub Flavored Markdown, for comments on pull requests."""

import re
from collections.abc import Iterator

from driftmgr.cli.views.differences import lines, shortened, visible
from driftmgr.cli.views.unread import Cause, causes
from driftmgr.cli.views.wording import (
    Places,
    caveats,
    change_note,
    coverage_line,
    gist,
    notes,
    ordered,
    severities_line,
    title,
    verdict,
)
from driftmgr.drift.models import DriftReport, ResourceDrift
from driftmgr.resources.types import Severity

# GitHub refuses comments beyond 65,536 characters
# (https://docs.github.com/en/rest/issues/comments); what follows the findings needs room too.
_FINDINGS_LIMIT = 40_000
_CAUSES_LIMIT = 12_000
_MARKS = {
    Severity.CRITICAL: "🔴",
    Severity.HIGH: "🟠",
    Severity.MEDIUM: "🟡",
    Severity.LOW: "🔵",
    Severity.INFO: "⚪",
}
_VERDICT_MARKS = {0: "✅", 2: "❌", 3: "⚠️"}


def render(report: DriftReport, *, fail_on: Severity) -> str:
    """Verdict, a table of findings, their changes folded, what could not be read, and the coverage."""
    return "\n".join(_parts(report, fail_on)) + "\n"


def plain(text: str) -> str:
    """Text that means nothing to Markdown or HTML: punctuation as character references.

    References are text and never structure (CommonMark 0.31, section 2.5). A comment after "@" and "#" keeps GitHub
    from finding people and issues to mention.
    """
    return re.sub(r"[^\w ,()'/-]|_|^-", _reference, visible(text))


def _reference(match: re.Match[str]) -> str:
    return f"&#{ord(match[0])};" + ("<!-- -->" if match[0] in "@#" else "")


def _parts(report: DriftReport, fail_on: Severity) -> Iterator[str]:
    conclusion = verdict(report, fail_on)
    yield f"### {_VERDICT_MARKS[conclusion.code]} Drift report\n"
    yield f"**{plain(conclusion.text)}**\n"
    yield from _findings(report)
    yield from _unread(causes(report.unread))
    yield from (f"- {plain(shortened(sentence, 300))}" for sentence in caveats(report))
    yield f"\n<sub>{plain(coverage_line(report))}</sub>"


def _findings(report: DriftReport) -> Iterator[str]:
    drifts = ordered(report.resource_drift)
    if not drifts:
        return
    places = Places.of(report)
    yield "| Severity | Kind | Resource | What |"
    yield "|---|---|---|---|"
    room = _FINDINGS_LIMIT
    details: list[str] = []
    too_long = 0
    for number, drift in enumerate(drifts):
        row, detail = _row(drift, places), "\n".join(_detail(drift))
        if len(row) > room:
            yield f"\n…and {len(drifts) - number:,} more findings than a comment holds."
            break
        yield row
        fits = len(row) + len(detail) <= room
        room -= len(row) + (len(detail) if fits else 0)
        details += [detail] if detail and fits else []
        too_long += not fits
    yield ""
    if details or too_long:
        yield f"<details><summary>What changed ({plain(severities_line(report))})</summary>\n"
        yield from details
        if too_long:
            yield f"…and the changes of {too_long:,} more findings, too long for a comment.\n"
        yield "</details>\n"


def _row(drift: ResourceDrift, places: Places) -> str:
    place = places.of_drift(drift)
    resource = f"<code>{plain(title(drift))}</code>" + (f" {plain(place)}" if place else "")
    what = plain(shortened(gist(drift), 200))
    return f"| {_MARKS[drift.severity]} {drift.severity} | {drift.kind} | {resource} | {what} |"


def _detail(drift: ResourceDrift) -> Iterator[str]:
    body: list[str] = []
    for change in drift.changes:
        note = change_note(change)
        body.append(f"  {visible(change.path)}" + (f"  # {note}" if note else ""))
        body.extend(
            f"{'!' if line.sign == '~' else line.sign} {line.text}" for line in lines(change, width=240)
        )
    remarks = list(notes(drift))
    if not body and not remarks:
        return
    yield f"<code>{plain(title(drift))}</code>\n"
    yield from (f"- {plain(remark)}" for remark in remarks)
    if body:
        # A fence ends at a run of backticks as long as itself: one longer than any run inside never ends early.
        fence = "`" * max(
            3, 1 + max((len(run) for line in body for run in re.findall("`+", line)), default=0)
        )
        yield from ("", f"{fence}diff", *body, fence)
    yield ""


def _unread(found: list[Cause]) -> Iterator[str]:
    if not found:
        return
    total = sum(cause.recorded for cause in found)
    yield f"<details open><summary>⚠️ Not verified: {total:,} recorded resources could not be read</summary>\n"
    yield "| Types | Scope | Why | To do |"
    yield "|---|---|---|---|"
    room = _CAUSES_LIMIT
    for number, cause in enumerate(found):
        cells = (shortened(cause.types_text, 300), cause.scope, shortened(cause.reason, 300), cause.advice)
        row = f"| {' | '.join(map(plain, cells))} |"
        room -= len(row)
        if room < 0:
            yield f"\n…and {len(found) - number:,} more causes."
            break
        yield row
    yield "\n</details>\n"
