"""Terraform `import` blocks and matching resources for what exists and no state records.

https://developer.hashicorp.com/terraform/language/import
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from driftmgr.analysis.models import ScanRequest
from driftmgr.analysis.service import examine
from driftmgr.discovery.scan import Progress, discover
from driftmgr.drift.blank import blank
from driftmgr.drift.compare import NEVER_COMPARED
from driftmgr.drift.models import DriftKind
from driftmgr.drift.secrecy import is_sensitive
from driftmgr.providers.aws.registry import aws_types
from driftmgr.resources.catalogue import Attribute, Block, schema_of
from driftmgr.resources.listing import Mode
from driftmgr.resources.models import RemoteObject
from driftmgr.resources.types import ResourceType

_NOT_IN_A_NAME: Final = re.compile(r"[^A-Za-z0-9_-]+")
_PLAIN_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*$")
_SAID_BY: Final = {("aws_s3_bucket", "grant"): "acl", ("aws_s3_bucket_acl", "access_control_policy"): "acl"}
"""Attributes that say the same in two ways, of which a configuration may have one (a canned ACL, and its grants:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl)."""
_WRITTEN_APART: Final = frozenset({"aws_s3_bucket"})
"""Types whose shared attributes (`ResourceType.collections`) are set by resources of their own since provider 4."""
_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def unmanaged_objects(request: ScanRequest, progress: Progress = lambda _: None) -> list[RemoteObject]:
    """What no state records and no other tool made, with its attributes. Raises DriftMgrError.

    Existence is read first; details are then read only for types of which something is unmanaged.
    """
    examined = examine(request.model_copy(update={"mode": Mode.QUICK, "unmanaged": True}), progress)
    drifts = [drift for drift in examined.detection.drifts if drift.kind is DriftKind.UNMANAGED]
    wanted = {(drift.account, drift.type, drift.id) for drift in drifts}
    names = {drift.type for drift in drifts}
    if not names:
        return []
    found = discover(
        request.aws,
        examined.discovered.regions,
        mode=Mode.DEEP,
        selected=names.__contains__,
        details_for_all=True,
        progress=progress,
    )
    objects = (o for o in found.inventory.objects if (o.scope.account, o.type, o.id) in wanted)
    return sorted(objects, key=lambda o: (o.type, o.scope, o.id))


def import_blocks(objects: Sequence[RemoteObject]) -> str:
    """The text of a Terraform file: an `import` block and a resource for each object."""
    if not objects:
        return "# Nothing is unmanaged.\n"
    taken: Counter[str] = Counter()
    return "\n".join(_import(found, _name(found, taken)) for found in objects)


def _name(found: RemoteObject, taken: Counter[str]) -> str:
    """A resource name from the object's Name tag, else its own name or id; a number where it is taken."""
    tags = found.attributes.get("tags") or {}
    wanted = tags.get("Name") or found.attributes.get("name") or found.id.rsplit("/", 1)[-1]
    name = _NOT_IN_A_NAME.sub("_", str(wanted)).strip("_-") or "imported"
    name = name if name[0].isalpha() or name[0] == "_" else f"_{name}"
    taken[f"{found.type}.{name}"] += 1
    count = taken[f"{found.type}.{name}"]
    return name if count == 1 else f"{name}_{count}"


def _import(found: RemoteObject, name: str) -> str:
    resource_type, schema = aws_types()[found.type], schema_of(found.type) or {}
    if found.type in _WRITTEN_APART:
        apart = {collection.attribute for collection in resource_type.collections}
        schema = {attribute: rules for attribute, rules in schema.items() if attribute not in apart}
    lines = [
        f"# account {found.scope.account}, region {found.scope.region}",
        "import {",
        f"  to = {found.type}.{name}",
        f"  id = {_text(found.id)}",
        "}",
        "",
        f'resource "{found.type}" "{name}" {{',
        *_body(resource_type, "", schema, found.attributes, 1),
        "}",
        "",
    ]
    return "\n".join(lines)


def _body(
    resource_type: ResourceType,
    path: str,
    schema: Block,
    values: Mapping[str, Any],
    depth: int,
    *,
    zeros: bool = False,
) -> Iterator[str]:
    """The settable attributes that have a value, then the nested blocks. With `zeros`, 0 and false are values."""
    indent = "  " * depth
    blocks: list[str] = []
    for name in sorted(schema):
        attribute, value = schema[name], values.get(name)
        here = f"{path}.{name}" if path else name
        if not attribute.settable or (not path and _left_out(resource_type.name, name, values)):
            continue
        if blank(value) and not attribute.required and not (zeros and isinstance(value, int)):
            continue
        if is_sensitive(resource_type.name, here, (), resource_type.sensitive):
            yield f"{indent}# {name} is sensitive: set it"
        elif attribute.block is not None and attribute.kind in ("list", "set"):
            for element in value or ():
                # Blocks that the provider may fill in are attributes with the syntax of blocks, and want all of
                # their parts (https://developer.hashicorp.com/terraform/language/attr-as-blocks).
                content = _body(
                    resource_type, here, attribute.block, element, depth + 1, zeros=attribute.computed
                )
                blocks += [f"{indent}{name} {{", *content, f"{indent}}}"]
        elif value is None:
            yield f"{indent}# {name} is required and was not read: set it"
        elif not _only_computed(attribute, name):
            yield f"{indent}{name} = {_value(value, depth)}"
    yield from blocks


def _left_out(type_name: str, name: str, values: Mapping[str, Any]) -> bool:
    """What steers the provider and is in no cloud; and what another attribute that was read says already."""
    return name in NEVER_COMPARED or not blank(values.get(_SAID_BY.get((type_name, name), "")))


def _only_computed(attribute: Attribute, name: str) -> bool:
    """Names and ids that AWS gives: settable in principle, and never worth writing down."""
    return (
        attribute.computed and not attribute.required and name in ("arn", "owner_id", "availability_zone_id")
    )


def _value(value: Any, depth: int) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, Mapping):
        inner = "  " * (depth + 1)
        pairs = (
            f"{inner}{_key(key)} = {_value(element, depth + 1)}" for key, element in sorted(value.items())
        )
        return "\n".join(("{", *pairs, "  " * depth + "}"))
    if isinstance(value, Iterable) and not isinstance(value, str):
        return f"[{', '.join(_value(element, depth) for element in value)}]"
    return _text(str(value))


def _key(key: str) -> str:
    return key if _PLAIN_KEY.match(key) else _text(key)


def _text(value: str) -> str:
    """A quoted HCL string; `${` and `%{` would be templates
    (https://developer.hashicorp.com/terraform/language/expressions/strings)."""
    escaped = "".join(_ESCAPES.get(character, character) for character in value)
    return '"' + escaped.replace("${", "$${").replace("%{", "%%{") + '"'
