"""Queues, topics, functions, keys, secrets, logs, alarms, repositories and trails."""

import json
from pathlib import Path
from unittest.mock import ANY

import boto3
import pytest

from tests.servers import MotoServer
from tests.terraform.story import GONE, Story, Values, hold, in_sync, tell

pytestmark = pytest.mark.terraform

TOPIC = "arn:aws:sns:us-east-1:123456789012:alerts"


def change(recorded: Values) -> None:
    """Everything that people do to services by hand."""
    jobs = recorded["aws_sqs_queue.jobs"]
    sqs = boto3.client("sqs")
    sqs.set_queue_attributes(
        QueueUrl=jobs["id"], Attributes={"VisibilityTimeout": "90", "KmsMasterKeyId": "alias/aws/sqs"}
    )
    sqs.tag_queue(QueueUrl=jobs["id"], Tags={"Team": "web"})
    anyone = {"Sid": "Send", "Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": jobs["arn"]}
    opened = json.dumps({"Version": "2012-10-17", "Statement": [anyone]})
    sqs.set_queue_attributes(QueueUrl=jobs["id"], Attributes={"Policy": opened})
    sqs.delete_queue(QueueUrl=recorded["aws_sqs_queue.orders"]["id"])
    sqs.create_queue(QueueName="shadow")

    sns = boto3.client("sns")
    sns.set_topic_attributes(TopicArn=TOPIC, AttributeName="DisplayName", AttributeValue="Alarms")
    statement = {
        "Sid": "Publish",
        "Effect": "Allow",
        "Principal": {"Service": ["s3.amazonaws.com"]},
        "Action": ["SNS:Publish"],
        "Resource": [TOPIC],
    }
    reworded = json.dumps({"Id": "alerts", "Statement": statement, "Version": "2012-10-17"})
    sns.set_topic_attributes(TopicArn=TOPIC, AttributeName="Policy", AttributeValue=reworded)
    sns.set_subscription_attributes(
        SubscriptionArn=recorded["aws_sns_topic_subscription.jobs"]["id"],
        AttributeName="RawMessageDelivery",
        AttributeValue="false",
    )

    kms = boto3.client("kms")
    key = recorded["aws_kms_key.main"]["key_id"]
    kms.disable_key_rotation(KeyId=key)
    kms.update_key_description(KeyId=key, Description="by hand")
    kms.delete_alias(AliasName="alias/main")

    secrets = boto3.client("secretsmanager")
    secrets.update_secret(SecretId="db", Description="by hand")
    secrets.tag_resource(SecretId="db", Tags=[{"Key": "By", "Value": "hand"}])
    ssm = boto3.client("ssm")
    ssm.put_parameter(Name="/app/level", Type="String", Value="debug", Overwrite=True)
    ssm.put_parameter(Name="/app/password", Type="SecureString", Value="hunter2", Overwrite=True)

    logs = boto3.client("logs")
    logs.put_retention_policy(logGroupName="/app", retentionInDays=1)
    logs.delete_log_group(logGroupName="/each/eu")
    alarm = {
        "AlarmName": "errors",
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "EvaluationPeriods": 2,
        "MetricName": "Errors",
        "Namespace": "AWS/Lambda",
        "Period": 120,
        "Statistic": "Sum",
        "Dimensions": [{"Name": "FunctionName", "Value": "worker"}],
    }
    boto3.client("cloudwatch").put_metric_alarm(Threshold=500, AlarmActions=[], **alarm)

    functions = boto3.client("lambda")
    functions.update_function_configuration(
        FunctionName="worker", MemorySize=512, Environment={"Variables": {"STAGE": "prod", "LEVEL": "debug"}}
    )
    functions.add_permission(
        FunctionName="worker",
        StatementId="Topics",
        Action="lambda:InvokeFunction",
        Principal="sns.amazonaws.com",
    )
    functions.update_event_source_mapping(
        UUID=recorded["aws_lambda_event_source_mapping.jobs"]["id"], BatchSize=7
    )

    ecr = boto3.client("ecr")
    ecr.put_image_tag_mutability(repositoryName="app/web", imageTagMutability="MUTABLE")
    ecr.delete_lifecycle_policy(repositoryName="app/web")
    boto3.client("cloudtrail").stop_logging(Name="main")


