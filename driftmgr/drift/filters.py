"""Which drifts to show: `--filter EXPRESSION` and `--type GLOB`.

A filter is a JMESPath expression (https://jmespath.org/specification.html) that is tried on each drift, as in
`[?EXPRESSION]`. It knows driftctl's names (`Type`, `Id`, `Attr`) and our own.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, Final

from driftmgr.drift.models import AttributeChange, ResourceDrift
from driftmgr.errors import InvalidInputError

NAMES: Final = (
    "Type",
    "Id",
    "Attr",
    "type",
    "id",
    "address",
    "kind",
    "severity",
    "region",
    "account",
    "state",
)
"""What an expression may name. `Attr` holds the live values of the attributes that differ."""

# Children of these nodes are evaluated on what their first child yields, not on the drift itself.
_NARROWING: Final = frozenset(
    {"subexpression", "pipe", "projection", "value_projection", "filter_projection", "index_expression"}
)


class Filter:
    """A filter expression that can be evaluated."""

    def __init__(self, expression: str, search: Callable[[Any], Any]) -> None:
        self.expression = expression
        self._search = search

    @classmethod
    def parse(cls, expression: str) -> "Filter":
        """Raises InvalidInputError, with the position, for what is no expression or names something unknown."""
        import jmespath
        from jmespath.exceptions import JMESPathError, ParseError

        try:
            parsed = jmespath.compile(expression)
            compiled = jmespath.compile(f"[?{expression}]")
        except ParseError as error:
            what = str(error.msg if "token" in str(error.msg) else "incomplete or malformed").rstrip(".")
            raise InvalidInputError(
                f"--filter {expression!r} is no JMESPath expression: {what} at position {error.lex_position + 1}"
            ) from error
        except JMESPathError as error:
            raise InvalidInputError(
                f"--filter {expression!r} is no JMESPath expression: it is empty"
            ) from error
        for name in _names(parsed.parsed):
            if name not in NAMES:
                raise InvalidInputError(
                    f"--filter {expression!r} names {name!r} at position {expression.find(name) + 1}; known are "
                    f"{', '.join(NAMES)}; texts are quoted like '{name}'"
                )
        for name, count in _calls(parsed.parsed):
            _check_call(expression, name, count)
        return cls(expression, compiled.search)

    def keeps(self, drift: ResourceDrift) -> bool:
        """Whether a drift is shown. An expression that does not fit a drift's values does not hold for it."""
        from jmespath.exceptions import JMESPathError

        try:
            return bool(self._search([_subject(drift)]))
        except JMESPathError:
            return False


def type_globs(globs: Sequence[str]) -> Callable[[str], bool]:
    """Whether a type is selected: by any of the globs, or by none given.

    Raises InvalidInputError for a glob that no type can match.
    """
    for glob in globs:
        if not glob or glob != glob.strip() or any(character in glob for character in "./:,"):
            raise InvalidInputError(
                f"--type {glob!r} is no type; write a name like aws_s3_bucket or a glob like aws_s3_*"
            )
    return lambda name: not globs or any(fnmatchcase(name, glob) for glob in globs)


def _subject(drift: ResourceDrift) -> dict[str, Any]:
    return {
        "Type": drift.type,
        "Id": drift.id,
        "Attr": _attributes(drift.changes),
        "type": drift.type,
        "id": drift.id,
        "address": drift.address,
        "kind": drift.kind.value,
        "severity": drift.severity.value,
        "region": drift.region,
        "account": drift.account,
        "state": drift.state,
    }


def _attributes(changes: Sequence[AttributeChange]) -> dict[str, Any]:
    """Changes as the nested value that their paths come from; list elements that did not change are null."""
    root: dict[str, Any] = {}
    for change in changes:
        parts = change.path.split(".")
        _set(root, parts, change.after)
    return root


def _set(holder: dict[str, Any], parts: Sequence[str], value: Any) -> None:
    name, *rest = parts
    if not rest:
        holder[name] = value
    elif rest[0].isdigit() and len(rest[0]) < 4:
        elements = holder.setdefault(name, [])
        if isinstance(elements, list):
            _set_element(elements, int(rest[0]), rest[1:], value)
    else:
        inner = holder.setdefault(name, {})
        if isinstance(inner, dict):
            _set(inner, rest, value)


def _set_element(elements: list[Any], index: int, rest: Sequence[str], value: Any) -> None:
    elements.extend([None] * (index + 1 - len(elements)))
    if not rest:
        elements[index] = value
        return
    if not isinstance(elements[index], dict):
        elements[index] = {}
    _set(elements[index], rest, value)


def _names(node: Mapping[str, Any]) -> Iterator[str]:
    """The names that are looked up on the drift itself."""
    if node["type"] == "field":
        yield node["value"]
    elif node["type"] not in {"literal", "expref"}:
        children = node["children"]
        for child in children[:1] if node["type"] in _NARROWING else children:
            if isinstance(child, Mapping):
                yield from _names(child)


def _calls(node: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """(function, number of arguments) of every call."""
    if node["type"] == "function_expression":
        yield node["value"], len(node["children"])
    for child in node["children"]:
        if isinstance(child, Mapping):
            yield from _calls(child)


def _check_call(expression: str, name: str, count: int) -> None:
    from jmespath.functions import Functions

    where = f"--filter {expression!r}, position {expression.find(name) + 1}"
    known = Functions.FUNCTION_TABLE.get(name)
    if known is None:
        raise InvalidInputError(
            f"{where}: there is no function {name}; JMESPath has contains, starts_with, length, ..."
        )
    wanted = known["signature"]
    variadic = bool(wanted) and wanted[-1].get("variadic", False)
    if count < len(wanted) or (count > len(wanted) and not variadic):
        raise InvalidInputError(
            f"{where}: {name} takes {len(wanted)} argument{'s' * (len(wanted) != 1)}, not {count}"
        )
