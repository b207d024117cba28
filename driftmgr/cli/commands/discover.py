"""`driftmgr discover`."""

from dataclasses import replace

import click

from driftmgr.cli.options import aws_options, aws_settings, check_out, output_options, progress_option


@click.command("discover")
@click.argument("provider", type=click.Choice(["aws"]))
@click.argument("regions_named", metavar="[REGION]...", nargs=-1)
@aws_options
@click.option(
    "--type", "types", metavar="GLOB", multiple=True, help='Only these types ("aws_s3_*"). Repeatable.'
)
@click.option(
    "--details", is_flag=True, help="Read every attribute too; costs a call or more for each object."
)
@click.option("--list-types", is_flag=True, help="Print the types that can be read, and stop.")
@output_options(("table", "json"), "table")
@progress_option
def command(
    provider: str,
    regions_named: tuple[str, ...],
    regions: tuple[str, ...],
    account_roles: tuple[str, ...],
    profile: str | None,
    types: tuple[str, ...],
    details: bool,
    list_types: bool,
    output: str,
    out: str | None,
    quiet: bool,
) -> int:
    """List what exists in a cloud, whoever made it: `driftmgr discover aws us-east-1`.

    Exit code: 0, or 3 when a type could not be read.
    """
    from driftmgr.cli.progress import progress
    from driftmgr.cli.views.inventory import show_inventory
    from driftmgr.discovery.scan import discover
    from driftmgr.drift.filters import type_globs
    from driftmgr.providers.aws.registry import aws_types
    from driftmgr.resources.listing import Mode

    if list_types:
        click.echo("\n".join(sorted(aws_types())))
        return 0
    check_out(out)
    selected = type_globs(types)
    aws = aws_settings((*regions_named, *regions), account_roles, profile)
    with progress(quiet) as say:
        found = discover(
            aws,
            aws.regions or (aws.home_region(),),
            mode=Mode.DEEP if details else Mode.QUICK,
            selected=selected,
            details_for_all=details,
            progress=say,
        )
    # Owners of split resources are read with them, whether they are asked for or not.
    inventory = replace(
        found.inventory,
        objects=tuple(thing for thing in found.inventory.objects if selected(thing.type)),
        unread=tuple(u for u in found.inventory.unread if u.type == "*" or selected(u.type)),
    )
    show_inventory(inventory, found.types, output, out)
    return 3 if inventory.unread else 0
