"""Topics, their policies and subscriptions."""

import json
import re
from collections.abc import Iterable
from typing import Any, Final

from driftmgr.drift.blank import blank
from driftmgr.drift.equivalence import same_event_pattern, same_json
from driftmgr.drift.policy import same_policy
from driftmgr.providers.aws import risks
from driftmgr.providers.aws.owners import PLATFORM, name_owner, tag_owner
from driftmgr.providers.aws.ownership import claims_whole
from driftmgr.providers.aws.shapes import all_tags, flag, number, tags
from driftmgr.resources.listing import Detail, Item, Listing, Need
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, Collection, ResourceType

_TOPIC: Final = "aws_sns_topic"

_FEEDBACK: Final = {
    f"{protocol}_{name}": key
    for protocol, prefix in (
        ("application", "Application"),
        ("firehose", "Firehose"),
        ("http", "HTTP"),
        ("lambda", "Lambda"),
        ("sqs", "SQS"),
    )
    for name, key in (
        ("success_feedback_role_arn", f"{prefix}SuccessFeedbackRoleArn"),
        ("failure_feedback_role_arn", f"{prefix}FailureFeedbackRoleArn"),
        ("success_feedback_sample_rate", f"{prefix}SuccessFeedbackSampleRate"),
    )
}
_SETTINGS: Final = (
    "archive_policy",
    "content_based_deduplication",
    "delivery_policy",
    "display_name",
    "fifo_throughput_scope",
    "kms_master_key_id",
    "maximum_message_size",
    "policy",
    "signature_version",
    "tracing_config",
    *_FEEDBACK,
)

# https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html
TOPICS = Listing(
    service="sns",
    operation="list_topics",
    items="Topics",
    key=lambda item: str(item["TopicArn"]),
    details=(
        Detail(
            name="Attributes",
            operation="get_topic_attributes",
            params=lambda item: {"TopicArn": item["TopicArn"]},
            take="Attributes",
            feeds={_TOPIC: _SETTINGS, "aws_sns_topic_policy": ()},
            need=Need.SECURITY,
        ),
        Detail(
            name="Tags",
            operation="list_tags_for_resource",
            params=lambda item: {"ResourceArn": item["TopicArn"]},
            take="Tags",
            feeds={_TOPIC: ("tags",)},
        ),
    ),
)


