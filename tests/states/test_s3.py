"""States in S3, over real HTTP."""

import socket
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from driftmgr.errors import BackendError, CredentialsError, StateNotFoundError
from driftmgr.states.backends.s3 import S3Backend
from driftmgr.states.backends.s3_store import S3Store
from tests.servers import MotoServer

STATE = b'{"version": 4, "serial": %d, "resources": []}'


@pytest.fixture
def bucket(aws_env: MotoServer) -> Any:
    bucket = boto3.resource("s3").Bucket("states")
    bucket.create()
    return bucket


def uris(**settings: Any) -> list[str]:
    return [source.uri for source in S3Backend(bucket="states", **settings).sources()]


@pytest.mark.network
def test_a_key_or_a_prefix(bucket: Any):
    keys = [
        "a.tfstate",
        "a.tfstate.backup",
        "a/b.tfstate",
        "a/c/d.tfstate",
        "a/notes.txt",
        "a/noext",
        "env:/w/a/b.tfstate",
    ]
    for key in keys:
        bucket.put_object(Key=key, Body=STATE % 1)
    everything = ["s3://states/a.tfstate", "s3://states/a/b.tfstate", "s3://states/a/c/d.tfstate"]
    everything.append("s3://states/env:/w/a/b.tfstate")
    assert uris() == everything
    assert uris(key="a/") == uris(key="a") == everything[1:3]
    assert uris(key="a/noext") == ["s3://states/a/noext"]
    assert uris(key="env:/") == everything[3:]
    assert uris(key="b.tfstate", workspace_key_prefix="a", workspace="w") == ["s3://states/a/w/b.tfstate"]
    assert uris(key="b.tfstate", workspace_key_prefix="", workspace="*") == ["s3://states/a/b.tfstate"]


@pytest.mark.network
def test_what_is_not_there(bucket: Any):
    bucket.put_object(Key="env:/prod/net.tfstate", Body=STATE % 1)
    with pytest.raises(StateNotFoundError, match=r"net\.tfstate: no such object.*choose \?workspace=prod"):
        uris(key="net.tfstate")
    with pytest.raises(StateNotFoundError, match=r"s3://states/x/: no \*\.tfstate object there"):
        uris(key="x/")
    with pytest.raises(StateNotFoundError, match="s3://elsewhere/: there is no such bucket"):
        S3Backend(bucket="elsewhere").sources()
    (source,) = S3Backend(bucket="states", key="net.tfstate", workspace="dev").sources()
    with pytest.raises(
        StateNotFoundError, match=r"s3://states/env:/dev/net\.tfstate: there is no such object"
    ):
        source.read()


@pytest.mark.network
def test_locks_beside_and_in_a_table(bucket: Any):
    for key in ("p/a.tfstate", "p/b.tfstate", "p/a.tfstate.tflock"):
        bucket.put_object(Key=key, Body=STATE % 1)
    assert [source.read().in_flight for source in S3Backend(bucket="states", key="p/").sources()] == [
        True,
        False,
    ]
    table = boto3.resource("dynamodb").create_table(
        TableName="locks",
        KeySchema=[{"AttributeName": "LockID", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "LockID", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    table.put_item(Item={"LockID": "states/p/b.tfstate-md5", "Digest": "0"})
    backend = S3Backend(bucket="states", key="p/b.tfstate", dynamodb_table="locks", region="us-east-1")
    (source,) = backend.sources()
    assert not source.read().in_flight, "the digest's item is no lock"
    table.put_item(Item={"LockID": "states/p/b.tfstate", "Info": "{}"})
    assert source.read().in_flight
    assert table.item_count == 2
    (source,) = backend.model_copy(update={"dynamodb_table": "gone"}).sources()
    assert not source.read().in_flight


@pytest.mark.network
def test_a_role_is_assumed(bucket: Any):
    bucket.put_object(Key="a.tfstate", Body=STATE % 4)
    role = "arn:aws:iam::123456789012:role/reader"
    (source,) = S3Backend(bucket="states", key="a.tfstate", role_arn=role, external_id="1234").sources()
    assert source.read().serial == 4


@pytest.mark.network
def test_nobody_answers(aws_env: MotoServer, monkeypatch: pytest.MonkeyPatch):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{unused.getsockname()[1]}"
    with pytest.raises(BackendError, match="s3://states/a: no answer: Could not connect"):
        uris(key="a", endpoint_url=endpoint)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name)
    with pytest.raises(CredentialsError, match="s3://states/a: no AWS credentials found"):
        uris(key="a")
    with pytest.raises(CredentialsError, match="nobody"):
        uris(key="a", profile="nobody")


class Bucket:
    """A client whose bucket may not be listed, or is listed in several pages."""

    def __init__(self, *pages: list[str]):
        self.pages = pages
        self.meta = SimpleNamespace(
            region_name="us-east-1", endpoint_url="https://s3.us-east-1.amazonaws.com"
        )

    def get_paginator(self, name: str) -> "Bucket":
        assert name == "list_objects_v2"
        return self

    def paginate(self, **_: Any) -> Any:
        if not self.pages:
            raise ClientError({"Error": {"Code": "AccessDenied"}}, "ListObjectsV2")
        return [{"Contents": [{"Key": key} for key in page]} for page in self.pages] + [{}]


def store_of(monkeypatch: pytest.MonkeyPatch, client: Bucket) -> None:
    monkeypatch.setattr(S3Store, "of", classmethod(lambda cls, settings: cls(settings, client, None)))


def test_a_bucket_that_may_not_be_listed_still_has_its_key(monkeypatch: pytest.MonkeyPatch):
    store_of(monkeypatch, Bucket())
    assert uris(key="a.tfstate") == ["s3://states/a.tfstate"]
    for settings in ({"key": "a/"}, {"key": "a", "workspace": "*"}):
        with pytest.raises(BackendError, match="access denied; grant s3:ListBucket"):
            uris(**settings)


def test_all_pages_of_a_listing_are_read(monkeypatch: pytest.MonkeyPatch):
    store_of(monkeypatch, Bucket(["a/2.tfstate"], ["a/1.tfstate", "a/x"], ["a/3.tfstate"]))
    assert uris(key="a/") == [f"s3://states/a/{number}.tfstate" for number in (1, 2, 3)]
