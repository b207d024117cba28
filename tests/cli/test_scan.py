"""`driftmgr scan`: options, formats, exit codes."""

import html
import json
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from driftmgr.cli.views import FORMATS
from tests.cli.command import Command, resource, state

pytestmark = pytest.mark.network

CHANGED = ("changed", "aws_sqs_queue.jobs")
EVERYTHING = {
    CHANGED,
    ("changed", "aws_ssm_parameter.password"),
    ("missing", "aws_sns_topic.gone"),
    ("unmanaged", "aws_sqs_queue"),
}
NARROW = (
    *("--type", "aws_sqs_queue", "--type", "aws_sns_topic"),
    *("--type", "aws_ssm_parameter", "--type", "aws_iam_role"),
)
"""The types of the estate alone: the same verdicts, sooner."""


def found(report: Any) -> set[tuple[str, str]]:
    return {(drift["kind"], drift["address"] or drift["type"]) for drift in report["resource_drift"]}


@pytest.mark.usefixtures("estate")
def test_the_state_here_is_scanned(driftmgr: Command):
    answer = driftmgr("scan", "-o", "json")
    assert (answer.code, answer.err) == (2, "")
    assert found(answer.json) == EVERYTHING
    assert answer.json["coverage"]["verified"] == 4
    assert "secret" not in answer.out.replace('"(sensitive value)', "")


@pytest.mark.usefixtures("estate")
@pytest.mark.parametrize("output", FORMATS)
def test_a_format_on_stdout_and_in_a_file(driftmgr: Command, tmp_path: Path, output: str):
    """The same, but for when it was made; only progress and notes go to stderr."""
    printed = driftmgr("scan", *NARROW, "-o", output)
    written = driftmgr("scan", *NARROW, "-o", output, "--out", "report")
    assert (printed.code, printed.err) == (2, "")
    assert (written.code, written.out, written.err) == (2, "", "driftmgr: wrote report\n")
    text = (tmp_path / "report").read_text()
    for document in (html.unescape(text), html.unescape(printed.out)):
        assert "shadow" in document
        assert "aws_sns_topic" in document
        assert "live secret" not in document
    if output in ("json", "sarif", "driftctl"):
        json.loads(text)
    elif output == "junit":
        ET.fromstring(text)
    elif output == "html":
        assert text.lower().startswith("<!doctype html>")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report", "terraform.tfstate"]


@pytest.mark.usefixtures("estate")
def test_table_is_the_default(driftmgr: Command):
    answer = driftmgr("scan")
    assert "aws_sqs_queue.jobs" in answer.out
    assert "visibility_timeout_seconds" in answer.out
    assert "\x1b" not in answer.out


@pytest.mark.usefixtures("estate")
@pytest.mark.parametrize(
    ("threshold", "code"), [("info", 2), ("low", 2), ("medium", 2), ("high", 2), ("critical", 0)]
)
def test_the_exit_code_follows_the_threshold(driftmgr: Command, threshold: str, code: int):
    answer = driftmgr("scan", *NARROW, "-o", "json", "--fail-on", threshold)
    assert answer.code == code
    assert found(answer.json) == EVERYTHING


@pytest.mark.usefixtures("estate")
@pytest.mark.parametrize(
    ("options", "expected", "code"),
    [
        (("--no-unmanaged",), EVERYTHING - {("unmanaged", "aws_sqs_queue")}, 2),
        (("--type", "aws_sns_*"), {("missing", "aws_sns_topic.gone")}, 2),
        (("--type", "aws_iam_role"), set(), 0),
        (
            ("--type", "aws_sqs_queue", "--type", "aws_ssm_*", "--no-unmanaged"),
            {CHANGED, ("changed", "aws_ssm_parameter.password")},
            2,
        ),
        (("--filter", "kind == 'missing'"), {("missing", "aws_sns_topic.gone")}, 2),
        (("--filter", "severity == 'critical'"), set(), 0),
        (("--filter", "Type=='aws_sqs_queue' && Attr.visibility_timeout_seconds"), {CHANGED}, 2),
        (("--ignore", "aws_sqs_queue"), EVERYTHING - {CHANGED, ("unmanaged", "aws_sqs_queue")}, 2),
        (("--ignore", "*", "--ignore", "!aws_sns_topic.*"), {("missing", "aws_sns_topic.gone")}, 2),
        (("--ignore", "*"), set(), 0),
        (("--ignore", "aws_sns_topic.*.tags"), EVERYTHING, 2),
        (("--region", "eu-west-1", "--type", "aws_iam_*"), set(), 0),
    ],
)  # fmt: skip
def test_what_is_asked_for(
    driftmgr: Command, options: tuple[str, ...], expected: set[tuple[str, str]], code: int
):
    narrow = () if "--type" in options else NARROW
    answer = driftmgr("scan", "-o", "json", *narrow, *options)
    assert found(answer.json) == expected
    assert answer.code == code


@pytest.mark.usefixtures("estate")
def test_ignore_files(driftmgr: Command, tmp_path: Path):
    (tmp_path / ".driftignore").write_text("# mine\naws_sqs_queue.*\naws_ssm_parameter.*.value\n")
    answer = driftmgr("scan", *NARROW, "-o", "json")
    assert found(answer.json) == {("missing", "aws_sns_topic.gone")}
    assert answer.json["summary"]["ignored"] == 3
    (tmp_path / "others").write_text("aws_sns_topic\n")
    assert found(driftmgr("scan", *NARROW, "-o", "json", "--ignore-file", "others").json) == EVERYTHING - {
        ("missing", "aws_sns_topic.gone")
    }
    assert found(driftmgr("scan", *NARROW, "-o", "json", "--ignore", "aws_sns_topic").json) == EVERYTHING - {
        ("missing", "aws_sns_topic.gone")
    }