def topic(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A topic. Its name is the last part of its ARN."""
    arn = item["TopicArn"]
    name = arn.rpartition(":")[2]
    found: dict[str, Any] = {"id": arn, "arn": arn, "name": name, "fifo_topic": name.endswith(".fifo")}
    if "Attributes" in item:
        told = item["Attributes"]
        found |= {
            "display_name": told.get("DisplayName", ""),
            "policy": told.get("Policy", ""),
            "delivery_policy": told.get("DeliveryPolicy", ""),
            "kms_master_key_id": told.get("KmsMasterKeyId", ""),
            "content_based_deduplication": flag(told.get("ContentBasedDeduplication")),
            "fifo_throughput_scope": told.get("FifoThroughputScope", ""),
            "archive_policy": told.get("ArchivePolicy", ""),
            "signature_version": number(told.get("SignatureVersion")),
            "tracing_config": told.get("TracingConfig", ""),
            "maximum_message_size": number(told.get("MaximumMessageSize")),
            **{
                attribute: number(told.get(key)) if attribute.endswith("_rate") else told.get(key, "")
                for attribute, key in _FEEDBACK.items()
            },
        }
    if "Tags" in item:
        found["tags"] = tags(item["Tags"])
    yield found


def topic_policy(item: Item, scope: Scope) -> Iterable[Attributes]:
    """The policy of a topic; every topic has one."""
    if item.get("Attributes", {}).get("Policy"):
        yield {"id": item["TopicArn"], "arn": item["TopicArn"], "policy": item["Attributes"]["Policy"]}


def is_default_policy(policy: object) -> bool:
    """Whether a policy is the one that SNS gives a new topic: by its id, and closed to all but the topic's account."""
    try:
        document = json.loads(str(policy))
        (statement,) = document["Statement"]
        account = statement["Resource"].split(":")[4]
        only_account = statement["Condition"] == {"StringEquals": {"AWS:SourceOwner": account}}
    except (ValueError, LookupError, TypeError, AttributeError):
        return False
    return bool(only_account) and document.get("Id") == "__default_policy_ID"


def _same_topic_policy(was: object, live: object) -> bool:
    return same_policy(was, live) or (blank(was) and is_default_policy(live))


_PASSWORD: Final = re.compile(r"(?<=://)([^/@:]*):[^/@]*(?=@)")


def _is_confirmed(item: Item) -> bool:
    """Instead of the ARN of a subscription that waits for its confirmation, or that is gone, the list has a word."""
    return bool(item["SubscriptionArn"].startswith("arn:"))


def _shown(endpoint: object) -> str:
    """An endpoint as SNS tells it: without the password of HTTP basic authentication."""
    return _PASSWORD.sub(r"\1:****", str(endpoint or ""))


def _receiver(topic_arn: object, protocol: object, endpoint: object) -> str:
    """What makes a subscription unique: a topic has no two for one receiver, and before its confirmation it has no ARN.

    https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
    """
    return f"{topic_arn}/{protocol}/{_shown(endpoint)}"


def _identity(attributes: Attributes) -> str:
    return _receiver(attributes.get("topic_arn"), attributes.get("protocol"), attributes.get("endpoint"))


# https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptions.html
SUBSCRIPTIONS = Listing(
    service="sns",
    operation="list_subscriptions",
    items="Subscriptions",
    key=lambda item: _receiver(item["TopicArn"], item["Protocol"], item.get("Endpoint", "")),
    details=(
        Detail(
            name="Attributes",
            operation="get_subscription_attributes",
            params=lambda item: {"SubscriptionArn": item["SubscriptionArn"]},
            take="Attributes",
            feeds={
                "aws_sns_topic_subscription": (
                    "raw_message_delivery",
                    "filter_policy",
                    "filter_policy_scope",
                    "delivery_policy",
                    "redrive_policy",
                    "replay_policy",
                    "subscription_role_arn",
                )
            },
            applies=_is_confirmed,
        ),
    ),
)


def subscription(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A subscription that is confirmed or waits for it."""
    if item["SubscriptionArn"] == "Deleted":
        return
    confirmed = _is_confirmed(item)
    found: dict[str, Any] = {
        "id": item["SubscriptionArn"] if confirmed else f"{item['TopicArn']}:{item['SubscriptionArn']}",
        "topic_arn": item["TopicArn"],
        "protocol": item["Protocol"],
        "endpoint": item.get("Endpoint", ""),
        "owner_id": item.get("Owner", ""),
        "pending_confirmation": not confirmed,
    }
    if "Attributes" in item:
        told = item["Attributes"]
        found |= {
            "arn": item["SubscriptionArn"],
            "pending_confirmation": flag(told.get("PendingConfirmation")),
            "raw_message_delivery": flag(told.get("RawMessageDelivery")),
            "filter_policy": told.get("FilterPolicy", ""),
            "filter_policy_scope": told.get("FilterPolicyScope", ""),
            "delivery_policy": told.get("DeliveryPolicy", ""),
            "redrive_policy": told.get("RedrivePolicy", ""),
            "replay_policy": told.get("ReplayPolicy", ""),
            "subscription_role_arn": told.get("SubscriptionRoleArn", ""),
        }
    yield found


TYPES = (
    ResourceType(
        name=_TOPIC,
        listing=TOPICS,
        to_attributes=topic,
        identity=("arn",),
        equal={"delivery_policy": same_json, "archive_policy": same_json},
        defaults={
            "fifo_throughput_scope": ("Topic",),
            "signature_version": (1,),
            "tracing_config": ("PassThrough",),
            "maximum_message_size": (262144,),
        },
        collections=(
            Collection(
                attribute="policy", atoms=lambda _, value: {("whole",): value}, same=_same_topic_policy
            ),
        ),
        risks={"policy": risks.policy_widened, "kms_master_key_id": risks.kms_key_changed},
        owner=lambda item, attributes: (
            tag_owner(all_tags(item.get("Tags"))) or name_owner(str(attributes["name"]))
        ),
    ),
    ResourceType(
        name="aws_sns_topic_policy",
        listing=TOPICS,
        to_attributes=topic_policy,
        identity=("arn",),
        claim=claims_whole(_TOPIC, lambda attributes: str(attributes["arn"]), "policy"),
        equal={"policy": same_policy},
        risks={"policy": risks.policy_widened},
        owner=lambda _, attributes: PLATFORM if is_default_policy(attributes["policy"]) else None,
        parent=lambda attributes: (_TOPIC, str(attributes["arn"])),
    ),
    ResourceType(
        name="aws_sns_topic_subscription",
        listing=SUBSCRIPTIONS,
        to_attributes=subscription,
        identity=_identity,
        equal={
            "endpoint": lambda was, live: _shown(was) == _shown(live),
            # Somebody has confirmed what was waiting: only the other direction is a loss.
            "pending_confirmation": lambda was, live: bool(was) or not live,
            "filter_policy": same_event_pattern,
            "delivery_policy": same_json,
            "redrive_policy": same_json,
            "replay_policy": same_json,
        },
        observed=frozenset({"pending_confirmation"}),
        defaults={"filter_policy_scope": ("MessageAttributes",)},
        sensitive=frozenset({"endpoint"}),
        risks={"endpoint": risks.address_moved},
        parent=lambda attributes: (_TOPIC, str(attributes["topic_arn"])),
    ),
)
