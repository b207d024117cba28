"""How declarations tell what an object belongs to, from an attribute that names it."""

from collections.abc import Callable
from typing import Any

from driftmgr.resources.types import Atom, Attributes


def reference(attribute: str) -> Callable[[Attributes], str]:
    """Tells the object that an attribute names; "" where a half-made instance does not record it."""
    return lambda attributes: str(attributes.get(attribute) or "")


def part_of(type_name: str, attribute: str) -> Callable[[Attributes], tuple[str, str]]:
    """Tells the (type, identity) of the object that an attribute names."""
    named = reference(attribute)
    return lambda attributes: (type_name, named(attributes))


def one_atom(attribute: str) -> Callable[[Attributes], frozenset[Atom]]:
    """Tells the only atom of a split resource: the value of one attribute."""
    return lambda attributes: frozenset({(attributes.get(attribute),)})


def by_name(_: Attributes, value: Any) -> dict[Atom, Any]:
    """The atoms of a set of names."""
    return {(name,): name for name in value or ()}
