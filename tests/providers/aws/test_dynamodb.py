"""Tables: how they are listed, what of their settings means the same, and how bad a change is."""

from typing import Any

import pytest

from driftmgr.drift.compare import differences
from driftmgr.providers.aws.dynamodb import TYPES, indices_changed, table
from driftmgr.providers.aws.dynamodb_listing import tables
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Severity
from tests.providers.aws.fake_api import FakeApi, error

(TABLE,) = TYPES
SCOPE = Scope("aws", "123456789012", "us-east-1")
ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/"


def described(**told: Any) -> dict[str, Any]:
    """A table on demand without anything special, and what is special about it."""
    plain = {
        "TableName": "t",
        "TableArn": f"{ARN}t",
        "TableStatus": "ACTIVE",
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        "BillingModeSummary": {"BillingMode": "PAY_PER_REQUEST"},
        "ProvisionedThroughput": {"ReadCapacityUnits": 0, "WriteCapacityUnits": 0},
    }
    return {"TableName": "t", "TableArn": f"{ARN}t", "Table": plain | told}


def live(**told: Any) -> dict[str, Any]:
    (found,) = table(described(**told), SCOPE)
    return dict(found)


def test_one_table_tells_the_arns_of_all() -> None:
    api = FakeApi(
        list_tables=lambda: {"TableNames": ["gone", "a", "b"]},
        describe_table=lambda **params: gone_or(params["TableName"]),
    )
    assert [item["TableArn"] for item in tables(api)] == [f"{ARN}gone", f"{ARN}a", f"{ARN}b"]
    assert [operation for operation, _ in api.asked] == ["list_tables", "describe_table", "describe_table"]


def gone_or(name: str) -> dict[str, Any]:
    if name == "gone":
        raise error("ResourceNotFoundException")
    return {"Table": {"TableArn": f"{ARN}{name}"}}


def test_tables_are_listed_where_none_may_be_described() -> None:
    def denied(**_: Any) -> dict[str, Any]:
        raise error("AccessDeniedException")

    api = FakeApi(list_tables=lambda: {"TableNames": ["a"]}, describe_table=denied)
    assert list(tables(api)) == [{"TableName": "a", "TableArn": ""}]


@pytest.mark.parametrize(
    ("told", "recorded", "differ"),
    [
        ({}, {"server_side_encryption": [], "billing_mode": "PAY_PER_REQUEST", "read_capacity": 0}, []),
        ({}, {"deletion_protection_enabled": None, "table_class": None, "stream_view_type": ""}, []),
        ({"BillingModeSummary": None}, {"billing_mode": None}, []),
        # The account's own key, which newer providers leave out.
        (
            {"SSEDescription": {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": "arn:k"}},
            {"server_side_encryption": [{"enabled": True, "kms_key_arn": ""}]},
            [],
        ),
        (
            {"SSEDescription": {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": "arn:k"}},
            {"server_side_encryption": [{"enabled": True, "kms_key_arn": "arn:other"}]},
            ["server_side_encryption.0.kms_key_arn"],
        ),
        (
            {"SSEDescription": {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": "arn:k"}},
            {"server_side_encryption": []},
            ["server_side_encryption"],
        ),
        (
            {"StreamSpecification": {"StreamEnabled": False}},
            {"stream_enabled": True, "stream_view_type": "KEYS_ONLY"},
            ["stream_enabled", "stream_view_type"],
        ),
        # A replica in the table's own region is the table.
        (
            {"Replicas": [{"RegionName": "us-east-1"}, {"RegionName": "eu-west-1"}]},
            {"replica": [{"region_name": "eu-west-1", "kms_key_arn": "", "propagate_tags": True}]},
            [],
        ),
        (
            {"OnDemandThroughput": {"MaxReadRequestUnits": -1, "MaxWriteRequestUnits": -1}},
            {"on_demand_throughput": []},
            [],
        ),
    ],
)
def test_settings(told: dict[str, Any], recorded: dict[str, Any], differ: list[str]) -> None:
    assert [path for path, *_ in differences(TABLE, recorded, live(**told))] == differ


def test_nothing_is_said_of_what_was_not_read() -> None:
    (found,) = table({"TableName": "t", "TableArn": f"{ARN}t"}, SCOPE)
    assert set(found) == {"id", "name", "arn"}


def test_a_table_that_is_being_deleted_is_gone() -> None:
    assert list(table(described(TableStatus="DELETING"), SCOPE)) == []
    assert list(table({"TableName": "t", "TableArn": "", "Table": None}, SCOPE)) == []


def index(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "hash_key": "h", "projection_type": "ALL", "read_capacity": 1, **more}


def test_indices_are_scaled_or_other_indices() -> None:
    scaled = indices_changed([index("a")], [index("a", read_capacity=9)])
    added = indices_changed([index("a")], [index("a"), index("b")])
    assert scaled is not None
    assert scaled[0] is Severity.LOW
    assert added is not None
    assert added[0] is Severity.MEDIUM


def test_an_index_of_several_keys_has_no_single_one() -> None:
    keys = [{"AttributeName": f"k{n}", "KeyType": "HASH"} for n in range(2)]
    told = {"IndexName": "i", "KeySchema": keys, "Projection": {"ProjectionType": "ALL"}}
    (found,) = live(GlobalSecondaryIndexes=[told])["global_secondary_index"]
    assert "hash_key" not in found
    assert [key["attribute_name"] for key in found["key_schema"]] == ["k0", "k1"]
