"""Import blocks: what Terraform reads, with nothing secret in it."""

import hcl2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftmgr.remediation.imports import import_blocks
from driftmgr.resources.models import RemoteObject, Scope

SCOPE = Scope("aws", "123456789012", "us-east-1")


def bucket(name: str, **attributes: object) -> RemoteObject:
    return RemoteObject("aws_s3_bucket", SCOPE, name, name, {"id": name, "bucket": name, **attributes})


def test_a_block_and_a_resource_for_each() -> None:
    text = import_blocks([bucket("logs", tags={"Name": "Log archive", "a b": "1"}, force_destroy=False)])
    parsed = hcl2.loads(text)
    assert 'to = aws_s3_bucket.Log_archive\n  id = "logs"' in text
    assert "Log_archive" in str(parsed)
    assert '"a b" = "1"' in text
    assert "force_destroy" not in text


def test_names_are_told_apart() -> None:
    text = import_blocks([bucket("a.b"), bucket("a/b"), bucket("1")])
    assert [line for line in text.splitlines() if line.startswith("resource")] == [
        'resource "aws_s3_bucket" "a_b" {',
        'resource "aws_s3_bucket" "b" {',
        'resource "aws_s3_bucket" "_1" {',
    ]
    twice = import_blocks([bucket("x", tags={"Name": "same"}), bucket("y", tags={"Name": "same"})])
    assert '"same_2"' in twice


def test_nested_blocks_and_computed_values() -> None:
    rule = {"from_port": 443, "to_port": 443, "protocol": "tcp", "cidr_blocks": ["10.0.0.0/8"], "self": False}
    group = RemoteObject(
        "aws_security_group",
        SCOPE,
        "sg-1",
        "sg-1",
        {"id": "sg-1", "name": "web", "arn": "arn:x", "ingress": [rule]},
    )
    text = import_blocks([group])
    assert "ingress {" in text
    assert 'cidr_blocks = ["10.0.0.0/8"]' in text
    assert "arn:x" not in text
    hcl2.loads(text)


def test_secrets_are_never_written() -> None:
    database = RemoteObject(
        "aws_db_instance",
        SCOPE,
        "db",
        "db",
        {"id": "db", "identifier": "db", "password": "hunter2", "username": "app"},
    )
    text = import_blocks([database])
    assert "hunter2" not in text
    assert "# password is sensitive: set it" in text


def test_what_a_declaration_calls_sensitive_is_not_written() -> None:
    attributes = {"id": "/a", "name": "/a", "type": "String", "value": "hunter2", "insecure_value": "hunter2"}
    text = import_blocks([RemoteObject("aws_ssm_parameter", SCOPE, "/a", "/a", attributes)])
    assert "hunter2" not in text
    assert "# insecure_value is sensitive: set it" in text


def test_nothing_to_do_is_said() -> None:
    assert import_blocks([]) == "# Nothing is unmanaged.\n"


@pytest.mark.parametrize(
    ("value", "written"),
    [("${x}", '"$${x}"'), ("%{if}", '"%%{if}"'), ('a"b\\', '"a\\"b\\\\"'), ("a\nb", '"a\\nb"')],
)
def test_text_is_escaped_for_hcl(value: str, written: str) -> None:
    assert f"description = {written}" in import_blocks(
        [RemoteObject("aws_kms_key", SCOPE, "k", "k", {"id": "k", "description": value})]
    )


# Without "%" and "$": this parser does not know the escapes of "%{" and "${" at the end of a string.
names = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="%$"), max_size=20)
tags = st.text(st.sampled_from(list('ab }"\\{')), max_size=12)


@given(names, tags)
def test_any_text_gives_a_file_that_parses(name: str, tag: str) -> None:
    hcl2.loads(import_blocks([bucket(name or "x", tags={"Name": name, "t": tag})]))
