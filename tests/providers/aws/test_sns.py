"""Topics and subscriptions: default policies, and receivers that have no ARN yet."""

import json
from typing import Any

import pytest

from driftmgr.drift.compare import differences
from driftmgr.drift.ownership import Claims, owner_differences
from driftmgr.providers.aws.registry import aws_types
from driftmgr.providers.aws.sns import SUBSCRIPTIONS, is_default_policy
from driftmgr.resources.models import Scope

SCOPE = Scope("aws", "123456789012", "us-east-1")
TOPIC = "arn:aws:sns:us-east-1:123456789012:alerts"
STATEMENT: dict[str, Any] = {
    "Sid": "__default_statement_ID",
    "Effect": "Allow",
    "Principal": {"AWS": "*"},
    "Action": ["SNS:Publish", "SNS:Subscribe"],
    "Resource": TOPIC,
    "Condition": {"StringEquals": {"AWS:SourceOwner": "123456789012"}},
}
DEFAULT: dict[str, Any] = {
    "Version": "2008-10-17",
    "Id": "__default_policy_ID",
    "Statement": [STATEMENT],
}


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (DEFAULT, True),
        (DEFAULT | {"Id": "mine"}, False),
        (DEFAULT | {"Statement": [{k: v for k, v in STATEMENT.items() if k != "Condition"}]}, False),
        (
            DEFAULT
            | {
                "Statement": [
                    STATEMENT | {"Condition": {"StringEquals": {"AWS:SourceOwner": "999999999999"}}}
                ]
            },
            False,
        ),
        (DEFAULT | {"Statement": [STATEMENT, STATEMENT]}, False),
        ({}, False),
    ],
)
def test_the_default_policy_is_closed_to_others(policy: Any, expected: bool) -> None:
    assert is_default_policy(json.dumps(policy)) is expected


@pytest.mark.parametrize("text", [None, "", "{", "[]", "1"])
def test_what_is_no_policy_is_no_default(text: Any) -> None:
    assert not is_default_policy(text)


def test_a_default_policy_is_the_platforms_and_stands_for_none() -> None:
    item = {"TopicArn": TOPIC, "Attributes": {"Policy": json.dumps(DEFAULT)}}
    (policy,) = aws_types()["aws_sns_topic_policy"].objects(item, SCOPE, {})
    assert policy.owner == "aws"
    topic_type = aws_types()["aws_sns_topic"]
    (topic,) = topic_type.objects(item, SCOPE, {})
    owner = (SCOPE.account, topic_type.name, TOPIC)
    assert not owner_differences(topic_type, owner, {"policy": ""}, topic.attributes, Claims())
    opened = dict(topic.attributes) | {"policy": json.dumps(DEFAULT | {"Id": "mine"})}
    assert owner_differences(topic_type, owner, {"policy": ""}, opened, Claims())


SUBSCRIPTION = aws_types()["aws_sns_topic_subscription"]
HOOK = {
    "TopicArn": TOPIC,
    "Protocol": "https",
    "Endpoint": "https://u:****@h.example/in",
    "Owner": "123456789012",
}


@pytest.mark.parametrize("arn", [f"{TOPIC}:1", "PendingConfirmation"])
@pytest.mark.parametrize("endpoint", ["https://u:secret@h.example/in", "https://u:****@h.example/in"])
def test_a_subscription_is_found_before_and_after_its_confirmation(arn: str, endpoint: str) -> None:
    item = HOOK | {"SubscriptionArn": arn}
    (made,) = SUBSCRIPTION.objects(item, SCOPE, {})
    recorded = {"topic_arn": TOPIC, "protocol": "https", "endpoint": endpoint, "id": f"{TOPIC}:1"}
    assert SUBSCRIPTION.identity_of(recorded) == made.identity == SUBSCRIPTION.item_key_of(recorded)
    assert SUBSCRIPTIONS.key(item) == made.identity
    assert "secret" not in made.identity
    assert not differences(SUBSCRIPTION, recorded, made.attributes)


@pytest.mark.parametrize(
    ("recorded", "arn", "differs"),
    [
        (True, f"{TOPIC}:1", False),
        (True, "PendingConfirmation", False),
        (False, f"{TOPIC}:1", False),
        (False, "PendingConfirmation", True),
    ],
)
def test_only_a_confirmation_that_was_lost_is_drift(recorded: bool, arn: str, differs: bool) -> None:
    (made,) = SUBSCRIPTION.objects(HOOK | {"SubscriptionArn": arn}, SCOPE, {})
    found = differences(SUBSCRIPTION, {"pending_confirmation": recorded}, made.attributes)
    assert bool(found) is differs


def test_what_is_deleted_or_pending_has_no_attributes_to_ask_for() -> None:
    (detail,) = SUBSCRIPTIONS.details
    assert detail.applies is not None
    assert not detail.applies(HOOK | {"SubscriptionArn": "PendingConfirmation"})
    assert not list(SUBSCRIPTION.objects(HOOK | {"SubscriptionArn": "Deleted"}, SCOPE, {}))
