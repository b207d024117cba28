"""The entry point: finds the command, and turns every failure into one line and an exit code.

Exit codes are those of `terraform plan -detailed-exitcode`: 0 in sync, 1 error, 2 drift; and 3, something was unread.
"""

import os
import sys
from importlib import import_module
from typing import Any, Final

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
    """DriftMgr finds every difference between Terraform or OpenTofu states and the live cloud.

    \b
    driftmgr scan                          the state of the Terraform configuration here
    driftmgr scan --state s3://states/     every state under a prefix
    driftmgr demo                          an offline AWS, drifted, scanned and explained
    """


def main(arguments: list[str] | None = None) -> None:
    """Run a command and exit with its code. Never a traceback, unless DRIFTMGR_DEBUG is set."""
    sys.exit(run(arguments))


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
    except click.Abort:
        return _failed("interrupted", 130)
    except KeyboardInterrupt:
        return _failed("interrupted", 130)
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
    except Exception as error:
        if os.environ.get("DRIFTMGR_DEBUG"):
            raise
        return _failed(
            f"internal error: {type(error).__name__}: {error}; set DRIFTMGR_DEBUG=1 to see where", 1
        )


def _failed(message: str, code: int) -> int:
    click.echo(f"driftmgr: {' '.join(message.split())}", err=True)
    return code
