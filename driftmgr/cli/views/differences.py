"""What differs between two values of an attribute, as a few short lines for people."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from driftmgr.drift.models import AttributeChange

ARROW = " → "
_MAX_COMPARED_LINES = 2000


@dataclass(frozen=True, slots=True)
class Line:
    """One difference. `sign`: "+" only live, "-" only recorded, "~" differs, "…" says what was left out."""

    sign: str
    text: str


def visible(text: str) -> str:
    """The text with everything that a terminal would act on, or that nobody can see, written as an escape.

    Control characters, direction overrides, no-break spaces and lone surrogates (Unicode categories C and Z).
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def literal(value: Any) -> str:
    """A value as one line of JSON, non-ASCII letters kept."""
    return visible(json.dumps(value, ensure_ascii=False, default=str))


def pretty(value: Any) -> str:
    """A value over several lines; a text that holds a JSON document is shown as the document."""
    if isinstance(value, str):
        document = _document(value)
        if document is None:
            return "\n".join(visible(line) for line in value.split("\n"))
        value = document
    text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
    return "\n".join(visible(line) for line in text.split("\n"))


def lines(change: AttributeChange, *, width: int = 160, limit: int = 12) -> tuple[Line, ...]:
    """The differences of a change: at most `limit` lines, none much longer than `width` characters.

    Elements of lists and statements of policies are told as added and removed, maps and JSON documents
    by key. Sensitive values are shown as the report has them, redacted.
    """
    if change.sensitive:
        return (Line("~", f"{_sensitive(change.before)}{ARROW}{_sensitive(change.after)}"),)
    found: list[Line] = []
    left_out = 0
    for line in _differences(change.before, change.after, "", width):
        if len(found) < limit:
            found.append(line)
        else:
            left_out += 1
    if not found:  # JSON documents that differ in their spelling alone
        found.append(_pair("", change.before, change.after, width))
    if left_out:
        found.append(Line("…", f"and {left_out} more"))
    return tuple(found)


def shortened(text: str, width: int) -> str:
    """The text, its end cut off with an ellipsis where it is longer than `width`."""
    return text if len(text) <= width else text[: max(width - 1, 1)] + "…"


def _sensitive(value: Any) -> str:
    return "null" if value is None else visible(str(value))


def _document(value: Any) -> Any:
    """The JSON object or list that a text holds, else None."""
    if not isinstance(value, str) or value.lstrip()[:1] not in ("{", "["):
        return None
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


def _differences(before: Any, after: Any, path: str, width: int) -> Iterator[Line]:
    told = False
    for line in _by_shape(before, after, path, width):
        told = True
        yield line
    if not told and path and _canonical(before) != _canonical(after):  # null and {}, null and []
        yield _pair(path, before, after, width)


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def _by_shape(before: Any, after: Any, path: str, width: int) -> Iterator[Line]:
    # A document may have been unset before or after: then all of it is new or gone.
    documents = _document(before), _document(after)
    if any(document is not None for document in documents) and all(
        document is not None or not value for document, value in zip(documents, (before, after), strict=True)
    ):
        before, after = documents
    if isinstance(before, Mapping | None) and isinstance(after, Mapping | None):
        yield from _keys(before or {}, after or {}, path, width)
    elif _is_list(before) and _is_list(after):
        yield from _elements(before or (), after or (), path, width)
    elif isinstance(before, str) and isinstance(after, str) and "\n" in before + after:
        yield from _text_lines(before, after, path, width)
    elif before != after or type(before) is not type(after):
        yield _pair(path, before, after, width)


def _is_list(value: Any) -> bool:
    return value is None or isinstance(value, list | tuple)


