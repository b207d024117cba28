"""The command as a process: interrupts, closed pipes, terminals that know ASCII alone, start-up."""

import json
import os
import pty
import re
import shlex
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from driftmgr.cli.views import FORMATS
from tests.cli.command import START, Answer, finished, resource, started, state
from tests.cli.proxy import Fault, proxied
from tests.servers import ROOT, MotoServer

pytestmark = pytest.mark.network

NARROW = ("--type", "aws_sqs_queue", "--type", "aws_sns_topic", "--type", "aws_ssm_parameter")


def driftmgr(
    *arguments: str, directory: Path, server: MotoServer | None = None, stdin: bytes = b"", **extra: str
) -> Answer:
    environment = (server.environment if server else {}) | extra
    return finished(started(*arguments, directory=directory, environment=environment), stdin)


def test_a_scan(estate: Path, moto_server: MotoServer):
    """Stdout holds the report and nothing else, stderr nothing where it is no terminal."""
    answer = driftmgr("scan", "-o", "json", directory=estate.parent, server=moto_server)
    assert (answer.code, answer.err) == (2, "")
    assert answer.json["summary"]["missing"] == 1


@pytest.mark.parametrize(
    ("held", "uri"),
    [("sqs", "terraform.tfstate"), ("sts", "terraform.tfstate"), ("s3", "s3://states/net.tfstate")],
)
def test_an_interrupt_leaves_soon_and_nothing_half_done(
    estate: Path, moto_server: MotoServer, held: str, uri: str
):
    """While a call hangs. The report that was there stays as it was."""
    report = estate.parent / "report.json"
    report.write_text("before")
    with proxied(moto_server.url) as proxy:
        proxy.faults[held] = Fault()
        process = started(
            *("scan", "--state", uri, "-o", "json", "--out", "report.json"),
            directory=estate.parent,
            environment=moto_server.environment | {"AWS_ENDPOINT_URL": proxy.url},
        )
        assert proxy.held.wait(30)
        time.sleep(0.2)
        asked = time.monotonic()
        process.send_signal(signal.SIGINT)
        answer = finished(process)
        assert time.monotonic() - asked < 5
    assert (answer.code, answer.out, answer.err.strip()) == (130, "", "driftmgr: interrupted")
    assert report.read_text() == "before"
    assert sorted(p.name for p in estate.parent.iterdir()) == ["report.json", "terraform.tfstate"]


def test_an_interrupt_while_standard_input_is_awaited(tmp_path: Path):
    process = started("scan", "--state", "-", directory=tmp_path, environment={})
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    answer = finished(process)
    assert (answer.code, answer.out, answer.err.strip()) == (130, "", "driftmgr: interrupted")


@pytest.mark.parametrize("output", ["table", "json", "html"])
def test_a_reader_that_goes_away(estate: Path, moto_server: MotoServer, output: str):
    """`driftmgr scan | head -1`: no complaint."""
    process = started(
        *("scan", "-o", output, *NARROW), directory=estate.parent, environment=moto_server.environment
    )
    head = subprocess.run(["head", "-1"], stdin=process.stdout, capture_output=True)
    answer = finished(process)
    assert head.stdout
    assert answer.err == ""
    assert answer.code in (0, 2)


