"""Risks of policies: who may now do what could not be done before.

An Allow that some recorded Allow covers opens nothing; a Deny that is still covered is not lost. Wildcards
are those of IAM (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html):
`*` and `?`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from driftmgr.drift.policy import Statement, canonical_policy, policy_difference, same_policy, statements
from driftmgr.providers.aws.policy_reach import (
    account_of,
    accounts,
    covers,
    is_public,
    is_restricted,
    only_reads,
    uncovered,
)
from driftmgr.resources.types import Severity, Verdict

_ADMIN_POLICIES: Final = frozenset(
    {
        "AdministratorAccess",
        "PowerUserAccess",
        "IAMFullAccess",
        "AWSOrganizationsFullAccess",
        "SystemAdministrator",
    }
)
_KEYS_TO_THE_REST: Final = ("iam:", "sts:", "kms:", "s3:", "organizations:", "secretsmanager:", "lambda:")

_Judged = tuple[Severity, str]


def policy_widened(before: Any, after: Any) -> Verdict:
    """Identity, resource, endpoint and key policies, as JSON text or mappings.

    Critical: a Deny or a condition is gone, every action (or every one of a service) is allowed, anyone or
    another account is let in. High: other new permissions; medium: those that only read. Low: nothing more is
    allowed.
    """
    return _widened(before, after, _allowed)


def trust_policy_widened(before: Any, after: Any) -> Verdict:
    """`assume_role_policy`: whoever may newly assume the role makes it critical, an AWS service high."""
    return _widened(before, after, _trusted)


def inline_policies_widened(before: Any, after: Any) -> Verdict:
    """`inline_policy` blocks of roles, users and groups, {name, policy} each: the worst of them."""
    was, is_ = _documents(before), _documents(after)
    verdicts = (policy_widened(was.get(name), is_.get(name)) for name in sorted({*was, *is_}))
    return max(
        (verdict for verdict in verdicts if verdict), key=lambda verdict: verdict[0].rank, default=None
    )


def admin_attached(before: Any, after: Any) -> Verdict:
    """`managed_policy_arns` and `policy_arn`: administrators' policies are critical, others high, detaching
    is low.
    """
    was, is_ = _texts(before), _texts(after)
    gained = sorted(is_ - was)
    for arn in gained:
        if arn.rpartition("/")[2] in _ADMIN_POLICIES:
            return Severity.CRITICAL, f"{arn.rpartition('/')[2]} attached"
    if gained:
        return Severity.HIGH, f"policy {gained[0].rpartition('/')[2]} attached"
    lost = sorted(was - is_)
    return (Severity.LOW, f"policy {lost[0].rpartition('/')[2]} detached") if lost else None


def permissions_boundary_lifted(before: Any, after: Any) -> Verdict:
    """`permissions_boundary`: gone or another one is high, a new one is low."""
    if before == after or not (before or after):
        return None
    if not after:
        return Severity.HIGH, "permissions boundary removed"
    if not before:
        return Severity.LOW, "permissions boundary set"
    return Severity.HIGH, "another permissions boundary"


def lambda_permission_opened(before: Any, after: Any) -> Verdict:
    """A whole aws_lambda_permission ("*"): judged as the statement that it is."""
    return policy_widened(_permission_document(before), _permission_document(after))


def _widened(before: Any, after: Any, judged: Callable[[Statement, frozenset[str]], _Judged]) -> Verdict:
    if same_policy(before, after):
        return None
    if any(isinstance(canonical_policy(document), str) for document in (before, after)):
        return Severity.HIGH, "the policy differs, and is not a policy document that can be judged"
    old, new = statements(before), statements(after)
    added, removed = policy_difference(before, after)
    denied, allowed = _of(new, "Deny"), _of(old, "Allow")
    found: list[_Judged] = [
        (Severity.CRITICAL, f"a Deny of {_actions(lost)} was removed or weakened")
        for lost in _of(removed, "Deny")
        if uncovered(lost, denied)
    ]
    known = frozenset(accounts(old) | {account_of(name) for item in new for name in item.resources} - {""})
    for statement in _of(added, "Allow"):
        gained = uncovered(statement, allowed)
        if gained:
            found.append(_conditions_lost(gained, allowed) or judged(gained, known))
    if found:
        return max(found, key=lambda verdict: verdict[0].rank)
    return Severity.LOW, "the policy allows no more than before"


def _of(found: Iterable[Statement], effect: str) -> list[Statement]:
    return [statement for statement in found if statement.effect == effect]


def _conditions_lost(gained: Statement, allowed: list[Statement]) -> _Judged | None:
    """What became of the conditions of an Allow that was there before, and admits more now."""
    for other in allowed:
        if other.conditions and covers(replace(other, conditions=()), gained):
            kept = {key: values for _, key, values in gained.conditions}
            keys = sorted({key for _, key, _ in other.conditions})
            lost = [key for key in keys if key not in kept]
            if lost:
                return (
                    Severity.CRITICAL,
                    f"condition on {', '.join(lost)} removed from Allow {_actions(gained)}",
                )
            wide = any("*" in value for key in keys for value in kept[key])
            return (Severity.CRITICAL if wide else Severity.HIGH), f"condition on {keys[0]} admits more"
    return None


def _allowed(gained: Statement, known: frozenset[str]) -> _Judged:
    what = _actions(gained)
    let_in = _let_in(gained, known)
    if let_in:
        return let_in[0], f"allows {what} to {let_in[1]}"
    if gained.not_actions or "*" in gained.actions:
        return Severity.CRITICAL, f"allows {what}"
    whole = [action for action in gained.actions if action.endswith(":*")]
    if whole:
        return Severity.CRITICAL, f"allows {whole[0]}"
    if only_reads(gained):
        return Severity.MEDIUM, f"allows {what}"
    # In a resource's own policy "*" means that resource; in an identity's it means all of them.
    everywhere = not gained.principals and ("*" in gained.resources or gained.not_resources)
    if everywhere and any(action.startswith(_KEYS_TO_THE_REST) for action in gained.actions):
        return Severity.CRITICAL, f"allows {what} on every resource"
    to = f" to {gained.principals[0][1]}" if gained.principals else ""
    return (Severity.MEDIUM if is_restricted(gained) else Severity.HIGH), f"allows {what}{to}"


def _let_in(gained: Statement, known: frozenset[str]) -> _Judged | None:
    """Anyone, or an account that the policy did not name before; None where nobody is let in from outside.

    Where the policy names no account at all, its own is not known, and none can be called another one.
    """
    if gained.not_principals:
        return Severity.CRITICAL, "everyone with exceptions"
    restricted = is_restricted(gained)
    if is_public(gained):
        return (Severity.HIGH, "anyone, on a condition") if restricted else (Severity.CRITICAL, "anyone")
    for _, principal in gained.principals:
        if known and not restricted and account_of(principal) not in {"", *known}:
            return Severity.CRITICAL, f"another account: {principal}"
    return None


def _trusted(gained: Statement, _known: frozenset[str]) -> _Judged:
    """Everybody newly trusted counts, also of known accounts."""
    if gained.actions and not any(a.startswith("sts:assumerole") or "*" in a for a in gained.actions):
        return Severity.HIGH, f"trust now allows {_actions(gained)}"
    if is_public(gained) or gained.not_principals:
        return Severity.CRITICAL, "anyone may assume the role" + (
            ", on a condition" if gained.conditions else ""
        )
    for kind, name in gained.principals:
        if kind != "Service":
            return Severity.CRITICAL, f"{name} may assume the role"
    services = ", ".join(name for _, name in gained.principals)
    return Severity.HIGH, f"the service {services} may assume the role" if services else "trust was widened"


def _actions(statement: Statement) -> str:
    names = statement.actions or tuple(f"everything but {name}" for name in statement.not_actions[:1])
    if "*" in names:
        return "every action"
    shown = ", ".join(names[:3])
    return f"{shown} and {len(names) - 3} more" if len(names) > 3 else shown


def _texts(value: Any) -> set[str]:
    return {
        element for element in (value if isinstance(value, (list, tuple)) else [value]) if _is_text(element)
    }


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _documents(value: Any) -> dict[str, Any]:
    blocks = value if isinstance(value, (list, tuple)) else [value]
    return {str(block.get("name")): block.get("policy") for block in blocks if isinstance(block, Mapping)}


def _permission_document(value: Any) -> dict[str, Any] | None:
    """The statement that Lambda makes of AddPermission's arguments."""
    if not isinstance(value, Mapping) or not _is_text(value.get("principal")):
        return None
    principal = value["principal"]
    conditions = {
        operator: {key: value[name]}
        for operator, key, name in (
            ("ArnLike", "aws:SourceArn", "source_arn"),
            ("StringEquals", "aws:SourceAccount", "source_account"),
            ("StringEqualsIgnoreCase", "aws:PrincipalOrgID", "principal_org_id"),
            ("StringLike", "lambda:FunctionUrlAuthType", "function_url_auth_type"),
        )
        if _is_text(value.get(name))
    }
    statement = {
        "Effect": "Allow",
        "Action": str(value.get("action") or "lambda:InvokeFunction"),
        "Principal": {"Service" if principal.endswith(".amazonaws.com") else "AWS": principal},
        "Resource": str(value.get("function_name") or "*"),
        "Condition": conditions,
    }
    return {"Statement": [statement]}
