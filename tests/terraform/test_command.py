"""`driftmgr scan` as a user runs it where Terraform has just been run: its JSON is the contract, field by field."""

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import boto3
import pytest

from tests.servers import ROOT, MotoServer
from tests.terraform.story import applied

pytestmark = pytest.mark.terraform

ANYTHING = object()
LIST = (list,)
REPORT = {
    "format_version": str,
    "scan_id": str,
    "started_at": str,
    "finished_at": str,
    "states": [{"uri": str, "lineage": str, "serial": int, "in_flight": bool}],
    "summary": {
        "recorded": int,
        "in_sync": int,
        "changed": int,
        "missing": int,
        "unmanaged": int,
        "unread": int,
        "ignored": int,
        "by_severity": {"critical": int, "high": int, "medium": int, "low": int},
    },
    "coverage": {
        "verified": int,
        "recorded": int,
        "unsupported_types": [str],
        "scopes": [{"provider": str, "account": str, "region": str, "calls": int}],
    },
    "resource_drift": [
        {
            "kind": str,
            "severity": str,
            "address": str,
            "type": str,
            "provider": str,
            "account": str,
            "region": str,
            "id": str,
            "state": str,
            "changes": [
                {
                    "path": str,
                    "before": ANYTHING,
                    "after": ANYTHING,
                    "sensitive": bool,
                    "severity": str,
                    "reason": str,
                }
            ],
            "attribution": ANYTHING,
        }
    ],
    "unread": [{"provider": str, "account": str, "region": str, "type": str, "reason": str, "recorded": int}],
}
"""What the command promises; a list stands for any number of its only element."""


def missing(promise: Any, found: Any, path: str = "") -> list[str]:
    """Where what was found does not keep the promise. More fields than promised are allowed."""
    if promise is ANYTHING:
        return []
    if isinstance(promise, type):
        fits = isinstance(found, promise) and not (promise is int and isinstance(found, bool))
        return [] if fits else [f"{path}: {found!r} is no {promise.__name__}"]
    if isinstance(promise, list):
        return [
            fault
            for number, element in enumerate(found)
            for fault in missing(promise[0], element, f"{path}.{number}")
        ]
    faults = [f"{path}.{name}: not there" for name in promise if name not in found]
    return faults + [
        fault
        for name, inner in promise.items()
        if name in found
        for fault in missing(inner, found[name], f"{path}.{name}")
    ]


def driftmgr(directory: Path, server: MotoServer, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", "from driftmgr.cli.main import main; main()", *arguments],
        cwd=directory,
        env=os.environ | server.environment | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )


def test_exactly_the_changes_made(aws_env: MotoServer, tmp_path: Path):
    _, state = applied("groups", aws_env, tmp_path, ("us-east-1",))
    directory = state.parent
    clean = driftmgr(directory, aws_env, "scan", "--state", "terraform.tfstate", "-o", "json")
    assert (clean.returncode, clean.stderr) == (0, "")
    assert missing(REPORT, json.loads(clean.stdout)) == []
    assert json.loads(clean.stdout)["resource_drift"] == []

    recorded = json.loads((directory / "terraform.tfstate").read_text())
    ids = {r["name"] + r["type"]: r["instances"][0]["attributes"]["id"] for r in recorded["resources"]}
    ec2 = boto3.client("ec2")
    ec2.create_tags(Resources=[ids["mainaws_vpc"]], Tags=[{"Key": "Team", "Value": "web"}])
    everything = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    ec2.authorize_security_group_ingress(GroupId=ids["appaws_security_group"], IpPermissions=[everything])
    boto3.client("iam").delete_role(RoleName="app")
    boto3.client("sqs").create_queue(QueueName="shadow")

    drifted = driftmgr(directory, aws_env, "scan", "--state", "terraform.tfstate", "-o", "json")
    report = json.loads(drifted.stdout)
    assert (drifted.returncode, drifted.stderr) == (2, "")
    assert missing(REPORT, report) == []
    assert [(d["kind"], d["severity"], d["address"] or d["type"]) for d in report["resource_drift"]] == [
        ("changed", "critical", "aws_security_group.app"),
        ("missing", "high", "aws_iam_role.app"),
        ("unmanaged", "medium", "aws_sqs_queue"),
        ("changed", "low", "aws_vpc.main"),
    ]
    (tag,) = report["resource_drift"][3]["changes"]
    assert (tag["path"], tag["before"], tag["after"]) == ("tags.Team", None, "web")

    summary, coverage = report["summary"], report["coverage"]
    assert {name: summary[name] for name in ("recorded", "in_sync", "changed", "missing", "unmanaged")} == {
        "recorded": 4,
        "in_sync": 1,
        "changed": 2,
        "missing": 1,
        "unmanaged": 1,
    }
    assert sum(summary["by_severity"].values()) == len(report["resource_drift"])
    assert (coverage["verified"], coverage["recorded"]) == (4, 4)
    assert {scope["region"] for scope in coverage["scopes"]} == {"us-east-1"}
    (told,) = report["states"]
    assert (told["lineage"], told["serial"]) == (recorded["lineage"], recorded["serial"])
    assert datetime.fromisoformat(report["started_at"]) <= datetime.fromisoformat(report["finished_at"])

    # Without a state it is that of the configuration here.
    here = driftmgr(directory, aws_env, "scan", "-o", "json")
    assert [found["uri"] for found in json.loads(here.stdout)["states"]] == ["terraform.tfstate"]
