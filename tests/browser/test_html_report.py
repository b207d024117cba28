"""The HTML report in a real Chromium: real clicks, keys and widths, and nothing asked of the network.

Needs the `playwright` package and a Chromium of this machine (`apt-get install chromium`); it downloads nothing.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from driftmgr.cli import views
from driftmgr.drift.models import DriftReport
from driftmgr.resources.types import Severity
from tests.cli.views import reports
from tests.cli.views.test_any_text import WORST, everywhere

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
OPTIONS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
ROWS = "#findings > details"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield browser
        browser.close()


class Opened:
    """A report in a page of its own, with everything that went wrong or out."""

    def __init__(self, browser: Any, report: DriftReport, folder: Path, **options: Any) -> None:
        path = folder / "report.html"
        views.write(path, views.render(report, "html", fail_on=Severity.LOW))
        self.url = path.as_uri()
        self.page = browser.new_page(**options)
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        self.page.goto(self.url)

    def says(self, count: str) -> None:
        """Wait until the page tells this number of findings."""
        sync_api.expect(self.page.locator("#shown")).to_have_text(count)

    def shown(self) -> list[str]:
        """The severities of the rows that can be seen."""
        rows = self.page.locator(f"{ROWS}:visible")
        found: list[str] = rows.evaluate_all("rows => rows.map(row => row.dataset.severity)")
        return found


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Opened]:
    report = Opened(browser, reports.every_kind(), tmp_path)
    yield report
    report.page.close()
    assert report.complaints == []


def test_severities_filter_by_clicks(opened: Opened):
    assert opened.shown() == ["critical", "high", "high", "medium", "medium", "low"]
    opened.page.get_by_role("button", name="high").click()
    assert opened.shown() == ["high", "high"]
    opened.page.get_by_role("button", name="low").click()
    assert opened.shown() == ["high", "high", "low"]
    assert opened.page.locator("#shown").inner_text() == "3 of 6"
    opened.page.get_by_role("button", name="high").click()
    assert opened.shown() == ["low"]
    opened.page.get_by_role("button", name="Reset").click()
    assert len(opened.shown()) == 6


def test_lists_and_words_filter_together(opened: Opened):
    opened.page.get_by_label("Kind").select_option("unmanaged")
    assert opened.shown() == ["medium", "low"]
    opened.page.get_by_label("Region").select_option("eu-west-1")
    assert opened.shown() == ["low"]
    opened.page.get_by_role("button", name="Reset").click()
    opened.page.get_by_label("Search").fill("0.0.0.0/0 SSH")
    opened.says("1 of 6")
    assert opened.shown() == ["critical"]
    opened.page.get_by_label("Search").fill("no such thing")
    opened.says("0 of 6")
    assert opened.page.get_by_text("No finding matches these filters.").is_visible()


def test_a_link_leads_to_what_its_sender_saw(opened: Opened, browser: Any):
    opened.page.get_by_role("button", name="medium").click()
    opened.page.get_by_label("Type").select_option("aws_db_instance")
    link = opened.page.url
    assert "severity=medium" in link
    other = browser.new_page()
    other.goto(link)
    rows = other.locator(f"{ROWS}:visible")
    assert rows.count() == 1
    assert rows.first.locator(".name").inner_text() == "aws_db_instance.main"
    other.close()


def test_a_finding_unfolds_and_its_address_is_copied(opened: Opened):
    opened.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    row = opened.page.locator(ROWS).first
    assert not row.get_by_text("tags.Team").is_visible()
    row.locator("summary").first.click()
    assert row.get_by_text("tags.Team").is_visible()
    row.get_by_text("Full values").click()
    assert row.locator("pre").last.is_visible()
    row.get_by_role("button", name="Copy address").click()
    row.get_by_role("button", name="Copied").wait_for()
    assert opened.page.evaluate("navigator.clipboard.readText()") == "aws_security_group.web"


def test_the_keyboard_reaches_everything(opened: Opened):
    opened.page.keyboard.press("/")
    opened.page.keyboard.type("worker")
    opened.says("1 of 6")
    opened.page.keyboard.press("Escape")
    opened.says("6")
    assert len(opened.shown()) == 6
    opened.page.locator(f"{ROWS} > summary").first.focus()
    opened.page.keyboard.press("Enter")
    assert opened.page.locator(ROWS).first.get_attribute("open") is not None


def test_expand_all_opens_what_is_shown(opened: Opened):
    opened.page.get_by_role("button", name="critical").click()
    opened.page.get_by_role("button", name="Expand all").click()
    sync_api.expect(opened.page.locator(f"{ROWS}[open]")).to_have_count(1)
    opened.page.get_by_role("button", name="Collapse all").click()
    sync_api.expect(opened.page.locator(f"{ROWS}[open]")).to_have_count(0)


def test_light_and_dark(opened: Opened):
    def background() -> str:
        found: str = opened.page.evaluate("getComputedStyle(document.body).backgroundColor")
        return found

    light = background()
    opened.page.emulate_media(color_scheme="dark")
    dark = background()
    assert dark != light
    opened.page.get_by_role("button", name="Theme: system").click()
    assert background() == light
    opened.page.get_by_role("button", name="Theme: light").click()
    assert background() == dark
    opened.page.emulate_media(media="print")
    assert background() == "rgb(255, 255, 255)"


def test_nothing_is_asked_of_the_network(opened: Opened):
    opened.page.get_by_role("button", name="Expand all").click()
    assert [url for url in opened.requests if not url.startswith("data:")] == [opened.url]


@pytest.mark.parametrize("width", [360, 768])
def test_nothing_sticks_out_on_a_narrow_screen(browser: Any, tmp_path: Path, width: int):
    report = Opened(browser, reports.every_kind(), tmp_path, viewport={"width": width, "height": 800})
    report.page.get_by_role("button", name="Expand all").click()
    assert report.page.evaluate("document.documentElement.scrollWidth") <= width
    report.page.close()


def test_values_cannot_run_scripts(browser: Any, tmp_path: Path):
    report = Opened(browser, everywhere(WORST + '"><img src=x onerror=alert(2)>'), tmp_path)
    report.page.get_by_role("button", name="Expand all").click()
    sync_api.expect(report.page.locator(f"{ROWS}[open]")).to_have_count(2)
    assert report.complaints == []
    assert len(report.requests) == 1
    report.page.close()


def test_without_scripts_everything_can_still_be_read(browser: Any, tmp_path: Path):
    report = Opened(browser, reports.every_kind(), tmp_path, java_script_enabled=False)
    assert report.page.locator(ROWS).count() == 6
    assert report.page.get_by_text("82%").is_visible()
    assert not report.page.get_by_label("Search").is_visible()
    report.page.locator(f"{ROWS} > summary").first.click()
    assert report.page.get_by_text("tags.Team").first.is_visible()
    report.page.close()


def test_ten_thousand_findings_stay_interactive(browser: Any, tmp_path: Path):
    report = Opened(browser, reports.many(10_000), tmp_path)
    report.page.locator("#severities [data-severity=critical]").click()
    report.says("2,500 of 10,000")
    report.page.locator("#search").fill("app[4]")
    report.says("1 of 10,000")
    assert report.page.locator(f"{ROWS}:visible").count() == 1
    # From the click to the next picture, by the browser's clock: a tenth of a second on two idle cores.
    milliseconds = report.page.evaluate("""async () => {
        const started = performance.now();
        document.getElementById("reset").click();
        await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
        return performance.now() - started;
    }""")
    report.says("10,000")
    assert milliseconds < 2000
    report.page.close()
