"""An inventory in the terminal or as JSON. Sensitive attributes are never shown."""

import sys
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from driftmgr.cli.views import put, write
from driftmgr.drift.secrecy import shown
from driftmgr.resources.models import Inventory, RemoteObject
from driftmgr.resources.types import ResourceType

_WIDE: Final = 10_000


def show_inventory(
    inventory: Inventory, types: Mapping[str, ResourceType], output: str, out: str | None
) -> None:
    """Print or write the objects of an inventory, and what it could not read. Raises OutputError."""
    text = as_json(inventory, types) if output == "json" or out else None
    if out and text is not None:
        write(out, text)
    elif text is not None:
        put(text)
    else:
        _print(inventory)


def as_json(inventory: Inventory, types: Mapping[str, ResourceType]) -> str:
    """`{"objects": [...], "unread": [...], "calls": n}`."""
    objects = [
        {
            "type": found.type,
            "id": found.id,
            "provider": found.scope.provider,
            "account": found.scope.account,
            "region": found.scope.region,
            "owner": found.owner,
            "attributes": _shown(found, types[found.type]),
        }
        for found in _ordered(inventory)
    ]
    unread = [
        {
            "type": u.type,
            "account": u.scope.account,
            "region": u.scope.region,
            "item": u.item,
            "reason": u.reason,
        }
        for u in inventory.unread
    ]
    content = {"objects": objects, "unread": unread, "calls": sum(inventory.calls.values())}
    return msgspec.json.format(msgspec.json.encode(content, enc_hook=str), indent=2).decode() + "\n"


def _shown(found: RemoteObject, resource_type: ResourceType) -> dict[str, Any]:
    sensitive = resource_type.sensitive
    return {name: shown(v, found.type, name, (), sensitive) for name, v in found.attributes.items()}


def _ordered(inventory: Inventory) -> list[RemoteObject]:
    return sorted(inventory.objects, key=lambda o: (o.scope, o.type, o.id))


def _print(inventory: Inventory) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("type", "id", "region", "made by"):
        table.add_column(name, overflow="fold")
    for found in _ordered(inventory):
        table.add_row(found.type, Text(found.id), found.scope.region, Text(found.owner or ""))
    # In a pipe lines are as long as they are, so that they can be searched.
    console = Console(width=None if sys.stdout.isatty() else _WIDE)
    if inventory.objects:
        console.print(table)
    for unread in inventory.unread:
        console.print(
            Text(f"not read: {unread.type} in {unread.scope.region}: {unread.reason}", style="yellow")
        )
    calls = sum(inventory.calls.values())
    console.print(f"{len(inventory.objects)} objects, read with {calls} API calls")
