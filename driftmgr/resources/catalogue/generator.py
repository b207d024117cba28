"""Attributes out of the JavaScript that the CDK Terrain generator makes from a provider's schema.

Each attribute stands in its class as
    // name - computed: true, optional: false, required: false
followed by a getter that tells its type, or by the object that wraps its nested block. Attributes that can
be set are listed once more in a table for HCL, whose `type` tells list, set, map and struct apart; a block
with at most one element looks like a struct in the getter and is a list only there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from driftmgr.resources.catalogue.models import Attribute, Block, Kind, PrimitiveKind

_CLASS = re.compile(r"^class (\w+) extends \w+\.(?P<parent>\w+) \{$", re.MULTILINE)
_FUNCTION = re.compile(r"^function (\w+)ToHclTerraform\((?P<parent>)", re.MULTILINE)
_TYPE = re.compile(r'\btfResourceType = "(\w+)"')
_VERSION = re.compile(r"\bproviderVersion: '([^']+)'")
_FLAGS = re.compile(
    r"^ +// (\w+) - computed: (true|false), optional: (true|false), required: (true|false)$", re.MULTILINE
)
_HCL = re.compile(
    r"^ +(\w+): \{\n +value: .*\n +isBlock: \w+,\n +type: \"(\w+)\",\n +storageClassType: \"(\w+)\"",
    re.MULTILINE,
)
_WRAPPER = re.compile(r' = new ([\w.]+)\(this, "(\w+)"(?:, (true|false))?\);')
_GETTER = re.compile(r"return (.*)this\.(?:get(\w*)Attribute|interpolationForAttribute)\('(\w+)'\)")
_ITEM = re.compile(r"return new (\w+)\(")

_PRIMITIVES: Mapping[str, PrimitiveKind] = {
    "string": "string", "number": "number", "boolean": "bool", "any": "any",
}  # fmt: skip
_GETTERS: Mapping[str | None, tuple[Kind, PrimitiveKind | None]] = {
    "String": ("string", None),
    "Number": ("number", None),
    "Boolean": ("bool", None),
    "List": ("list", "string"),
    "NumberList": ("list", "number"),
    "StringMap": ("map", "string"),
    "NumberMap": ("map", "number"),
    "BooleanMap": ("map", "bool"),
    "AnyMap": ("map", "any"),
    None: ("any", None),
}


_COLLECTIONS: Mapping[str, Kind] = {"list": "list", "set": "set", "map": "map", "struct": "single"}
_WRAPPERS: Mapping[str, Kind] = {
    "ComplexObject": "single",
    "ComplexList": "list",
    "ComplexMap": "map",
}

_HclTable = Mapping[str, tuple[str, str]]
"""Attribute name to (type, storage class) of a table for HCL."""


@dataclass(slots=True)
class _Class:
    """A class of the generator: a resource, a nested object, or the list or map that wraps one."""

    parent: str
    body: str
    hcl: _HclTable = field(default_factory=dict)


def provider_version(script: str) -> str | None:
    """The provider release that a script was generated from; None when it does not say."""
    found = _VERSION.search(script)
    return found.group(1) if found else None


def resource_types(scripts: Iterable[str]) -> dict[str, Block]:
    """The resource types declared by the scripts of one folder of the package.

    The generator splits large resources over several scripts, so all of a folder go together. Raises
    ValueError where a script is not of the form described above: the generator has changed.
    """
    classes: dict[str, _Class] = {}
    tables: dict[str, _HclTable] = {}
    for script in scripts:
        for name, parent, body in _pieces(_CLASS, script):
            classes[name] = _Class(parent, body)
        for name, _, body in _pieces(_FUNCTION, script):
            tables[name] = _hcl_table(body)
    found: dict[str, Block] = {}
    for name, one in classes.items():
        if one.parent == "ComplexObject":
            base = name.removesuffix("OutputReference")
            one.hcl = tables.get(base[:1].lower() + base[1:], {})
        elif one.parent == "TerraformResource":
            one.hcl = _hcl_table(one.body)
    for name, one in classes.items():
        declared = _TYPE.search(one.body) if one.parent == "TerraformResource" else None
        if declared:
            found[declared.group(1)] = _Assembly(classes).block(name)
    return found


def _pieces(start: re.Pattern[str], script: str) -> Iterable[tuple[str, str, str]]:
    """Name, parent class and text of every class or function, up to the next line that closes one."""
    for found in start.finditer(script):
        end = script.find("\n}", found.end())
        yield found.group(1), found.group("parent"), script[found.end() : end]


def _hcl_table(body: str) -> _HclTable:
    return {name: (kind, storage) for name, kind, storage in _HCL.findall(body)}


@dataclass(frozen=True, slots=True)
class _Assembly:
    """Puts the classes of one folder together; `enclosing` are the classes that are being put together."""

    classes: Mapping[str, _Class]
    enclosing: frozenset[str] = frozenset()

    def block(self, name: str) -> Block:
        one = self.classes[name]
        within = _Assembly(self.classes, self.enclosing | {name})
        comments = list(_FLAGS.finditer(one.body))
        ends = [*(comment.start() for comment in comments), len(one.body)][1:]
        block: dict[str, Attribute] = {}
        for comment, end in zip(comments, ends, strict=False):
            attribute, computed, optional, required = comment.groups()
            kind, element = within.typed(attribute, one.body[comment.end() : end], one.hcl.get(attribute))
            block[attribute] = Attribute(
                kind=kind,
                required=required == "true",
                optional=optional == "true",
                computed=computed == "true",
                element=element,
            )
        return block

    def typed(
        self, name: str, text: str, hcl: tuple[str, str] | None
    ) -> tuple[Kind, PrimitiveKind | Block | None]:
        wrapper = _WRAPPER.search(text)
        if wrapper and wrapper.group(2) == name:
            _, dot, class_name = wrapper.group(1).rpartition(".")
            mapped = class_name.removesuffix("Map").lower()
            if dot and class_name not in self.classes and mapped in _PRIMITIVES:
                return "map", _PRIMITIVES[mapped]
            return self.nested(class_name, wrapper.group(3) == "true", hcl)
        if hcl and hcl[0] in _COLLECTIONS:
            storage = hcl[1].removesuffix("List").removesuffix("Map")
            return _COLLECTIONS[hcl[0]], _PRIMITIVES.get(storage, "any")
        getter = _GETTER.search(text)
        if not getter or getter.group(3) != name or getter.group(2) not in _GETTERS:
            raise ValueError(f"attribute {name!r} has no getter of a known form")
        kind, element = _GETTERS[getter.group(2)]
        return ("set" if kind == "list" and "tolist" in getter.group(1) else kind), element

    def nested(
        self, class_name: str, from_set: bool, hcl: tuple[str, str] | None
    ) -> tuple[Kind, PrimitiveKind | Block]:
        one = self.classes.get(class_name)
        if one is None or one.parent not in _WRAPPERS:
            raise ValueError(f"no class {class_name} that wraps a nested block")
        kind, item = _WRAPPERS[one.parent], class_name
        if kind != "single":
            made = _ITEM.search(one.body)
            if not made or made.group(1) not in self.classes:
                raise ValueError(f"{class_name} does not say what it holds")
            item = made.group(1)
        if hcl and hcl[0] in _COLLECTIONS:
            kind = _COLLECTIONS[hcl[0]]
        elif from_set:
            kind = "set"
        # A condition of a web ACL holds conditions: the schema has a depth, the generator a cycle.
        return kind, "any" if item in self.enclosing else self.block(item)
