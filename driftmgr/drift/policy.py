"""What an AWS policy document means: identity, resource, trust and endpoint policies.

The rules are the IAM User Guide's, https://docs.aws.amazon.com/IAM/latest/UserGuide/:
reference_policies_grammar.html (lists, scalars, quotes), reference_policies_elements_action.html (action
names are case-insensitive), _principal (accounts), _version (its default), _condition (key names are
case-insensitive). Nothing is folded beyond them: `s3:*` and a list of every S3 action are two policies here.

Condition operators keep their case: IAM refuses `stringEquals` ("Invalid Condition type"). `"Principal": "*"`
and `{"AWS": "*"}` stay apart, since services read them differently.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

_DEFAULT_VERSION = "2008-10-17"
_DOCUMENT_ELEMENTS = frozenset({"Version", "Id", "Statement"})
_STATEMENT_ELEMENTS = frozenset(
    {"Sid", "Effect", "Condition"}
    | {no + name for no in ("", "Not") for name in ("Principal", "Action", "Resource")}
)
_EFFECTS = {"allow": "Allow", "deny": "Deny"}
_ACCOUNT_ROOT = re.compile(r"arn:aws[a-z-]*:iam::([0-9]{12}):root")


@dataclass(frozen=True, slots=True, order=True)
class Statement:
    """One statement in canonical form. Every collection is sorted and without duplicates; empty means absent.

    `effect` is "Allow" or "Deny"; action names are lower case; resources are as written. A principal is a
    (kind, value): ("AWS", "123456789012") for an account however it was written, ("Service",
    "ec2.amazonaws.com"), and ("", "*") for the bare string `"*"`. A condition is (operator, key in lower
    case, values); all conditions must hold, and any value of one is enough. `sid` is "" when absent.
    """

    effect: str
    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    not_resources: tuple[str, ...] = ()
    principals: tuple[tuple[str, str], ...] = ()
    not_principals: tuple[tuple[str, str], ...] = ()
    conditions: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    sid: str = ""


@dataclass(frozen=True, slots=True)
class PolicyDocument:
    """A policy in canonical form: equal documents mean the same. `statements` is a sorted multiset."""

    version: str
    id: str
    statements: tuple[Statement, ...]


class _MalformedPolicyError(ValueError):
    """The JSON is not a policy document. Never leaves this module."""


def same_policy(recorded: object, actual: object) -> bool:
    """Whether two policies mean the same. Each is JSON text, also percent-encoded, a mapping, or nothing.

    None, "" and "{}" are no policy. What is not a policy document is compared as JSON, or as text.
    """
    if isinstance(recorded, str) and isinstance(actual, str) and recorded == actual:
        return True
    return canonical_policy(recorded) == canonical_policy(actual)


def canonical_policy(document: object) -> PolicyDocument | str | None:
    """The hashable meaning of a policy.

    None is no policy; a text is what is no policy document: its JSON with sorted keys, or as it was given.
    """
    if document is None:
        return None
    if not isinstance(document, str):
        document = json.dumps(document, sort_keys=True, default=str)
    return _canonical_text(document)


def statements(document: object) -> tuple[Statement, ...]:
    """The statements of a policy, sorted; none for what is not a policy document."""
    policy = canonical_policy(document)
    return policy.statements if isinstance(policy, PolicyDocument) else ()


def policy_difference(before: object, after: object) -> tuple[tuple[Statement, ...], tuple[Statement, ...]]:
    """(added, removed): statements that only `after` has and only `before` has, with multiplicity."""
    old, new = Counter(statements(before)), Counter(statements(after))
    return tuple(sorted((new - old).elements())), tuple(sorted((old - new).elements()))


@lru_cache(maxsize=4096)  # fleets of roles share a handful of trust policies
def _canonical_text(text: str) -> PolicyDocument | str | None:
    text = _decoded(text.strip())
    if not text:
        return None
    try:
        value = json.loads(text, object_pairs_hook=_object)
        if value is None or value == {}:
            return None
        try:
            return _document(value)
        except _MalformedPolicyError:
            return json.dumps(value, sort_keys=True)
    except (ValueError, RecursionError):
        return text


def _decoded(text: str) -> str:
    """IAM returns documents percent-encoded (RFC 3986), and an encoded brace cannot begin JSON text."""
    return unquote(text).strip() if text.startswith("%") else text


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys are unique: readers disagree about which of two equal keys counts."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate key")
    return found


def _document(value: object) -> PolicyDocument:
    given = _elements(value, _DOCUMENT_ELEMENTS)
    found = given.get("Statement")
    if isinstance(found, Mapping):
        found = [found]
    if not isinstance(found, list):
        raise _MalformedPolicyError("Statement")
    return PolicyDocument(
        version=_text(given.get("Version", _DEFAULT_VERSION)),
        id=_text(given.get("Id", "")),
        statements=tuple(sorted(_statement(item) for item in found)),
    )


def _statement(value: object) -> Statement:
    given = _elements(value, _STATEMENT_ELEMENTS)
    effect = _EFFECTS.get(_text(given.get("Effect")).lower())
    if effect is None:
        raise _MalformedPolicyError("Effect")
    return Statement(
        effect=effect,
        actions=_names(given, "Action", lower=True),
        not_actions=_names(given, "NotAction", lower=True),
        resources=_names(given, "Resource"),
        not_resources=_names(given, "NotResource"),
        principals=_principals(given.get("Principal")),
        not_principals=_principals(given.get("NotPrincipal")),
        conditions=_conditions(given.get("Condition")),
        sid=_text(given.get("Sid", "")),
    )


def _elements(value: object, known: frozenset[str]) -> dict[str, Any]:
    """The elements that are present. One that the grammar does not have makes the document no policy."""
    if not isinstance(value, Mapping) or not known.issuperset(value):
        raise _MalformedPolicyError("elements")
    return {name: element for name, element in value.items() if element is not None}


def _names(given: Mapping[str, Any], element: str, lower: bool = False) -> tuple[str, ...]:
    if element not in given:
        return ()
    names = _values(given[element])
    if not names:  # "not one of none" is not the same as an absent element
        raise _MalformedPolicyError(element)
    return _sorted(name.lower() for name in names) if lower else names


def _principals(value: object) -> tuple[tuple[str, str], ...]:
    if value is None:
        return ()
    if isinstance(value, str):
        return (("", value),)
    if not isinstance(value, Mapping) or not value:
        raise _MalformedPolicyError("Principal")
    pairs = [(kind, _principal(kind, name)) for kind, names in value.items() for name in _values(names)]
    if {kind for kind, _ in pairs} != set(value):
        raise _MalformedPolicyError("Principal")
    return tuple(sorted(set(pairs)))


def _principal(kind: str, name: str) -> str:
    """An account is named by its id or by its root's ARN, to the same effect."""
    root = _ACCOUNT_ROOT.fullmatch(name) if kind == "AWS" else None
    return root.group(1) if root else name


def _conditions(value: object) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    if value is None:
        return ()
    if not isinstance(value, Mapping) or not all(isinstance(keys, Mapping) for keys in value.values()):
        raise _MalformedPolicyError("Condition")
    triples = {
        (operator, key.lower(), _values(keys[key])) for operator, keys in value.items() for key in keys
    }
    return tuple(sorted(triples))


def _values(value: object) -> tuple[str, ...]:
    """A scalar is a list of one; order and repetition mean nothing; numbers and booleans need no quotes."""
    return _sorted(_text(item) for item in (value if isinstance(value, list) else [value]))


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names)))


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    raise _MalformedPolicyError("scalar")