def _keys(before: Mapping[str, Any], after: Mapping[str, Any], path: str, width: int) -> Iterator[Line]:
    for key in sorted(before.keys() | after.keys(), key=str):
        inner = f"{path}.{key}" if path else str(key)
        if key == "Statement":
            # A policy's only statement may stand without its list (IAM policy grammar, element "Statement").
            old, new = (_listed(side.get(key)) for side in (before, after))
            yield from _elements(old, new, inner, width)
        elif key not in before:
            yield _single("+", inner, after[key], width)
        elif key not in after:
            yield _single("-", inner, before[key], width)
        else:
            yield from _differences(before[key], after[key], inner, width)


def _listed(value: Any) -> Sequence[Any]:
    if value is None:
        return ()
    return value if isinstance(value, list | tuple) else (value,)


def _elements(before: Sequence[Any], after: Sequence[Any], path: str, width: int) -> Iterator[Line]:
    removed, added = _only_in(before, after), _only_in(after, before)
    if not removed and not added and list(before) != list(after):
        yield _pair(f"{path} (order)".lstrip(), list(before), list(after), width)
        return
    same_sid = {sid: element for element in added if (sid := _sid(element))}
    plain = _hidden_keys([*removed, *added])
    for element in removed:
        partner = same_sid.get(_sid(element))
        if partner is not None:
            added.remove(partner)
            del same_sid[_sid(element)]
            yield from _differences(element, partner, f"{path}[{_sid(element)}]", width)
        else:
            yield _single("-", path, _without(element, plain), width)
    for element in added:
        yield _single("+", path, _without(element, plain), width)


def _sid(element: Any) -> str:
    sid = element.get("Sid") if isinstance(element, Mapping) else None
    return sid if isinstance(sid, str) else ""


def _only_in(elements: Sequence[Any], others: Sequence[Any]) -> list[Any]:
    """The elements that the others lack, each as often as it lacks."""
    counts: dict[str, int] = {}
    for other in others:
        key = _canonical(other)
        counts[key] = counts.get(key, 0) + 1
    only = []
    for element in elements:
        key = _canonical(element)
        if counts.get(key, 0):
            counts[key] -= 1
        else:
            only.append(element)
    return only


def _hidden_keys(elements: Sequence[Any]) -> frozenset[str]:
    """Keys that say nothing about these objects: the same empty value in all of them."""
    maps = [element for element in elements if isinstance(element, Mapping)]
    if not maps or len(maps) != len(elements):
        return frozenset()
    empties = ("null", '""', "[]", "{}", "false")
    return frozenset(
        key
        for key, value in maps[0].items()
        if (text := json.dumps(value, default=str)) in empties
        and all(key in other and json.dumps(other[key], default=str) == text for other in maps)
    )


def _without(element: Any, keys: frozenset[str]) -> Any:
    if not isinstance(element, Mapping) or keys >= element.keys():
        return element
    return {key: value for key, value in element.items() if key not in keys}


def _text_lines(before: str, after: str, path: str, width: int) -> Iterator[Line]:
    old, new = before.split("\n"), after.split("\n")
    if len(old) + len(new) > _MAX_COMPARED_LINES:
        yield _pair(path, before, after, width)
        return
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if tag != "equal":
            yield from (_single("-", path, line, width) for line in old[old_from:old_to])
            yield from (_single("+", path, line, width) for line in new[new_from:new_to])


def _single(sign: str, path: str, value: Any, width: int) -> Line:
    text = shortened(literal(value), width)
    return Line(sign, f"{visible(path)}: {text}" if path else text)


def _pair(path: str, before: Any, after: Any, width: int) -> Line:
    old, new = literal(before), literal(after)
    if len(old) + len(new) > width:
        old, new = _around_difference(old, new, max(width // 2, 20))
    text = f"{old}{ARROW}{new}"
    return Line("~", f"{visible(path)}: {text}" if path else text)


def _around_difference(old: str, new: str, width: int) -> tuple[str, str]:
    """Both texts cut to what lies around the first character that differs."""
    start = next(
        (i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new))
    )
    start = max(0, start - width // 4)
    lead = "…" if start else ""
    return lead + shortened(old[start:], width), lead + shortened(new[start:], width)
