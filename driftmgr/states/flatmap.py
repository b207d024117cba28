"""The flat maps that hold attributes in states of versions 1 to 3: `{"a.#": "2", "a.0": "x", "a.1": "y"}`."""

import re
from collections.abc import Mapping
from typing import Any, Final

_INDEX: Final = re.compile(r"-?\d{1,18}")


def expand(flat: Mapping[str, str]) -> dict[str, Any]:
    """The nested attributes; every scalar stays the text that is recorded ("true", "3").

    `a.#` counts a list or set, `a.%` a map; `a.0.b` is in a list, `a.2541938.b` in a set, whose elements
    are keyed by a hash (https://github.com/hashicorp/terraform/blob/v0.11.15/flatmap/expand.go). Both
    become lists, sets in the order of their hashes. Before version 3 maps were counted by `#` too: they are
    told by keys that are no numbers.
    """
    return {name: _value(entries) for name, entries in _groups(flat).items()}


def _groups(entries: Mapping[Any, str]) -> dict[str, dict[str | None, str]]:
    """Entries by the first part of their key; the inner key is the rest, None for a scalar."""
    groups: dict[str, dict[str | None, str]] = {}
    for key, text in entries.items():
        name, dot, rest = key.partition(".")
        groups.setdefault(name, {})[rest if dot else None] = text
    return groups


def _value(entries: dict[str | None, str]) -> Any:
    scalar = entries.pop(None, None)
    if scalar is not None and not entries:
        return scalar
    size = entries.pop("%", None)
    if size is not None:
        return _map(entries, size)
    length = entries.pop("#", None)
    groups = _groups(entries)
    if groups and all(_INDEX.fullmatch(name) for name in groups):
        return [_value(groups[name]) for name in sorted(groups, key=int)]
    if length is None:
        return {name: _value(inner) for name, inner in groups.items()}
    return _map(entries, length) if groups else []


def _map(entries: Mapping[Any, str], size: str) -> dict[str, Any]:
    """A map of `size` elements. Its keys may hold dots: inner containers are told by their own counters."""
    nested = any(key.endswith((".#", ".%")) for key in entries)
    if nested and str(len(groups := _groups(entries))) == size:
        return {name: _value(inner) for name, inner in groups.items()}
    return dict(entries)
