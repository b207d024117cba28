"""From structures of AWS answers to nested blocks, by the names that both sides share.

Launch templates, groups of instances and listeners nest their settings five deep, and Terraform's names are AWS's in
snake case: the attribute catalogue tells the rest (what is a list of blocks, a set, a map of tags, a text).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from driftmgr.providers.aws.shapes import tags
from driftmgr.resources.catalogue import Attribute, Block

NO_NAMES: Final[Mapping[str, str]] = {}
_UNSET: Final[Mapping[str, Any]] = {"string": "", "bool": False, "number": 0}


def shaped(told: Mapping[str, Any], schema: Block, names: Mapping[str, str] = NO_NAMES) -> dict[str, Any]:
    """A structure as a Terraform block with every attribute of the schema, empty where the answer has nothing.

    An attribute's key in the answer is its name without underscores, whatever its case (`vcpu_count`: `VCpuCount`),
    or `names[attribute]` at any depth (`override`: `Overrides`).
    """
    values = {key.lower(): value for key, value in told.items()}
    return {
        name: _value(values.get(names.get(name, name).replace("_", "").lower()), attribute, names)
        for name, attribute in schema.items()
    }


def _value(value: Any, attribute: Attribute, names: Mapping[str, str]) -> Any:
    if attribute.kind == "map":
        return tags(value)
    if attribute.kind in ("list", "set"):
        elements = value if isinstance(value, list) else [] if value is None else [value]
        if attribute.block is not None:
            return [shaped(element, attribute.block, names) for element in elements]
        return [_text_in(element) for element in elements]
    if value is None:
        return _UNSET.get(attribute.kind)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    # Settings that may be left open are texts in Terraform and booleans in the API (`ebs_optimized`).
    return str(value).lower() if isinstance(value, bool) and attribute.kind == "string" else value


def _text_in(element: Any) -> Any:
    """A list's element; the API wraps some texts in structures (`[{"Ipv6Address": "2001:db8::1"}]`)."""
    if isinstance(element, Mapping):
        return next((value for value in element.values() if isinstance(value, str)), None)
    return element
