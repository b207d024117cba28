"""How a block is written in the packaged data file.

An attribute is a word of flag letters (`r` required, `o` optional, `c` computed, `s` sensitive) and the
kind, with the element kind after it where there is one: `"oc:set:string"`. With nested attributes it is a
pair: `["o:list", {...}]`. A block is a JSON object of these.
"""

from __future__ import annotations

from typing import Any, get_args

from driftmgr.resources.catalogue.models import Attribute, Block, Kind, PrimitiveKind

_PRIMITIVES = frozenset(get_args(PrimitiveKind))
_KINDS = frozenset(get_args(Kind))
_FLAT_COLLECTIONS = frozenset({"list", "set", "map"})


def encode_block(block: Block) -> dict[str, Any]:
    """The JSON form of a block, names in order."""
    return {name: _encode(block[name]) for name in sorted(block)}


def _encode(attribute: Attribute) -> str | list[Any]:
    flags = "".join(
        letter
        for letter, present in (
            ("r", attribute.required),
            ("o", attribute.optional),
            ("c", attribute.computed),
            ("s", attribute.sensitive),
        )
        if present
    )
    if attribute.block is not None:
        return [f"{flags}:{attribute.kind}", encode_block(attribute.block)]
    if attribute.element is not None:
        return f"{flags}:{attribute.kind}:{attribute.element}"
    return f"{flags}:{attribute.kind}"


def decode_block(encoded: dict[str, Any]) -> Block:
    """The block of its JSON form. Raises ValueError for an entry that is not in that form."""
    return {name: _decode(name, entry) for name, entry in encoded.items()}


def _decode(name: str, entry: Any) -> Attribute:
    word, nested = (entry[0], entry[1]) if isinstance(entry, list) else (entry, None)
    flags, _, rest = word.partition(":")
    kind, _, element = rest.partition(":")
    if nested is not None:
        valid = kind in _KINDS - _PRIMITIVES and not element
    elif element:
        valid = kind in _FLAT_COLLECTIONS and element in _PRIMITIVES
    else:
        valid = kind in _PRIMITIVES
    if not valid:
        raise ValueError(f"attribute {name!r} of the catalogue has no valid type: {word!r}")
    return Attribute(
        kind=kind,
        required="r" in flags,
        optional="o" in flags,
        computed="c" in flags,
        sensitive="s" in flags,
        element=decode_block(nested) if nested is not None else element or None,
    )
