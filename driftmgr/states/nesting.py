"""How deep recorded values are nested."""

from collections.abc import Collection, Mapping
from typing import Any, Final

_CONTAINERS: Final = frozenset({dict, list})
DEEPEST: Final = 100
"""Providers nest blocks less than ten deep; what walks values may recurse this far without care."""


def too_deep(values: Collection[Mapping[str, Any]]) -> bool:
    """Whether anything in `values` is nested deeper than `DEEPEST`. Looks at all of them level by level."""
    level: list[Any] = list(values)
    for _ in range(DEEPEST):
        level = [
            inner
            for outer in level
            for inner in (outer if type(outer) is list else outer.values())
            if inner and type(inner) in _CONTAINERS
        ]
        if not level:
            return False
    return True
