"""A real Terraform with the real AWS provider 3.39.0, talking to a moto server.

Terraform comes from PATH, else from a wheel (0.15.0, a build that writes TRACE logs to stderr always and puts `o:` in
front of lines of its output); the provider comes from a wheel, through a filesystem mirror
(https://developer.hashicorp.com/terraform/cli/config/config-file#provider-installation).
"""

import importlib.util
import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

PROVIDER_ZIP = "terraform-provider-aws_3.39.0_linux_amd64.zip"
SERVICES = (
    "acm autoscaling cloudtrail cloudwatch cloudwatchlogs dynamodb ec2 ecr ecs elb elbv2 iam kms lambda rds route53 s3 "
    "secretsmanager sns sqs ssm sts"
)


def provider_block(endpoint: str, region: str = "us-east-1", alias: str = "") -> str:
    """An AWS provider configuration whose services all answer at `endpoint`."""
    endpoints = "\n".join(f'    {service} = "{endpoint}"' for service in dict.fromkeys(_services()))
    named = f'  alias = "{alias}"\n' if alias else ""
    return f"""
provider "aws" {{
{named}  region                      = "{region}"
  access_key                  = "testing"
  secret_key                  = "testing"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  s3_force_path_style         = true
  max_retries                 = 2
  endpoints {{
{endpoints}
  }}
}}
"""


def _services() -> list[str]:
    return [name for name in SERVICES.split() if name != "elbv2"]


REQUIRED = """
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "3.39.0" }
  }
}
"""


@dataclass
class Terraform:
    """A working directory with a configuration. Skips the test where no Terraform or no provider can be had."""

    directory: Path
    endpoint: str
    environment: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        mirror = self.directory / ".mirror" / "registry.terraform.io" / "hashicorp" / "aws"
        mirror.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_wheel_file("terraform_plugins", PROVIDER_ZIP), mirror / PROVIDER_ZIP)
        settings = self.directory / "cli.tfrc"
        settings.write_text(
            f'provider_installation {{\n  filesystem_mirror {{ path = "{self.directory / ".mirror"}" }}\n}}\n'
            "disable_checkpoint = true\n"
        )
        self.environment = os.environ | {
            "TF_CLI_CONFIG_FILE": str(settings),
            "TF_FORK": "0",
            "TF_IN_AUTOMATION": "1",
            "CHECKPOINT_DISABLE": "1",
        }

    def write(self, configuration: str, regions: tuple[str, ...] = ("us-east-1",)) -> None:
        """The configuration, with a provider for each region: the first is the default, others are their own alias."""
        blocks = [
            provider_block(self.endpoint, region, region if n else "") for n, region in enumerate(regions)
        ]
        (self.directory / "main.tf").write_text("\n".join((REQUIRED, *blocks, configuration)))

    def apply(self, *options: str, parallelism: int = 10) -> Path:
        """init, apply, refresh; the state's path."""
        if not (self.directory / ".terraform").exists():
            self._run("init", "-input=false", "-no-color")
        self._run(
            "apply", "-auto-approve", "-input=false", "-no-color", f"-parallelism={parallelism}", *options
        )
        self._run("refresh", "-input=false", "-no-color", f"-parallelism={parallelism}")
        return self.directory / "terraform.tfstate"

    def refresh_only_plan(self, parallelism: int = 10) -> str:
        """What `terraform plan -refresh-only` prints (Terraform >= 0.15.4)."""
        return self._run("plan", "-refresh-only", "-input=false", "-no-color", f"-parallelism={parallelism}")

    def planned_state(self, parallelism: int = 10) -> dict[str, Any]:
        """Address → attributes as a refresh sees them now, from the plan's prior state; the state stays as it is."""
        self._run("plan", "-input=false", "-no-color", "-out=plan", f"-parallelism={parallelism}")
        plan = json.loads(self._run("show", "-json", "plan"))
        found: dict[str, Any] = {}
        modules = [plan.get("prior_state", {}).get("values", {}).get("root_module", {})]
        while modules:
            module = modules.pop()
            modules.extend(module.get("child_modules", ()))
            found |= {
                r["address"]: r["values"] for r in module.get("resources", ()) if r["mode"] == "managed"
            }
        return found

    def _run(self, *arguments: str) -> str:
        run = subprocess.run(
            [executable(), *arguments],
            cwd=self.directory,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        output = re.sub(r"^o:", "", run.stdout, flags=re.MULTILINE)
        if run.returncode != 0:
            raise AssertionError(f"terraform {arguments[0]} failed:\n{output[-3000:]}\n{_errors(run.stderr)}")
        return output


def _errors(log: str) -> str:
    return "\n".join(line for line in log.splitlines() if "[TRACE]" not in line and "[DEBUG]" not in line)[
        -4000:
    ]


def executable() -> str:
    """A terraform binary: from PATH, else the wheel's."""
    return shutil.which("terraform") or str(_wheel_file("terraform_0_15", "terraform"))


def _wheel_file(package: str, name: str) -> Path:
    spec = importlib.util.find_spec("cloudrail")
    for root in spec.submodule_search_locations if spec and spec.submodule_search_locations else ():
        path = Path(root) / package / name
        if path.is_file():
            path.chmod(path.stat().st_mode | 0o755)
            return path
    pytest.skip(f"no {name}: the packages of the extra `terraform` are for Linux on x86-64")
