"""The command as its users have it: arguments in; an exit code, stdout and stderr out."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.servers import ROOT

START = (sys.executable, "-c", "from driftmgr.cli.main import main; main()")
"""What the installed script does."""


@dataclass(frozen=True)
class Answer:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def failure(self) -> str:
        """The one line that says what is wrong; and nothing else was said, nor anything printed."""
        assert self.code == 1, (self.code, self.out, self.err)
        assert self.out == ""
        assert self.err.startswith("driftmgr: ")
        assert self.err.count("\n") == 1
        assert self.err.endswith("\n")
        assert "internal error" not in self.err
        return self.err.removeprefix("driftmgr: ").removesuffix("\n")

    @property
    def json(self) -> Any:
        """Stdout as JSON: nothing else may be on it."""
        return json.loads(self.out)


Command = Callable[..., Answer]


def started(*arguments: str, directory: Path, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """The command in a process of its own, with its pipes open."""
    return subprocess.Popen(
        [*START, *arguments],
        cwd=directory,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def finished(process: subprocess.Popen[bytes], stdin: bytes = b"") -> Answer:
    """What a process leaves behind."""
    with process:
        out, err = process.communicate(stdin, timeout=60)
    return Answer(process.returncode, out.decode(), err.decode())


def state(*resources: dict[str, Any], **top: Any) -> str:
    """A state of version 4."""
    content = {"version": 4, "terraform_version": "1.9.0", "serial": 3, "lineage": "l-1", "outputs": {}}
    return json.dumps(content | {"resources": list(resources)} | top)


def resource(kind: str, label: str, /, **attributes: Any) -> dict[str, Any]:
    """A resource with one instance."""
    return {
        "mode": "managed",
        "type": kind,
        "name": label,
        "provider": 'provider["registry.terraform.io/hashicorp/aws"]',
        "instances": [{"schema_version": 0, "attributes": attributes}],
    }
