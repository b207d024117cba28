"""Markdown for comments: what a reviewer sees, and that nobody is mentioned by a value."""

import re

from markdown_it import MarkdownIt

from driftmgr.cli.views import render
from driftmgr.cli.views.markdown import plain
from driftmgr.drift.models import DriftKind, DriftReport
from driftmgr.resources.types import Severity
from tests.cli.views import reports


def markdown(report: DriftReport) -> str:
    return render(report, "markdown", fail_on=Severity.LOW)


def cells(text: str) -> list[list[str]]:
    """The rows of all tables, as a reader sees them."""
    rows: list[list[str]] = []
    inside = False
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        if token.type == "tr_open":
            rows.append([])
        if token.type in ("td_open", "td_close"):
            inside = token.type == "td_open"
        elif inside and token.type == "inline":
            shown = [child.content for child in token.children or () if child.type != "html_inline"]
            rows[-1].append("".join(shown))
    return [row for row in rows if row]


def test_a_row_for_each_finding_and_each_cause():
    rows = cells(markdown(reports.every_kind()))
    assert rows[0][:2] == ["🔴 critical", "changed"]
    assert rows[0][2].startswith("aws_security_group.web")
    assert rows[0][3] == "SSH (22) opened to the internet"
    assert rows[1][2].startswith('module.data["a|b"].aws_s3_bucket_policy.assets[0]')
    assert rows[-1][:2] == ["aws_iam_role (3)", "aws 123456789012 global"]


def test_changes_are_folded_differences():
    text = markdown(reports.every_kind())
    assert text.count("<details>") == 1
    (policy,) = [block for block in re.findall(r"```diff\n(.*?)\n```", text, re.DOTALL) if "policy" in block]
    assert policy.splitlines()[1].startswith('+ Statement: {"Sid": "Write"')
    assert "! (sensitive value) aaaaaaaaaaaa → (sensitive value) bbbbbbbbbbbb" in text


def test_a_fence_outlasts_the_backticks_of_values():
    text = markdown(reports.with_value("a", "``````"))
    assert "```````diff" in text


def test_values_mention_nobody():
    assert plain("@team #12") == "&#64;<!-- -->team &#35;<!-- -->12"
    report = reports.report(reports.drift(DriftKind.UNMANAGED, Severity.LOW, "", id="x", owner="@team"))
    assert "@" not in re.sub(r"```.*?```", "", markdown(report), flags=re.DOTALL)


def test_in_sync_is_short():
    assert markdown(reports.in_sync()).splitlines()[0] == "### ✅ Drift report"
    assert "|" not in markdown(reports.in_sync())


def test_findings_beyond_a_comment_are_counted():
    text = markdown(reports.many(3000))
    shown = len(cells(text))
    assert f"and {3000 - shown:,} more findings than a comment holds" in text
