"""What `--state` takes."""

import pytest

from driftmgr.errors import InvalidInputError
from driftmgr.states.backends import LocalBackend, S3Backend, parse_uri


@pytest.mark.parametrize(
    "uri", ["terraform.tfstate", "/abs/a.tfstate", "envs/**/*.tfstate", "-", ".", "a:b", "C:\\x"]
)
def test_what_has_no_scheme_is_a_path(uri: str):
    assert parse_uri(uri) == LocalBackend(path=uri)


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("s3://b", S3Backend(bucket="b")),
        ("s3://b/", S3Backend(bucket="b")),
        ("S3://b/k.tfstate", S3Backend(bucket="b", key="k.tfstate")),
        ("s3://b/env:/w/k%20#1", S3Backend(bucket="b", key="env:/w/k%20#1")),
        ("s3://b//k", S3Backend(bucket="b", key="/k")),
        (
            "s3://b/k?region=eu-west-1&profile=p&workspace=*&endpoint_url=http%3A%2F%2F127.0.0.1%3A9",
            S3Backend(
                bucket="b",
                key="k",
                region="eu-west-1",
                profile="p",
                workspace="*",
                endpoint_url="http://127.0.0.1:9",
            ),
        ),
        ("s3://b/k?workspace_key_prefix=", S3Backend(bucket="b", key="k", workspace_key_prefix="")),
        ("s3://b/k?use_path_style=true", S3Backend(bucket="b", key="k", use_path_style=True)),
    ],
)
def test_s3(uri: str, expected: S3Backend):
    assert parse_uri(uri) == expected


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        ("", "--state is empty"),
        ("s3://", "no bucket"),
        ("s3:///key", "no bucket"),
        ("s3://b/k?regoin=x", "'regoin' is not one of dynamodb_endpoint_url,"),
        ("s3://b/k?secret_key=x", "'secret_key' is not one of"),
        ("s3://b/k?region", "bad query field"),
        ("s3://b/k?use_path_style=perhaps", "use_path_style: "),
        ("s3://[b/k", "not s3://bucket/key-or-prefix"),
        ("azurerm://account/container/key", "azurerm:// is not read"),
        ("gs://bucket/prefix", "gs:// is not read"),
        ("https://example.com/state", "https:// is not read"),
        ("pg://host/db", "pg:// is not read"),
        ("consul://host/path", "consul:// is not read"),
        ("tfc://org/workspace", "tfc:// is not read"),
        ("s4://b/k", "s4:// is not read"),
    ],
)
def test_what_cannot_be_understood(uri: str, words: str):
    with pytest.raises(InvalidInputError) as caught:
        parse_uri(uri)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_is_not_read_has_a_way_round():
    with pytest.raises(InvalidInputError, match=r"s3://bucket.*terraform state pull > FILE"):
        parse_uri("gs://bucket/prefix")
