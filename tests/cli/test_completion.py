"""`driftmgr completion`: the scripts are what the shells want, and bash really completes with its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from driftmgr.cli.main import COMMANDS
from tests.cli.command import Command
from tests.servers import ROOT

ASK = """
source completion
COMP_WORDS=({words})
COMP_CWORD={position}
_driftmgr_completion driftmgr
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_for_each_shell(driftmgr: Command, shell: str):
    answer = driftmgr("completion", shell)
    assert (answer.code, answer.err) == (0, "")
    assert f"_DRIFTMGR_COMPLETE={shell}_complete" in answer.out
    checker = shutil.which(shell)
    if checker:  # the shell itself must be able to read it
        checked = subprocess.run([checker, "-n"], input=answer.out, text=True, capture_output=True)
        assert checked.stderr == ""


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("driftmgr", ""), set(COMMANDS)),
        (("driftmgr", "s"), {"scan", "state"}),
        (("driftmgr", "state", ""), {"list", "pull", "show"}),
        (("driftmgr", "scan", "--mo"), {"--mode"}),
        (("driftmgr", "scan", "--mode", ""), {"quick", "smart", "deep"}),
        (("driftmgr", "scan", "--fail-on", "c"), {"critical"}),
        (("driftmgr", "completion", ""), {"bash", "zsh", "fish"}),
    ],
)
def test_bash_completes(driftmgr: Command, tmp_path: Path, words: tuple[str, ...], expected: set[str]):
    (tmp_path / "completion").write_text(driftmgr("completion", "bash").out)
    command = tmp_path / "bin" / "driftmgr"
    command.parent.mkdir()
    command.write_text(f"#!{sys.executable}\nfrom driftmgr.cli.main import main\nmain()\n")
    command.chmod(0o755)
    script = ASK.format(words=" ".join(f"'{word}'" for word in words), position=len(words) - 1)
    run = subprocess.run(
        ["bash", "--norc", "-c", script],
        cwd=tmp_path,
        env=os.environ | {"PATH": f"{command.parent}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert run.stderr == ""
    assert set(run.stdout.split()) == expected
