"""Where events of a bucket are sent to."""

from collections.abc import Iterable, Mapping
from typing import Any

from driftmgr.providers.aws import risks
from driftmgr.providers.aws.owners import PLATFORM
from driftmgr.providers.aws.s3_listing import BUCKETS, bucket_of, bucket_parent
from driftmgr.resources.listing import Item
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, ResourceType, Severity

_GENERATED = "Terraform or S3 makes it up where nobody names it, and it means nothing"
_TARGETS = {
    "topic": ("TopicConfigurations", "TopicArn", "topic_arn"),
    "queue": ("QueueConfigurations", "QueueArn", "queue_arn"),
    "lambda_function": ("LambdaFunctionConfigurations", "LambdaFunctionArn", "lambda_function_arn"),
}


def notification(item: Item, scope: Scope) -> Iterable[Attributes]:
    """The notifications of a bucket, which every bucket has, if only an empty list."""
    if "Notification" in item:
        told = item["Notification"]
        yield {
            "id": item["Name"],
            "bucket": item["Name"],
            "eventbridge": "EventBridgeConfiguration" in told,
            **{
                name: [_target(target, arn, attribute) for target in told.get(key, ())]
                for name, (key, arn, attribute) in _TARGETS.items()
            },
        }


def _target(told: Mapping[str, Any], arn: str, attribute: str) -> dict[str, Any]:
    rules = told.get("Filter", {}).get("Key", {}).get("FilterRules", ())
    ends = {rule["Name"].lower(): rule["Value"] for rule in rules}
    return {
        "id": told.get("Id", ""),
        attribute: told[arn],
        "events": told.get("Events", []),
        "filter_prefix": ends.get("prefix", ""),
        "filter_suffix": ends.get("suffix", ""),
    }


def _owner(item: Item, attributes: Attributes) -> str | None:
    return None if any(attributes[name] for name in ("eventbridge", *_TARGETS)) else PLATFORM


TYPES = (
    ResourceType(
        name="aws_s3_bucket_notification",
        listing=BUCKETS,
        to_attributes=notification,
        identity=bucket_of,
        unordered=frozenset(_TARGETS),
        ignored={f"{name}.id": _GENERATED for name in _TARGETS},
        risks=dict.fromkeys(_TARGETS, risks.changed(Severity.HIGH, "events now go elsewhere, or nowhere")),
        owner=_owner,
        parent=bucket_parent,
    ),
)
