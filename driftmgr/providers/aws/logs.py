"""Log groups of CloudWatch Logs."""

from collections.abc import Iterable
from typing import Any, Final

from driftmgr.providers.aws import risks
from driftmgr.providers.aws.owners import name_owner, tag_owner
from driftmgr.providers.aws.shapes import all_tags, tags
from driftmgr.resources.listing import Detail, Item, Listing
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, ResourceType, Severity

_WRITERS: Final = (
    ("/aws/apigateway/", "apigateway"),
    ("API-Gateway-Execution-Logs_", "apigateway"),
    ("/aws/appsync/apis/", "appsync"),
    ("/aws/amazonmq/broker/", "amazonmq"),
    ("/aws/batch/job", "batch"),
    ("/aws/codebuild/", "codebuild"),
    ("/aws/containerinsights/", "cloudwatch"),
    ("/aws/docdb/", "docdb"),
    ("/aws/ecs/containerinsights/", "ecs"),
    ("/aws/eks/", "eks"),
    ("/aws/elasticbeanstalk/", "elasticbeanstalk"),
    ("/aws/elasticmapreduce/", "elasticmapreduce"),
    ("/aws/imagebuilder/", "imagebuilder"),
    ("/aws/lambda-insights", "lambda"),
    ("/aws/lambda/", "lambda"),
    ("/aws/neptune/", "neptune"),
    ("/aws/rds/", "rds"),
    ("/aws/sagemaker/", "sagemaker"),
    ("/aws/ssm/", "ssm"),
    ("/aws/transfer/", "transfer"),
    ("/aws-glue/", "glue"),
    ("RDSOSMetrics", "rds"),
    ("AWSIotLogsV2", "iot"),
    ("dms-tasks-", "dms"),
    ("sns/", "sns"),
)
"""Log groups that a service makes when it first has something to log and finds none
(https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html, and each service's page on its logs)."""

# DescribeLogGroups tells all but tags; 50 is the most that a page holds. Tags are asked by the ARN without ":*".
# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html
LOG_GROUPS = Listing(
    service="logs",
    operation="describe_log_groups",
    items="logGroups",
    params={"limit": 50},
    key=lambda item: str(item["logGroupName"]),
    details=(
        Detail(
            name="Tags",
            operation="list_tags_for_resource",
            params=lambda item: {"resourceArn": arn_of(item)},
            take="tags",
            feeds={"aws_cloudwatch_log_group": ("tags",)},
        ),
    ),
)


def arn_of(item: Item) -> str:
    """A log group's ARN. `arn` ends in ":*", which stands for its streams; `logGroupArn` of newer answers does not."""
    return str(item.get("logGroupArn") or item["arn"]).removesuffix(":*")


def log_group(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A log group. Without a retention it keeps everything for ever, which Terraform records as 0."""
    found: dict[str, Any] = {
        "id": item["logGroupName"],
        "name": item["logGroupName"],
        "arn": arn_of(item),
        "retention_in_days": item.get("retentionInDays", 0),
        "kms_key_id": item.get("kmsKeyId", ""),
    }
    if "logGroupClass" in item:
        found["log_group_class"] = item["logGroupClass"]
    if "deletionProtectionEnabled" in item:
        found["deletion_protection_enabled"] = item["deletionProtectionEnabled"]
    if "Tags" in item:
        found["tags"] = tags(item["Tags"])
    yield found


def log_group_owner(name: str) -> str | None:
    """The service that made a log group of that name for what it had to log; None for everybody else's."""
    service = next((service for prefix, service in _WRITERS if name.startswith(prefix)), None)
    return f"aws:{service}" if service else name_owner(name)


TYPES = (
    ResourceType(
        name="aws_cloudwatch_log_group",
        listing=LOG_GROUPS,
        to_attributes=log_group,
        identity=("name",),
        defaults={"log_group_class": ("STANDARD",)},
        risks={
            "retention_in_days": risks.log_retention_reduced,
            "kms_key_id": risks.kms_key_changed,
            "deletion_protection_enabled": risks.deletion_protection_off,
        },
        missing=Severity.CRITICAL,
        owner=lambda item, _: log_group_owner(item["logGroupName"]) or tag_owner(all_tags(item.get("Tags"))),
    ),
)
