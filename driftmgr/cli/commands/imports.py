"""`driftmgr import`."""

import click

from driftmgr.cli.options import aws_options, aws_settings, check_out, progress_option


@click.group("import")
def command() -> None:
    """Bring what exists under Terraform's management."""


@command.command("generate")
@click.option("--state", "states", metavar="URI", multiple=True, help="As for `driftmgr scan`. Repeatable.")
@aws_options
@click.option(
    "--type", "types", metavar="GLOB", multiple=True, help='Only these types ("aws_s3_*"). Repeatable.'
)
@click.option("--out", metavar="FILE", help="Write there and not to stdout.")
@progress_option
def generate(
    states: tuple[str, ...],
    regions: tuple[str, ...],
    account_roles: tuple[str, ...],
    profile: str | None,
    types: tuple[str, ...],
    out: str | None,
    quiet: bool,
) -> None:
    """Write `import` blocks and matching resources for everything that no state records.

    The resources hold the settable attributes that were read; review them, then run `terraform plan`.
    """
    from driftmgr.analysis.models import ScanRequest
    from driftmgr.cli.progress import progress
    from driftmgr.cli.views import put, write
    from driftmgr.remediation.imports import import_blocks, unmanaged_objects

    check_out(out)
    aws = aws_settings(regions, account_roles, profile)
    with progress(quiet) as say:
        found = unmanaged_objects(ScanRequest(states=states, aws=aws, type_globs=types), say)
    text = import_blocks(found)
    if out:
        write(out, text)
        click.echo(f"driftmgr: wrote {len(found)} import blocks to {out}", err=True)
    else:
        put(text)
