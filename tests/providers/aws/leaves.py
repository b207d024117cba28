"""The leaves of attributes, and other values that they could have."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any, NamedTuple

from driftmgr.resources.catalogue import Attribute, Block

Steps = tuple[str | int, ...]
OTHER_POLICY = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"x:Y","Resource":"*"}]}'
)


class Leaf(NamedTuple):
    """A place below an object's attributes, its pattern (dotted, without indices), and what else could be there."""

    path: Steps
    pattern: str
    schema: Attribute | None
    others: tuple[Any, ...]


def leaves(value: Any, schema: Attribute | None, path: Steps, pattern: str) -> Iterator[Leaf]:
    """Every scalar and map below a value, and every list whose elements could be more or fewer."""
    if isinstance(value, Mapping) and schema is not None and schema.kind == "map" and not schema.block:
        first = dict(list(value.items())[:1])
        fewer = {key: told for key, told in value.items() if key not in first}
        changed = {**value, **{key: f"other-{told}" for key, told in first.items()}}
        yield Leaf(path, pattern, schema, ({**value, "Added": "x"}, *((changed, fewer) if value else ())))
    elif isinstance(value, Mapping):
        block = _block(schema)
        for name, told in value.items():
            yield from leaves(told, block.get(name), (*path, name), f"{pattern}.{name}")
    elif isinstance(value, list):
        yield Leaf(path, pattern, schema, tuple(_other_lists(value, schema)))
        for index, told in enumerate(value):
            yield from leaves(told, _element(schema), (*path, index), pattern)
    else:
        others = tuple(o for o in _others(value, schema.kind if schema else "any") if o != value)
        yield Leaf(path, pattern, schema, others)


def put(root: Mapping[str, Any], path: Steps, value: Any) -> dict[str, Any]:
    """A copy in which another value is at the path."""
    made: Any = deepcopy(dict(root))
    holder = made
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    return dict(made)


def patterns(value: Any, pattern: str) -> Iterator[str]:
    """Every pattern at and below a value."""
    yield pattern
    if isinstance(value, Mapping):
        for name, told in value.items():
            yield from patterns(told, f"{pattern}.{name}")
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for told in value:
            yield from patterns(told, pattern)


def _others(value: Any, kind: str) -> list[Any]:
    match value:
        case bool():
            return [not value]
        case int() | float():
            return [value + 1, 0]
        case str() if kind == "bool":
            return ["false" if value == "true" else "true"]
        case str() if kind == "number":
            return [str(int(float(value or 0)) + 1), "0"]
        case str() if value.lstrip().startswith(("{", "[")):
            return [OTHER_POLICY, ""]
        case str():
            return [f"other-{value}", ""]
        case None:
            unset: dict[str, list[Any]] = {"bool": [True], "number": [7], "string": ["other"]}
            return unset.get(kind, [])
    return []


def _other_lists(value: list[Any], schema: Attribute | None) -> Iterator[list[Any]]:
    element = schema.element if schema is not None else None
    if value:
        yield value[1:]
    if not any(isinstance(told, Mapping) for told in value) and (value or isinstance(element, str)):
        number = element == "number" or any(isinstance(told, int) for told in value)
        yield [*value, 77 if number else "another"]


def _block(schema: Attribute | None) -> Block:
    return (schema.block or {}) if schema is not None else {}


def _element(schema: Attribute | None) -> Attribute | None:
    if schema is None or schema.block:
        return schema
    return Attribute(kind=schema.element) if isinstance(schema.element, str) else None
