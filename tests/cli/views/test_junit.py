"""JUnit: what fails, what passes and what is skipped."""

from xml.etree import ElementTree as ET

from driftmgr.cli.views import render
from driftmgr.drift.models import DriftReport
from driftmgr.resources.types import Severity
from tests.cli.views import reports


def junit(report: DriftReport, fail_on: Severity = Severity.LOW) -> ET.Element:
    return ET.fromstring(render(report, "junit", fail_on=fail_on))


def test_junit_fails_at_the_threshold_and_skips_what_is_unread():
    root = junit(reports.every_kind(), Severity.HIGH)
    assert (root.get("tests"), root.get("failures"), root.get("skipped")) == ("8", "3", "1")
    cases = {case.get("name"): case for case in root.iter("testcase")}
    failure = cases["aws_security_group.web"].find("failure")
    assert failure is not None
    assert "SSH (22) opened" in str(failure.get("message"))
    assert '"0.0.0.0/0"' in str(failure.text)
    assert cases["aws_db_instance.main"].find("failure") is None
    assert "(sensitive value)" in str(cases["aws_db_instance.main"].findtext("system-out"))
    skipped = cases["aws_iam_role (3) in aws 123456789012 global"].find("skipped")
    assert skipped is not None
    assert "AccessDenied" in str(skipped.get("message"))


def test_junit_of_nothing_still_has_the_coverage():
    root = junit(reports.in_sync())
    (case,) = root.iter("testcase")
    assert str(case.get("name")).startswith("verified 14 of 14 recorded")
    assert root.get("failures") == "0"
