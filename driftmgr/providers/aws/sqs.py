"""Queues and their policies."""

import re
from collections.abc import Iterable
from typing import Any, Final

from driftmgr.drift.equivalence import same_json
from driftmgr.drift.policy import same_policy
from driftmgr.providers.aws import risks
from driftmgr.providers.aws.owners import tag_owner
from driftmgr.providers.aws.ownership import claims_whole, whole
from driftmgr.providers.aws.shapes import all_tags, flag, number, tags
from driftmgr.resources.listing import Detail, Item, Listing, Need
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, ResourceType, Severity

_ENDPOINT: Final = re.compile(
    r"https://(?:(?P<legacy>[a-z0-9-]+)\.queue|sqs(?:-fips)?\.(?P<region>[a-z0-9-]+)|queue)"
    r"\.(?:amazonaws\.com(?:\.cn)?|api\.aws)/"
)


def same_name(url: str) -> str:
    """A queue's URL as every endpoint of its region has it: `us-east-2/123456789012/orders`.

    Queues have URLs of the endpoint that was asked: today's, the old https://us-east-2.queue.amazonaws.com (without
    region in us-east-1), FIPS and dual-stack ones (https://docs.aws.amazon.com/general/latest/gr/sqs-service.html).
    """
    known = _ENDPOINT.match(url)
    return f"{known['legacy'] or known['region'] or 'us-east-1'}/{url[known.end() :]}" if known else url


_SETTINGS: Final = (
    "arn",
    "policy",
    "redrive_policy",
    "redrive_allow_policy",
    "delay_seconds",
    "max_message_size",
    "message_retention_seconds",
    "receive_wait_time_seconds",
    "visibility_timeout_seconds",
    "fifo_queue",
    "content_based_deduplication",
    "deduplication_scope",
    "fifo_throughput_limit",
    "kms_master_key_id",
    "kms_data_key_reuse_period_seconds",
    "sqs_managed_sse_enabled",
)

# ListQueues tells URLs alone; GetQueueAttributes tells the rest, policy included, one queue at a time.
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
QUEUES = Listing(
    service="sqs",
    operation="list_queues",
    items="QueueUrls",
    params={"MaxResults": 1000},
    key=lambda item: same_name(item["value"]),
    details=(
        Detail(
            name="Attributes",
            operation="get_queue_attributes",
            params=lambda item: {"QueueUrl": item["value"], "AttributeNames": ["All"]},
            take="Attributes",
            feeds={"aws_sqs_queue": _SETTINGS, "aws_sqs_queue_policy": ()},
            need=Need.SECURITY,
        ),
        Detail(
            name="Tags",
            operation="list_queue_tags",
            params=lambda item: {"QueueUrl": item["value"]},
            take="Tags",
            feeds={"aws_sqs_queue": ("tags",)},
        ),
    ),
)


def queue(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A queue. Its name is the last part of its URL."""
    url = item["value"]
    found: dict[str, Any] = {"id": url, "url": url, "name": url.rsplit("/", 1)[-1]}
    if "Attributes" in item:
        told = item["Attributes"]
        found |= {
            "arn": told["QueueArn"],
            "policy": told.get("Policy", ""),
            "redrive_policy": told.get("RedrivePolicy", ""),
            "redrive_allow_policy": told.get("RedriveAllowPolicy", ""),
            "delay_seconds": number(told.get("DelaySeconds")),
            "max_message_size": number(told.get("MaximumMessageSize")),
            "message_retention_seconds": number(told.get("MessageRetentionPeriod")),
            "receive_wait_time_seconds": number(told.get("ReceiveMessageWaitTimeSeconds")),
            "visibility_timeout_seconds": number(told.get("VisibilityTimeout")),
            "fifo_queue": flag(told.get("FifoQueue")),
            "content_based_deduplication": flag(told.get("ContentBasedDeduplication")),
            "deduplication_scope": told.get("DeduplicationScope", ""),
            "fifo_throughput_limit": told.get("FifoThroughputLimit", ""),
            "kms_master_key_id": told.get("KmsMasterKeyId", ""),
            "kms_data_key_reuse_period_seconds": number(told.get("KmsDataKeyReusePeriodSeconds")),
            "sqs_managed_sse_enabled": flag(told.get("SqsManagedSseEnabled")),
        }
    if "Tags" in item:
        found["tags"] = tags(item["Tags"])
    yield found


def queue_policy(item: Item, scope: Scope) -> Iterable[Attributes]:
    """The policy of a queue that has one."""
    if item.get("Attributes", {}).get("Policy"):
        yield {"id": item["value"], "queue_url": item["value"], "policy": item["Attributes"]["Policy"]}


def _queue(attributes: Attributes) -> str:
    return same_name(attributes["queue_url"])


TYPES = (
    ResourceType(
        name="aws_sqs_queue",
        listing=QUEUES,
        to_attributes=queue,
        identity=lambda attributes: same_name(attributes["id"]),
        equal={"redrive_policy": same_json, "redrive_allow_policy": same_json},
        defaults={
            "kms_data_key_reuse_period_seconds": (300,),
            "deduplication_scope": ("queue",),
            "fifo_throughput_limit": ("perQueue",),
        },
        risks={"policy": risks.policy_widened, "kms_master_key_id": risks.kms_key_changed},
        collections=(whole("policy", same_policy),),
        owner=lambda item, _: tag_owner(all_tags(item.get("Tags"))),
        missing=Severity.CRITICAL,
    ),
    ResourceType(
        name="aws_sqs_queue_policy",
        listing=QUEUES,
        to_attributes=queue_policy,
        identity=_queue,
        claim=claims_whole("aws_sqs_queue", _queue, "policy"),
        equal={"policy": same_policy, "queue_url": lambda was, live: same_name(was) == same_name(live)},
        risks={"policy": risks.policy_widened},
        parent=lambda attributes: ("aws_sqs_queue", _queue(attributes)),
    ),
)
