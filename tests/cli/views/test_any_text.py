"""No text, wherever it stands in a report, breaks a format or gets out of its place."""

import json
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from driftmgr.cli.views import render
from driftmgr.cli.views.differences import visible
from driftmgr.drift.models import AttributeChange, DriftKind, DriftReport, ScannedState
from driftmgr.resources.types import Severity
from tests.cli.views import reports

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40) | st.text(
    "`|\\<>&\"'[]()*_#@!-~\n\r ]]>{}%", max_size=40
)
WORST = "|`<script>alert(1)</script>\\|\r\n# @team ]]> {{ 7*7 }} \x00\x1b[31m\ud800\ufffe"


def everywhere(text: str) -> DriftReport:
    """A report with the text in each place that a cloud or a state fills."""
    change = AttributeChange(path=f"tags.{text}", before=text, after=[text, {text: text}], reason=text)
    plain = AttributeChange(path="description", before="x", after=text)
    return reports.report(
        reports.drift(
            DriftKind.CHANGED,
            Severity.HIGH,
            f'aws_sqs_queue.jobs["{text}"]',
            type="aws_sqs_queue",
            id=text,
            region=text,
            account=text,
            state=text,
            reason=text,
            owner=text,
            attribution=text,
            changes=(change, plain),
        ),
        reports.drift(DriftKind.UNMANAGED, Severity.LOW, "", id=text, owner=text),
        unread=(reports.unread_group(text or "denied", 1),),
        states=(ScannedState(uri=text, lineage=text, serial=1), ScannedState(uri="b", lineage="b", serial=1)),
        scan_id=text,
    )


class Elements(HTMLParser):
    """Which elements a page has, and its texts."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes.update(name for name, _ in attrs)


def shape(page: str) -> tuple[list[str], set[str]]:
    elements = Elements()
    elements.feed(page)
    return elements.names, elements.attributes


@given(ANY_TEXT)
@example(WORST)
def test_json_formats_are_json(text: str):
    report = everywhere(text)
    for format_name in ("json", "sarif", "driftctl"):
        rendered = render(report, format_name, fail_on=Severity.LOW)
        rendered.encode()
        json.loads(rendered)


@given(ANY_TEXT)
@example(WORST)
def test_junit_is_xml_and_names_the_finding(text: str):
    root = ET.fromstring(render(everywhere(text), "junit", fail_on=Severity.LOW).encode())
    names = [case.get("name") for case in root.iter("testcase")]
    assert visible(f'aws_sqs_queue.jobs["{text}"]') in names


@given(ANY_TEXT)
@example(WORST)
def test_html_keeps_its_elements(text: str):
    page = render(everywhere(text), "html", fail_on=Severity.LOW)
    page.encode()
    names, attributes = shape(page)
    assert names.count("script") == 1
    assert names.count("style") == 1
    assert not {"iframe", "img", "object", "embed", "form", "base"} & set(names)
    assert not [name for name in attributes if name.startswith("on") or name == "style"]


@given(ANY_TEXT)
@example(WORST)
def test_markdown_tables_keep_their_columns(text: str):
    rendered = render(everywhere(text), "markdown", fail_on=Severity.LOW)
    rendered.encode()
    tokens = MarkdownIt("commonmark").enable("table").parse(rendered)
    kinds = [token.type for token in tokens]
    assert kinds.count("tr_open") == 5  # two findings and one cause, below two heads
    assert kinds.count("td_open") == 3 * 4
    assert kinds.count("heading_open") == 1
    assert kinds.count("fence") == 1
    inline = [child for token in tokens for child in token.children or ()]
    assert not [child for child in inline if child.type in ("link_open", "image", "code_inline", "em_open")]
    html = {child.content for child in inline if child.type == "html_inline"}
    assert html <= {"<code>", "</code>", "<sub>", "</sub>", "<!-- -->"}


@given(ANY_TEXT)
@example(WORST)
def test_the_table_prints_nothing_but_printable_characters(text: str):
    rendered = render(everywhere(text), "table", fail_on=Severity.LOW)
    assert rendered.replace("\n", "").isprintable()


@pytest.mark.parametrize("number", [3000])
def test_a_comment_stays_below_what_github_takes(number: int):
    assert len(render(reports.many(number), "markdown", fail_on=Severity.LOW)) < 65_536
    widest = reports.report(*(everywhere("|" * 3000).resource_drift[0] for _ in range(50)))
    assert len(render(widest, "markdown", fail_on=Severity.LOW)) < 65_536
    causes = tuple(reports.unread_group("|" * 400 + str(n)) for n in range(200))
    assert len(render(reports.report(unread=causes), "markdown", fail_on=Severity.LOW)) < 65_536
