"""When a value says nothing, and when two scalars are one."""

from collections.abc import Hashable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any


def blank(value: Any) -> bool:
    """Whether a value, all through, is null, "", 0, false, [] or {}: a block of such values is as good as no block."""
    if not value:
        return True
    if isinstance(value, str):
        return value in ("0", "false")
    if isinstance(value, list):
        return all(map(blank, value))
    return isinstance(value, Mapping) and all(map(blank, value.values()))


def same_scalar(was: Any, live: Any, kind: str) -> bool:
    """Whether two scalars mean the same: "3" = 3 = 3.0 for numbers, "true" = true for booleans, null = "" = 0 = false.

    Text compares to the letter: only in attributes of kind `any` may text and a number be one.
    """
    if was == live or (not was and not live):
        return True
    if kind == "string" and isinstance(was, str) and isinstance(live, str):
        return False
    return _plain(was) == _plain(live)


def canonical(value: Any) -> Hashable:
    """A hashable form in which set elements that differ only in blanks, order of keys or kinds of scalars agree.

    Texts are taken to the letter: "1.10" is another one than "1.1", and "0" is not "false".
    """
    if isinstance(value, Mapping):
        return frozenset(
            (key, canonical(element))
            for key, element in value.items()
            if not blank(element) or (isinstance(element, str) and element)
        )
    if isinstance(value, list):
        return tuple(canonical(element) for element in value)
    return value if isinstance(value, str) else _plain(value)


def both_blank(was: Any, live: Any) -> bool:
    """Whether neither value says anything; two texts do when there is anything in either."""
    if isinstance(was, str) and isinstance(live, str):
        return not was and not live
    return blank(was) and blank(live)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else ""
    if value is None:
        return ""
    text = str(value)
    if text in ("false", "0"):
        return ""
    if isinstance(value, str) and not text.lstrip("-").replace(".", "", 1).isdigit():
        return text
    try:
        return format(Decimal(text).normalize(), "f")
    except InvalidOperation:
        return text
