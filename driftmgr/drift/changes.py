"""From raw differences to what may be shown of them: judged, and with secrets hidden."""

from collections.abc import Iterable

from driftmgr.drift.compare import Difference, comparison_of
from driftmgr.drift.models import AttributeChange
from driftmgr.drift.secrecy import shown
from driftmgr.drift.severity import judge
from driftmgr.resources.types import Attributes, ResourceType


def changes_of(
    resource_type: ResourceType,
    found: Iterable[Difference],
    recorded_sensitive: tuple[str, ...],
    recorded: Attributes,
    actual: Attributes,
) -> tuple[AttributeChange, ...]:
    """The changes of one object, most severe first. `recorded_sensitive` are the state's own sensitive paths."""
    made = [_change(resource_type, difference, recorded_sensitive, recorded, actual) for difference in found]
    return tuple(sorted(made, key=lambda change: (-change.severity.rank, change.path)))


def _change(
    resource_type: ResourceType,
    difference: Difference,
    recorded_sensitive: tuple[str, ...],
    recorded: Attributes,
    actual: Attributes,
) -> AttributeChange:
    path, raw_before, raw_after = difference
    name, declared = resource_type.name, resource_type.sensitive
    before = shown(raw_before, name, path, recorded_sensitive, declared)
    after = shown(raw_after, name, path, recorded_sensitive, declared)
    hidden = before != raw_before or after != raw_after
    severity, reason = judge(
        resource_type, path, raw_before, raw_after, recorded=recorded, actual=actual, sensitive=hidden
    )
    top = comparison_of(resource_type).schema.get(path.split(".", 1)[0])
    return AttributeChange(
        path=path,
        before=before,
        after=after,
        sensitive=hidden,
        computed=bool(top and top.computed),
        severity=severity,
        reason=reason,
    )
