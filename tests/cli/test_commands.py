"""The other commands: `state`, `compare`, `discover`, `doctor`, `import`, `version`, and help for all."""

import json
import platform
from pathlib import Path

import click
import hcl2
import pytest

from driftmgr import __version__
from driftmgr.cli.main import COMMANDS, cli
from tests.cli.command import Command, resource, state
from tests.servers import MotoServer


def every_command() -> list[list[str]]:
    """All commands and their sub-commands."""
    found: list[list[str]] = []
    waiting: list[tuple[list[str], click.Command]] = [([], cli)]
    while waiting:
        path, command = waiting.pop()
        found.append(path)
        if isinstance(command, click.Group):
            context = click.Context(command)
            for name in command.list_commands(context):
                inner = command.get_command(context, name)
                assert inner is not None, name
                waiting.append(([*path, name], inner))
    return sorted(found)


# -- help and version ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", every_command(), ids=" ".join)
def test_every_command_explains_itself(driftmgr: Command, path: list[str]):
    answers = {flag: driftmgr(*path, flag) for flag in ("--help", "-h")}
    assert answers["-h"] == answers["--help"]
    answer = answers["-h"]
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith(f"Usage: {' '.join(['driftmgr', *path])} ")
    command: click.Command = cli
    for name in path:
        assert isinstance(command, click.Group)
        command = command.get_command(click.Context(command), name) or command
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{path} {parameter.name}: an option without help"
    assert command.help or command.short_help


def test_the_list_of_commands_is_the_one_of_the_help(driftmgr: Command):
    text = driftmgr("--help").out
    for name, sentence in COMMANDS.items():
        assert name in text
        assert sentence.split()[0] in text


def test_exit_codes_are_explained(driftmgr: Command):
    for command in ("scan", "discover", "doctor", "compare"):
        assert "Exit code: 0" in driftmgr(command, "--help").out


def test_version(driftmgr: Command):
    assert driftmgr("version").out.startswith(f"driftmgr {__version__} (Python {platform.python_version()}, ")
    assert driftmgr("--version").out == driftmgr("-V").out == f"driftmgr, version {__version__}\n"


# -- state -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def states(tmp_path: Path) -> None:
    """Two states: with a secret, a module, a tainted and a deposed instance."""
    tainted = resource("aws_instance", "web", id="i-1")
    tainted["instances"][0]["status"] = "tainted"
    tainted["instances"].append({"deposed": "0a1b2c3d", "attributes": {"id": "i-0"}})
    inner = resource("aws_sqs_queue", "jobs", id="q", tags={"größe": "ü"}) | {"module": 'module.app["a.b"]'}
    secret = resource("aws_db_instance", "main", id="db", password="hunter2", port=5432)
    (tmp_path / "a.tfstate").write_text(state(tainted, inner, secret))
    (tmp_path / "b.tfstate").write_text(state(resource("aws_vpc", "main", id="vpc-1"), lineage="l-2"))


@pytest.mark.usefixtures("states")
def test_state_list(driftmgr: Command):
    addresses = driftmgr("state", "list", "a.tfstate", "b.tfstate")
    assert (addresses.code, addresses.err) == (0, "")
    assert sorted(addresses.out.splitlines()) == [
        "aws_db_instance.main",
        "aws_instance.web (deposed 0a1b2c3d)",
        "aws_instance.web (tainted)",
        "aws_vpc.main",
        'module.app["a.b"].aws_sqs_queue.jobs',
    ]
    assert driftmgr("state", "list", ".", "--type", "aws_vpc").out == "aws_vpc.main\n"


@pytest.mark.usefixtures("states")
def test_state_show(driftmgr: Command):
    answer = driftmgr("state", "show", "a.tfstate")
    assert answer.out == ("a.tfstate: version 4, serial 3, lineage l-1, Terraform 1.9.0, 4 instances\n")
    shown = driftmgr("state", "show", "a.tfstate", 'module.app["a.b"].aws_sqs_queue.jobs')
    assert shown.json["attributes"] == {"id": "q", "tags": {"größe": "ü"}}
    assert shown.json["provider"] == 'provider["registry.terraform.io/hashicorp/aws"]'


