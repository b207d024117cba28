"""What a Terraform provider's schema says of one attribute.

The words are Terraform's: an attribute is required, optional or computed (or optional *and* computed:
the provider fills it when the configuration does not), and a nested block is a mapping of attributes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

PrimitiveKind = Literal["string", "number", "bool", "any"]
Kind = Literal["string", "number", "bool", "any", "list", "set", "map", "single"]


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute or nested block of a resource type.

    `kind` gives the JSON shape in a state: `list` and `set` are arrays, `map` and `single` are objects.
    `any` is a value of a type that the source does not tell.
    `element` is what a collection holds: the name of a primitive kind, or the attributes of a nested
    block. It is None exactly for the primitive kinds. For `single` it is always a block. Collections of
    collections (a map of lists, say) have the element `any`.
    `sensitive` means: never print the value.
    """

    kind: Kind
    required: bool = False
    optional: bool = False
    computed: bool = False
    sensitive: bool = False
    element: PrimitiveKind | Block | None = None

    @property
    def settable(self) -> bool:
        """A configuration may set it."""
        return self.required or self.optional

    @property
    def computed_only(self) -> bool:
        """Only the provider sets it, so a changed value is information and nothing to undo."""
        return self.computed and not self.settable

    @property
    def block(self) -> Block | None:
        """The nested attributes, or None for a primitive or a collection of primitives."""
        return self.element if isinstance(self.element, Mapping) else None


Block = Mapping[str, Attribute]
"""Attribute name to attribute. Shared between callers: treat it as read-only."""
