"""Which values are never shown."""

import re
from collections.abc import Mapping
from typing import Any, Final

from driftmgr.resources.catalogue import Attribute, schema_of
from driftmgr.values import redacted

_SECRET_NAME: Final = re.compile(
    r"(?i)(password|passwd|secret|private_key|access_key|api_?key|auth_token|token$|credential|connection_string)"
)
_NOT_SECRET: Final = re.compile(r"(?i)(_arn|_id|_name|_enabled|_days|_version|http_tokens|_pay|rotation.*)$")


def is_sensitive(
    type_name: str, path: str, recorded: tuple[str, ...] = (), declared: frozenset[str] = frozenset()
) -> bool:
    """Whether the value at a dotted path must not be shown.

    It must not when the state says so (`recorded`: its `sensitive_attributes`), the type's declaration does
    (`declared`), the provider's schema does, or its name does: a secret that came from outside is marked by nobody.
    """
    if any(_meets(path, sensitive) for sensitive in recorded):
        return True
    pattern = ".".join(part for part in path.split(".") if not part.isdigit())
    if any(_meets(pattern, sensitive) for sensitive in declared):
        return True
    last = path.rsplit(".", 1)[-1]
    if _SECRET_NAME.search(last) and not _NOT_SECRET.search(last):
        return True
    return _marked_by_provider(type_name, pattern)


def shown(
    value: Any,
    type_name: str,
    path: str,
    recorded: tuple[str, ...] = (),
    declared: frozenset[str] = frozenset(),
) -> Any:
    """A value with everything sensitive in it replaced by a keyed digest."""
    if is_sensitive(type_name, path, recorded, declared):
        return redacted(value)
    if isinstance(value, Mapping):
        return {key: shown(v, type_name, f"{path}.{key}", recorded, declared) for key, v in value.items()}
    if isinstance(value, list | tuple):
        parts = (shown(v, type_name, f"{path}.{index}", recorded, declared) for index, v in enumerate(value))
        return tuple(parts) if isinstance(value, tuple) else list(parts)
    return value


def _meets(path: str, sensitive: str) -> bool:
    return path == sensitive or path.startswith(f"{sensitive}.")


def _marked_by_provider(type_name: str, pattern: str) -> bool:
    block = schema_of(type_name) or {}
    attribute: Attribute | None = None
    for part in pattern.split("."):
        attribute = block.get(part)
        if attribute is None:
            return False
        if attribute.sensitive:
            return True
        block = attribute.block or {}
    return False