@pytest.mark.usefixtures("states")
def test_state_show_hides_secrets(driftmgr: Command):
    answer = driftmgr("state", "show", "a.tfstate", "aws_db_instance.main")
    assert "hunter2" not in answer.out
    assert answer.json["attributes"]["password"].startswith("(sensitive value)")
    assert answer.json["attributes"]["port"] == 5432


@pytest.mark.usefixtures("states")
def test_state_pull_gives_the_very_bytes(driftmgr: Command, tmp_path: Path):
    text = (tmp_path / "a.tfstate").read_text()
    assert driftmgr("state", "pull", "a.tfstate").out == text
    assert driftmgr("state", "pull", "-", stdin=text.encode()).out == text
    assert "holds 2 states (a.tfstate, b.tfstate); name one" in driftmgr("state", "pull", ".").failure


# -- compare ---------------------------------------------------------------------------------------------------------


def test_compare(driftmgr: Command, tmp_path: Path):
    """Nothing is asked: sockets are closed to this test."""
    recorded = {"id": "sg-1", "name": "web", "tags": {"A": "1"}, "tags_all": {"A": "1"}, "ingress": []}
    opened = {"protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": ["0.0.0.0/0"]}
    (tmp_path / "recorded.json").write_text(json.dumps(recorded))
    (tmp_path / "same.json").write_text(json.dumps(recorded | {"description": None}))
    (tmp_path / "actual.json").write_text(json.dumps(recorded | {"ingress": [opened], "tags": {"A": "2"}}))
    files = ("compare", "recorded.json")
    kind = ("--type", "aws_security_group")

    same = driftmgr(*files, "same.json", *kind)
    assert (same.code, same.out, same.err) == (0, "the same\n", "")
    assert driftmgr(*files, "same.json", *kind, "-o", "json").json == []

    different = driftmgr(*files, "actual.json", *kind, "-o", "json")
    assert (different.code, different.err) == (2, "")
    assert [(c["path"], c["severity"]) for c in different.json] == [
        ("ingress", "critical"),
        ("tags.A", "low"),
    ]
    table = driftmgr(*files, "actual.json", *kind)
    assert table.code == 2
    assert table.out.startswith("critical ingress: ")


# -- what asks a cloud -----------------------------------------------------------------------------------------------


@pytest.mark.network
@pytest.mark.usefixtures("estate")
def test_discover(driftmgr: Command):
    answer = driftmgr("discover", "aws", "us-east-1")
    assert answer.code == 0
    assert "aws_sqs_queue" in answer.out
    assert "shadow" in answer.out
    kinds = ("--type", "aws_sqs_queue", "--type", "aws_ssm_parameter")
    found = driftmgr("discover", "aws", "us-east-1", "-o", "json", "--details", *kinds)
    assert (found.code, found.err) == (0, "")
    names = sorted(thing["id"].rpartition("/")[2] for thing in found.json["objects"])
    assert names == ["jobs", "password", "shadow"]
    assert found.json["unread"] == []
    assert "live secret" not in found.out
    (jobs,) = (thing for thing in found.json["objects"] if thing["id"].endswith("jobs"))
    assert jobs["attributes"]["visibility_timeout_seconds"] == 45


@pytest.mark.network
def test_discover_without_a_region_and_to_a_file(driftmgr: Command, estate: Path):
    answer = driftmgr("discover", "aws", "--type", "aws_sqs_queue", "--out", "found.json")
    assert (answer.code, answer.out) == (0, "")
    found = json.loads((estate.parent / "found.json").read_text())
    assert len(found["objects"]) == 2
    elsewhere = driftmgr("discover", "aws", "eu-west-1", "--type", "aws_sqs_queue", "-o", "json")
    assert elsewhere.json["objects"] == []


