"""Buckets, with what is inside them and apart from them, in two regions; and a table."""

import json
from pathlib import Path
from unittest.mock import ANY

import boto3
import pytest

from tests.servers import MotoServer
from tests.terraform.story import GONE, Story, Values, hold, in_sync, tell

pytestmark = pytest.mark.terraform

ASSETS = "acme-assets"


def change(recorded: Values) -> None:
    """Everything that people do to buckets and tables by hand."""
    s3 = boto3.client("s3")
    abroad = boto3.client("s3", region_name="eu-west-1")
    s3.put_bucket_tagging(Bucket=ASSETS, Tagging={"TagSet": [{"Key": "Team", "Value": "data"}]})
    s3.put_bucket_versioning(Bucket=ASSETS, VersioningConfiguration={"Status": "Suspended"})
    s3.put_bucket_logging(Bucket=ASSETS, BucketLoggingStatus={})
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}
    s3.put_bucket_encryption(Bucket=ASSETS, ServerSideEncryptionConfiguration={"Rules": [rule]})
    archive = {
        "ID": "archive",
        "Status": "Enabled",
        "Filter": {"Prefix": "archive/"},
        "Transitions": [{"Days": 30, "StorageClass": "STANDARD_IA"}],
        "Expiration": {"Days": 90},
    }
    s3.put_bucket_lifecycle_configuration(Bucket=ASSETS, LifecycleConfiguration={"Rules": [archive]})
    cors = {
        "AllowedHeaders": ["*"],
        "AllowedMethods": ["PUT", "POST"],
        "AllowedOrigins": ["*"],
        "MaxAgeSeconds": 3000,
    }
    s3.put_bucket_cors(Bucket=ASSETS, CORSConfiguration={"CORSRules": [cors]})
    s3.delete_public_access_block(Bucket=ASSETS)
    world = {"Sid": "Read", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}
    statement = world | {"Resource": f"arn:aws:s3:::{ASSETS}/*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    s3.put_bucket_policy(Bucket=ASSETS, Policy=policy)

    site = {"IndexDocument": {"Suffix": "home.html"}, "ErrorDocument": {"Key": "error.html"}}
    s3.put_bucket_website(Bucket="acme-site", WebsiteConfiguration=site)
    s3.put_bucket_acl(Bucket="acme-plain-0", ACL="public-read")
    s3.delete_bucket_ownership_controls(Bucket="acme-plain-0")
    queue = recorded["aws_sqs_queue.uploads"]["arn"]
    filters = {"Key": {"FilterRules": [{"Name": "prefix", "Value": "other/"}]}}
    created = {"QueueArn": queue, "Events": ["s3:ObjectCreated:*"], "Filter": filters}
    s3.put_bucket_notification_configuration(
        Bucket="acme-plain-1", NotificationConfiguration={"QueueConfigurations": [created]}
    )
    s3.create_bucket(Bucket="acme-shadow")
    abroad.delete_bucket(Bucket="acme-abroad")
    # The document of the queue in other words.
    same: dict = {
        "Effect": "Allow",
        "Principal": {"Service": ["s3.amazonaws.com"]},
        "Action": ["sqs:SendMessage"],
        "Resource": queue,
    }
    boto3.client("sqs").set_queue_attributes(
        QueueUrl=recorded["aws_sqs_queue.uploads"]["id"],
        Attributes={"Policy": json.dumps({"Statement": same, "Version": "2012-10-17"})},
    )

    dynamodb = boto3.client("dynamodb")
    dynamodb.update_table(
        TableName="orders", ProvisionedThroughput={"ReadCapacityUnits": 9, "WriteCapacityUnits": 5}
    )
    dynamodb.update_continuous_backups(
        TableName="orders", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False}
    )
    dynamodb.tag_resource(
        ResourceArn=recorded["aws_dynamodb_table.orders"]["arn"], Tags=[{"Key": "By", "Value": "hand"}]
    )


def every_change_is_found_and_nothing_else(story: Story) -> None:
    encryption = "server_side_encryption_configuration.0.rule.0.apply_server_side_encryption_by_default.0"
    assert story.changes() == {
        ("aws_s3_bucket.assets", "tags.Env"): ("prod", None),
        ("aws_s3_bucket.assets", "versioning.0.enabled"): (True, False),
        ("aws_s3_bucket.assets", "logging"): (
            [{"target_bucket": "acme-logs", "target_prefix": "assets/"}],
            [],
        ),
        ("aws_s3_bucket.assets", f"{encryption}.sse_algorithm"): ("AES256", "aws:kms"),
        ("aws_s3_bucket.assets", "lifecycle_rule"): ANY,
        ("aws_s3_bucket.assets", "cors_rule.0.allowed_origins"): (["https://example.com"], ["*"]),
        ("aws_s3_bucket_public_access_block.assets", ""): ("recorded", GONE),
        ("aws_s3_bucket_policy.assets", "policy"): ANY,
        ("aws_s3_bucket.site", "website.0.index_document"): ("index.html", "home.html"),
        ("aws_s3_bucket.plain[0]", "grant"): ANY,
        ("aws_s3_bucket_ownership_controls.plain", ""): ("recorded", GONE),
        ("aws_s3_bucket_notification.plain", "queue"): ANY,
        ("aws_s3_bucket.abroad", ""): ("recorded", GONE),
        ("aws_dynamodb_table.orders", "read_capacity"): (5, 9),
        ("aws_dynamodb_table.orders", "point_in_time_recovery.0.enabled"): (True, False),
        ("aws_dynamodb_table.orders", "tags.By"): (None, "hand"),
    }
    assert story.unmanaged() == {("aws_s3_bucket", "acme-shadow")}


def what_is_opened_to_the_world_is_critical(story: Story) -> None:
    critical = {d.address for d in story.drifted.resource_drift if d.severity == "critical"}
    assert critical >= {"aws_s3_bucket.plain[0]", "aws_s3_bucket_policy.assets"}


def terraform_sees_the_same(story: Story) -> None:
    # The queue's document has the same meaning in other words, which is no drift.
    assert story.disagreements() == {("aws_sqs_queue.uploads", "policy")}


def test_storage(moto_server: MotoServer, tmp_path: Path):
    regions = ("us-east-1", "eu-west-1")
    story = tell("storage", moto_server, tmp_path, regions, change)
    hold(
        story,
        in_sync,
        every_change_is_found_and_nothing_else,
        what_is_opened_to_the_world_is_critical,
        terraform_sees_the_same,
    )
