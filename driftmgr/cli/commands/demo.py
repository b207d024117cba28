"""`driftmgr demo`."""

import shutil
import sys
import time
from pathlib import Path

import click

from driftmgr.cli.options import progress_option


@click.command("demo")
@click.option(
    "--directory",
    default="demo",
    show_default=True,
    metavar="DIR",
    help="Where the states and the report are written.",
)
@click.option(
    "--keep", is_flag=True, help="Keep the offline AWS running until Ctrl-C, to try more commands on it."
)
@progress_option
def command(directory: str, keep: bool, quiet: bool) -> None:
    """Make an offline AWS drift, and report it: needs no account, no network and no Terraform.

    An estate of 63 resources in two regions, recorded in two states by real Terraform, is rebuilt in an AWS emulator on
    this machine. Then things happen behind Terraform's back, one of each kind, and the scan finds them.
    """
    from driftmgr.cli.progress import progress
    from driftmgr.cli.views import render, write
    from driftmgr.cli.views.table import print_table
    from driftmgr.demo.changes import CHANGES
    from driftmgr.demo.run import build, drift, only, rescan
    from driftmgr.demo.server import offline_aws
    from driftmgr.resources.types import Severity

    folder = Path(directory)
    started = time.monotonic()
    with offline_aws() as url, only(url):
        with progress(quiet) as say:
            built = build(url, folder, say)
            say("things happen behind Terraform's back")
            drift(url, built.states)
            report = rescan(built.states, say)
        summary = built.before.summary
        click.echo(f"{summary.recorded} resources, recorded in {len(built.states)} states by real Terraform.")
        click.echo(
            f"Scanned as Terraform left them: {summary.in_sync} in sync, {summary.changed + summary.missing} drifted."
        )
        click.echo("\nThen, behind Terraform's back:")
        for change in CHANGES:
            click.echo(
                f"  {'·' if change.reported else '○'} {change.what}{'' if change.reported else ' (no drift)'}"
            )
        click.echo("\nThe scan finds:\n")
        sys.stdout.flush()
        print_table(report, fail_on=Severity.LOW)
        page = folder / "driftmgr-report.html"
        write(page, render(report, "html", fail_on=Severity.LOW))
        click.echo(
            f"\nThe same as a page to read and filter: {page}   ({time.monotonic() - started:.0f} s in all)"
        )
        click.echo(_next(folder, url if keep else None))
        if keep:
            _wait()


def _next(folder: Path, url: str | None) -> str:
    me = _program()
    states = f"--state {folder}/network.tfstate --state {folder}/application.tfstate"
    if url is None:
        return (
            "\nTry next:\n"
            f"  {me} demo --keep            the offline AWS stays, for the commands it then prints\n"
            f"  {me} state list {folder}        what the states record\n"
            f"  {me} scan --help            then, with your credentials: {me} scan --state s3://BUCKET/PREFIX/\n"
        )
    return (
        "\nThe offline AWS runs until Ctrl-C. In another terminal, here:\n"
        f"  export AWS_ENDPOINT_URL={url} AWS_REGION=us-east-1\n"
        "  export AWS_ACCESS_KEY_ID=testing AWS_SECRET_ACCESS_KEY=testing\n"
        f"  {me} scan {states} --fail-on high\n"
        f"  {me} scan {states} -o json --out report.json\n"
        f"  {me} scan {states} --type 'aws_iam_*' --mode quick\n"
        f"  {me} import generate {states}\n"
        f"  {me} discover aws eu-west-1\n"
    )


def _program() -> str:
    """How this program can be called from here."""
    if shutil.which("driftmgr"):
        return "driftmgr"
    path = Path(sys.argv[0]).absolute()
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def _wait() -> None:
    sys.stdout.flush()
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        click.echo("", err=True)