@pytest.mark.network
@pytest.mark.usefixtures("estate")
def test_types_that_were_not_asked_for_are_not_told(driftmgr: Command):
    """A rule's group is read to tell about the rule; groups of the default VPCs are there."""
    kinds = ("--type", "aws_vpc_security_group_*")
    found = driftmgr("discover", "aws", "us-east-1", "-o", "json", *kinds).json["objects"]
    assert {thing["type"] for thing in found} <= {
        "aws_vpc_security_group_ingress_rule",
        "aws_vpc_security_group_egress_rule",
    }
    report = driftmgr("scan", "-o", "json", *kinds).json
    assert {drift["type"] for drift in report["resource_drift"] + report["platform"]} <= {
        thing["type"] for thing in found
    }


def test_discover_lists_what_it_can_read(driftmgr: Command):
    names = driftmgr("discover", "aws", "--list-types").out.splitlines()
    assert names == sorted(set(names))
    assert {"aws_instance", "aws_s3_bucket", "aws_iam_role", "aws_security_group_rule"} <= set(names)


@pytest.mark.network
@pytest.mark.usefixtures("estate")
def test_doctor(driftmgr: Command):
    answer = driftmgr("doctor")
    assert (answer.code, answer.err) == (0, "")
    lines = {line.split()[1]: line for line in answer.out.splitlines()}
    assert set(lines) >= {"terraform", "tofu", "state", "credentials", "regions", "permissions"}
    assert "AWS account 123456789012, partition aws" in lines["credentials"]
    assert "us-east-1" in lines["regions"]
    assert "terraform.tfstate" in lines["state"]
    assert lines["permissions"].startswith("ok")


def test_doctor_without_credentials(driftmgr: Command):
    answer = driftmgr("doctor")
    assert answer.code == 1
    assert "no credentials found" in answer.out


def test_the_policy_of_the_doctor_allows_reading_and_nothing_else(driftmgr: Command):
    """No action that a policy's author must fear: secrets are not read, and nothing is written."""
    (statement,) = driftmgr("doctor", "--policy").json["Statement"]
    verbs = {action.split(":")[1] for action in statement["Action"]}
    assert len(verbs) > 50
    assert not {verb for verb in verbs if not verb.startswith(("Describe", "List", "Get"))}
    assert not verbs & {"GetSecretValue", "GetObject", "GetItem", "Decrypt"}
    assert statement["Action"] == sorted(set(statement["Action"]))


@pytest.mark.network
def test_import_generate(driftmgr: Command, estate: Path):
    types = ("--type", "aws_sqs_queue", "--type", "aws_iam_role")
    answer = driftmgr("import", "generate", "--state", "terraform.tfstate", *types)
    assert (answer.code, answer.err) == (0, "")
    parsed = hcl2.loads(answer.out)
    (block,) = parsed["import"]
    assert str(block["id"]).strip('"').endswith("/shadow")
    written = driftmgr("import", "generate", *types, "--out", "imports.tf")
    assert (written.code, written.out) == (0, "")
    assert written.err == "driftmgr: wrote 1 import blocks to imports.tf\n"
    assert (estate.parent / "imports.tf").read_text() == answer.out
    nothing = driftmgr("import", "generate", "--type", "aws_iam_role")
    assert nothing.out == "# Nothing is unmanaged.\n"


@pytest.mark.network
def test_the_same_state_by_two_accounts_roles(driftmgr: Command, estate: Path, moto_server: MotoServer):
    """Of each account only what is its own: the queue of the second account is not the recorded one."""
    role = "arn:aws:iam::222222222222:role/reader"
    answer = driftmgr(
        "discover", "aws", "us-east-1", "-o", "json", "--type", "aws_iam_role", "--account-role", role
    )
    assert {thing["account"] for thing in answer.json["objects"]} <= {"222222222222"}