@pytest.mark.usefixtures("estate")
def test_modes(driftmgr: Command):
    """Quick mode tells existence alone, and asks less."""
    reports = {
        mode: driftmgr("scan", *NARROW, "-o", "json", "--mode", mode).json
        for mode in ("quick", "smart", "deep")
    }
    assert {mode: report["mode"] for mode, report in reports.items()} == {mode: mode for mode in reports}
    existence = {verdict for verdict in EVERYTHING if verdict[0] != "changed"}
    assert found(reports["quick"]) == existence
    assert existence <= found(reports["smart"]) <= EVERYTHING
    assert found(reports["deep"]) == EVERYTHING
    calls = {mode: sum(s["calls"] for s in report["coverage"]["scopes"]) for mode, report in reports.items()}
    assert calls["quick"] <= calls["smart"] <= calls["deep"]


def test_a_region_that_was_not_scanned_is_unread(driftmgr: Command, estate: Path):
    answer = driftmgr("scan", *NARROW, "-o", "json", "--region", "eu-west-1", "--no-unmanaged")
    assert answer.code == 3
    assert answer.json["resource_drift"] == []
    assert {group["type"] for group in answer.json["unread"]} == {
        "aws_sqs_queue",
        "aws_sns_topic",
        "aws_ssm_parameter",
    }
    assert "add --region us-east-1" in answer.json["unread"][0]["reason"]
    assert (answer.json["coverage"]["verified"], answer.json["coverage"]["recorded"]) == (1, 4)


def test_what_cannot_be_read_is_said_and_exits_with_3(driftmgr: Command, estate: Path):
    content = json.loads(estate.read_text())
    content["resources"] = [r for r in content["resources"] if r["type"] == "aws_iam_role"]
    content["resources"].append(resource("aws_glue_job", "nightly", id="nightly", name="nightly"))
    estate.write_text(json.dumps(content))
    answer = driftmgr("scan", "-o", "json", "--no-unmanaged")
    assert answer.code == 3
    assert answer.json["coverage"]["unsupported_types"] == ["aws_glue_job"]
    assert [group["recorded"] for group in answer.json["unread"]] == [1]
    assert driftmgr("scan", "-o", "json", "--type", "aws_glue_*").code == 3


# -- where states come from ------------------------------------------------------------------------------------------


def test_standard_input(driftmgr: Command, estate: Path):
    text = estate.read_bytes()
    estate.unlink()
    answer = driftmgr("scan", *NARROW, "--state", "-", "-o", "json", stdin=text)
    assert found(answer.json) == EVERYTHING
    assert answer.json["states"][0]["uri"] == "stdin"


@pytest.mark.parametrize("uri", ["states", "states/*.tfstate", "states/**", "./states/a.tfstate"])
def test_directories_and_patterns(driftmgr: Command, estate: Path, uri: str):
    folder = estate.parent / "states"
    folder.mkdir()
    shutil.move(estate, folder / "a.tfstate")
    (folder / "notes.txt").write_text("no state")
    answer = driftmgr("scan", *NARROW, "--state", uri, "-o", "json")
    assert found(answer.json) == EVERYTHING
    assert [s["uri"] for s in answer.json["states"]] == ["states/a.tfstate"]


def test_several_states_are_one_scan(driftmgr: Command, estate: Path):
    """What one state does not record, the other may; and the same state twice is read once."""
    content = json.loads(estate.read_text())
    url = content["resources"][0]["instances"][0]["attributes"]["url"].replace("jobs", "shadow")
    shadow = resource("aws_sqs_queue", "shadow", id=url, url=url, name="shadow")
    (estate.parent / "other.tfstate").write_text(state(shadow, lineage="l-2"))
    answer = driftmgr(
        *("scan", *NARROW),
        *("--state", "terraform.tfstate", "--state", "other.tfstate", "--state", "./terraform.tfstate"),
        *("-o", "json"),
    )
    assert found(answer.json) == EVERYTHING - {("unmanaged", "aws_sqs_queue")}
    assert [s["lineage"] for s in answer.json["states"]] == ["l-1", "l-2"]


def test_a_locked_state_is_in_flight(driftmgr: Command, estate: Path):
    (estate.parent / ".terraform.tfstate.lock.info").write_text("{}")
    answer = driftmgr("scan", *NARROW, "-o", "json", "--no-unmanaged", "--fail-on", "low")
    assert answer.json["states"][0]["in_flight"] is True
    assert answer.code == 3
    assert {(d["kind"], d["severity"]) for d in answer.json["resource_drift"]} == {("changed", "info")}
    assert [group["type"] for group in answer.json["unread"]] == ["aws_sns_topic"]


def test_an_empty_state_is_in_sync(driftmgr: Command, estate: Path):
    estate.write_text(state())
    answer = driftmgr("scan", *NARROW, "-o", "json", "--no-unmanaged")
    assert (answer.code, answer.json["summary"]["recorded"]) == (0, 0)