def test_a_reader_that_is_gone_before_anything_is_printed(estate: Path, moto_server: MotoServer):
    for arguments in (("scan", *NARROW), ("discover", "aws", *NARROW), ("state", "list"), ("version",)):
        process = started(*arguments, directory=estate.parent, environment=moto_server.environment)
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b"", arguments
        assert process.wait(60) in (0, 1, 2, 3)
        for pipe in (process.stdin, process.stderr):
            if pipe:
                pipe.close()


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state whose names are not ASCII, in a directory whose name is not; it drifted."""
    directory = tmp_path_factory.mktemp("zürich-東京")
    arn = "arn:aws:ssm:us-east-1:123456789012:parameter/größe"
    address = resource("aws_ssm_parameter", "größe", id="/größe", name="/größe", arn=arn, tags={"ø": "🚀"})
    (directory / "terraform.tfstate").write_text(state(address))
    return directory


@pytest.mark.parametrize(
    ("output", "encoding"), [*((output, "ascii") for output in FORMATS), ("table", "latin-1")]
)
def test_a_terminal_that_does_not_know_every_character(
    foreign: Path, moto_server: MotoServer, output: str, encoding: str
):
    """The table is written as far as the terminal goes; documents are UTF-8, as their formats want it."""
    process = started(
        *("scan", "-o", output, "--type", "aws_ssm_parameter"),
        directory=foreign,
        environment=moto_server.environment | {"PYTHONIOENCODING": encoding},
    )
    with process:
        out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (2, b"")
    if output == "table":
        assert ("größe" if encoding != "ascii" else "gr\\xf6\\xdfe") in out.decode(encoding)
    else:
        assert {"größe", json.dumps("größe").strip('"')} & set(re.findall(r"[\\\w]+", out.decode()))


@pytest.mark.parametrize(
    "arguments", [("state", "list"), ("state", "show", "terraform.tfstate"), ("doctor",)]
)
def test_other_commands_on_such_a_terminal(
    foreign: Path, moto_server: MotoServer, arguments: tuple[str, ...]
):
    answer = driftmgr(*arguments, directory=foreign, server=moto_server, PYTHONIOENCODING="ascii")
    assert (answer.code, answer.err) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize(
    "command", ["version", "scan --type aws_sqs_queue -o json", "scan --type aws_sqs_queue", "state list"]
)
def test_a_full_disk(estate: Path, moto_server: MotoServer, command: str):
    answer = in_shell(f"{command} > /dev/full", estate.parent, moto_server)
    assert answer.failure == "standard output: No space left on device"


def test_a_report_that_does_not_fit(estate: Path, moto_server: MotoServer):
    if not Path("/dev/full").exists():
        pytest.skip("no device that is always full")
    answer = in_shell("scan --type aws_sqs_queue --out /dev/full", estate.parent, moto_server)
    assert answer.failure.startswith("Cannot write '/dev/full': No space left on device")


def test_streams_that_are_closed(estate: Path, moto_server: MotoServer):
    """As daemons and cron jobs start programs."""
    scan = "scan --type aws_sqs_queue -o json --no-unmanaged"
    assert in_shell(f"{scan} >&-", estate.parent, moto_server).code == 2
    assert in_shell(f"{scan} 2>&-", estate.parent, moto_server).code == 2
    assert in_shell("scan --state nope >&- 2>&-", estate.parent, moto_server).code == 1
    assert "stdin: it is empty" in in_shell("scan --state - <&-", estate.parent, moto_server).failure


def in_shell(command: str, directory: Path, server: MotoServer) -> Answer:
    """`driftmgr COMMAND` as bash runs it, redirections and all."""
    driftmgr = " ".join(shlex.quote(part) for part in START)
    run = subprocess.run(
        ["bash", "--norc", "-c", f"{driftmgr} {command}"],
        cwd=directory,
        env={**os.environ, **server.environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    return Answer(run.returncode, run.stdout, run.stderr)


def test_progress_is_on_a_terminal_and_on_stderr_alone(estate: Path, moto_server: MotoServer):
    scan = ("scan", "-o", "json", *NARROW)
    for options, shown in (((), True), (("--quiet",), False)):
        terminal, other_end = pty.openpty()
        process = subprocess.Popen(
            [*START, *scan, *options],
            cwd=estate.parent,
            env={**os.environ, **moto_server.environment, "PYTHONPATH": str(ROOT), "TERM": "xterm"},
            stdout=subprocess.PIPE,
            stderr=other_end,
        )
        os.close(other_end)
        out, _ = process.communicate(timeout=60)
        assert json.loads(out)["summary"]["missing"] == 1
        assert (said(terminal) != b"") is shown


def said(terminal: int) -> bytes:
    """What was written to a terminal; reading fails once its other end is closed."""
    heard = b""
    with suppress(OSError):
        while chunk := os.read(terminal, 65536):
            heard += chunk
    os.close(terminal)
    return heard


def test_names_that_are_not_text(tmp_path: Path):
    """Bytes that no encoding explains, in arguments and in names of files."""
    (tmp_path / "caf\udce9.tfstate").write_text(state(resource("aws_vpc", "main", id="vpc-1")))
    answer = driftmgr("state", "list", "caf\udce9.tfstate", directory=tmp_path)
    assert (answer.code, answer.out) == (0, "aws_vpc.main\n")
    assert (
        "aws_vpc.x is not recorded in caf"
        in driftmgr("state", "show", "caf\udce9.tfstate", "aws_vpc.x", directory=tmp_path).failure
    )
    assert "no such file" in driftmgr("scan", "--state", "caf\udce8", directory=tmp_path).failure


def test_a_failure_that_nobody_foresaw_is_one_line_too(tmp_path: Path):
    """And with DRIFTMGR_DEBUG, where it happened."""
    broken = "import driftmgr.cli.main as m; m.import_module = lambda _: 1 / 0; m.main()"
    for debug, line in (("", "driftmgr: internal error: ZeroDivisionError"), ("1", "Traceback")):
        run = subprocess.run(
            [sys.executable, "-c", broken, "version"],
            capture_output=True,
            text=True,
            env={"DRIFTMGR_DEBUG": debug, "PYTHONPATH": str(ROOT)},
            cwd=tmp_path,
        )
        assert run.returncode == 1
        assert run.stdout == ""
        assert run.stderr.startswith(line)


def test_it_starts_quickly(tmp_path: Path):
    """The best of three: other programs run beside."""
    took = []
    for _ in range(3):
        begun = time.monotonic()
        assert driftmgr("version", directory=tmp_path).code == 0
        took.append(time.monotonic() - begun)
    assert min(took) < 0.8
