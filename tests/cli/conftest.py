"""Commands in an empty directory, and a small estate: one resource for each kind of verdict."""

import io
import json
from pathlib import Path
from types import SimpleNamespace

import boto3
import pytest

from driftmgr.cli.main import run
from tests.cli.command import Answer, Command, resource, state
from tests.servers import MotoServer

TRUST = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
TOPIC = "arn:aws:sns:us-east-1:123456789012:gone"


@pytest.fixture
def driftmgr(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """`driftmgr("scan", …)`, in this process."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str, stdin: bytes = b"") -> Answer:
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(stdin)))
        code = run(list(arguments))
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return Answer(code, out, err)

    return command


@pytest.fixture(scope="module")
def cloud(moto_server: MotoServer) -> str:
    """What there is, made once for the tests of a file, which only read it; and the state that records other things.

    A queue that was changed, a role in sync, a topic that is gone, a secret that was changed; and a queue that nobody
    recorded.
    """
    moto_server.reset()
    with pytest.MonkeyPatch.context() as patch:
        for variable, value in moto_server.environment.items():
            patch.setenv(variable, value)
        sqs = boto3.client("sqs")
        url = sqs.create_queue(QueueName="jobs", Attributes={"VisibilityTimeout": "45"})["QueueUrl"]
        sqs.create_queue(QueueName="shadow")
        trust = json.dumps({"Version": "2012-10-17", "Statement": [TRUST]})
        boto3.client("iam").create_role(RoleName="app", AssumeRolePolicyDocument=trust)
        boto3.client("ssm").put_parameter(Name="/password", Type="String", Value="live secret")
    return state(
        resource("aws_sqs_queue", "jobs", id=url, url=url, name="jobs", visibility_timeout_seconds=30),
        resource("aws_iam_role", "app", id="app", name="app", assume_role_policy=trust),
        resource("aws_sns_topic", "gone", id=TOPIC, arn=TOPIC, name="gone"),
        resource(
            "aws_ssm_parameter",
            "password",
            id="/password",
            name="/password",
            value="recorded secret",
            arn="arn:aws:ssm:us-east-1:123456789012:parameter/password",
        ),
    )


@pytest.fixture
def estate(cloud: str, moto_server: MotoServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """`terraform.tfstate` here, which records the `cloud`."""
    for variable, value in moto_server.environment.items():
        monkeypatch.setenv(variable, value)
    file = tmp_path / "terraform.tfstate"
    file.write_text(cloud)
    return file
