"""`driftmgr state`: list, show, pull."""

import sys
from pathlib import Path

import click

from driftmgr.errors import InvalidInputError


@click.group("state")
def command() -> None:
    """Look into states. Nothing is locked or changed."""


@command.command("list")
@click.argument("uris", metavar="[URI]...", nargs=-1)
@click.option(
    "--type", "types", metavar="GLOB", multiple=True, help='Only these types ("aws_s3_*"). Repeatable.'
)
def list_(uris: tuple[str, ...], types: tuple[str, ...]) -> None:
    """Print the addresses of all recorded instances, one a line."""
    from fnmatch import fnmatchcase

    from driftmgr.states.loading import load_states
    from driftmgr.states.models import InstanceStatus

    for snapshot in load_states(uris, Path()):
        for instance in sorted(snapshot.instances, key=lambda i: i.address):
            if types and not any(fnmatchcase(instance.type, glob) for glob in types):
                continue
            note = ""
            if instance.status is not InstanceStatus.READY:
                note = f" ({' '.join(filter(None, (instance.status, instance.deposed_key)))})"
            click.echo(f"{instance.address}{note}")


@command.command("show")
@click.argument("uri")
@click.argument("address", required=False)
def show_(uri: str, address: str | None) -> None:
    """Print a state's summary, or the attributes of the instance at ADDRESS as JSON. Sensitive values are hidden."""
    import msgspec

    from driftmgr.cli.views import put
    from driftmgr.drift.secrecy import shown
    from driftmgr.providers.aws.registry import aws_types
    from driftmgr.states.loading import load_states

    snapshots = load_states((uri,), Path())
    if address is None:
        for snapshot in snapshots:
            lock = ", locked: an apply is under way" if snapshot.in_flight else ""
            click.echo(
                f"{snapshot.uri}: version {snapshot.version}, serial {snapshot.serial}, lineage {snapshot.lineage}, "
                f"Terraform {snapshot.terraform_version or 'unknown'}, {len(snapshot.instances)} instances{lock}"
            )
        return
    found = [i for snapshot in snapshots for i in snapshot.instances if str(i.address) == address]
    if not found:
        raise InvalidInputError(f"{address} is not recorded in {uri}; see `driftmgr state list {uri}`")
    for instance in found:
        resource_type = aws_types().get(instance.type)
        declared = resource_type.sensitive if resource_type else frozenset()
        attributes = {
            name: shown(value, instance.type, name, instance.sensitive, declared)
            for name, value in instance.attributes.items()
        }
        content = {
            "address": str(instance.address),
            "provider": str(instance.provider),
            "status": instance.status.value,
            "attributes": attributes,
        }
        put(msgspec.json.format(msgspec.json.encode(content), indent=2).decode() + "\n")


@command.command("pull")
@click.argument("uri")
def pull(uri: str) -> None:
    """Print a state as it is stored, secrets included, as `terraform state pull` does."""
    from driftmgr.states.backends import parse_uri

    sources = parse_uri(uri).sources()
    if len(sources) != 1:
        found = ", ".join(source.uri for source in sources[:5])
        raise InvalidInputError(f"{uri} holds {len(sources)} states ({found}); name one")
    sys.stdout.buffer.write(sources[0].fetch())
