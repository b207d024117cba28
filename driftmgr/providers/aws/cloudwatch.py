"""Alarms of CloudWatch."""

from collections.abc import Iterable, Mapping
from typing import Any

from driftmgr.providers.aws import risks
from driftmgr.providers.aws.owners import tag_owner
from driftmgr.providers.aws.shapes import all_tags, block, tags
from driftmgr.resources.listing import Detail, Item, Listing
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, ResourceType, Severity

# DescribeAlarms tells all but tags, of both kinds of alarm; which kind an item is tells its rule or its threshold.
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
ALARMS = Listing(
    service="cloudwatch",
    operation="describe_alarms",
    items="[MetricAlarms, CompositeAlarms][]",
    params={"AlarmTypes": ["MetricAlarm", "CompositeAlarm"], "MaxRecords": 100},
    key=lambda item: str(item["AlarmName"]),
    details=(
        Detail(
            name="Tags",
            operation="list_tags_for_resource",
            params=lambda item: {"ResourceARN": item["AlarmArn"]},
            take="Tags",
            feeds={"aws_cloudwatch_metric_alarm": ("tags",), "aws_cloudwatch_composite_alarm": ("tags",)},
        ),
    ),
)


def metric_alarm(item: Item, scope: Scope) -> Iterable[Attributes]:
    """An alarm on a metric, on an expression over metrics, or on a PromQL query. Its state is nobody's setting."""
    if item.get("AlarmRule"):
        return
    yield {
        **_common(item),
        "comparison_operator": item.get("ComparisonOperator", ""),
        "evaluation_periods": item.get("EvaluationPeriods"),
        "evaluation_interval": item.get("EvaluationInterval"),
        "datapoints_to_alarm": item.get("DatapointsToAlarm"),
        "metric_name": item.get("MetricName", ""),
        "namespace": item.get("Namespace", ""),
        "period": item.get("Period"),
        "statistic": item.get("Statistic", ""),
        "extended_statistic": item.get("ExtendedStatistic", ""),
        "threshold": item.get("Threshold"),
        "threshold_metric_id": item.get("ThresholdMetricId", ""),
        "treat_missing_data": item.get("TreatMissingData", ""),
        "evaluate_low_sample_count_percentiles": item.get("EvaluateLowSampleCountPercentile", ""),
        "unit": item.get("Unit", ""),
        "dimensions": _dimensions(item.get("Dimensions")),
        "metric_query": [_query(each) for each in item.get("Metrics") or ()],
        **_evaluation(item),
    }


def composite_alarm(item: Item, scope: Scope) -> Iterable[Attributes]:
    """An alarm on the states of other alarms."""
    if not item.get("AlarmRule"):
        return
    suppressor = item.get("ActionsSuppressor")
    yield {
        **_common(item),
        "alarm_rule": item["AlarmRule"],
        "actions_suppressor": block(
            {
                "alarm": suppressor,
                "wait_period": item.get("ActionsSuppressorWaitPeriod"),
                "extension_period": item.get("ActionsSuppressorExtensionPeriod"),
            }
            if suppressor
            else None
        ),
    }


def _common(item: Item) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": item["AlarmName"],
        "alarm_name": item["AlarmName"],
        "arn": item["AlarmArn"],
        "alarm_description": item.get("AlarmDescription", ""),
        "actions_enabled": bool(item.get("ActionsEnabled")),
        "alarm_actions": list(item.get("AlarmActions") or ()),
        "ok_actions": list(item.get("OKActions") or ()),
        "insufficient_data_actions": list(item.get("InsufficientDataActions") or ()),
    }
    if "Tags" in item:
        found["tags"] = tags(item["Tags"])
    return found


def _dimensions(told: Iterable[Mapping[str, str]] | None) -> dict[str, str]:
    return {each["Name"]: each["Value"] for each in told or ()}


def _query(told: Mapping[str, Any]) -> dict[str, Any]:
    """One metric or expression of an alarm. Data is returned unless the answer says otherwise."""
    metric = told.get("MetricStat") or {}
    named = metric.get("Metric") or {}
    return {
        "id": told["Id"],
        "account_id": told.get("AccountId", ""),
        "expression": told.get("Expression", ""),
        "label": told.get("Label", ""),
        "period": told.get("Period"),
        "return_data": bool(told.get("ReturnData", True)),
        "metric": block(
            {
                "dimensions": _dimensions(named.get("Dimensions")),
                "metric_name": named.get("MetricName", ""),
                "namespace": named.get("Namespace", ""),
                "period": metric.get("Period"),
                "stat": metric.get("Stat", ""),
                "unit": metric.get("Unit", ""),
            }
            if metric
            else None
        ),
    }


def _evaluation(item: Item) -> dict[str, list[dict[str, Any]]]:
    """How and when an alarm is evaluated: blocks that most alarms do not have."""
    query = (item.get("EvaluationCriteria") or {}).get("PromQLCriteria")
    window = (item.get("EvaluationWindow") or {}).get("WallClockWindow")
    warm_up = item.get("WarmUpConfiguration")
    criteria = query and {
        "query": query.get("Query", ""),
        "pending_period": query.get("PendingPeriod"),
        "recovery_period": query.get("RecoveryPeriod"),
    }
    return {
        "evaluation_criteria": [{"promql_criteria": [criteria]}] if criteria else [],
        "evaluation_window": (
            [{"wall_clock_window": [{"timezone": window.get("Timezone", "")}]}] if window is not None else []
        ),
        "warm_up_configuration": block(
            {
                "warm_up_period_duration_in_minutes": warm_up.get("WarmUpPeriodDurationInMinutes"),
                "only_start_evaluating_after_warm_up_period_ends": bool(
                    warm_up.get("OnlyStartEvaluatingAfterWarmUpPeriodEnds")
                ),
            }
            if warm_up
            else None
        ),
    }


def alarm_owner(name: str) -> str | None:
    """Who made an alarm: target tracking and Elastic Beanstalk name theirs so, and keep them as they want them.

    https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html
    """
    if name.startswith("TargetTracking-"):
        return "autoscaling"
    return "elasticbeanstalk" if name.startswith("awseb-e-") else None


_RISKS = {
    "actions_enabled": risks.monitoring_off,
    "alarm_actions": risks.changed(Severity.HIGH, "other receivers are told"),
}


def _owner(item: Item, attributes: Attributes) -> str | None:
    return alarm_owner(item["AlarmName"]) or tag_owner(all_tags(item.get("Tags")))


TYPES = (
    ResourceType(
        name="aws_cloudwatch_metric_alarm",
        listing=ALARMS,
        to_attributes=metric_alarm,
        identity=("alarm_name",),
        defaults={"treat_missing_data": ("missing",)},
        risks={
            **_RISKS,
            "threshold": risks.changed(Severity.MEDIUM, "alarms at another value"),
            "metric_query": risks.changed(Severity.MEDIUM, "alarms on something else"),
        },
        owner=_owner,
    ),
    ResourceType(
        name="aws_cloudwatch_composite_alarm",
        listing=ALARMS,
        to_attributes=composite_alarm,
        identity=("alarm_name",),
        risks={**_RISKS, "alarm_rule": risks.changed(Severity.HIGH, "alarms on something else")},
        owner=_owner,
    ),
)
