"""SARIF: rules, results with their places and fingerprints, and notifications."""

import json
from typing import Any

from driftmgr.cli.views import render
from driftmgr.drift.models import DriftKind, DriftReport, ScannedState
from driftmgr.resources.types import Severity
from tests.cli.views import reports


def sarif(report: DriftReport) -> Any:
    document = json.loads(render(report, "sarif", fail_on=Severity.LOW))
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    return run


def test_sarif_has_a_rule_for_each_kind_and_type():
    run = sarif(reports.many(30))
    driver = run["tool"]["driver"]
    assert driver["name"] == "DriftMgr"
    rules = [rule["id"] for rule in driver["rules"]]
    assert rules == ["changed/aws_instance", "missing/aws_instance", "unmanaged/aws_instance"]
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    assert {float(rule["properties"]["security-severity"]) for rule in driver["rules"]} == {9.5}


def test_sarif_results_say_how_bad_where_and_what():
    results = sarif(reports.every_kind())["results"]
    assert [result["level"] for result in results] == [
        "error",
        "error",
        "error",
        "warning",
        "warning",
        "note",
    ]
    first = results[0]
    assert first["message"]["text"].startswith(
        "aws_security_group.web is changed (critical): SSH (22) opened to the internet"
    )
    location = first["locations"][0]
    assert location["logicalLocations"][0]["fullyQualifiedName"] == "aws_security_group.web"
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "network.tfstate"
    assert all(result["locations"][0]["physicalLocation"]["region"]["startLine"] == 1 for result in results)


def test_sarif_fingerprints_are_stable_and_tell_findings_apart():
    def prints(report: DriftReport) -> list[str]:
        return [result["partialFingerprints"]["driftmgrFinding/v1"] for result in sarif(report)["results"]]

    assert prints(reports.every_kind()) == prints(reports.every_kind())
    assert len(set(prints(reports.many(300)))) == 300
    assert prints(reports.with_value("a", "b")) == prints(reports.with_value("a", "c"))


def test_sarif_places_are_uris():
    state = ScannedState(uri="s3://bucket/a b.tfstate", lineage="l", serial=1)
    found = reports.report(
        reports.drift(DriftKind.UNMANAGED, Severity.LOW, "", id="x"),
        reports.drift(DriftKind.MISSING, Severity.LOW, "aws_sqs_queue.a", state="/srv/täg.tfstate"),
        states=(state,),
    )
    uris = [r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in sarif(found)["results"]]
    assert uris == ["file:///srv/t%C3%A4g.tfstate", "s3://bucket/a%20b.tfstate"]


def test_sarif_tells_what_is_unread():
    (invocation,) = sarif(reports.all_unread())["invocations"]
    texts = [notification["message"]["text"] for notification in invocation["toolExecutionNotifications"]]
    assert len(texts) == 2
    assert "AccessDenied: not authorized" in texts[0]
    assert invocation["startTimeUtc"] == "2025-03-04T05:06:07Z"
