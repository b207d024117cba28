"""`driftmgr compare`."""

from pathlib import Path
from typing import Any

import click

from driftmgr.errors import InvalidInputError


@click.command("compare")
@click.argument("recorded", metavar="RECORDED.json")
@click.argument("actual", metavar="ACTUAL.json")
@click.option(
    "--type", "type_name", metavar="TYPE", required=True, help="Terraform resource type (aws_s3_bucket)."
)
@click.option(
    "-o", "--output", type=click.Choice(["table", "json"]), default="table", show_default=True, help="Format."
)
def command(recorded: str, actual: str, type_name: str, output: str) -> int:
    """Compare attributes as a state records them with actual ones, both JSON objects in Terraform's names. No network.

    Exit code: 0 the same, 2 different, 1 error.
    """
    from pydantic import TypeAdapter

    from driftmgr.api import compare
    from driftmgr.cli.views import put
    from driftmgr.drift.models import AttributeChange

    changes = compare(type_name, _attributes(recorded), _attributes(actual))
    if output == "json":
        text = TypeAdapter(tuple[AttributeChange, ...]).dump_json(changes, indent=2).decode()
        put(text + "\n")
    for change in changes if output == "table" else ():
        click.echo(
            f"{change.severity:8} {change.path}: {change.before!r} -> {change.after!r}  {change.reason}"
        )
    if not changes and output == "table":
        click.echo("the same")
    return 2 if changes else 0


def _attributes(path: str) -> dict[str, Any]:
    import msgspec

    try:
        found: dict[str, Any] = msgspec.json.decode(Path(path).read_bytes(), type=dict[str, Any])
    except OSError as error:
        raise InvalidInputError(
            f"{path}: {error.strerror}; give a file with a JSON object of attributes"
        ) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidInputError(f"{path}: not a JSON object of attributes ({error})") from error
    return found
