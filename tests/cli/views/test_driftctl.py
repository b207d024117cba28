"""driftctl's JSON: its totals, lists, differences and alerts."""

import json
from typing import Any

from driftmgr.cli.views import render
from driftmgr.drift.models import DriftReport
from driftmgr.resources.types import Severity
from tests.cli.views import reports


def driftctl(report: DriftReport) -> Any:
    return json.loads(render(report, "driftctl", fail_on=Severity.LOW))


def test_driftctl_counts_as_driftctl_does():
    document = driftctl(reports.every_kind())
    assert document["summary"] == {
        "total_resources": 16,
        "total_changed": 3,
        "total_unmanaged": 2,
        "total_missing": 1,
        "total_managed": 13,
        "total_iac_source_count": 2,
    }
    assert document["coverage"] == 81
    assert document["provider_name"] == "AWS"


def test_driftctl_lists_resources_with_their_source():
    document = driftctl(reports.every_kind())
    assert document["missing"] == [
        {
            "id": "i-0dead",
            "type": "aws_instance",
            "source": {"source": "tfstate://network.tfstate", "namespace": "", "internal_name": "worker[2]"},
        }
    ]
    assert document["unmanaged"][1] == {"id": "shadow-bucket", "type": "aws_s3_bucket"}
    in_module = document["differences"][1]["res"]["source"]
    assert (in_module["namespace"], in_module["internal_name"]) == ('module.data["a|b"]', "assets[0]")


def test_driftctl_changes_have_paths_and_both_sides():
    document = driftctl(reports.every_kind())
    team = document["differences"][0]["changelog"][1]
    assert team["type"] == "update"
    assert team["path"] == ["tags", "Team"]
    assert team["from"] == "[bold]web[/bold]"
    assert document["differences"][2]["changelog"][1]["computed"] is True


def test_driftctl_alerts_tell_what_was_not_compared():
    alerts = driftctl(reports.all_unread())["alerts"]
    assert "Ignoring aws_iam_role" in alerts["aws_iam_role"][0]["message"]
    assert "" not in alerts
    assert driftctl(reports.every_kind())["alerts"][""] == [
        {"message": "10 managed resources are in sync and not listed by name"}
    ]
