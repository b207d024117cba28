"""The table: what an engineer reads in a terminal, a pipe and a file."""

import io
import re
from typing import Any

import pytest

from driftmgr.cli.views.table import print_table
from driftmgr.drift.models import Coverage, DriftKind, DriftReport
from driftmgr.resources.listing import Mode
from driftmgr.resources.types import Severity
from tests.cli.views import reports


def table(report: DriftReport, *, fail_on: Severity = Severity.LOW, **options: Any) -> str:
    file = io.StringIO()
    print_table(report, file, fail_on=fail_on, **options)
    return file.getvalue()


def test_severities_come_critical_first_and_the_verdict_last():
    text = table(reports.every_kind())
    places = [text.index(f" {severity} ") for severity in ("CRITICAL", "HIGH", "MEDIUM", "LOW", "UNREAD")]
    assert places == sorted(places)
    assert (
        text.rstrip()
        .splitlines()[-1]
        .startswith("Drift: 3 changed, 1 missing, 2 unmanaged; 1 critical, 2 high")
    )


def test_a_change_shows_its_path_its_differences_and_why():
    text = table(reports.every_kind())
    assert '+ {"cidr_blocks": ["0.0.0.0/0"], "from_port": 22' in text
    assert "SSH (22) opened to the internet" in text
    assert 'tags.Team: "[bold]web[/bold]" → "wëb \\u202ename' in text
    assert 'engine_version: "14.1" → "14.2"' in text
    assert "(sensitive value) aaaaaaaaaaaa → (sensitive value) bbbbbbbbbbbb" in text


def test_unmanaged_objects_are_named_by_type_and_id():
    text = table(reports.every_kind())
    assert "+ unmanaged aws_instance i-0beef" in text
    assert "made by autoscaling:blue" in text
    assert "tainted in the state" in text


def test_a_long_policy_is_its_added_statement():
    text = table(reports.every_kind())
    assert '+ Statement: {"Sid": "Write"' in text
    assert "bucket-17" not in text


def test_places_are_named_only_where_there_are_several():
    one = reports.report(reports.drift(DriftKind.MISSING, Severity.HIGH, "aws_instance.a"))
    assert "us-east-1" not in table(one)
    several = table(reports.every_kind())
    assert "eu-west-1" in several
    assert reports.ACCOUNT not in several.split("UNREAD")[0].replace("iam::123456789012", "")


def test_platform_objects_are_counted_and_not_listed():
    text = table(reports.every_kind())
    assert "1 object made by the platform or other tools" in text
    assert "AWSServiceRoleForX" not in text


def test_what_is_unread_says_why_and_what_to_do():
    text = table(reports.all_unread())
    assert "aws_iam_policy (1), aws_iam_role (3)  aws 123456789012 global" in text
    assert "AccessDenied: not authorized to perform iam:ListRoles" in text
    assert "To do: grant this identity the permission" in text
    assert "To do: scan again later" in text
    assert "In sync" not in text
    assert text.rstrip().splitlines()[-1].startswith("Nothing was verified: 6 of 6 recorded resources")


def test_in_sync_says_what_it_stands_on():
    assert table(reports.in_sync()).splitlines() == [
        "verified 14 of 14 recorded; read 1 scope with 41 API calls in 2.1 s",
        "In sync: everything recorded (14 resources) is as recorded.",
    ]


def test_a_quick_scan_claims_existence_alone():
    text = table(reports.quick())
    assert "only the existence" in text
    assert "is as recorded" not in text


def test_what_a_mode_did_not_read_is_named():
    coverage = Coverage(
        verified=10,
        recorded=10,
        unsupported_types=("aws_x",),
        not_compared={"aws_s3_bucket": ("logging", "website")},
    )
    text = table(reports.report(coverage=coverage, mode=Mode.SMART))
    assert "Recorded, but not read in smart mode: aws_s3_bucket (logging, website)." in text
    assert "Types that cannot be read yet: aws_x." in text
    assert text.rstrip().endswith("is as recorded in all attributes that were read.")


def test_drift_below_the_threshold_is_called_so():
    low = reports.report(reports.drift(DriftKind.UNMANAGED, Severity.LOW, "", id="x"))
    assert "(all below the threshold high)" in table(low, fail_on=Severity.HIGH)
    assert "threshold" not in table(low)


@pytest.mark.parametrize("width", [1, 20, 40, 80, 200])
def test_no_line_is_wider_than_the_terminal(width: int):
    for make in reports.ALL:
        for line in table(make(), width=width).splitlines():
            assert len(line) <= max(width, 20), line


def test_wrapping_loses_nothing():
    squeezed = re.sub(r"\s", "", table(reports.every_kind(), width=40))
    assert squeezed == re.sub(r"\s", "", table(reports.every_kind()))


def test_colour_only_where_it_is_wanted(monkeypatch: pytest.MonkeyPatch):
    assert "\x1b[" not in table(reports.every_kind())
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b[" in table(reports.every_kind(), colour=True)
    assert "\x1b[" not in table(reports.every_kind(), colour=False)


def test_an_encoding_that_lacks_letters_gets_escapes():
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding="ascii")
    print_table(reports.every_kind(), file, fail_on=Severity.LOW)
    file.flush()
    assert b'"w\\xebb' in raw.getvalue()


def test_values_cannot_command_the_terminal():
    text = table(reports.with_value("\x1b]0;owned\x07", "\x9b2J"), colour=True)
    assert "\x1b]0;" not in text
    assert "\x9b" not in text
