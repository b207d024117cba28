"""Filters: driftctl's names and ours, and clear errors."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftmgr.drift.filters import Filter, type_globs
from driftmgr.errors import InvalidInputError
from driftmgr.resources.types import Severity
from tests.drift.drifts import change, drift

DOCUMENTATION = Path(__file__).resolve().parents[2] / "docs" / "ignoring.md"
BUCKET = drift(
    "aws_s3_bucket",
    "logs",
    address="module.a.aws_s3_bucket.logs",
    state="s3://states/prod.tfstate",
    severity=Severity.HIGH,
    changes=(
        change("tags.Team", after="red"),
        change("versioning.1.enabled", after=False),
        change("ports.2", after=22),
        change("acl", after="public-read"),
    ),
)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("Type=='aws_s3_bucket'", True),
        ("Type=='aws_s3_bucket' && Id!='logs'", False),
        ("Type=='aws_iam_role' || Id=='logs'", True),
        ("starts_with(Type, 'aws_s3')", True),
        ("contains(address, 'module.a')", True),
        ("Attr.tags.Team=='red'", True),
        ("Attr.tags.Team=='blue'", False),
        ("Attr.versioning[1].enabled==`false`", True),
        ("Attr.versioning[0].enabled", False),
        ("Attr.ports[2]==`22`", True),
        ("Attr.acl", True),
        ("kind=='changed' && severity=='high' && region=='us-east-1'", True),
        ("account=='123456789012' && starts_with(state, 's3://states/')", True),
        ("!(kind=='missing')", True),
        ("contains(Attr.absent, 'x')", False),
        ("length(Attr.versioning[?enabled==`false`]) == `1`", True),
        ("Attr.tags.* | [0] == 'red'", True),
        ("join(' ', [type, kind]) == 'aws_s3_bucket changed'", True),
    ],
)
def test_what_is_kept(expression, expected):
    assert Filter.parse(expression).keeps(BUCKET) is expected


@pytest.mark.parametrize(
    ("expression", "what"),
    [
        ("", "empty"),
        ("Type==", "position 7"),
        ("Type=='a", "position 7"),
        ("a b", "position 3"),
        ("Type=='a'] | [?Id=='b'", "position 10"),
        ('Type=="aws_vpc"', "quoted like 'aws_vpc'"),
        ("Typ=='aws_vpc'", "names 'Typ' at position 1; known are Type, Id"),
        ("Type=='a' && (Name=='b')", "names 'Name' at position 15"),
        ("begins(Type, 'a')", "no function begins"),
        ("length(Type, Id)", "length takes 1 argument, not 2"),
        ("contains(Type)", "contains takes 2 arguments, not 1"),
    ],
)
def test_what_is_no_filter(expression, what):
    with pytest.raises(InvalidInputError) as caught:
        Filter.parse(expression)
    message = str(caught.value)
    assert what in message
    assert "--filter" in message
    assert "\n" not in message


@given(st.text("TypeId=='&|!()[]?.*`@{}: ,a1", max_size=25))
def test_any_text_is_a_filter_or_one_clear_error(expression):
    kept, message = False, ""
    try:
        kept = Filter.parse(expression).keeps(BUCKET)
    except InvalidInputError as error:
        message = str(error)
    assert kept in (True, False)
    assert "\n" not in message


def test_the_documented_filters():
    shown = re.findall(r'--filter "(.*)"$', DOCUMENTATION.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(shown) == 3
    assert not any(Filter.parse(expression).keeps(BUCKET) for expression in shown)


@pytest.mark.parametrize(
    ("globs", "name", "expected"),
    [
        ((), "aws_vpc", True),
        (("aws_vpc",), "aws_vpc", True),
        (("aws_vpc",), "aws_vpc_endpoint", False),
        (("aws_s3_*", "aws_vpc"), "aws_s3_bucket", True),
        (("AWS_*",), "aws_vpc", False),
    ],
)
def test_type_globs(globs, name, expected):
    assert type_globs(globs)(name) is expected


@pytest.mark.parametrize("glob", ["", " ", "aws_s3_bucket.logs", "aws_vpc,aws_subnet", "aws/vpc"])
def test_what_is_no_type(glob):
    with pytest.raises(InvalidInputError, match="--type"):
        type_globs((glob,))
