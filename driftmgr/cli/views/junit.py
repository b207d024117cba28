"""The report as JUnit XML, which every CI server shows: a test case for each finding and each unread group."""

from xml.etree import ElementTree as ET

from driftmgr.cli.views.differences import lines, visible
from driftmgr.cli.views.unread import Cause, causes
from driftmgr.cli.views.wording import (
    caveats,
    change_note,
    coverage_line,
    gist,
    notes,
    ordered,
    title,
    verdict,
)
from driftmgr.drift.models import DriftReport, ResourceDrift
from driftmgr.resources.types import Severity


def render(report: DriftReport, *, fail_on: Severity) -> str:
    """Findings at or above `fail_on` are failures, those below pass with their text as output, unread is skipped.

    The last case states the coverage; it never fails, and keeps a report without findings from being empty. All
    texts have characters that XML 1.0 forbids escaped (https://www.w3.org/TR/xml/#charsets).
    """
    cases = [_finding(drift, fail_on) for drift in ordered(report.resource_drift)]
    cases += [_unread(cause) for cause in causes(report.unread)]
    cases.append(_coverage(report, fail_on))
    counts = {
        "tests": str(len(cases)),
        "failures": str(sum(case.find("failure") is not None for case in cases)),
        "errors": "0",
        "skipped": str(sum(case.find("skipped") is not None for case in cases)),
        "time": f"{(report.finished_at - report.started_at).total_seconds():.3f}",
    }
    root = ET.Element("testsuites", {"name": "driftmgr", **counts})
    suite = ET.SubElement(
        root, "testsuite", {"name": "drift", **counts, "timestamp": report.started_at.isoformat()}
    )
    suite.extend(cases)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _finding(drift: ResourceDrift, fail_on: Severity) -> ET.Element:
    case = ET.Element(
        "testcase", {"classname": f"{drift.kind}.{visible(drift.type)}", "name": title(drift), "time": "0"}
    )
    text = _told(drift)
    if drift.severity.rank >= fail_on.rank:
        message = f"{drift.severity}: {drift.kind} {title(drift)}"
        because = gist(drift)
        attributes = {"message": f"{message}: {because}" if because else message, "type": str(drift.kind)}
        ET.SubElement(case, "failure", attributes).text = text
    else:
        ET.SubElement(case, "system-out").text = text
    return case


def _told(drift: ResourceDrift) -> str:
    told = [f"{drift.kind} {title(drift)} (severity {drift.severity})"]
    told.append(
        visible(f"id {drift.id} in {drift.provider} {drift.account} {drift.region} {drift.state}").rstrip()
    )
    told.extend(notes(drift))
    for change in drift.changes:
        note = change_note(change)
        told.append(visible(change.path) + (f" ({note})" if note else ""))
        told.extend(f"  {line.sign} {line.text}" for line in lines(change, width=400))
    return "\n".join(told)


def _unread(cause: Cause) -> ET.Element:
    case = ET.Element(
        "testcase", {"classname": "unread", "name": f"{cause.types_text} in {cause.scope}", "time": "0"}
    )
    message = f"{cause.recorded:,} recorded, nothing concluded: {visible(cause.reason)}; {cause.advice}"
    ET.SubElement(case, "skipped", {"message": message})
    return case


def _coverage(report: DriftReport, fail_on: Severity) -> ET.Element:
    case = ET.Element("testcase", {"classname": "coverage", "name": coverage_line(report), "time": "0"})
    told = [verdict(report, fail_on).text, *map(visible, caveats(report))]
    ET.SubElement(case, "system-out").text = "\n".join(told)
    return case
