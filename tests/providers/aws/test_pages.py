"""No answer is cut off: what comes in pages is read page by page, lest what is on the second one counts as missing."""

import boto3
import pytest
from botocore import xform_name

from driftmgr.providers.aws.registry import aws_types
from driftmgr.resources.listing import Detail

LISTINGS = sorted({t.listing for t in aws_types().values()}, key=lambda listing: listing.name)

ONE_PAGE = {
    ("cloudtrail", "list_tags"): "its token is reserved for the future, and it takes 20 trails at most",
    ("ec2", "describe_volumes"): "of 50 instances; a device whose volume is not told is not compared",
    ("ec2", "describe_instance_credit_specifications"): "of 100 instances, and as many fit in an answer",
    ("iam", "list_access_keys"): "a user has two keys at most",
}


def calls() -> list[tuple[str, str, bool]]:
    """(service, operation, whether it is read page by page) of every listing and detail."""
    found = set()
    for listing in LISTINGS:
        found.add((listing.service, listing.operation, True))
        for detail in listing.details:
            paged = isinstance(detail, Detail) and detail.paged
            found.add((detail.service or listing.service, detail.operation, paged))
    return sorted(found)


@pytest.mark.parametrize(("service", "operation", "paged"), calls())
def test_pages_are_read_to_the_last(service: str, operation: str, paged: bool) -> None:
    make = getattr(boto3, "client")  # noqa: B009 - typed for each service by name; here the name is data
    client = make(service, region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    model = client.meta.service_model
    (name,) = [name for name in model.operation_names if xform_name(name) == operation]
    shape = model.operation_model(name).output_shape
    more = [m for m in shape.members if any(w in m.lower() for w in ("token", "marker", "truncated"))]
    if not more or (service, operation) in ONE_PAGE:
        assert not paged or client.can_paginate(operation) or not more
        return
    assert paged, f"{service}:{operation} may answer with {more}, and is read once"
    assert client.can_paginate(operation)
