"""Buckets: canned ACLs against grants, sections against split resources, and what a bucket costs."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import ClientError

from driftmgr.drift.ownership import Claims, owner_differences
from driftmgr.providers.aws.reader import Request, read_account
from driftmgr.providers.aws.registry import aws_types
from driftmgr.providers.aws.s3_listing import BUCKETS, bucket_of
from driftmgr.providers.aws.settings import Account
from driftmgr.resources.models import GLOBAL, Inventory, Scope
from driftmgr.resources.types import ResourceType

SCOPE = Scope("aws", "123456789012", "eu-west-1")
OWNER, OTHER = "a" * 64, "b" * 64
GROUPS = "http://acs.amazonaws.com/groups/"
ALL, AUTHENTICATED = f"{GROUPS}global/AllUsers", f"{GROUPS}global/AuthenticatedUsers"
LOGS = f"{GROUPS}s3/LogDelivery"
SAMPLE_OWNER = "75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a"
ABSENT = {code: detail for detail in BUCKETS.details for code in getattr(detail, "absent", ())}


def type_of(name: str) -> ResourceType:
    return aws_types()[name]


def acl(*beyond: tuple[str, str], owner: str = OWNER) -> dict[str, Any]:
    grants = [{"Grantee": {"ID": owner, "Type": "CanonicalUser"}, "Permission": "FULL_CONTROL"}]
    for who, permission in beyond:
        grantee = (
            {"URI": who, "Type": "Group"} if who.startswith("http") else {"ID": who, "Type": "CanonicalUser"}
        )
        grants.append({"Grantee": grantee, "Permission": permission})
    return {"Owner": {"ID": owner}, "Grants": grants}


def differing(recorded: dict[str, Any], item: dict[str, Any], claims: Claims | None = None) -> set[str]:
    bucket = type_of("aws_s3_bucket")
    (made,) = bucket.objects({"Name": "b", **item}, SCOPE, {})
    owner = (SCOPE.account, "aws_s3_bucket", "b")
    return {
        path for path, *_ in owner_differences(bucket, owner, recorded, made.attributes, claims or Claims())
    }


@pytest.mark.parametrize(
    ("recorded", "live", "expected"),
    [
        ({"acl": "private", "grant": []}, acl(), set()),
        ({"acl": None, "grant": []}, acl(), set()),
        ({"acl": "private", "grant": []}, acl((ALL, "READ")), {"grant"}),
        ({"acl": None, "grant": []}, acl((AUTHENTICATED, "READ")), {"grant"}),
        ({"acl": "private", "grant": []}, acl((OTHER, "READ")), {"grant"}),
        ({"acl": "public-read", "grant": []}, acl((ALL, "READ")), set()),
        ({"acl": "public-read", "grant": []}, acl(), {"acl"}),
        ({"acl": "public-read", "grant": []}, acl((ALL, "FULL_CONTROL")), {"grant"}),
        ({"acl": "log-delivery-write", "grant": []}, acl((LOGS, "READ_ACP"), (LOGS, "WRITE")), set()),
        ({"acl": "log-delivery-write", "grant": []}, acl((LOGS, "READ_ACP")), {"grant"}),
        ({"acl": "log-delivery-write", "grant": []}, acl((LOGS, "READ_ACP"), owner=SAMPLE_OWNER), set()),
        ({"acl": "log-delivery-write", "grant": []}, acl((ALL, "READ"), owner=SAMPLE_OWNER), {"acl"}),
        ({"acl": "bucket-owner-full-control", "grant": []}, acl(), set()),
        ({"acl": "private"}, acl((ALL, "READ")), {"acl"}),
    ],
)
def test_a_canned_acl_is_what_it_grants(recorded: Any, live: Any, expected: set[str]) -> None:
    assert differing(recorded, {"Acl": live}) == expected


def test_recorded_grants_are_compared_whatever_their_order() -> None:
    granted = [
        {"id": "", "type": "Group", "uri": LOGS, "permissions": ["WRITE", "READ_ACP"]},
        {"id": OWNER, "type": "CanonicalUser", "uri": "", "permissions": ["FULL_CONTROL"]},
    ]
    live = acl((LOGS, "READ_ACP"), (LOGS, "WRITE"))
    assert differing({"acl": None, "grant": granted}, {"Acl": live}) == set()
    assert differing({"acl": None, "grant": granted}, {"Acl": acl((LOGS, "READ_ACP"))}) == {"grant"}


AES256 = [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": True}]
KMS = [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]
INLINE_AES256 = [{"rule": [{"apply_server_side_encryption_by_default": [{"sse_algorithm": "AES256"}]}]}]


@pytest.mark.parametrize(
    ("recorded", "item", "expected"),
    [
        ({"server_side_encryption_configuration": []}, {"Encryption": AES256}, False),
        ({"server_side_encryption_configuration": []}, {"Encryption": None}, False),
        ({"server_side_encryption_configuration": []}, {"Encryption": KMS}, True),
        ({"server_side_encryption_configuration": INLINE_AES256}, {"Encryption": None}, True),
        ({"versioning": []}, {"Versioning": {}}, False),
        (
            {"versioning": [{"enabled": False, "mfa_delete": False}]},
            {"Versioning": {"Status": "Suspended"}},
            False,
        ),
        ({"versioning": []}, {"Versioning": {"Status": "Enabled"}}, True),
        ({"request_payer": ""}, {"RequestPayment": "BucketOwner"}, False),
        ({"request_payer": "BucketOwner"}, {"RequestPayment": "Requester"}, True),
        ({"policy": None}, {"Policy": None}, False),
        ({"policy": None}, {"Policy": '{"Statement":[]}'}, True),
        ({"website": []}, {"Website": None}, False),
    ],
)
def test_what_an_unset_section_means(recorded: Any, item: Any, expected: bool) -> None:
    assert bool(differing(recorded, item)) is expected


def test_a_section_belongs_to_the_split_resource_that_is_recorded() -> None:
    recorded: dict[str, Any] = {"versioning": []}
    item = {"Versioning": {"Status": "Enabled"}}
    claims = Claims()
    claim = type_of("aws_s3_bucket_versioning").claim
    assert claim is not None
    claims.add(claim, SCOPE.account, {"bucket": "b", "id": "b,123456789012"})
    assert differing(recorded, item, claims) == set()
    assert differing(recorded, item) == {"versioning"}


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({"bucket": "b", "id": "b"}, "b"),
        ({"id": "b,123456789012"}, "b"),
        ({"id": "b,123456789012,private", "bucket": "b"}, "b"),
        ({"bucket": "fast--use1-az4--x-s3"}, ""),
    ],
)
def test_bucket_of_a_sub_resource(attributes: Any, expected: str) -> None:
    assert bucket_of(attributes) == expected


@pytest.mark.parametrize(("flags", "owner"), [((True,) * 4, "aws"), ((True, True, True, False), None)])
def test_what_every_new_bucket_has_is_the_platforms(flags: tuple[bool, ...], owner: str | None) -> None:
    names = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    item = {"Name": "b", "PublicAccessBlock": dict(zip(names, flags, strict=True))}
    (made,) = type_of("aws_s3_bucket_public_access_block").objects(item, SCOPE, {})
    assert made.owner == owner


def test_a_region_that_the_list_does_not_tell_is_not_made_up() -> None:
    assert BUCKETS.region_of is not None
    assert BUCKETS.region_of({"Name": "b"}) == GLOBAL
    (made,) = type_of("aws_s3_bucket").objects({"Name": "b"}, Scope("aws", "1", GLOBAL), {})
    assert not {"region", "arn"} & made.attributes.keys()


class EmptyBucket:
    """S3 with one bucket that has nothing configured."""

    def __init__(self) -> None:
        self.asked = Counter[str]()

    def call(self, operation: str, **_: Any) -> dict[str, Any]:
        self.asked[operation] += 1
        if operation == "get_bucket_acl":
            return acl()
        code = next((code for code, detail in ABSENT.items() if detail.operation == operation), "")
        if code.startswith(("No", "Server", "Own", "Repl", "ObjectLock")):
            raise ClientError({"Error": {"Code": code}}, operation)
        return {}

    def pages(self, operation: str, _items: str, **_: Any) -> Iterator[Any]:
        self.asked[operation] += 1
        yield {"Name": "b", "BucketRegion": "eu-west-1"}

    def service(self, _name: str, _region: str) -> "EmptyBucket":
        return self

    @property
    def calls(self) -> Counter[str]:
        return self.asked


def read(recorded: dict[str, dict[str, Any]]) -> tuple[Inventory, set[str]]:
    api = EmptyBucket()
    types = tuple({type_of(name) for name in {*recorded, "aws_s3_bucket"}})
    items = {name: {"b": [attributes]} for name, attributes in recorded.items()}
    with ThreadPoolExecutor(2) as pool:
        account = Account("123456789012", "aws", api)  # type: ignore[arg-type]
        inventory = read_account(account, Request(types, ("eu-west-1",), items), pool)
    assert not inventory.unread
    return inventory, {name for name in api.asked if name != "list_buckets"}


def test_a_bucket_without_sections_costs_what_can_open_it_and_its_tags() -> None:
    sections = (
        "request_payer",
        "cors_rule",
        "website",
        "lifecycle_rule",
        "replication_configuration",
        "object_lock_configuration",
    )
    state: dict[str, Any] = {
        "id": "b",
        "bucket": "b",
        "acl": "private",
        "grant": [],
        "policy": None,
        "request_payer": "",
    }
    _, asked = read({"aws_s3_bucket": state | {name: [] for name in sections}})
    assert asked == {
        "get_bucket_policy",
        "get_public_access_block",
        "get_bucket_acl",
        "get_bucket_encryption",
        "get_bucket_versioning",
        "get_bucket_logging",
        "get_bucket_tagging",
    }


def test_a_split_resource_costs_its_own_call() -> None:
    inventory, asked = read({"aws_s3_bucket_lifecycle_configuration": {"id": "b", "bucket": "b", "rule": []}})
    assert asked == {"get_bucket_lifecycle_configuration"}
    assert not [o for o in inventory.objects if o.type != "aws_s3_bucket"]
