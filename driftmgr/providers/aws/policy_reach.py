"""How far a policy statement reaches: whether one covers another, whom it lets in, what it restricts.

After the IAM User Guide: wildcards in actions and resources, accounts as principals, and the condition keys
that tie a call to a source or an organization
(https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html).
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Final

from driftmgr.drift.policy import Statement

_RESTRICTING: Final = frozenset(
    {
        "aws:sourcearn",
        "aws:sourceaccount",
        "aws:sourceorgid",
        "aws:sourceorgpaths",
        "aws:sourceip",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:principalarn",
        "aws:principalaccount",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:userid",
        "aws:username",
        "aws:resourceaccount",
        "aws:resourceorgid",
        "kms:calleraccount",
        "kms:viaservice",
        "s3:dataaccesspointaccount",
        "s3:dataaccesspointarn",
        "lambda:functionurlauthtype",
        "sts:externalid",
    }
)
_READING: Final = re.compile(
    r"[a-z0-9-]+:(get|list|describe|head|batchget|query|scan|view|lookup|search|select)"
)
_SECRETS: Final = frozenset({"secretsmanager:getsecretvalue", "secretsmanager:batchgetsecretvalue"})
_ACCOUNT: Final = re.compile(r"[0-9]{12}|arn:aws[a-z-]*:[a-z0-9-]*:[a-z0-9-]*:([0-9]{12}):.*", re.DOTALL)


def covers(outer: Statement, inner: Statement) -> bool:
    """Whether everything that `inner` speaks of, `outer` speaks of too. False where that cannot be told."""
    return (
        outer.effect == inner.effect
        and _reach(outer.actions, outer.not_actions, inner.actions, inner.not_actions)
        and _reach(outer.resources, outer.not_resources, inner.resources, inner.not_resources)
        and _principals(outer, inner)
        and all(_at_most(condition, inner) for condition in outer.conditions)
    )


def uncovered(statement: Statement, others: Iterable[Statement]) -> Statement | None:
    """The part of a statement that no other one covers, None when nothing is left of it.

    Actions, resources and principals are independent of each other: each is looked at alone, so that two statements
    may cover together what neither covers alone.
    """
    known = [other for other in others if other.effect == statement.effect]
    if _covered(statement, known):
        return None
    actions = tuple(a for a in statement.actions if not _covered(replace(statement, actions=(a,)), known))
    if statement.actions and not actions:
        return None
    left = replace(statement, actions=actions)
    resources = tuple(r for r in left.resources if not _covered(replace(left, resources=(r,)), known))
    if left.resources and not resources:
        return None
    left = replace(left, resources=resources)
    principals = tuple(p for p in left.principals if not _covered(replace(left, principals=(p,)), known))
    return None if left.principals and not principals else replace(left, principals=principals)


def _covered(part: Statement, known: Iterable[Statement]) -> bool:
    return any(covers(other, part) for other in known)


def is_public(statement: Statement) -> bool:
    """Whether the principal is anyone: `"*"` or `{"AWS": "*"}`."""
    return any(name == "*" for _, name in statement.principals)


def is_restricted(statement: Statement) -> bool:
    """Whether a condition ties the statement to a source, a principal or an organization.

    Negated operators, `...IfExists` and values that admit everything restrict nothing here.
    """
    return any(
        key in _RESTRICTING and "Not" not in operator and "IfExists" not in operator and operator != "Null"
        and not _EVERYTHING.intersection(values)
        for operator, key, values in statement.conditions
    )  # fmt: skip


_EVERYTHING: Final = frozenset({"*", "0.0.0.0/0", "::/0", "NONE"})


def only_reads(statement: Statement) -> bool:
    """Whether every action only reads, by its verb, and none of them reads secrets."""
    return bool(statement.actions) and all(
        _READING.match(action) and action not in _SECRETS for action in statement.actions
    )


def account_of(name: str) -> str:
    """The account of an ARN or of an account id; "" where there is none."""
    found = _ACCOUNT.fullmatch(name)
    return (found[1] or found[0]) if found else ""


def accounts(found: Iterable[Statement]) -> set[str]:
    """The accounts that statements name, as principals or in resources."""
    names = (name for item in found for name in (*item.resources, *(value for _, value in item.principals)))
    return {account_of(name) for name in names} - {""}


def _reach(
    outer: tuple[str, ...], outer_not: tuple[str, ...], inner: tuple[str, ...], inner_not: tuple[str, ...]
) -> bool:
    """Names against names, or exceptions against exceptions.

    Neither (trust policies have no resource) is equal.
    """
    if "*" in outer:
        return True
    if outer_not:
        if inner_not:
            return all(_any(name, inner_not) for name in outer_not)
        return bool(inner) and not any(_overlap(name, other) for name in inner for other in outer_not)
    return not inner_not and bool(outer) == bool(inner) and all(_any(name, outer) for name in inner)


def _any(name: str, patterns: tuple[str, ...]) -> bool:
    return name in patterns or any(_matches(name, pattern) for pattern in patterns)


def _overlap(one: str, other: str) -> bool:
    return _matches(one, other) or _matches(other, one)


@lru_cache(maxsize=16384)
def _matches(name: str, pattern: str) -> bool:
    """IAM's wildcards; a wildcard in the name only matches one in the pattern that is as wide."""
    if "?" in name and "*" not in pattern:
        return name == pattern
    return fnmatchcase(name, pattern.replace("[", "[[]"))


def _principals(outer: Statement, inner: Statement) -> bool:
    if outer.not_principals or inner.not_principals:
        return outer.not_principals == inner.not_principals and outer.principals == inner.principals
    if not outer.principals or not inner.principals:
        return outer.principals == inner.principals
    return all(
        any(_covers_principal(other, principal) for other in outer.principals)
        for principal in inner.principals
    )


def _covers_principal(outer: tuple[str, str], inner: tuple[str, str]) -> bool:
    kind, name = outer
    if outer == inner or (kind == "" and name == "*"):
        return True
    if kind != inner[0]:
        return False
    # An account as principal leaves it to the account which of its own principals may.
    return name == "*" or (len(name) == 12 and name == account_of(inner[1]))


def _at_most(condition: tuple[str, str, tuple[str, ...]], inner: Statement) -> bool:
    """Whether the inner statement has this condition too, with no more values (no fewer, when negated)."""
    operator, key, values = condition
    for other_operator, other_key, other_values in inner.conditions:
        if (operator, key) == (other_operator, other_key):
            negated = "Not" in operator
            return set(values) <= set(other_values) if negated else set(other_values) <= set(values)
    return False
