"""`driftmgr version`."""

import platform

import click

from driftmgr import __version__


@click.command("version")
def command() -> None:
    """Print the version of DriftMgr and of Python."""
    click.echo(
        f"driftmgr {__version__} (Python {platform.python_version()}, {platform.system()} {platform.machine()})"
    )
