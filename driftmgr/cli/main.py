"""The entry point: finds the command, and turns every failure into one line and an exit code.

Exit codes are those of `terraform plan -detailed-exitcode`: 0 in sync, 1 error, 2 drift; and 3, something was unread.
"""

import io
import os
import signal
import sys
import threading
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any, Final, NoReturn

import click

from driftmgr import __version__
from driftmgr.errors import DriftMgrError

COMMANDS: Final = {
    "scan": "Compare states with the live cloud and report drift.",
    "discover": "List what exists in the cloud.",
    "state": "Look into states: list, show, pull.",
    "compare": "Compare the recorded and the actual attributes of one object, both from files.",
    "import": "Write import blocks for what exists and no state records.",
    "doctor": "Say which credentials, regions, permissions and Terraform there are.",
    "demo": "Make an offline AWS drift, and report it.",
    "completion": "Print a completion script for a shell.",
    "version": "Print the version.",
}

INTERRUPTED: Final = 130
"""128 and the number of the signal, as shells have it."""
GRACE: Final = 3.0
"""Seconds that an interrupted command has to tidy up."""
_MODULES: Final = {"import": "imports"}
"""Commands whose name cannot name a module."""


class _Commands(click.Group):
    """Commands by name; a command's module is imported when it is run, not to list it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"driftmgr.cli.commands.{_MODULES.get(cmd_name, cmd_name)}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="driftmgr")
def cli() -> None:
    """DriftMgr finds what differs between Terraform or OpenTofu states and the live cloud.

    \b
    driftmgr scan                          the state of the Terraform configuration here
    driftmgr scan --state s3://states/     every state under a prefix
    driftmgr demo                          an offline AWS, drifted, scanned and explained
    """


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run a command and exit with its code. Never a traceback, unless DRIFTMGR_DEBUG is set."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupted)
    _prepare_streams()
    code = run(arguments)
    if code == INTERRUPTED:
        os._exit(code)  # not waiting for calls that are under way, as the interpreter would
    sys.exit(code)


def _prepare_streams() -> None:
    """What a terminal cannot show is no failure; and a stream that the caller closed (`>&-`) goes nowhere."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - to the end
        elif mode == "w" and isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _interrupted(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Leave in an orderly way; and soon, whatever call is under way. Ctrl-C again: at once."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    latest = threading.Timer(GRACE, _leave)
    latest.daemon = True
    latest.start()
    raise KeyboardInterrupt


def _leave() -> None:
    os._exit(_failed("interrupted", INTERRUPTED))


def run(arguments: list[str] | None = None) -> int:
    """Run a command; its exit code. A command returns its code (None is 0) or raises."""
    try:
        result: Any = cli.main(arguments, prog_name="driftmgr", standalone_mode=False)
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except DriftMgrError as error:
        return _failed(str(error), error.exit_code)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _failed("interrupted", INTERRUPTED)
    except click.exceptions.NoArgsIsHelpError as asked:
        click.echo(asked.format_message(), err=True)
        return 1
    except click.ClickException as error:
        hint = (
            f"; see `{error.ctx.command_path} --help`"
            if isinstance(error, click.UsageError) and error.ctx
            else ""
        )
        return _failed(error.format_message().rstrip(".") + hint, 1)
    except BrokenPipeError:
        # The reader went away (`| head`): not an error, and Python must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if os.environ.get("DRIFTMGR_DEBUG"):
            raise
        return _failed(f"{error.filename or 'standard output'}: {error.strerror or error}", 1)
    except Exception as error:
        if os.environ.get("DRIFTMGR_DEBUG"):
            raise
        return _failed(
            f"internal error: {type(error).__name__}: {error}; set DRIFTMGR_DEBUG=1 to see where", 1
        )


def _failed(message: str, code: int) -> int:
    click.echo(f"driftmgr: {' '.join(message.split())}", err=True)
    return code
