"""Lambda: forms of function names, statements as permissions, what is not told and so not emitted."""

import json
from typing import Any

import pytest

from driftmgr.providers.aws.lambda_event_sources import same_endpoints, same_limit
from driftmgr.providers.aws.lambda_functions import same_code
from driftmgr.providers.aws.lambda_permissions import function_of, same_principal
from driftmgr.providers.aws.registry import aws_types
from driftmgr.resources.models import Scope

SCOPE = Scope("aws", "123456789012", "us-east-1")
ARN = "arn:aws:lambda:us-east-1:123456789012:function:worker"


def made(type_name: str, item: dict[str, Any]) -> list[dict[str, Any]]:
    return [dict(attributes) for attributes in aws_types()[type_name].to_attributes(item, SCOPE)]


def function(**more: Any) -> dict[str, Any]:
    return {"FunctionName": "worker", "FunctionArn": ARN, "CodeSha256": "x"} | more


@pytest.mark.parametrize(
    "reference",
    [
        "worker",
        "worker:live",
        "function:worker",
        "123456789012:function:worker",
        ARN,
        f"{ARN}:live",
        f"{ARN}:$LATEST",
    ],
)
def test_a_function_is_named_in_many_ways(reference: str):
    assert function_of(reference) == "worker"


@pytest.mark.parametrize(
    ("recorded", "identity"),
    [
        ({"function_name": "worker", "statement_id": "s"}, "worker/s"),
        ({"function_name": ARN, "statement_id": "s", "qualifier": ""}, "worker/s"),
        ({"function_name": "worker", "statement_id": "s", "qualifier": "live"}, ""),
        ({"function_name": f"{ARN}:live", "statement_id": "s"}, ""),
    ],
)
def test_permissions_of_aliases_are_not_read_and_never_called_missing(
    recorded: dict[str, Any], identity: str
):
    assert aws_types()["aws_lambda_permission"].identity_of(recorded) == identity


def test_each_statement_is_a_permission():
    condition = {
        "ArnLike": {"AWS:SourceArn": "arn:aws:s3:::acme"},
        "StringEquals": {"AWS:SourceAccount": "123456789012", "lambda:FunctionUrlAuthType": "NONE"},
        "Bool": {"lambda:InvokedViaFunctionUrl": "true"},
    }
    statements = [
        {
            "Sid": "open",
            "Effect": "Allow",
            "Principal": "*",
            "Action": "lambda:InvokeFunctionUrl",
            "Resource": ARN,
        },
        {
            "Sid": "s3",
            "Effect": "Allow",
            "Principal": {"Service": "s3.amazonaws.com"},
            "Action": "lambda:InvokeFunction",
            "Resource": ARN,
            "Condition": condition,
        },
    ]
    anyone, s3 = made("aws_lambda_permission", function(Policy=json.dumps({"Statement": statements})))
    assert (anyone["principal"], anyone["source_arn"], anyone["invoked_via_function_url"]) == ("*", "", False)
    assert s3 | {"id": "", "action": ""} == {
        "id": "",
        "action": "",
        "statement_id": "s3",
        "function_name": "worker",
        "qualifier": "",
        "principal": "s3.amazonaws.com",
        "source_arn": "arn:aws:s3:::acme",
        "source_account": "123456789012",
        "principal_org_id": "",
        "event_source_token": "",
        "function_url_auth_type": "NONE",
        "invoked_via_function_url": True,
    }


def test_an_account_and_its_root_are_one_principal():
    assert same_principal("111122223333", "arn:aws:iam::111122223333:root")
    assert not same_principal("111122223333", "arn:aws:iam::111122223333:role/x")
    assert not same_principal("events.amazonaws.com", "s3.amazonaws.com")


@pytest.mark.parametrize(
    ("recorded", "same"),
    [
        ("XFEYwrrRSPIFp1IRARwAQA2LprE+J7HfDpDDN8bIwuk=", True),
        ("nsoz6NSsdRTOITPmX++fJfDjsfJW3MPbGQhZTIOHF3k=", False),
        ("9f86d081884c7d659a2feaa0c55ad015", True),  # the user's own sign of change
        (None, True),
    ],
)
def test_only_a_code_s_hash_is_compared_with_it(recorded: str | None, same: bool):
    actual = {"source_code_hash": "XFEYwrrRSPIFp1IRARwAQA2LprE+J7HfDpDDN8bIwuk="}
    assert same_code({"source_code_hash": recorded}, actual) is same
    assert same_code({"source_code_hash": recorded, "code_sha256": "what the provider read"}, actual)


@pytest.mark.parametrize(
    ("recorded", "actual", "same"),
    [(-1, -1, True), (0, None, True), (None, -1, True), (-1, 0, False), (0, -1, False), (2, None, False)],
)
def test_no_retries_are_not_unlimited_retries(recorded: int | None, actual: int | None, same: bool):
    assert same_limit(recorded, actual) is same


def test_variables_that_could_not_be_decrypted_are_not_compared():
    refused = {"Error": {"ErrorCode": "AccessDeniedException", "Message": "no access to the key"}}
    (found,) = made("aws_lambda_function", function(Environment=refused))
    assert "environment" not in found
    assert made("aws_lambda_function", function())[0]["environment"] == []


def test_tags_that_could_not_be_read_are_not_compared():
    (found,) = made(
        "aws_lambda_function", function(Told={"Tags": {}, "TagsError": {"ErrorCode": "AccessDenied"}})
    )
    assert "tags" not in found
    assert found["reserved_concurrent_executions"] == -1


def mapping(**more: Any) -> dict[str, Any]:
    return {"UUID": "u", "FunctionArn": ARN, "State": "Enabled"} | more


@pytest.mark.parametrize(
    ("state", "enabled"), [("Enabled", True), ("Enabling", True), ("Disabled", False), ("Updating", None)]
)
def test_a_mapping_in_transition_is_neither_on_nor_off(state: str, enabled: bool | None):
    (found,) = made("aws_lambda_event_source_mapping", mapping(State=state))
    assert found.get("enabled") is enabled


def test_a_mapping_that_is_being_deleted_is_gone():
    assert made("aws_lambda_event_source_mapping", mapping(State="Deleting")) == []


def test_encrypted_filters_count_only_when_they_were_decrypted():
    told = {"FilterCriteria": {"Filters": [{"Pattern": "{}"}]}, "FilterCriteriaError": None}
    (secret,) = made("aws_lambda_event_source_mapping", mapping(KMSKeyArn="arn:aws:kms:us-east-1:1:key/k"))
    assert "filter_criteria" not in secret
    (read,) = made("aws_lambda_event_source_mapping", mapping(KMSKeyArn="k", Decrypted=told))
    assert read["filter_criteria"] == [{"filter": [{"pattern": "{}"}]}]


def test_servers_of_a_broker_have_no_order():
    assert same_endpoints(
        {"KAFKA_BOOTSTRAP_SERVERS": "a:9092,b:9092"}, {"KAFKA_BOOTSTRAP_SERVERS": "b:9092,a:9092"}
    )
    assert not same_endpoints({"KAFKA_BOOTSTRAP_SERVERS": "a:9092"}, {"KAFKA_BOOTSTRAP_SERVERS": "b:9092"})
