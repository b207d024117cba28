"""States that a real Terraform writes, where it writes them. `terraform_data` needs no provider to be fetched."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import boto3
import pytest

from driftmgr.states.backends import S3Backend
from driftmgr.states.discover import backend_of
from driftmgr.states.loading import load_states
from driftmgr.states.models import InstanceStatus
from tests.servers import MotoServer

TERRAFORM = shutil.which("terraform")
OLDEST = (1, 10)  # the first with locks beside the state in S3

pytestmark = pytest.mark.terraform

RESOURCES = """
variable "names" { default = ["a.b", "q\\"uote\\\\", "$${x}%%{y}", "é\\n"] }
module "inner" {
  source   = "./inner"
  for_each = toset(var.names)
}
resource "terraform_data" "many" { count = 11 }
resource "terraform_data" "one" {
  input = { n = 123456789012345678901234567890, l = ["x", null] }
}
output "secret" {
  value     = "hunter2"
  sensitive = true
}
"""
INNER = 'resource "terraform_data" "x" { for_each = toset(["]", "a"]) }'
S3 = """
terraform {
  backend "s3" {
    key                         = "net/terraform.tfstate"
    skip_credentials_validation = true
    skip_metadata_api_check     = true
    skip_requesting_account_id  = true
    use_lockfile                = true
  }
}
"""


def terraform(directory: Path, *arguments: str) -> str:
    assert TERRAFORM is not None
    run = subprocess.run(
        [TERRAFORM, f"-chdir={directory}", *arguments],
        env=os.environ | {"TF_IN_AUTOMATION": "1", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.fixture
def root(tmp_path: Path) -> Path:
    if TERRAFORM is None:
        pytest.skip("no terraform on this machine")
    version: str = json.loads(terraform(tmp_path, "version", "-json"))["terraform_version"]
    if tuple(map(int, version.split(".")[:2])) < OLDEST:
        pytest.skip(f"terraform {version} is too old")
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner/main.tf").write_text(INNER)
    (tmp_path / "resources.tf").write_text(RESOURCES)
    return tmp_path


def test_addresses_are_printed_as_terraform_prints_them(root: Path):
    (root / "main.tf").write_text('terraform {\n  backend "local" {}\n}\n')
    terraform(root, "init", "-backend-config=path=elsewhere.tfstate")
    terraform(root, "apply", "-auto-approve")
    terraform(root, "taint", "terraform_data.many[10]")
    (snapshot,) = load_states([], root)
    assert snapshot.uri == str(root / "elsewhere.tfstate")
    listed = terraform(root, "state", "list").splitlines()
    assert len(listed) == 20
    assert sorted(str(instance.address) for instance in snapshot.instances) == sorted(listed)
    tainted = [str(each.address) for each in snapshot.instances if each.status is InstanceStatus.TAINTED]
    assert tainted == ["terraform_data.many[10]"]
    (one,) = (each for each in snapshot.instances if each.address.name == "one")
    assert one.attributes["input"]["value"]["n"] == 123456789012345678901234567890
    assert "hunter2" not in repr(snapshot)


@pytest.mark.network
def test_workspaces_in_s3_are_where_terraform_puts_them(root: Path, aws_env: MotoServer):
    boto3.client("s3").create_bucket(Bucket="states")
    (root / "main.tf").write_text(S3)
    terraform(root, "init", "-backend-config=bucket=states", "-backend-config=use_path_style=true")
    terraform(root, "apply", "-auto-approve", "-target=terraform_data.one")
    terraform(root, "workspace", "new", "prod")
    terraform(root, "apply", "-auto-approve", "-target=terraform_data.many")
    backend = backend_of(root)
    assert isinstance(backend, S3Backend)
    assert (backend.bucket, backend.key, backend.workspace) == ("states", "net/terraform.tfstate", "prod")
    assert backend.workspaces() == ("default", "prod")
    (snapshot,) = load_states([], root)
    assert snapshot.uri == "s3://states/env:/prod/net/terraform.tfstate"
    assert len(snapshot.instances) == 11
    (default,) = load_states(["s3://states/net/terraform.tfstate"])
    assert [str(each.address) for each in default.instances] == ["terraform_data.one"]
    assert not default.in_flight
