"""States in a bucket, and the backend that the configuration here names."""

import json
from pathlib import Path

import boto3
import pytest

from tests.cli.command import Command, resource, state
from tests.cli.proxy import HTML, Fault, proxied, query_error
from tests.servers import MotoServer

pytestmark = pytest.mark.network

SCAN = ("scan", "-o", "json", "--no-unmanaged", "--type", "aws_iam_role")
ROLE = resource("aws_iam_role", "app", id="app", name="app")
BACKEND = """
terraform {
  backend "s3" {
    bucket         = "states"
    key            = "net/terraform.tfstate"
    region         = "us-east-1"
    dynamodb_table = "locks"
  }
}
"""


@pytest.fixture(scope="module")
def bucket(moto_server: MotoServer) -> None:
    """A bucket with the states of three workspaces, one of them locked, and a table of locks that holds another."""
    moto_server.reset()
    with pytest.MonkeyPatch.context() as patch:
        for variable, value in moto_server.environment.items():
            patch.setenv(variable, value)
        s3 = boto3.client("s3")
        s3.create_bucket(Bucket="states")
        for serial, key in enumerate(("net/", "env:/dev/net/", "env:/prod/net/", "app/"), 1):
            body = state(ROLE, lineage=key, serial=serial)
            s3.put_object(Bucket="states", Key=f"{key}terraform.tfstate", Body=body)
        s3.put_object(Bucket="states", Key="env:/dev/net/terraform.tfstate.tflock", Body="{}")
        s3.put_object(Bucket="states", Key="readme.txt", Body="no state")
        table = boto3.resource("dynamodb").create_table(
            TableName="locks",
            KeySchema=[{"AttributeName": "LockID", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "LockID", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        table.put_item(Item={"LockID": "states/env:/prod/net/terraform.tfstate", "Info": "{}"})


@pytest.fixture(autouse=True)
def environment(bucket: None, moto_server: MotoServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, value in moto_server.environment.items():
        monkeypatch.setenv(variable, value)


def serials(driftmgr: Command, *arguments: str) -> dict[int, bool]:
    """The serials of the states that a scan read, and whether they were in flight."""
    answer = driftmgr(*SCAN, *arguments)
    return {found["serial"]: found["in_flight"] for found in answer.json["states"]}


@pytest.mark.parametrize(
    ("uri", "found"),
    [
        ("s3://states/net/terraform.tfstate", {1: False}),
        ("s3://states/net/", {1: False}),
        ("s3://states/net", {1: False}),
        ("s3://states", {1: False, 2: True, 3: False, 4: False}),
        ("s3://states/net/terraform.tfstate?workspace=dev", {2: True}),
        ("s3://states/net/terraform.tfstate?workspace=*", {1: False, 2: True, 3: False}),
        ("s3://states/net/terraform.tfstate?workspace=prod&dynamodb_table=locks", {3: True}),
    ],
)
def test_a_key_a_prefix_a_workspace(driftmgr: Command, uri: str, found: dict[int, bool]):
    assert serials(driftmgr, "--state", uri) == found


def test_a_role_that_is_gone_while_its_state_is_locked_is_unread(driftmgr: Command):
    """Whoever holds the lock may be deleting it."""
    answer = driftmgr(*SCAN, "--state", "s3://states/env:/dev/net/terraform.tfstate")
    assert answer.code == 3
    assert answer.json["resource_drift"] == []
    assert answer.json["unread"][0]["reason"] == "its state is locked: an apply is under way"
    answer = driftmgr(*SCAN, "--state", "s3://states/net/terraform.tfstate")
    assert [d["kind"] for d in answer.json["resource_drift"]] == ["missing"]


def test_the_backend_of_the_configuration_here(
    driftmgr: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "main.tf").write_text(BACKEND)
    assert serials(driftmgr) == {1: False}
    (tmp_path / ".terraform").mkdir()
    (tmp_path / ".terraform" / "environment").write_text("dev")
    assert serials(driftmgr) == {2: True}
    monkeypatch.setenv("TF_WORKSPACE", "prod")
    assert serials(driftmgr) == {3: True}
    assert driftmgr("state", "list").out == "aws_iam_role.app\n"


def test_a_partial_backend_is_completed_by_what_init_noted(driftmgr: Command, tmp_path: Path):
    (tmp_path / "main.tf").write_text('terraform {\n  backend "s3" {}\n}\n')
    assert "bucket" in driftmgr(*SCAN).failure
    (tmp_path / ".terraform").mkdir()
    settings = {"bucket": "states", "key": "app/terraform.tfstate", "region": "us-east-1"}
    note = {"version": 3, "backend": {"type": "s3", "config": settings}}
    (tmp_path / ".terraform" / "terraform.tfstate").write_text(json.dumps(note))
    assert serials(driftmgr) == {4: False}


def test_nothing_is_written_or_locked(driftmgr: Command):
    s3 = boto3.client("s3")

    def objects() -> list[tuple[str, str]]:
        return [(o["Key"], o["ETag"]) for o in s3.list_objects_v2(Bucket="states")["Contents"]]

    before = objects()
    driftmgr(*SCAN, "--state", "s3://states")
    assert objects() == before


@pytest.mark.parametrize(
    ("uri", "line"),
    [
        ("s3://nowhere/net.tfstate", "s3://nowhere/net.tfstate: there is no such bucket"),
        ("s3://states/nowhere.tfstate", "s3://states/nowhere.tfstate: no such object"),
        ("s3://states/nowhere/", "no *.tfstate object there"),
        ("s3://states/net/terraform.tfstate?workspace=nobody", "env:/nobody/net/terraform.tfstate"),
        ("s3://states/readme.txt", "s3://states/readme.txt: "),
    ],
)
def test_what_is_not_there(driftmgr: Command, uri: str, line: str):
    assert line in driftmgr(*SCAN, "--state", uri).failure


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        (query_error("AccessDenied"), "access denied; grant s3:GetObject"),
        (query_error("ExpiredToken", 400), "the AWS credentials have expired; renew them"),
        (query_error("InvalidAccessKeyId"), "AWS refuses the credentials (InvalidAccessKeyId)"),
        (query_error("SlowDown", 503), "SlowDown"),
        (HTML, "s3://states/net/terraform.tfstate: "),
        (Fault(200, "<html>log in</html>", "text/html"), "s3://states/net/terraform.tfstate: "),
    ],
)
def test_a_bucket_that_does_not_answer_as_it_should(
    driftmgr: Command, moto_server: MotoServer, monkeypatch: pytest.MonkeyPatch, fault: Fault, line: str
):
    monkeypatch.setattr("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda *_: 0)
    with proxied(moto_server.url) as proxy:
        proxy.faults["s3"] = fault
        monkeypatch.setenv("AWS_ENDPOINT_URL", proxy.url)
        assert line in driftmgr(*SCAN, "--state", "s3://states/net/terraform.tfstate").failure
        assert set(proxy.asked) == {"s3"}


def test_pull_gives_the_bytes_and_show_a_summary(driftmgr: Command):
    uri = "s3://states/net/terraform.tfstate"
    assert driftmgr("state", "pull", uri).out == state(ROLE, lineage="net/", serial=1)
    assert "3 states" in driftmgr("state", "pull", f"{uri}?workspace=*").failure
    answer = driftmgr("state", "show", f"{uri}?workspace=dev")
    assert "serial 2, lineage env:/dev/net/" in answer.out
    assert answer.out.endswith("1 instances, locked: an apply is under way\n")


def test_the_region_of_the_environment(driftmgr: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """AWS_REGION before AWS_DEFAULT_REGION, as Terraform has it; for what names no region itself."""
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-2")
    (tmp_path / "a.tfstate").write_text(state())
    answer = driftmgr("scan", "--state", "a.tfstate", "-o", "json", "--type", "aws_sqs_queue")
    assert {scope["region"] for scope in answer.json["coverage"]["scopes"]} == {"eu-west-1"}
