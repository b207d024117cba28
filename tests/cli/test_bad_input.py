"""Whatever cannot be used gets one clear line and exit code 1: what, where, what to do."""

import gzip
from pathlib import Path

import pytest

from tests.cli.command import Command, state

SCAN = ("scan", "--state", "a.tfstate")


@pytest.fixture
def usable(tmp_path: Path) -> Path:
    """A state that can be read: what is wrong is something else."""
    file = tmp_path / "a.tfstate"
    file.write_text(state())
    return file


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", "it is empty"),
        (state().encode()[:60], "cut short"),
        (b'{"version": 5, "resources": []}', "version is 5"),
        (gzip.compress(state().encode()), "gzip"),
        (b"\x7fELF\x02\x01\x01\x00\x00", "binary"),
        (b'{"serial": 1, "meta": {}, "encrypted_data": "YQ==", "encryption_version": "v0"}', "encrypted"),
        (b'{"version": 4, "serial": 1, "serial": 2, "resources": []}', "'serial' is written twice"),
        (
            b'{"version": 4, "resources": [], "x": ' + b"[" * 20000 + b"]" * 20000 + b"}",
            "nested deeper than 100 levels",
        ),
        (state(lineage="?").encode().replace(b"?", b"\xe9"), "not UTF-8"),
        (b'{"format_version": "1.0", "values": {"root_module": {}}}', "show -json"),
        (b'resource "aws_vpc" "main" {}', "not JSON"),
    ],
)
@pytest.mark.parametrize(
    "command",
    [SCAN, ("state", "list", "a.tfstate"), ("state", "show", "a.tfstate"), ("import", "generate", *SCAN[1:])],
    ids=" ".join,
)
def test_a_state_that_is_none(
    driftmgr: Command, tmp_path: Path, command: tuple[str, ...], content: bytes, line: str
):
    (tmp_path / "a.tfstate").write_bytes(content)
    failure = driftmgr(*command).failure
    assert failure.startswith("a.tfstate: ")
    assert line in failure


def test_one_bad_state_among_many_ends_the_scan(driftmgr: Command, usable: Path):
    """What it records would look unmanaged."""
    (usable.parent / "b.tfstate").write_text("{")
    assert "b.tfstate" in driftmgr("scan", "--state", ".").failure


@pytest.mark.parametrize(
    ("uri", "line"),
    [
        ("nope.tfstate", "nope.tfstate: no such file"),
        ("nope/*.tfstate", "nope/*.tfstate: no state matches"),
        ("empty", "empty: no *.tfstate file in this directory"),
        ("", "--state is empty"),
        ("gs://bucket/prefix", "gs:// is not read"),
        ("https://example.com/state", "https:// is not read"),
        ("s3://", "s3://: no bucket"),
        ("s3://states/net?colour=red", "'colour' is not one of"),
        ("-", "stdin: it is empty"),
    ],
)
def test_a_state_that_is_not_there(driftmgr: Command, tmp_path: Path, uri: str, line: str):
    (tmp_path / "empty").mkdir()
    assert line in driftmgr("scan", "--state", uri).failure


def test_a_directory_without_a_configuration(driftmgr: Command):
    failure = driftmgr("scan").failure
    assert "no backend block" in failure
    assert "give --state" in failure


@pytest.mark.parametrize(
    ("block", "line"),
    [
        ('terraform { backend "gcs" { bucket = "b" } }', "'gcs' is not read"),
        ('terraform { backend "s3" { key = "k" } }', "bucket"),
        ('terraform { backend "s3" { bucket = var.bucket } }', "is an expression"),
    ],
)
def test_a_configuration_whose_state_cannot_be_found(
    driftmgr: Command, tmp_path: Path, block: str, line: str
):
    (tmp_path / "main.tf").write_text(block)
    assert line in driftmgr("scan").failure


