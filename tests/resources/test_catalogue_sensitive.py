"""Which attributes become sensitive, and that a secret that cannot be placed is an error."""

from __future__ import annotations

import pytest

from driftmgr.resources.catalogue.models import Attribute
from driftmgr.resources.catalogue.sensitive import (
    Exceptions,
    SecretOutputs,
    secret_outputs,
    with_sensitive,
)

TEXT = Attribute("string", optional=True)
MODULE = """
            __props__.__dict__["password"] = None if password is None else pulumi.Output.secret(password)
            __props__.__dict__["arn"] = None
        secret_opts = pulumi.ResourceOptions(additional_secret_outputs=["password", "tunnel1Key", "caPEM"])
        super(Instance, __self__).__init__(
            'aws:rds/instance:Instance',
            resource_name,
"""
PROVIDER = """
        secret_opts = pulumi.ResourceOptions(additional_secret_outputs=["token"])
        super(Provider, __self__).__init__(
            'aws',
"""


def test_the_secrets_of_a_class_get_terraforms_names() -> None:
    assert secret_outputs([PROVIDER, "class Plain: ...", MODULE]) == [
        SecretOutputs(
            module="rds",
            name="Instance",
            secrets=("password", "tunnel1_key", "ca_pem"),
            properties=frozenset({"password", "arn"}),
        )
    ]


@pytest.mark.parametrize(
    ("module", "name", "properties", "type_name"),
    [
        ("iam", "accessKey", set(), "aws_iam_access_key"),
        ("apigateway", "apiKey", set(), "aws_api_gateway_api_key"),
        ("rds", "instance", {"engine", "port", "replicas", "tags", "value"}, "aws_db_instance"),
    ],
)
def test_a_class_is_found_by_its_name_or_else_by_its_properties(
    module: str, name: str, properties: set[str], type_name: str
) -> None:
    types = {
        "aws_api_gateway_api_key": {"value": TEXT, "tags": TEXT},
        "aws_db_instance": {
            "engine": TEXT,
            "port": TEXT,
            "replica": TEXT,
            "tags": TEXT,
            "value": TEXT,
            "id": TEXT,
        },
        "aws_iam_access_key": {"value": TEXT, "user": TEXT},
    }
    outputs = [SecretOutputs(module, name, ("value",), frozenset(properties))]
    marked = with_sensitive(types, outputs, "aws")
    assert [found for found, block in marked.items() if block["value"].sensitive] == [type_name]


@pytest.mark.parametrize(
    ("secret", "properties", "message"),
    [
        ("gone", {"engine", "value"}, "aws_db_instance has no attribute gone"),
        ("value", {"engine", "colour", "size"}, "no type is like rds/instance"),
    ],
)
def test_a_secret_without_a_place_is_an_error(secret: str, properties: set[str], message: str) -> None:
    types = {"aws_db_instance": {"engine": TEXT, "value": TEXT}}
    with pytest.raises(ValueError, match=message):
        with_sensitive(types, [SecretOutputs("rds", "instance", (secret,), frozenset(properties))], "aws")


@pytest.mark.parametrize(
    ("name", "attribute", "sensitive"),
    [
        ("password", TEXT, True),
        ("master_password_wo", TEXT, True),
        ("user_managed_client_application_client_secret", TEXT, True),
        ("passwords", Attribute("set", optional=True, element="string"), True),
        ("credentials_map", Attribute("map", optional=True, element="string"), True),
        ("token", TEXT, True),
        ("secret", Attribute("bool", required=True), False),
        ("password_wo_version", Attribute("number", optional=True), False),
        ("password_policy", TEXT, False),
        ("client_secret_arn", TEXT, False),
        ("secret_id", TEXT, False),
        ("client_token", TEXT, False),
        ("token_endpoint", TEXT, False),
        ("access_key_id", TEXT, False),
        ("allow_users_to_change_password", Attribute("bool", optional=True), False),
    ],
)
def test_names_that_hold_only_secrets(name: str, attribute: Attribute, sensitive: bool) -> None:
    nested = Attribute("list", optional=True, element={name: attribute})
    block = with_sensitive({"aws_box": {name: attribute, "config": nested}}, [], "aws")["aws_box"]
    assert block[name].sensitive is sensitive
    assert block["config"].block is not None
    assert block["config"].block[name].sensitive is sensitive
    assert not block["config"].sensitive


@pytest.mark.parametrize(
    ("exceptions", "sensitive"),
    [
        (Exceptions(), {"password"}),
        (Exceptions(secret=("aws_box.file.body",)), {"password", "body"}),
        (Exceptions(secret=("aws_*.body",)), {"password", "body"}),
        (Exceptions(public=("aws_box.file.*",)), set()),
        (Exceptions(secret=("*.password",), public=("aws_box.*",)), {"password"}),
    ],
)
def test_paths_listed_by_hand_go_before_names(exceptions: Exceptions, sensitive: set[str]) -> None:
    nested = Attribute("list", optional=True, element={"body": TEXT, "password": TEXT})
    block = with_sensitive({"aws_box": {"file": nested}}, [], "aws", exceptions)["aws_box"]["file"].block
    assert block is not None
    assert {name for name, attribute in block.items() if attribute.sensitive} == sensitive


@pytest.mark.parametrize(
    "exceptions", [Exceptions(secret=("aws_box.gone",)), Exceptions(public=("aws_gone.*",))]
)
def test_a_path_that_is_no_more_is_an_error(exceptions: Exceptions) -> None:
    with pytest.raises(ValueError, match=r"no attribute matches aws_.*gone"):
        with_sensitive({"aws_box": {"body": TEXT}}, [], "aws", exceptions)
