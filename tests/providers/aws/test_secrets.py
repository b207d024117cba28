"""Secrets, parameters and repositories: values that are never read, and other spellings of the same."""

import json
from typing import Any

import pytest

from driftmgr.providers.aws.ecr import same_lifecycle
from driftmgr.providers.aws.registry import aws_types
from driftmgr.providers.aws.secretsmanager import SECRETS
from driftmgr.providers.aws.ssm import PARAMETERS, same_tier, same_value
from driftmgr.resources.listing import BatchDetail
from driftmgr.resources.models import Scope

SCOPE = Scope("aws", "123456789012", "us-east-1")
ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:app/key-AbCdEf"


def made(type_name: str, item: dict[str, Any]) -> list[dict[str, Any]]:
    return [dict(attributes) for attributes in aws_types()[type_name].to_attributes(item, SCOPE)]


def parameter(kind: str, **more: Any) -> dict[str, Any]:
    return {"Name": "/app/p", "Type": kind, "Version": 3} | more


def test_no_call_reads_a_secret_s_value():
    operations = {SECRETS.operation, *(detail.operation for detail in SECRETS.details)}
    assert operations == {"list_secrets", "get_resource_policy", "describe_secret"}


def test_a_secure_string_is_never_asked_for_and_told_by_its_version():
    values = PARAMETERS.details[0]
    assert isinstance(values, BatchDetail)
    assert values.applies
    assert [values.applies(parameter(kind)) for kind in ("String", "StringList", "SecureString")] == [
        True,
        True,
        False,
    ]
    assert values.params([parameter("String")]) == {"Names": ["/app/p"], "WithDecryption": False}
    (secure,) = made("aws_ssm_parameter", parameter("SecureString", Value="ciphertext"))
    assert secure["version"] == 3
    assert not {"value", "insecure_value"} & secure.keys()


def test_a_plain_value_is_compared_and_hidden():
    (plain,) = made("aws_ssm_parameter", parameter("String", Value="x"))
    assert plain["value"] == "x"
    assert "version" not in plain
    assert {"value", "insecure_value"} <= aws_types()["aws_ssm_parameter"].sensitive
    assert made("aws_ssm_parameter", parameter("String"))[0].get("value") is None


@pytest.mark.parametrize(
    ("recorded", "same"),
    [("x", True), ("y", False), ("", True), (None, True)],
    ids=["as is", "other", "", "null"],
)
def test_a_value_that_is_not_recorded_is_not_compared(recorded: str | None, same: bool):
    assert same_value(recorded, "x") is same


def test_intelligent_tiering_is_any_tier():
    assert same_tier("Intelligent-Tiering", "Advanced")
    assert not same_tier("Standard", "Advanced")


@pytest.mark.parametrize(("name", "path"), [("/a/b", "a/b"), ("a", "a")])
def test_a_parameter_s_arn_has_one_slash(name: str, path: str):
    (found,) = made("aws_ssm_parameter", parameter("String", Name=name))
    assert found["arn"] == f"arn:aws:ssm:us-east-1:123456789012:parameter/{path}"


@pytest.mark.parametrize(
    ("item", "owner"),
    [
        ({}, None),
        ({"PrimaryRegion": "us-east-1"}, None),
        ({"PrimaryRegion": "eu-west-1"}, "secretsmanager:eu-west-1"),
        ({"OwningService": "rds"}, "aws:rds"),
    ],
)
def test_replicas_and_services_secrets_are_nobody_s(item: dict[str, Any], owner: str | None):
    (found,) = aws_types()["aws_secretsmanager_secret"].objects(
        {"ARN": ARN, "Name": "app/key"} | item, SCOPE, {}
    )
    assert found.owner == owner


def test_a_version_is_told_by_the_list_of_secrets():
    resource_type = aws_types()["aws_secretsmanager_secret_version"]
    item = {
        "ARN": ARN,
        "Name": "app/key",
        "SecretVersionsToStages": {"v1": ["AWSPREVIOUS"], "v2": ["AWSCURRENT"]},
    }
    found = {
        found.identity: found.attributes["version_stages"] for found in resource_type.objects(item, SCOPE, {})
    }
    recorded = {"id": f"{ARN}|v1", "version_id": "v1", "secret_id": "app/key"}
    assert found[resource_type.identity_of(recorded)] == ["AWSPREVIOUS"]
    assert resource_type.item_key_of(recorded) == ARN


def lifecycle(*rules: tuple[int, list[str], int]) -> str:
    return json.dumps(
        {
            "rules": [
                {"rulePriority": priority, "selection": {"tagPrefixList": tags, "countNumber": count}}
                for priority, tags, count in rules
            ]
        }
    )


@pytest.mark.parametrize(
    ("actual", "same"),
    [
        (lifecycle((2, ["c"], 1), (1, ["b", "a"], 5)), True),
        (lifecycle((1, ["a", "b"], 6), (2, ["c"], 1)), False),
        (lifecycle((1, ["a", "b"], 5)), False),
        ("", False),
    ],
)
def test_rules_of_a_lifecycle_are_taken_by_priority(actual: str, same: bool):
    assert same_lifecycle(lifecycle((1, ["a", "b"], 5), (2, ["c"], 1)), actual) is same
