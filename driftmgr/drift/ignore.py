"""Ignore files: what a report leaves out, in the syntax of driftctl's `.driftignore`.

Lines are gitignore patterns, the last one that matches decides, and `!` takes back (see `ignore_rule`). What
differs from driftctl: a `!` line for single ids also holds after `*`, and a rule about an attribute never hides that
its object is missing or unmanaged; only a rule that names the object, its type or its module does.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from driftmgr.drift.ignore_rule import IgnoreRule, as_subject
from driftmgr.drift.models import AttributeChange, DriftKind, ResourceDrift
from driftmgr.drift.severity import worst
from driftmgr.errors import InvalidIgnoreFileError, InvalidInputError


class IgnoreRules:
    """Rules in their order. Rules without wildcards cost one look-up for each dot of a subject, however many."""

    def __init__(self, rules: Iterable[IgnoreRule]) -> None:
        self._rules = tuple(rules)
        self._globs = tuple(rule for rule in reversed(self._rules) if rule.literal is None)
        self._literals: dict[str, IgnoreRule] = {r.literal: r for r in self._rules if r.literal is not None}

    @classmethod
    def parse(cls, text: str, source: str) -> "IgnoreRules":
        """The rules of a file, or of options joined by line ends. `source` is named in errors.

        Raises InvalidIgnoreFileError with the line's number.
        """
        return cls(
            IgnoreRule.parse(pattern, number, f"{source}, line {number}")
            for number, pattern in enumerate(map(_trimmed, text.splitlines()), start=1)
            if pattern and not pattern.startswith("#")
        )

    @classmethod
    def load(cls, path: Path) -> "IgnoreRules":
        """The rules of a file. Raises InvalidInputError (not readable) or InvalidIgnoreFileError (not understood)."""
        try:
            text = path.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise InvalidInputError(
                f"ignore file {path} cannot be read: {error.strerror or error}"
            ) from error
        except UnicodeDecodeError as error:
            raise InvalidIgnoreFileError(
                f"ignore file {path} is not UTF-8 text (byte {error.start})"
            ) from error
        return cls.parse(text, str(path))

    def apply(self, drifts: Iterable[ResourceDrift]) -> tuple[list[ResourceDrift], int]:
        """(what is left, how many objects are ignored). Order is kept; a change that is ignored leaves its object."""
        kept, ignored = [], 0
        for drift in drifts:
            left = self._left(drift)
            if left is None:
                ignored += 1
            else:
                kept.append(left)
        return kept, ignored

    def ignores_type(self, resource_type: str) -> bool:
        """Whether nothing of a type can be reported, so that it need not be read. False in doubt."""
        for rule in reversed(self._rules):
            if rule.negated and rule.may_concern(resource_type):
                return False
            if not rule.negated and rule.covers_type(resource_type):
                return True
        return False

    def _left(self, drift: ResourceDrift) -> ResourceDrift | None:
        subjects = tuple(_subjects(drift))
        if drift.kind is not DriftKind.CHANGED or not drift.changes:
            return None if self._ignored(self._naming(subjects)) else drift
        left = tuple(change for change in drift.changes if not self._ignores_change(subjects, change))
        if len(left) == len(drift.changes):
            return drift
        if not left:
            return None
        if drift.in_flight:  # while an apply is under way, the verdict is not that of the changes
            return drift.model_copy(update={"changes": left})
        severity, reason = worst(left)
        return drift.model_copy(update={"changes": left, "severity": severity, "reason": reason})

    def _ignores_change(self, subjects: tuple[str, ...], change: AttributeChange) -> bool:
        path = as_subject(change.path)
        return self._ignored(self._matching([f"{subject}.{path}" for subject in subjects]))

    @staticmethod
    def _ignored(matching: Iterator[IgnoreRule]) -> bool:
        last = max(matching, key=lambda rule: rule.position, default=None)
        return last is not None and not last.negated

    def _naming(self, subjects: Iterable[str]) -> Iterator[IgnoreRule]:
        """The rules that name a whole object; of those with wildcards, the last."""
        for subject in subjects:
            yield from (rule for rule in self._literal_rules(subject) if rule.names(subject))
            yield from _first(rule for rule in self._globs if rule.names(subject))

    def _matching(self, subjects: Iterable[str]) -> Iterator[IgnoreRule]:
        """The rules that match an attribute; of those with wildcards, the last."""
        for subject in subjects:
            yield from self._literal_rules(subject)
            yield from _first(rule for rule in self._globs if rule.matches(subject))

    def _literal_rules(self, subject: str) -> Iterator[IgnoreRule]:
        """The rules whose text is the subject, or the beginning of it up to a dot."""
        end = len(subject)
        while end > 0:
            rule = self._literals.get(subject[:end])
            if rule is not None:
                yield rule
            end = subject.rfind(".", 0, end)


def _subjects(drift: ResourceDrift) -> Iterator[str]:
    yield as_subject(f"{drift.type}.{drift.id}")
    if drift.address:
        yield as_subject(drift.address)


def _first(rules: Iterator[IgnoreRule]) -> Iterator[IgnoreRule]:
    found = next(rules, None)
    if found is not None:
        yield found


def _trimmed(line: str) -> str:
    """A line without spaces at its end, unless a backslash keeps the last one."""
    bare = line.rstrip()
    return f"{bare} " if bare.endswith("\\") and not bare.endswith("\\\\") and len(line) > len(bare) else bare
