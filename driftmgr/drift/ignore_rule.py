"""One line of an ignore file: what it names, and what it matches.

A line is a gitignore pattern (https://git-scm.com/docs/gitignore) over one path component, as driftctl reads it: the
subject is `TYPE.ID`, or `TYPE.ID.path.to.attribute`, and a slash on either side becomes `_-_`. A resource address
(`module.a.aws_x.y[0]`) is a subject too. Dots separate; a dot that is part of an id is written `\\.`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from driftmgr.errors import InvalidIgnoreFileError

_ESCAPE = re.compile(r"\\(.)")
_BRACKETS = re.compile(r'\["(?:[^"\\]|\\.)*"\]|\[[^\]]*\]')
_NAME = r"[A-Za-z_](?:[\w-]*\w)?"
_INDEX = r'\[(?:[0-9]+|"(?:[^"\\]|\\.)*")\]'
_INDEXED_ADDRESS = re.compile(
    rf"(?:module\.{_NAME}(?:{_INDEX})?\.)*{_NAME}\.{_NAME}(?:{_INDEX})?(?:\.[\w.-]+)?"
)
_MODULE = "module"


def as_subject(text: str) -> str:
    """A text as patterns see it: one path component."""
    return text.replace("/", "_-_")


@dataclass(frozen=True)
class IgnoreRule:
    """A pattern, without its `!`. `position` orders rules: the last one that matches a subject decides."""

    pattern: str
    negated: bool
    position: int

    @classmethod
    def parse(cls, line: str, position: int, where: str) -> "IgnoreRule":
        """Raises InvalidIgnoreFileError where gitignore's grammar has no meaning for the line."""
        negated = line.startswith("!")
        rule = cls(as_subject(line[1:] if negated else line), negated, position)
        if not rule.pattern:
            raise InvalidIgnoreFileError(f"{where}: {line!r} names nothing; write a pattern after the !")
        if rule.literal is None:
            try:
                rule._as_written("")
            except (ValueError, re.error) as error:
                raise InvalidIgnoreFileError(
                    f"{where}: {line!r} is no gitignore pattern ({error}); escape special characters with \\"
                ) from error
        return rule

    @cached_property
    def literal(self) -> str | None:
        """The one subject that the pattern names, None when it has wildcards.

        Brackets are a class of characters (`logs-[0-9]`) but for those of a resource address (`aws_x.y[0].tags`).
        """
        if "[" in self.pattern and _INDEXED_ADDRESS.fullmatch(self.pattern):
            return self.pattern
        plain = _ESCAPE.sub("", self.pattern)
        return None if any(wildcard in plain for wildcard in "*?[\\") else _ESCAPE.sub(r"\1", self.pattern)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The dotted parts after `module.NAME`s: (), (type,), (type, id), (type, id, attribute...)."""
        return split_subject(self.pattern)

    def matches(self, subject: str) -> bool:
        """Whether the pattern matches an attribute's subject; a resource's or a type's pattern holds all below it."""
        if self.literal is not None:
            return subject == self.literal or subject.startswith(f"{self.literal}.")
        return subject.startswith(self._beginning) and (self._as_written(subject) or self._below(subject))

    def names(self, subject: str) -> bool:
        """Whether the pattern names a whole object, rather than attributes of it.

        A pattern of a type or a module names all that is in it. One of a type and an id names what agrees with both:
        `*.tags` is no rule about a record called `x.tags`. A longer one with wildcards is about attributes, and
        only a literal one can name an object (whose id has dots).
        """
        if len(self.parts) <= 1:
            return self.matches(subject)
        if self.literal is not None:
            return subject == self.literal
        if not subject.startswith(self._beginning) or not self._as_written(subject):
            return False
        kind, *rest = split_subject(subject)
        if not _glob(self.parts[0])(kind):
            return True  # its first wildcard reaches over the dot: `aws_s3_bucket*example\.com`
        return len(self.parts) == 2 and _glob(self.parts[1])(".".join(rest))

    def covers_type(self, resource_type: str) -> bool:
        """Whether every object of a type is named, whatever its id. False where the pattern does not tell."""
        if self.literal is not None:
            return self.literal == resource_type
        open_ended = self.pattern.endswith("*") and not self.pattern.endswith("\\*")
        whole = len(self.parts) <= 1 and self._below(f"{resource_type}.x")
        return whole or (open_ended and len(self.parts) <= 2 and self._as_written(f"{resource_type}."))

    def may_concern(self, resource_type: str) -> bool:
        """Whether something of a type might be matched. True where the pattern does not tell."""
        subject = f"{resource_type}."
        return self._beginning.startswith((_MODULE, subject)) or subject.startswith(self._beginning)

    @cached_property
    def _beginning(self) -> str:
        """What every match begins with: it spares most of the searches."""
        return re.split(r"[*?\[\\]", self.pattern, maxsplit=1)[0]

    @cached_property
    def _as_written(self) -> Callable[[str], bool]:
        return _glob(self.pattern)

    @cached_property
    def _below(self) -> Callable[[str], bool]:
        return _glob(f"{self.pattern}.*") if not self.pattern.endswith("*") else self._as_written


def split_subject(text: str) -> tuple[str, ...]:
    """A subject or a pattern at its dots, but for escaped ones and those within `[...]`; modules are left out."""
    keys: list[str] = []

    def kept(found: re.Match[str]) -> str:
        keys.append(found[0])
        return f"\0{len(keys) - 1}\0"

    masked = re.sub(rf"\\.|{_BRACKETS.pattern}", kept, text)
    parts = [re.sub("\0(\\d+)\0", lambda found: keys[int(found[1])], part) for part in masked.split(".")]
    while len(parts) > 1 and parts[0] == _MODULE:
        parts = parts[2:]
    return tuple(parts)


def _glob(pattern: str) -> Callable[[str], bool]:
    """A gitignore pattern as a predicate; the leading slash anchors it, and makes `#` and `!` plain characters."""
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

    compiled = GitIgnoreSpecPattern(f"/{pattern}")
    if compiled.regex is None:
        raise ValueError("it matches nothing")
    search = compiled.regex.search
    return lambda subject: search(subject) is not None
