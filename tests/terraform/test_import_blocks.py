"""`driftmgr import generate` writes blocks that a real Terraform imports, and resources that it need not change."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import boto3
import pytest

from driftmgr.cli.main import run
from tests.servers import MotoServer
from tests.terraform.runner import Terraform, executable
from tests.terraform.story import scanned

pytestmark = pytest.mark.terraform


def terraform_version() -> tuple[int, ...]:
    """Of the Terraform that tests run; (0,) of the wheel's, which prints more than JSON."""
    if shutil.which("terraform") is None:
        return (0, 15)
    answer = subprocess.run([executable(), "version", "-json"], capture_output=True, text=True)
    return tuple(map(int, re.findall(r"\d+", json.loads(answer.stdout)["terraform_version"])[:3]))


def changes(terraform: Terraform) -> dict[str, dict]:
    """What a plan would do, by address."""
    terraform._run("init", "-input=false", "-no-color")
    terraform._run("plan", "-input=false", "-no-color", "-out=plan")
    plan = json.loads(terraform._run("show", "-json", "plan"))
    return {resource["address"]: resource["change"] for resource in plan["resource_changes"]}


def difference(change: dict) -> set[str]:
    """The attributes that a change of a plan would write."""
    assert change["actions"] in (["no-op"], ["update"])
    before, after = change["before"], change["after"]
    return {name for name, value in after.items() if before.get(name) != value}


@pytest.fixture
def by_hand(aws_env: MotoServer) -> None:
    """What somebody made without Terraform."""
    ec2 = boto3.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.7.0.0/16")["Vpc"]["VpcId"]
    ec2.create_tags(Resources=[vpc], Tags=[{"Key": "Name", "Value": "by hand"}])
    group = ec2.create_security_group(GroupName="web", Description="web ${tier}", VpcId=vpc)["GroupId"]
    https = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[https])
    boto3.client("s3").create_bucket(Bucket="by-hand")
    boto3.client("sqs").create_queue(QueueName="by-hand", Attributes={"DelaySeconds": "7"}, tags={"A": "b"})
    boto3.client("sns").create_topic(Name="by-hand")
    boto3.client("logs").create_log_group(logGroupName="/by/hand")
    trust = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    boto3.client("iam").create_role(
        RoleName="by-hand",
        AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
    )


TYPES = (
    "aws_vpc",
    "aws_security_group",
    "aws_s3_bucket",
    "aws_sqs_queue",
    "aws_sns_topic",
    "aws_cloudwatch_log_group",
    "aws_iam_role",
)


@pytest.mark.skipif(terraform_version() < (1, 5), reason="import blocks need Terraform 1.5")
@pytest.mark.usefixtures("by_hand")
def test_terraform_imports_what_it_is_given(
    aws_env: MotoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    empty = '{"version": 4, "serial": 1, "lineage": "x", "resources": []}'
    (tmp_path / "terraform.tfstate").write_text(empty)
    monkeypatch.chdir(tmp_path)
    types = [argument for name in TYPES for argument in ("--type", name)]
    assert run(["import", "generate", "--state", "terraform.tfstate", *types, "--out", "imports.tf"]) == 0
    assert capfd.readouterr().out == ""
    text = (tmp_path / "imports.tf").read_text()
    # The resources are written for a current provider; this one is older than the attribute.
    (tmp_path / "imports.tf").write_text(text.replace("  sqs_managed_sse_enabled = true\n", ""))
    (tmp_path / "terraform.tfstate").unlink()

    terraform = Terraform(tmp_path, aws_env.url)
    terraform.write("")
    planned = changes(terraform)
    assert all(change["importing"]["id"] for change in planned.values())
    proposed = {address: names for address, change in planned.items() if (names := difference(change))}
    assert proposed == {  # what steers the provider, and what it does not read back
        "aws_s3_bucket.by-hand": {"acl", "force_destroy"},
        "aws_security_group.web": {"revoke_rules_on_delete", "timeouts"},
    }
    state = terraform.apply()
    found = json.loads(state.read_text())["resources"]
    assert sorted(resource["type"] for resource in found) == sorted(TYPES)
    after = scanned(state, type_globs=TYPES)
    assert after.resource_drift == ()
    assert after.unread == ()
