"""Log groups: ARNs of both forms, no retention, and who made a group."""

from typing import Any

import pytest

from driftmgr.drift.compare import differences
from driftmgr.drift.severity import judge
from driftmgr.providers.aws.cloudwatch import alarm_owner
from driftmgr.providers.aws.logs import TYPES, arn_of, log_group, log_group_owner
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Severity

(LOG_GROUP,) = TYPES
ARN = "arn:aws:logs:us-east-1:123456789012:log-group:/app"
SCOPE = Scope("aws", "123456789012", "us-east-1")


@pytest.mark.parametrize("told", [{"arn": f"{ARN}:*"}, {"arn": ARN}, {"arn": f"{ARN}:*", "logGroupArn": ARN}])
def test_tags_are_asked_by_the_arn_without_its_streams(told: dict[str, Any]) -> None:
    assert arn_of(told) == ARN


@pytest.mark.parametrize(
    ("told", "recorded", "differ"),
    [
        ({}, {"retention_in_days": None, "kms_key_id": None}, []),
        ({}, {"retention_in_days": 0, "kms_key_id": "", "log_group_class": "STANDARD"}, []),
        ({"logGroupClass": "STANDARD"}, {"log_group_class": ""}, []),
        ({}, {"retention_in_days": 30}, ["retention_in_days"]),
        ({"retentionInDays": 7}, {"retention_in_days": 30}, ["retention_in_days"]),
    ],
)
def test_settings(told: dict[str, Any], recorded: dict[str, Any], differ: list[str]) -> None:
    (live,) = log_group({"logGroupName": "/app", "arn": ARN, **told}, SCOPE)
    assert [path for path, *_ in differences(LOG_GROUP, recorded, live)] == differ


@pytest.mark.parametrize(
    ("before", "after", "severity"),
    [(30, 0, Severity.LOW), (0, 30, Severity.HIGH), (30, 7, Severity.HIGH), (7, 30, Severity.LOW)],
)
def test_no_retention_is_for_ever(before: int, after: int, severity: Severity) -> None:
    assert judge(LOG_GROUP, "retention_in_days", before, after)[0] is severity


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("/aws/lambda/f", "aws:lambda"),
        ("API-Gateway-Execution-Logs_abc/prod", "aws:apigateway"),
        ("/aws/eks/main/cluster", "aws:eks"),
        ("RDSOSMetrics", "aws:rds"),
        ("/aws/my-own", None),
        ("/app", None),
    ],
)
def test_who_made_a_log_group(name: str, owner: str | None) -> None:
    assert log_group_owner(name) == owner


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("TargetTracking-service/main/web-AlarmHigh-1", "autoscaling"),
        ("awseb-e-abc-stack-AWSEBCloudwatchAlarmHigh-1", "elasticbeanstalk"),
        ("cpu-high", None),
    ],
)
def test_who_made_an_alarm(name: str, owner: str | None) -> None:
    assert alarm_owner(name) == owner