def every_change_is_found_and_nothing_else(story: Story) -> None:
    assert story.changes() == {
        ("aws_sqs_queue.jobs", "kms_master_key_id"): ("", "alias/aws/sqs"),
        ("aws_sqs_queue.jobs", "tags.Team"): ("ops", "web"),
        ("aws_sqs_queue.jobs", "visibility_timeout_seconds"): (60, 90),
        ("aws_sqs_queue_policy.jobs", "policy"): ANY,
        ("aws_sqs_queue.orders", ""): ("recorded", GONE),
        ("aws_sns_topic.alerts", "display_name"): ("Alerts", "Alarms"),
        ("aws_sns_topic_subscription.jobs", "raw_message_delivery"): (True, False),
        ("aws_kms_key.main", "description"): ("main", "by hand"),
        ("aws_kms_key.main", "enable_key_rotation"): (True, False),
        ("aws_kms_alias.main", ""): ("recorded", GONE),
        ("aws_secretsmanager_secret.db", "description"): ("password of the database", "by hand"),
        ("aws_secretsmanager_secret.db", "tags.By"): (None, "hand"),
        ("aws_ssm_parameter.level", "value"): ANY,
        ("aws_ssm_parameter.password", "version"): (1, 2),
        ("aws_cloudwatch_log_group.app", "retention_in_days"): (30, 1),
        ('aws_cloudwatch_log_group.each["eu"]', ""): ("recorded", GONE),
        ("aws_cloudwatch_metric_alarm.errors", "alarm_actions"): ([TOPIC], []),
        ("aws_cloudwatch_metric_alarm.errors", "threshold"): (5, 500),
        ("aws_lambda_function.worker", "environment.0.variables.LEVEL"): ANY,
        ("aws_lambda_function.worker", "memory_size"): (256, 512),
        ("aws_lambda_event_source_mapping.jobs", "batch_size"): (5, 7),
        ("aws_ecr_repository.web", "image_tag_mutability"): ("IMMUTABLE", "MUTABLE"),
        ("aws_ecr_lifecycle_policy.web", ""): ("recorded", GONE),
        ("aws_cloudtrail.main", "enable_logging"): (True, False),
    }
    assert {(kind, name.rpartition("/")[2]) for kind, name in story.unmanaged()} == {
        ("aws_lambda_permission", "Topics"),
        ("aws_sqs_queue", "shadow"),
    }


def no_secret_is_shown(story: Story) -> None:
    shown = story.drifted.model_dump_json()
    assert not [secret for secret in ("correct horse", "hunter2", "debug") if secret in shown]
    before, after = story.changes()["aws_lambda_function.worker", "environment.0.variables.LEVEL"]
    assert before != after


def terraform_sees_the_same(story: Story) -> None:
    assert story.disagreements() == {
        # The same meaning in other words, which is no drift.
        ("aws_sns_topic_policy.alerts", "policy"),
        ("aws_sns_topic.alerts", "policy"),
        # Mirror: Terraform writes what aws_sqs_queue_policy owns into the queue too.
        ("aws_sqs_queue.jobs", "policy"),
        # Not given is "missing", which is the default.
        ("aws_cloudwatch_metric_alarm.errors", "treat_missing_data"),
        # Computed, and told by the attributes that made it so.
        ("aws_lambda_event_source_mapping.jobs", "last_modified"),
        ("aws_ssm_parameter.level", "version"),
        # A scan does not ask for secret values to be decrypted; their version tells that they were written.
        ("aws_ssm_parameter.password", "value"),
    }


def test_messaging(moto_server: MotoServer, tmp_path: Path):
    story = tell("messaging", moto_server, tmp_path, ("us-east-1",), change)
    hold(
        story,
        in_sync,
        every_change_is_found_and_nothing_else,
        no_secret_is_shown,
        terraform_sees_the_same,
    )
