"""The HTML file: what it says without any script, and that it asks the network for nothing."""

import base64
import hashlib
import re
from html.parser import HTMLParser

from driftmgr.cli.views import render
from driftmgr.drift.models import DriftKind, DriftReport
from driftmgr.resources.types import Severity
from tests.cli.views import reports

VOID = {"meta", "link", "input", "br", "circle", "rect"}


class Page(HTMLParser):
    """The texts of a page, its findings and every attribute with its element."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.attributes: list[tuple[str, str, str]] = []
        self.findings: list[dict[str, str]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.attributes += [(tag, name, value) for name, value in given.items()]
        if tag == "details" and "data-severity" in given:
            self.findings.append({name.removeprefix("data-"): value for name, value in given.items()})

    def handle_data(self, data: str) -> None:
        self.text += data


def html(report: DriftReport, fail_on: Severity = Severity.LOW) -> str:
    return render(report, "html", fail_on=fail_on)


def words(page: str) -> str:
    """The page's text without scripts and styles, its white space squeezed."""
    bare = re.sub(r"<(script|style)>.*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(Page(bare).text.split())


def test_the_top_tells_a_manager_all():
    text = words(html(reports.every_kind()))
    assert "Drift found" in text
    assert "3 changed, 1 missing, 2 unmanaged; 1 critical, 2 high, 2 medium, 1 low" in text
    assert "82% verified" in text
    assert "Verified 14 of 17 recorded; read 1 scope with 41 API calls in 2.1 s." in text
    assert "3 recorded resources could not be read" in text


def test_every_finding_can_be_filtered_by_where_and_what_it_is():
    findings = Page(html(reports.every_kind())).findings
    assert [finding["severity"] for finding in findings] == [
        "critical",
        "high",
        "high",
        "medium",
        "medium",
        "low",
    ]
    assert findings[0] | {"class": ""} == {
        "class": "",
        "severity": "critical",
        "kind": "changed",
        "type": "aws_security_group",
        "region": "us-east-1",
        "account": reports.ACCOUNT,
        "state": "network.tfstate",
    }


def test_changes_show_differences_reasons_and_whole_values():
    page = html(reports.every_kind())
    text = words(page)
    assert "SSH (22) opened to the internet" in text
    assert '+ Statement: {"Sid": "Write"' in text
    assert '"arn:aws:s3:::bucket-17/*"' in text, "the whole policy is there to be unfolded"
    assert "(sensitive value) aaaaaaaaaaaa → (sensitive value) bbbbbbbbbbbb" in text
    assert '"wëb \\u202ename' in text
    assert "\u202e" not in page


def test_filters_offer_only_what_tells_findings_apart():
    selects = {
        value for _, name, value in Page(html(reports.every_kind())).attributes if name == "data-filter"
    }
    assert selects == {"kind", "type", "region", "state"}
    assert "data-filter" not in re.sub(r"<script>.*", "", html(reports.in_sync()), flags=re.DOTALL)


def test_platform_objects_are_counted_only():
    text = words(html(reports.every_kind()))
    assert "1 object made by the platform or other tools" in text
    assert "AWSServiceRoleForX" not in text


def test_headlines_claim_no_more_than_was_read():
    assert "In sync" in words(html(reports.in_sync()))
    assert "Nothing verified" in words(html(reports.all_unread()))
    assert "In sync" not in words(html(reports.all_unread()))
    part = reports.report(unread=(reports.unread_group("denied"),))
    assert "Not fully verified" in words(html(part))
    low = reports.report(reports.drift(DriftKind.UNMANAGED, Severity.LOW, "", id="x"))
    assert "Drift below the threshold" in words(html(low, Severity.HIGH))


def test_a_share_is_never_rounded_up_to_all():
    nearly = reports.report(unread=(reports.unread_group("denied", 1),), in_sync=9999)
    assert "99% verified" in words(html(nearly))


def test_the_file_asks_the_network_for_nothing():
    page = html(reports.every_kind())
    for tag, name, value in Page(page).attributes:
        if name in ("src", "href", "action", "poster", "srcset"):
            assert value.startswith("data:"), (tag, name, value)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style
    assert "url(" not in style[1]
    assert "@import" not in style[1]


def test_the_policy_names_exactly_the_two_blocks_of_the_page():
    page = html(reports.every_kind())
    (policy,) = [v for t, n, v in Page(page).attributes if n == "content" and "default-src" in v]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        (block,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(block.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_elements_are_closed_in_order():
    stack: list[str] = []

    class Balance(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            if tag not in VOID:
                stack.append(tag)

        def handle_startendtag(self, tag: str, attrs: object) -> None:
            assert tag in VOID

        def handle_endtag(self, tag: str) -> None:
            assert stack.pop() == tag

    for make in reports.ALL:
        Balance().feed(html(make()))
        assert stack == []


def test_fields_have_names_for_screen_readers():
    page = html(reports.every_kind())
    for field in re.findall(r"<(?:input|select)\b", page):
        assert field
    labels = re.findall(r'<label[^>]*><span class="unseen">(\w+)</span><(?:input|select)', page)
    assert len(labels) == len(re.findall(r"<(?:input|select)\b", page)) == 5


def test_ten_thousand_findings_stay_a_sane_file():
    page = html(reports.many(10_000))
    assert page.count('<details class="f s-') == 10_000
    assert len(page) / 10_000 < 1_300
