"""The demo finds what it changed, says nothing of what it only reworded, and leaves nothing behind."""

import json
from pathlib import Path

import pytest

from driftmgr.cli.main import run
from driftmgr.demo import changes, estate
from driftmgr.demo.run import build, drift, only, rescan
from driftmgr.demo.server import offline_aws
from driftmgr.resources.types import Severity

FOUND = {
    "aws_security_group.web": ("changed", "critical", {"ingress"}),
    'aws_iam_role.service["billing"]': ("changed", "critical", {"managed_policy_arns"}),
    "aws_dynamodb_table.sessions": ("missing", "critical", set()),
    'aws_s3_bucket_public_access_block.data["invoices"]': (
        "changed",
        "high",
        {"block_public_policy", "restrict_public_buckets"},
    ),
    "aws_route_table.us_private": ("changed", "high", {"route"}),
    'aws_cloudwatch_log_group.service["billing"]': ("changed", "high", {"retention_in_days"}),
    'aws_s3_bucket.data["reports"]': ("changed", "high", {"versioning.0.enabled"}),
    "aws_kms_key.data": ("changed", "high", {"enable_key_rotation"}),
    'aws_route53_record.site["api"]': ("changed", "high", {"records"}),
    'aws_ssm_parameter.setting["currency"]': ("changed", "medium", {"value"}),
    'aws_sqs_queue.jobs["mail"]': ("changed", "medium", {"visibility_timeout_seconds"}),
    "aws_vpc.eu": ("changed", "low", {"tags.Team"}),
}
UNMANAGED = {
    ("aws_iam_user", "temp-admin"),
    ("aws_s3_bucket", "shop-demo-quick-export"),
    ("aws_sqs_queue", "debug-copy"),
}


@pytest.mark.network
def test_the_demo_finds_every_change_and_nothing_else(tmp_path: Path) -> None:
    with offline_aws() as url, only(url):
        built = build(url, tmp_path, lambda _: None)
        summary = built.before.summary
        assert summary.recorded >= 60
        assert (summary.in_sync, summary.unmanaged, summary.unread) == (summary.recorded, 0, 0)
        drift(url, built.states)
        report = rescan(built.states, lambda _: None)
    recorded = {
        d.address: (d.kind, d.severity, {c.path for c in d.changes})
        for d in report.resource_drift
        if d.address
    }
    assert recorded == FOUND
    strangers = {(d.type, d.id.rsplit("/", 1)[-1]) for d in report.resource_drift if not d.address}
    assert strangers == UNMANAGED
    assert report.exit_code(Severity.LOW) == 2
    assert len(changes.CHANGES) == len(FOUND) + len(UNMANAGED) + 1


@pytest.mark.network
def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["demo", "--directory", str(tmp_path / "demo")]) == 0
    printed = capsys.readouterr().out
    assert "63 in sync, 0 drifted" in printed
    assert "port 22 (SSH) opened to 0.0.0.0/0" in printed
    assert "demo --keep" in printed
    page = (tmp_path / "demo" / "driftmgr-report.html").read_text()
    assert "aws_security_group.web" in page
    assert json.loads((tmp_path / "demo" / "network.tfstate").read_text())["version"] == 4


def test_ids_are_told_in_order_and_once() -> None:
    answer = (
        "<Id>vpc-0123456789abcdef0</Id><UserId>abc123</UserId>vpc-0123456789abcdef0 hostedzone/Z0123456789ABC"
    )
    assert estate.generated_ids(answer) == ["vpc-0123456789abcdef0", "abc123", "Z0123456789ABC"]
