"""Risks of access lists: canned ACLs and grants that reach everybody."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from driftmgr.resources.types import Severity, Verdict

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html
_PUBLIC_ACLS: Final = {
    "public-read": "readable by anyone",
    "public-read-write": "readable and writable by anyone",
    "authenticated-read": "readable by any AWS account",
}
_PUBLIC_GROUPS: Final = {
    "http://acs.amazonaws.com/groups/global/AllUsers": "anyone",
    "http://acs.amazonaws.com/groups/global/AuthenticatedUsers": "any AWS account",
}


def acl_made_public(before: Any, after: Any) -> Verdict:
    """`acl`, `grant` and `access_control_policy` of buckets: canned names, or grants nested however deep.

    A grant to everybody is critical, to somebody else high; giving grants up is low.
    """
    if before == after:
        return None
    was, is_ = set(_grants(before)), set(_grants(after))
    gained = sorted(is_ - was)
    for grant in gained:
        if grant[0]:
            return Severity.CRITICAL, grant[1]
    if gained:
        return Severity.HIGH, gained[0][1]
    return (Severity.LOW, "grants were withdrawn") if was - is_ else None


def _grants(value: Any) -> Iterator[tuple[bool, str]]:
    """(reaches everybody, what is granted) of each grant."""
    if isinstance(value, str):
        if value in _PUBLIC_ACLS:
            yield True, _PUBLIC_ACLS[value]
    elif isinstance(value, (list, tuple)):
        for element in value:
            yield from _grants(element)
    elif isinstance(value, Mapping):
        permissions = value.get("permissions", value.get("permission"))
        if permissions:
            yield from _granted(value, permissions)
        else:
            for element in value.values():
                yield from _grants(element)


def _granted(grant: Mapping[str, Any], permissions: Any) -> Iterator[tuple[bool, str]]:
    grantee = grant.get("grantee", grant)
    for holder in grantee if isinstance(grantee, (list, tuple)) else [grantee]:
        if isinstance(holder, Mapping):
            group = str(holder.get("uri") or "")
            name = _PUBLIC_GROUPS.get(group) or str(
                holder.get("id") or group.rpartition("/")[2] or "somebody"
            )
            for permission in permissions if isinstance(permissions, (list, tuple)) else [permissions]:
                yield group in _PUBLIC_GROUPS, f"{permission} granted to {name}"
