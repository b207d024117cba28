"""Answers of a real AWS beside what Terraform recorded at the same time: nothing untouched may count as changed.

The recordings are beside the repository, not in it. They hold the calls that another program made, so not everything
that is recorded can be read, and lists that it did not ask for are made from the recorded names.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from driftmgr.drift.detect import Detection
from driftmgr.drift.models import DriftKind
from tests.providers.aws.recorded_api import instances_of, judged

PAIRS = Path(__file__).resolve().parents[4] / "shared" / "recordings" / "real-pairs" / "aws"
FILES = sorted(PAIRS.glob("*.json"))

pytestmark = pytest.mark.skipif(not FILES, reason="no recordings of a real AWS beside the repository")

# Recorded by Terraform in one run and answered in another, under other names: {recorded: answered}.
RENAMED = {
    "test_cloudtrail_fail_include_management_events": {
        "tf-trail-39463": "tf-trail-3bf19dec-127e-11ed-861d-0242ac12000",
        "trail-test-bucket20221121223149834400000001": "trail-test-bucket-3bf19dec-127e-11ed-861d-0242ac12000",
    },
    "test_cloudtrail_fail_log_metric_filter_no_alarm": {
        "fail-tf-trail-8294": "fail-tf-trail-3bf19dec-127e-11ed-861d-0242ac12000",
        "fail-trail-test-bucket-testing20221121222541566600000002": "fail-trail-test-bucket-testing",
        "fail-cloudtrail-test-group20221121222541552700000001": "fail-cloudtrail-test-group",
        "cloudtrail_cloudwatch_role-fail20221121222542266000000004": (
            "testing-cloudtrail_cloudwatch_role-fail"
        ),
    },
    "test_eip_shield_sync_1": {
        "eipalloc-077911b9e349c09eb": "eipalloc-06d17a754d59a4f62",
        "34.235.51.208": "54.157.65.9",
        "eipalloc-09e3d67a5ace5469f": "eipalloc-0e603ec3a9685e1da",
        "3.230.55.239": "54.234.162.204",
    },
}
# What the program had deleted, put or renamed when it asked.
TOUCHED = {
    ("test_eip_shield_sync_2", "aws_eip.protected", "missing"),
    ("test_sqs_remove_matched_empty_sid", "aws_sqs_queue.test_sqs", "changed"),
}


def made_lists(
    resources: Mapping[str, Any], answers: Sequence[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Lists that nobody asked for, where the objects in them were asked about."""
    asked = {answer["file"] for answer in answers}
    lists: dict[str, Any] = {
        "s3.ListBuckets_1.json": {
            "Buckets": [
                {"Name": recorded["bucket"], "BucketRegion": recorded.get("region")}
                for recorded in resources.get("aws_s3_bucket", {}).values()
            ]
        },
        "sns.ListTopics_1.json": {
            "Topics": [
                {"TopicArn": recorded["arn"]} for recorded in resources.get("aws_sns_topic", {}).values()
            ]
        },
        "monitoring.DescribeAlarms_1.json": {
            "MetricAlarms": [
                alarm
                for answer in answers
                if answer["file"].startswith("monitoring.DescribeAlarmsForMetric")
                for alarm in answer["body"]["data"]["MetricAlarms"]
            ]
        },
    }
    for file, data in lists.items():
        if file not in asked:
            yield {"file": file, "body": {"status_code": 200, "data": data}}


def verdicts(path: Path) -> tuple[int, Detection] | None:
    """How many instances of supported types a pair records, and the verdicts on them; None where it records none."""
    pair = json.loads(path.read_text())
    text = json.dumps(pair["resources"]["resources"])
    for recorded, answered in RENAMED.get(path.stem, {}).items():
        text = text.replace(recorded, answered)
    resources = json.loads(text)
    instances = instances_of(resources)
    if not instances:
        return None
    arns = re.findall(r"arn:aws[a-z-]*:[a-z0-9-]+:([a-z]+-[a-z]+-\d):(\d{12}):", text)
    (region, account), _ = (Counter(arns) or Counter([("us-east-1", "644160558196")])).most_common(1)[0]
    answers = [*pair["answers"], *made_lists(resources, pair["answers"])]
    return len(instances), judged(instances, answers, account, region)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_nobody_touched_is_not_changed(path: Path) -> None:
    judged_pair = verdicts(path)
    if judged_pair is None:
        pytest.skip("records no supported type")
    recorded, found = judged_pair
    drifts = {
        (path.stem, drift.address, drift.kind.value): [(c.path, c.before, c.after) for c in drift.changes]
        for drift in found.drifts
        if drift.kind is not DriftKind.UNMANAGED
    }
    assert {key: changes for key, changes in drifts.items() if key not in TOUCHED} == {}
    unread = sum(len(addresses) for addresses in found.unread.values())
    assert found.in_sync + unread + len(drifts) == recorded


def test_enough_of_it_can_be_read() -> None:
    """Lest all of it ends unread and the test above says nothing."""
    assert sum(pair[1].in_sync for path in FILES if (pair := verdicts(path))) >= 18
