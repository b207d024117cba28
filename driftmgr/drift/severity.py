"""How bad a difference is, and why: by the type's own risks, else by the attribute's name."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from driftmgr.drift.models import AttributeChange
from driftmgr.resources.models import RemoteObject
from driftmgr.resources.types import Attributes, ResourceType, Risk, Severity, Verdict

WHOLE: Final = "*"
"""The name under which a type's risk is called with all attributes of both sides."""

# What a name alone tells. Everything else is medium: it may matter, and nobody said how.
_BY_NAME: Final[Mapping[str, tuple[Severity, str]]] = {
    "tags": (Severity.LOW, "a tag changed"),
    "tags_all": (Severity.LOW, "a tag changed"),
    "tag": (Severity.LOW, "a tag changed"),
    "labels": (Severity.LOW, "a label"),
    "annotations": (Severity.LOW, "an annotation"),
    "description": (Severity.LOW, "text for people"),
    "alarm_description": (Severity.LOW, "text for people"),
    "comment": (Severity.LOW, "text for people"),
    "display_name": (Severity.LOW, "text for people"),
}
PLAIN_REASON: Final = "differs from what is recorded"
"""The reason of a change of which nothing special is known."""

_UNNAMED: Final = (Severity.MEDIUM, PLAIN_REASON)
_SENSITIVE_REASON: Final = "a sensitive value differs"

_MISSING: Final = {
    Severity.CRITICAL: "recorded, and no longer there: what it held or protected may be lost",
    Severity.HIGH: "recorded, and no longer there",
}


def judge(
    resource_type: ResourceType | None,
    path: str,
    before: Any,
    after: Any,
    *,
    recorded: Attributes | None = None,
    actual: Attributes | None = None,
    sensitive: bool = False,
) -> tuple[Severity, str]:
    """The severity of one changed attribute, and a reason of a few words.

    `path` is dotted, with indices (`ingress`, `versioning.0.enabled`); `before` is what is recorded, `after` what is
    live. The type's risk with the longest path that begins this one judges; when only parts of the change have risks,
    the worst of these; else the type's risk for the whole object ("*"). `recorded` and `actual` are all attributes of
    the object: with them a risk is always called with the values at its own path, and "*" can be. The reason of a
    sensitive change never quotes values.
    """
    risks = resource_type.risks if resource_type else {}
    verdict = _by_risks(risks, path, before, after, recorded, actual) if risks else None
    if verdict is None:
        return _by_name(path)
    return (verdict[0], _SENSITIVE_REASON) if sensitive else verdict


def judge_missing(resource_type: ResourceType) -> tuple[Severity, str]:
    """The severity of an object that is recorded and gone."""
    return resource_type.missing, _MISSING.get(resource_type.missing, _MISSING[Severity.HIGH])


def judge_unmanaged(resource_type: ResourceType, found: RemoteObject) -> tuple[Severity, str]:
    """The severity of an object that no state records: information only, where something else owns it.

    What it exposes (`ResourceType.exposes`) is judged as if it had been opened just now.
    """
    if found.owner:
        return Severity.INFO, f"made by {found.owner}"
    verdict = (resource_type.unmanaged, "exists, and no state records it")
    for name in resource_type.exposes:
        exposed = resource_type.risks[name](None, found.attributes.get(name))
        if exposed and exposed[0].rank > verdict[0].rank:
            verdict = (exposed[0], f"exists, and no state records it: {exposed[1]}")
    return verdict


def worst(changes: Iterable[AttributeChange]) -> tuple[Severity, str]:
    """The severity and the reason of the worst change; there is at least one."""
    found = max(changes, key=lambda change: change.severity.rank)
    return found.severity, found.reason


def _by_risks(
    risks: Mapping[str, Risk],
    path: str,
    before: Any,
    after: Any,
    recorded: Attributes | None,
    actual: Attributes | None,
) -> Verdict:
    parts = path.split(".")
    names = [part for part in parts if not part.isdigit()]
    for length in range(len(names), 0, -1):
        risk = risks.get(".".join(names[:length]))
        if risk is not None:
            own = _own_path(parts, length)
            if own != parts and recorded is not None and actual is not None:
                before, after = _at(recorded, own), _at(actual, own)
            return risk(before, after)
    below = ".".join(names) + "."
    verdicts = [
        verdict
        for name, risk in risks.items()
        if name.startswith(below)
        for was, is_ in _pairs(before, after, name.removeprefix(below).split("."))
        if (verdict := risk(was, is_)) is not None
    ]
    if verdicts:
        return max(verdicts, key=lambda verdict: verdict[0].rank)
    # A tag or a description says nothing about the object as a whole.
    whole = risks.get(WHOLE) if _by_name(path) == _UNNAMED else None
    return whole(recorded, actual) if whole and recorded is not None and actual is not None else None


def _by_name(path: str) -> tuple[Severity, str]:
    names = [part for part in path.split(".") if not part.isdigit()]
    if not names:
        return _UNNAMED
    # A tag's key is free: `tags.description` is a tag, and `spec.tags.x` is one too.
    return next(
        (_BY_NAME[name] for name in names[:-1] if name in _BY_NAME), _BY_NAME.get(names[-1], _UNNAMED)
    )


def _own_path(parts: list[str], length: int) -> list[str]:
    """The first `length` names of a path, with the indices between them but not after the last."""
    own: list[str] = []
    for part in parts:
        if not part.isdigit():
            if length == 0:
                break
            length -= 1
        own.append(part)
    while own and own[-1].isdigit():
        own.pop()
    return own


def _at(value: Any, parts: Iterable[str]) -> Any:
    """The value at a path with indices, None where there is none."""
    for part in parts:
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, (list, tuple)) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return value


def _pairs(before: Any, after: Any, parts: list[str]) -> Iterator[tuple[Any, Any]]:
    """The values at a path below a change, block by block: blocks of lists are paired by position."""
    was, is_ = list(_values(before, parts)), list(_values(after, parts))
    for index in range(max(len(was), len(is_))):
        pair = (was[index] if index < len(was) else None, is_[index] if index < len(is_) else None)
        if pair[0] != pair[1]:
            yield pair


def _values(value: Any, parts: list[str]) -> Iterator[Any]:
    if isinstance(value, (list, tuple)) and parts:
        for element in value:
            yield from _values(element, parts)
    elif not parts:
        yield value
    elif isinstance(value, Mapping):
        yield from _values(value.get(parts[0]), parts[1:])
