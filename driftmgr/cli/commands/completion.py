"""`driftmgr completion`."""

import click
from click.shell_completion import get_completion_class

from driftmgr.errors import InvalidInputError


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print the completion script of a SHELL.

    \b
    eval "$(driftmgr completion bash)"                       in ~/.bashrc
    eval "$(driftmgr completion zsh)"                        in ~/.zshrc
    driftmgr completion fish > ~/.config/fish/completions/driftmgr.fish
    """
    from driftmgr.cli.main import cli

    made = get_completion_class(shell)
    if made is None:
        raise InvalidInputError(f"no completion for {shell}; choose bash, zsh or fish")
    click.echo(made(cli, {}, "driftmgr", "_DRIFTMGR_COMPLETE").source())
