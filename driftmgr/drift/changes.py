"""From raw differences to what may be shown of them: judged, and with secrets hidden."""

import re
from collections.abc import Iterable
from typing import Final

from driftmgr.drift.compare import Difference, comparison_of
from driftmgr.drift.models import AttributeChange
from driftmgr.drift.severity import judge
from driftmgr.resources.types import ResourceType
from driftmgr.values import redacted

_SECRET_NAME: Final = re.compile(
    r"(?i)(password|passwd|secret|private_key|access_key|api_?key|auth_token|token$|credential|connection_string)"
)
_NOT_SECRET: Final = re.compile(r"(?i)(_arn|_id|_name|_enabled|_days|_version|http_tokens|_pay|rotation.*)$")


def changes_of(
    resource_type: ResourceType, found: Iterable[Difference], recorded_sensitive: tuple[str, ...]
) -> tuple[AttributeChange, ...]:
    """The changes of one object, most severe first. `recorded_sensitive` are the state's own sensitive paths."""
    made = [_change(resource_type, difference, recorded_sensitive) for difference in found]
    return tuple(sorted(made, key=lambda change: (-change.severity.rank, change.path)))


def _change(
    resource_type: ResourceType, difference: Difference, recorded_sensitive: tuple[str, ...]
) -> AttributeChange:
    path, before, after, schema = difference
    severity, reason = judge(resource_type, path, before, after)
    top = comparison_of(resource_type).schema.get(path.split(".", 1)[0])
    hidden = bool(schema and schema.sensitive) or is_sensitive(resource_type, path, recorded_sensitive)
    return AttributeChange(
        path=path,
        before=redacted(before) if hidden else before,
        after=redacted(after) if hidden else after,
        sensitive=hidden,
        computed=bool(top and top.computed),
        severity=severity,
        reason=reason,
    )


def is_sensitive(resource_type: ResourceType, path: str, recorded_sensitive: tuple[str, ...]) -> bool:
    """Whether a value must not be shown: the state says so, the type says so, or its name does."""
    if any(_within(path, sensitive) for sensitive in recorded_sensitive):
        return True
    pattern = ".".join(part for part in path.split(".") if not part.isdigit())
    if any(_within(pattern, sensitive) for sensitive in resource_type.sensitive):
        return True
    last = path.rsplit(".", 1)[-1]
    return bool(_SECRET_NAME.search(last)) and not _NOT_SECRET.search(last)


def _within(path: str, sensitive: str) -> bool:
    """A change at, below or above a sensitive path shows it: `a` holds `a.0.b`."""
    return path == sensitive or path.startswith(f"{sensitive}.") or sensitive.startswith(f"{path}.")