@pytest.mark.usefixtures("usable")
@pytest.mark.parametrize(
    ("options", "line"),
    [
        (("--region", "us-esat-1"), "'us-esat-1' is not a region; did you mean us-east-1?"),
        (("--region", "US-EAST-1"), "'US-EAST-1' is not a region; did you mean us-east-1?"),
        (("--region", "moon"), "'moon' is not a region"),
        (("--region", "us-east-1", "--region", ""), "'' is not a region"),
        (("--account-role", "reader"), "'reader' is not the ARN of a role; give arn:aws:iam::ACCOUNT:role/NAME"),
        (("--account-role", "arn:aws:iam::1:user/x"), "is not the ARN of a role"),
        (("--profile", "nobody"), "(nobody) could not be found; see `aws configure list-profiles`"),
        (("--filter", "kind =="), "is no JMESPath expression"),
        (("--filter", "colour == 'red'"), "names 'colour' at position 1; known are Type, Id"),
        (("--filter", "startswith(id, 'a')"), "there is no function startswith"),
        (("--type", "aws_nothing_*"), "--type selects no supported type"),
        (("--type", "aws_nothing", "--no-unmanaged"), "--type selects no supported type"),
        (("--type", "aws_vpc.main"), "is no type"),
        (("--out", "no/where.json"), "--out no/where.json: there is no folder no; make it"),
        (("--out", "."), "--out .: it is a directory"),
        (("-o", "yaml"), "'yaml' is not one of 'table', 'json'"),
        (("--mode", "fast"), "'fast' is not one of 'quick', 'smart', 'deep'"),
        (("--fail-on", "severe"), "'severe' is not one of 'info'"),
        (("--provider", "azure"), "'azure' is not 'aws'"),
        (("--ignore-file", "nope"), "ignore file nope cannot be read"),
        (("--address", "auto"), "not in this release"),
        (("--colour",), "No such option '--colour'"),
        (("surplus",), "unexpected extra argument"),
    ],
)  # fmt: skip
def test_an_option_that_cannot_be(driftmgr: Command, options: tuple[str, ...], line: str):
    """Sockets are closed to these tests: nothing was asked."""
    assert line in driftmgr(*SCAN, *options).failure


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("discover", "gcp"), "'gcp' is not 'aws'"),
        (("discover", "aws", "us-esat-1"), "did you mean us-east-1?"),
        (("discover", "aws", "us-east-1", "--type", "x*"), "--type selects no supported type"),
        (("discover", "aws", "us-east-1", "--out", "no/where"), "there is no folder no"),
        (("doctor", "--region", "us-esat-1"), "did you mean us-east-1?"),
        (("import", "generate", "--state", "a.tfstate", "--region", "us-esat-1"), "did you mean"),
        (("import", "generate", "--state", "a.tfstate", "--out", "."), "it is a directory"),
        (("state", "show", "a.tfstate", "aws_vpc.main"), "aws_vpc.main is not recorded in a.tfstate"),
        (("state", "pull", "nope"), "nope: no such file"),
        (("state", "frob"), "No such command 'frob'"),
        (("compare", "a.tfstate", "nope.json", "--type", "aws_vpc"), "nope.json: No such file"),
        (("compare", "a.tfstate", "a.tfstate"), "Missing option '--type'"),
        (("compare", "a.tfstate", "a.tfstate", "--type", "aws_x"), "aws_x is not a supported type"),
        (("compare", "list.json", "a.tfstate", "--type", "aws_vpc"), "list.json: not a JSON object"),
        (("completion", "tcsh"), "'tcsh' is not one of 'bash', 'zsh', 'fish'"),
        (("frobnicate",), "No such command 'frobnicate'"),
    ],
)
@pytest.mark.usefixtures("usable")
def test_other_commands(driftmgr: Command, tmp_path: Path, arguments: tuple[str, ...], line: str):
    (tmp_path / "list.json").write_text("[1, 2]")
    assert line in driftmgr(*arguments).failure


@pytest.mark.parametrize("name", ["AWS_REGION", "AWS_DEFAULT_REGION"])
def test_a_region_of_the_environment(
    driftmgr: Command, usable: Path, monkeypatch: pytest.MonkeyPatch, name: str
):
    monkeypatch.setenv(name, "us-esat-1")
    assert "did you mean us-east-1?" in driftmgr(*SCAN).failure


def test_a_profile_of_the_environment(driftmgr: Command, usable: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    assert "(nobody) could not be found" in driftmgr(*SCAN).failure


def test_no_credentials(driftmgr: Command, usable: Path):
    assert "no credentials found" in driftmgr(*SCAN).failure
    assert "set AWS_PROFILE or run `aws configure`" in driftmgr("discover", "aws").failure


def test_an_address_that_is_none(driftmgr: Command, usable: Path, monkeypatch: pytest.MonkeyPatch):
    for name, value in (("ACCESS_KEY_ID", "x"), ("SECRET_ACCESS_KEY", "x"), ("ENDPOINT_URL", "elsewhere")):
        monkeypatch.setenv(f"AWS_{name}", value)
    assert "Invalid endpoint: elsewhere" in driftmgr(*SCAN).failure


def test_without_a_command_there_is_help(driftmgr: Command):
    for arguments in ((), ("state",), ("import",)):
        answer = driftmgr(*arguments)
        assert (answer.code, answer.out) == (1, "")
        assert answer.err.startswith("Usage: driftmgr")
        assert "Commands:" in answer.err
