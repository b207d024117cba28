"""`driftmgr scan`."""

import click

from driftmgr.cli.options import aws_options, aws_settings, check_out, output_options, progress_option
from driftmgr.cli.views import FORMATS
from driftmgr.errors import InvalidInputError

SEVERITIES = ("info", "low", "medium", "high", "critical")


@click.command("scan")
@click.option(
    "--state",
    "states",
    metavar="URI",
    multiple=True,
    help="State: path, glob, directory, s3://BUCKET/KEY-OR-PREFIX, or - for stdin; else the backend of the "
    "configuration here. Repeatable: several states are one scan.",
)
@click.option(
    "--provider", type=click.Choice(["aws"]), default="aws", show_default=True, help="Cloud to read."
)
@aws_options
@click.option(
    "--type", "types", metavar="GLOB", multiple=True, help='Only these types ("aws_s3_*"). Repeatable.'
)
@click.option(
    "--filter", "expression", metavar="EXPR", default="", help="JMESPath: only findings for which it is true."
)
@click.option(
    "--mode",
    type=click.Choice(["quick", "smart", "deep"]),
    default="deep",
    show_default=True,
    help="quick: existence only; smart: attributes where severity can be high; deep: all attributes.",
)
@click.option("--ignore-file", metavar="FILE", help="Ignore rules; else .driftignore here.")
@click.option(
    "--ignore", metavar="RULE", multiple=True, help="A line of an ignore file, in its place. Repeatable."
)
@output_options(FORMATS, "table")
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    default="low",
    show_default=True,
    help="Least severity that exits with 2.",
)
@click.option("--no-unmanaged", is_flag=True, help="Leave out what exists and no state records.")
@click.option("--address", metavar="RAY", help="Run on a Ray cluster (not in this release).")
@progress_option
def command(
    states: tuple[str, ...],
    provider: str,
    regions: tuple[str, ...],
    account_roles: tuple[str, ...],
    profile: str | None,
    types: tuple[str, ...],
    expression: str,
    mode: str,
    ignore_file: str | None,
    ignore: tuple[str, ...],
    output: str,
    out: str | None,
    fail_on: str,
    no_unmanaged: bool,
    address: str | None,
    quiet: bool,
) -> int:
    """Compare states with the live cloud and report drift.

    Exit code: 0 in sync, 1 error (nothing was concluded), 2 drift at or above --fail-on, 3 no such drift but something
    recorded could not be read.
    """
    from driftmgr.analysis.models import ScanRequest
    from driftmgr.analysis.service import scan
    from driftmgr.cli.progress import progress
    from driftmgr.cli.report import show
    from driftmgr.resources.listing import Mode
    from driftmgr.resources.types import Severity

    if address:
        raise InvalidInputError(
            "--address: running on a Ray cluster is not in this release; leave it out to scan from here"
        )
    check_out(out)
    request = ScanRequest(
        states=states,
        aws=aws_settings(regions, account_roles, profile),
        mode=Mode(mode),
        type_globs=types,
        filter=expression,
        ignore_file=ignore_file,
        ignore=ignore,
        unmanaged=not no_unmanaged,
    )
    with progress(quiet) as say:
        report = scan(request, say)
    show(report, output, out, Severity(fail_on))
    return report.exit_code(Severity(fail_on))
