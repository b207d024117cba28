"""All formats together: the choice, JSON's shape, and writing files whole or not at all."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from driftmgr.cli import views
from driftmgr.drift.models import DriftReport
from driftmgr.errors import InvalidInputError, OutputError
from driftmgr.resources.types import Severity
from tests.cli.views import reports


@pytest.mark.parametrize("format_name", views.FORMATS)
@pytest.mark.parametrize("make", reports.ALL)
def test_every_format_shows_every_report(format_name: str, make):
    text = views.render(make(), format_name, fail_on=Severity.LOW)
    assert text.endswith("\n")
    assert "\x1b" not in text


def test_an_unknown_format_is_refused_with_the_choice():
    with pytest.raises(InvalidInputError, match="'xml': choose one of table, json, html"):
        views.render(reports.in_sync(), "xml", fail_on=Severity.LOW)


def test_nothing_heavy_is_imported_before_it_is_used():
    code = "import sys, driftmgr.cli.views; print([m for m in ('rich', 'jinja2', 'markupsafe') if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_json_is_the_report_and_reads_back():
    report = reports.every_kind()
    text = views.render(report, "json", fail_on=Severity.LOW)
    assert DriftReport.model_validate_json(text) == report
    document = json.loads(text)
    assert list(document)[:5] == ["format_version", "scan_id", "started_at", "finished_at", "mode"]
    assert document["started_at"] == "2025-03-04T05:06:07Z"
    assert document["summary"]["by_severity"] == {"info": 0, "low": 1, "medium": 2, "high": 2, "critical": 1}
    assert document["resource_drift"][0]["changes"][0]["after"] == [reports.SSH_RULE]


def test_json_keeps_lone_surrogates_readable():
    document = json.loads(views.render(reports.with_value("a", "\ud800"), "json", fail_on=Severity.LOW))
    assert document["resource_drift"][0]["changes"][0]["after"] == "\ud800"


def test_secrets_stay_redacted_in_every_format():
    for format_name in views.FORMATS:
        text = views.render(reports.every_kind(), format_name, fail_on=Severity.LOW)
        assert "aaaaaaaaaaaa" in text, format_name
        assert "(sensitive value)" in text, format_name


def test_a_file_is_replaced_whole(tmp_path: Path):
    path = tmp_path / "report.html"
    path.write_text("old, and longer than what is new")
    path.chmod(0o640)
    views.write(path, "nëw")
    assert path.read_bytes() == "nëw".encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.html"]


def test_a_link_stays_a_link(tmp_path: Path):
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    views.write(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


def test_a_device_is_written_to_and_not_replaced():
    views.write(os.devnull, "gone")
    assert not Path(os.devnull).is_file()


@pytest.mark.parametrize("name", ["", "missing/report.json", "report\0.json", "x" * 300])
def test_what_cannot_be_written_is_one_clear_line(tmp_path: Path, name: str):
    with pytest.raises(OutputError, match=r"^Cannot write .*choose a file in a folder") as raised:
        views.write(tmp_path / name, "text")
    assert "\n" not in str(raised.value)
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "report.json"
    path.write_text("old")

    def interrupted(*_args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        views.write(path, "new")
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.json"]
