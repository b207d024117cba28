"""Trails: selectors that mean the same, and trails that are at home elsewhere."""

from typing import Any

import pytest

from driftmgr.providers.aws.cloudtrail import TRAILS, same_selectors
from driftmgr.providers.aws.registry import aws_types
from driftmgr.resources.listing import BatchDetail
from driftmgr.resources.models import Scope

SCOPE = Scope("aws", "123456789012", "us-east-1")
ARN = "arn:aws:cloudtrail:us-east-1:123456789012:trail/t"
TRAIL = {"Name": "t", "TrailARN": ARN, "S3BucketName": "b", "HomeRegion": "us-east-1"}
EVERYTHING = {"read_write_type": "All", "include_management_events": True, "data_resource": []}


def objects_part(*values: str) -> dict[str, Any]:
    return {"data_resource": [{"type": "AWS::S3::Object", "values": list(values)}]}


@pytest.mark.parametrize(
    ("was", "live", "same"),
    [
        ([], [EVERYTHING], True),
        (None, [EVERYTHING | {"exclude_management_event_sources": []}], True),
        ([], [EVERYTHING | {"include_management_events": False}], False),
        ([], [EVERYTHING | {"read_write_type": "WriteOnly"}], False),
        ([], [EVERYTHING | {"exclude_management_event_sources": ["kms.amazonaws.com"]}], False),
        ([EVERYTHING | objects_part("a", "b")], [EVERYTHING | objects_part("b", "a")], True),
        ([EVERYTHING | objects_part("a", "b")], [EVERYTHING | objects_part("a")], False),
        ([EVERYTHING | objects_part("a")], [], False),
    ],
)
def test_event_selectors(was: Any, live: Any, same: bool) -> None:
    assert same_selectors(was, live) is same


@pytest.mark.parametrize(("home", "count"), [("us-east-1", 1), ("eu-west-1", 0)])
def test_a_trail_is_read_at_home(home: str, count: int) -> None:
    assert len(list(aws_types()["aws_cloudtrail"].objects(TRAIL | {"HomeRegion": home}, SCOPE, {}))) == count


@pytest.mark.parametrize(("custom", "asked"), [(True, True), (False, False), (None, True)])
def test_selectors_are_asked_for_where_there_may_be_some(custom: bool | None, asked: bool) -> None:
    item = TRAIL if custom is None else TRAIL | {"HasCustomEventSelectors": custom}
    detail = next(detail for detail in TRAILS.details if detail.name == "Selectors")
    assert detail.applies is not None
    assert detail.applies(item) is asked
    (made,) = aws_types()["aws_cloudtrail"].objects(item, SCOPE, {})
    assert made.attributes.get("event_selector") == (None if asked else [])


def test_tags_of_many_trails_find_their_trails() -> None:
    (detail,) = (detail for detail in TRAILS.details if isinstance(detail, BatchDetail))
    answer = {"ResourceTagList": [{"ResourceId": ARN, "TagsList": [{"Key": "a", "Value": "b"}]}]}
    assert detail.params([TRAIL]) == {"ResourceIdList": [ARN]}
    assert detail.split(answer) == {TRAILS.key(TRAIL): [{"Key": "a", "Value": "b"}]}
