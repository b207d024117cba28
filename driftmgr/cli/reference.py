"""The page about the command line, made from the commands themselves.

python -m driftmgr.cli.reference > docs/cli.md
"""

import inspect
import re
import sys
from collections.abc import Iterator
from typing import Final

import click

from driftmgr.cli.main import COMMANDS, cli

HEAD: Final = """\
# The command line

Made by `make docs-write` from the commands themselves, which say the same with `--help`; a test fails when this page
is out of date.

- Results go to stdout and everything else to stderr, so pipes stay clean; progress is shown on a terminal only.
- `--out FILE` writes the file whole or not at all.
- An error is one line that says what, where and what to do. `DRIFTMGR_DEBUG=1` adds where in the code.
- AWS is found as its own tools find it: `AWS_PROFILE`, `AWS_REGION`, `AWS_ENDPOINT_URL`, access keys, SSO, roles of
  instances. Tables have no colours where `NO_COLOR` is set, nor in a pipe.

| exit code | means |
|--:|---|
| 0 | in sync, or done |
| 1 | an error: nothing was concluded |
| 2 | drift at or above `--fail-on`, or a difference |
| 3 | no such drift, but something could not be read |
| 130 | interrupted |
"""


def page() -> str:
    """The whole page."""
    commands = (f"| [{name}](#driftmgr-{name}) | {what} |\n" for name, what in COMMANDS.items())
    sections = _sections(cli, click.Context(cli, info_name="driftmgr"))
    return "".join((HEAD, "\n| command | |\n|---|---|\n", *commands, *sections))


def _sections(group: click.Group, context: click.Context) -> Iterator[str]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None or command.hidden:
            continue
        inner = click.Context(command, info_name=name, parent=context)
        yield _section(command, inner)
        if isinstance(command, click.Group):
            yield from _sections(command, inner)


def _section(command: click.Command, context: click.Context) -> str:
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    parts = [f"\n## {context.command_path}\n", f"\n```\n{usage}\n```\n", *_paragraphs(command.help or "")]
    options = [each for each in command.params if isinstance(each, click.Option)]
    if options:
        parts += ["\n| option | default | meaning |\n|---|---|---|\n", *map(_row, options)]
    return "".join(parts)


def _paragraphs(text: str) -> Iterator[str]:
    r"""Click's help as Markdown: a paragraph that begins with `\b` is kept as it is laid out."""
    for paragraph in inspect.cleandoc(text).split("\n\n"):
        if paragraph.startswith("\b\n"):
            yield f"\n```sh\n{paragraph[2:].rstrip()}\n```\n"
        else:
            yield f"\n{' '.join(paragraph.split())}\n"


def _row(option: click.Option) -> str:
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    takes = option.metavar
    if isinstance(option.type, click.Choice):
        takes = " / ".join(map(str, option.type.choices))
    value = f" {takes}" if takes and not option.is_flag else ""
    default = f"`{option.default}`" if option.show_default and option.default else ""
    needed = "needed" if option.required else default
    meaning = re.sub(r"([|*<])", r"\\\1", option.help or "")
    return f"| {names}{value} | {needed} | {meaning} |\n"


if __name__ == "__main__":
    sys.stdout.write(page())
