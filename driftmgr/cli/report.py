"""Puts a report where it was asked for."""

import click

from driftmgr.cli.views import put, render, write
from driftmgr.drift.models import DriftReport
from driftmgr.resources.types import Severity


def show(report: DriftReport, output: str, out: str | None, fail_on: Severity) -> None:
    """Print a report in a format, or write it to a file (whole or not at all). Raises OutputError."""
    if out:
        write(out, render(report, output, fail_on=fail_on))
        click.echo(f"driftmgr: wrote {out}", err=True)
    elif output == "table":
        from driftmgr.cli.views.table import print_table

        print_table(report, fail_on=fail_on)
    else:
        put(render(report, output, fail_on=fail_on))
