"""An AWS on this machine that is as far away as a real one, and the two clients that are measured against it."""

import json
import os
import resource
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.start import COMMAND
from tests.terraform.runner import Terraform

LATENCY = 0.05
"""Seconds that the proxy adds to each call: about what a call to another region takes."""


@dataclass(frozen=True)
class Cost:
    """A client's run: calls by operation, seconds from fork to exit, those of a processor, and what it printed."""

    calls: Counter[str]
    seconds: float
    processor: float
    output: str


@dataclass(frozen=True)
class Cloud:
    """The proxy's address. Until `remember`, it only passes on; afterwards it is slow, and answers from memory."""

    url: str

    def remember(self) -> None:
        """Answer from memory from now on."""
        self._ask("POST", "remember")

    def counts(self) -> Counter[str]:
        """Calls by operation since the last time it was asked."""
        return Counter(json.loads(self._ask("GET", "counts")))

    def cost(self, client: "Driftmgr | Refresh") -> Cost:
        """What one run of a client costs."""
        self.counts()
        processor, start = _children_seconds(), time.perf_counter()
        output = client.run()
        seconds = time.perf_counter() - start
        return Cost(self.counts(), seconds, _children_seconds() - processor, output)

    def _ask(self, method: str, path: str) -> bytes:
        request = urllib.request.Request(f"{self.url}/-/{path}", method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            found: bytes = answer.read()
            return found


@dataclass(frozen=True)
class Refresh:
    """`terraform plan -refresh-only` with ten resources at a time, as it has by default."""

    terraform: Terraform

    def run(self) -> str:
        """What it prints."""
        return self.terraform.refresh_only_plan(parallelism=10)


@dataclass(frozen=True)
class Driftmgr:
    """`driftmgr scan` of a state, with options."""

    state: Path
    url: str
    options: tuple[str, ...] = ()

    def run(self) -> str:
        """The report, in JSON. Fails when there is drift or something was unread: the estate is as it was made."""
        environment = os.environ | {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_REGION": "us-east-1",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        arguments = [*COMMAND, "scan", "--state", str(self.state), "-o", "json", *self.options]
        run = subprocess.run(arguments, check=False, env=environment, capture_output=True, text=True)
        if run.returncode not in (0, 2, 3):
            raise RuntimeError(f"driftmgr scan failed: {run.stderr[-2000:]}")
        return run.stdout


@contextmanager
def cloud() -> Iterator[Cloud]:
    """Moto behind the proxy, each in a process of its own that ends with this one."""
    with ExitStack() as stack:
        environment = os.environ | {"MOTO_IAM_LOAD_MANAGED_POLICIES": "false"}
        moto = stack.enter_context(_process(["-m", "tests.moto_process"], environment))
        upstream = f"http://127.0.0.1:{moto}"
        port = stack.enter_context(_process(["-m", "benchmarks.proxy", upstream, str(LATENCY)], environment))
        yield Cloud(f"http://127.0.0.1:{port}")


@contextmanager
def _process(arguments: list[str], environment: dict[str, str]) -> Iterator[str]:
    """A child that prints its port and lives until its standard input closes."""
    process = subprocess.Popen(
        [sys.executable, *arguments],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=Path(__file__).resolve().parent.parent,
    )
    with process:
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        if not port:
            raise RuntimeError(f"{arguments[1]} did not start")
        yield port
        process.terminate()


def _children_seconds() -> float:
    """Processor time of all child processes that have ended, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def summary(cost: Cost) -> dict[str, Any]:
    """The counts of a scan's report."""
    found: dict[str, Any] = json.loads(cost.output)["summary"]
    return found
