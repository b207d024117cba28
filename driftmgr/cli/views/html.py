"""The report as one self-contained HTML file: it asks the network for nothing and runs no script but its own."""

import hashlib
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import driftmgr
from driftmgr.cli.views.differences import Line, lines, literal, pretty, shortened, visible
from driftmgr.cli.views.unread import causes
from driftmgr.cli.views.wording import (
    KIND_MEANINGS,
    SEVERITIES,
    SIGNS,
    Places,
    caveats,
    change_note,
    coverage_line,
    gist,
    notes,
    ordered,
    title,
    verdict,
    verified_percent,
)
from driftmgr.drift.models import AttributeChange, DriftReport, ResourceDrift
from driftmgr.resources.types import Severity

_TEMPLATES = Path(__file__).parent / "templates"
_VALUE_WIDTH = 400
_FULL_FROM = 120
_FULL_LIMIT = 20_000
_HEADLINES = {0: "In sync", 2: "Drift found", 3: "Not fully verified"}


@dataclass(frozen=True, slots=True)
class _Change:
    """One attribute as the template shows it. `before` and `after` are whole values, "" where the lines tell all."""

    path: str
    severity: Severity
    note: str
    lines: tuple[Line, ...]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class _Finding:
    """One row of the list."""

    drift: ResourceDrift
    sign: str
    title: str
    place: str
    gist: str
    notes: tuple[str, ...]
    changes: tuple[_Change, ...]


def render(report: DriftReport, *, fail_on: Severity) -> str:
    """The whole page. Values are escaped by the template engine; the page's policy allows its own two blocks alone."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_printable,
    )
    style, script = ((_TEMPLATES / name).read_text("utf-8") for name in ("report.css", "report.js"))
    conclusion = verdict(report, fail_on)
    drifts = ordered(report.resource_drift)
    places = Places.of(report)
    return environment.get_template("report.html.j2").render(
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        style_hash=_source_hash(style),
        script_hash=_source_hash(script),
        version=driftmgr.__version__,
        report=report,
        verdict=conclusion,
        headline=_headline(report, conclusion.code),
        percent=verified_percent(report),
        coverage=coverage_line(report),
        caveats=list(caveats(report)),
        causes=causes(report.unread),
        severities=[(severity, sum(d.severity is severity for d in drifts)) for severity in SEVERITIES],
        kinds=KIND_MEANINGS,
        choices=dict(_choices(drifts)),
        findings=(_finding(drift, places) for drift in drifts),
        number=len(drifts),
    )


def _headline(report: DriftReport, code: int) -> str:
    if code != 2 and report.resource_drift:
        return "Drift below the threshold"
    return "Nothing verified" if code == 3 and not report.coverage.verified else _HEADLINES[code]


def _choices(drifts: list[ResourceDrift]) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """The values to filter by with their counts, of attributes that tell findings apart."""
    for name in ("kind", "type", "region", "account", "state"):
        counts = Counter(str(getattr(drift, name)) for drift in drifts)
        if len(counts) > 1:
            yield name, sorted(counts.items())


def _finding(drift: ResourceDrift, places: Places) -> _Finding:
    return _Finding(
        drift,
        SIGNS[drift.kind],
        title(drift),
        places.of_drift(drift),
        gist(drift),
        tuple(notes(drift)),
        tuple(_change(change) for change in drift.changes),
    )


def _change(change: AttributeChange) -> _Change:
    found = lines(change, width=_VALUE_WIDTH, limit=40)
    values = ("", "")
    if not change.sensitive and len(literal(change.before)) + len(literal(change.after)) > _FULL_FROM:
        values = (_whole(change.before), _whole(change.after))
    return _Change(change.path, change.severity, change_note(change), found, *values)


def _whole(value: Any) -> str:
    from markupsafe import escape

    return escape(shortened(pretty(value), _FULL_LIMIT))


def _printable(value: Any) -> Any:
    """Every text that the template prints, with what nobody can see escaped; marked-up text is kept as it is."""
    return visible(value) if type(value) is str else value


def _source_hash(text: str) -> str:
    """How a Content Security Policy names an inline block (https://www.w3.org/TR/CSP3/#source-list-syntax)."""
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
