"""Keys: those that are going, those that AWS holds, those of other resource types."""

import json
from typing import Any

import pytest

from driftmgr.drift.compare import differences
from driftmgr.drift.ownership import Claims, owner_differences
from driftmgr.drift.severity import judge
from driftmgr.providers.aws.kms import KEYS
from driftmgr.providers.aws.registry import aws_types
from driftmgr.resources.models import RemoteObject, Scope
from driftmgr.resources.types import Severity

SCOPE = Scope("aws", "123456789012", "us-east-1")
ARN = "arn:aws:kms:us-east-1:123456789012:key/k-1"
KEY = {"KeyId": "k-1", "KeyArn": ARN, "Aliases": []}
POLICY = json.dumps(
    {
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "kms:*",
                "Resource": "*",
                "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
            }
        ]
    }
)


def objects(item: dict[str, Any], type_name: str = "aws_kms_key") -> list[RemoteObject]:
    return list(aws_types()[type_name].objects(KEY | item, SCOPE, {}))


@pytest.mark.parametrize(
    ("state", "exists"),
    [("Enabled", True), ("Disabled", True), ("PendingImport", True), ("PendingDeletion", False)],
)
def test_a_key_that_waits_for_its_deletion_is_gone(state: str, exists: bool) -> None:
    assert bool(objects({"Metadata": {"KeyState": state}})) is exists
    assert bool(objects({"Metadata": {"KeyState": state}, "Policy": POLICY}, "aws_kms_key_policy")) is exists


@pytest.mark.parametrize(
    ("item", "owner"),
    [
        ({"Aliases": [{"AliasName": "alias/aws/s3", "AliasArn": "arn"}]}, "aws"),
        ({"Metadata": {"KeyManager": "AWS"}}, "aws"),
        ({"Metadata": {"KeyManager": "CUSTOMER"}}, None),
        ({"Aliases": [{"AliasName": "alias/main", "AliasArn": "arn"}]}, None),
        ({"Tags": [{"TagKey": "aws:cloudformation:stack-name", "TagValue": "s"}]}, "cloudformation:s"),
    ],
)
def test_who_holds_a_key(item: dict[str, Any], owner: str | None) -> None:
    (made,) = objects(item)
    assert made.owner == owner


def test_aliases_come_with_their_key_and_know_whose_they_are() -> None:
    found = objects(
        {"Aliases": [{"AliasName": name, "AliasArn": "arn"} for name in ("alias/aws/s3", "alias/main")]},
        "aws_kms_alias",
    )
    assert {(o.identity, o.owner, o.parent) for o in found} == {
        ("alias/aws/s3", "aws", ("aws_kms_key", "k-1")),
        ("alias/main", None, ("aws_kms_key", "k-1")),
    }


@pytest.mark.parametrize("reference", [{"key_id": "k-1"}, {"key_id": ARN}, {"id": "k-1"}])
def test_a_key_is_found_by_every_form_of_its_id(reference: dict[str, str]) -> None:
    for name in ("aws_kms_key", "aws_kms_key_policy", "aws_kms_external_key", "aws_kms_replica_key"):
        assert aws_types()[name].identity_of(reference) == "k-1"


def test_an_external_key_is_switched_by_enabled() -> None:
    (made,) = objects({"Metadata": {"KeyState": "Disabled", "Enabled": False, "Origin": "EXTERNAL"}})
    external = aws_types()["aws_kms_external_key"]
    recorded = {"id": "k-1", "enabled": True, "description": ""}
    assert [path for path, *_ in differences(external, recorded, made.attributes)] == ["enabled"]
    severity, _ = judge(external, "enabled", True, False, recorded=recorded, actual=made.attributes)
    assert severity is Severity.CRITICAL


@pytest.mark.parametrize(
    ("recorded", "live", "differs"),
    [
        (POLICY, POLICY, False),
        ("", POLICY, False),
        ("", POLICY.replace("123456789012", "999999999999"), True),
        (POLICY, POLICY.replace('"kms:*"', '"kms:Decrypt"'), True),
    ],
)
def test_the_policy_of_a_key(recorded: str, live: str, differs: bool) -> None:
    (made,) = objects({"Policy": live})
    owner = (SCOPE.account, "aws_kms_key", "k-1")
    found = owner_differences(
        aws_types()["aws_kms_key"], owner, {"policy": recorded}, made.attributes, Claims()
    )
    assert bool(found) is differs


def test_rotation_of_keys_that_cannot_rotate_is_off() -> None:
    (made,) = objects({"Rotation": None})
    assert made.attributes["enable_key_rotation"] is False


class Kms:
    """Two keys, three aliases; one alias of AWS's has no key yet."""

    def call(self, operation: str, **_: Any) -> dict[str, Any]:
        raise AssertionError(operation)

    def pages(self, operation: str, items: str, **_: Any) -> list[dict[str, Any]]:
        return {
            "list_keys": [{"KeyId": "k-1", "KeyArn": ARN}, {"KeyId": "k-2", "KeyArn": "arn"}],
            "list_aliases": [
                {"AliasName": "alias/aws/s3", "TargetKeyId": "k-2"},
                {"AliasName": "alias/main", "TargetKeyId": "k-1"},
                {"AliasName": "alias/aws/ebs"},
            ],
        }[operation]


def test_keys_are_listed_with_their_aliases() -> None:
    assert KEYS.read is not None
    found = {KEYS.key(item): [a["AliasName"] for a in item["Aliases"]] for item in KEYS.read(Kms())}  # type: ignore[arg-type]
    assert found == {"k-1": ["alias/main"], "k-2": ["alias/aws/s3"]}
