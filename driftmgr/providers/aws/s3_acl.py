"""Access control lists of buckets: canned names, grants, and the split resource.

Terraform keeps the canned ACL that was asked for and never reads it back, and AWS keeps only grants: so a canned name
is compared by what it grants (https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl).
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from driftmgr.providers.aws import risks
from driftmgr.providers.aws.s3_listing import BUCKETS, bucket_of, bucket_parent, claims_section
from driftmgr.resources.listing import Item
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, Collection, Equivalence, ResourceType, Severity, Verdict

PRIVATE: Final = "private"
CUSTOM: Final = "custom"
"""What stands for grants that no canned ACL makes."""

Grants = frozenset[tuple[str, str]]
"""(grantee's id, group or address, permission) of each grant."""

_GROUPS: Final = "http://acs.amazonaws.com/groups/"
_ALL: Final = f"{_GROUPS}global/AllUsers"
_AUTHENTICATED: Final = f"{_GROUPS}global/AuthenticatedUsers"
_LOG_DELIVERY: Final = f"{_GROUPS}s3/LogDelivery"
_EC2: Final = "6aa5a366c34c1cbe25dc49211496e913e0351eb0e8c37aa3477e40942ec6b97c"

_BEYOND_OWNER: Final[Mapping[str, Grants]] = {
    PRIVATE: frozenset(),
    "public-read": frozenset({(_ALL, "READ")}),
    "public-read-write": frozenset({(_ALL, "READ"), (_ALL, "WRITE")}),
    "authenticated-read": frozenset({(_AUTHENTICATED, "READ")}),
    "log-delivery-write": frozenset({(_LOG_DELIVERY, "WRITE"), (_LOG_DELIVERY, "READ_ACP")}),
    "aws-exec-read": frozenset({(_EC2, "READ")}),
}
_OF_OBJECTS: Final = frozenset({"bucket-owner-read", "bucket-owner-full-control"})
"""Canned ACLs of objects, which S3 ignores on buckets."""

_SAMPLE_OWNER: Final = "75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a"
"""The account of S3's documentation, as which moto answers. It tells only the first permission of each grantee."""


def inline_acl(answer: Mapping[str, Any]) -> dict[str, Any]:
    """`acl` and `grant` of aws_s3_bucket: the canned name (or `CUSTOM`), and one grant for each grantee."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for grant in answer.get("Grants", ()):
        who = grant["Grantee"]
        key = (who.get("ID") or "", who.get("Type") or "", who.get("URI") or "")
        found.setdefault(key, []).append(grant["Permission"])
    grants = [{"id": i, "type": t, "uri": u, "permissions": given} for (i, t, u), given in found.items()]
    return {"acl": _canned(answer.get("Owner", {}).get("ID", ""), _inline(grants)), "grant": grants}


def bucket_acl(item: Item, scope: Scope) -> Iterable[Attributes]:
    """The ACL of a bucket; every bucket has one."""
    if "Acl" in item:
        owner = {"id": item["Acl"].get("Owner", {}).get("ID", "")}
        granted = [split_grant(grant) for grant in item["Acl"].get("Grants", ())]
        yield {
            "id": item["Name"],
            "bucket": item["Name"],
            "access_control_policy": [{"owner": [owner], "grant": granted}],
        }


def split_grant(grant: Mapping[str, Any]) -> dict[str, Any]:
    """A grant as the split resources have it, one for each permission."""
    who = grant["Grantee"]
    grantee = {
        "id": who.get("ID", ""),
        "type": who.get("Type", ""),
        "uri": who.get("URI", ""),
        "email_address": who.get("EmailAddress", ""),
    }
    return {"grantee": [grantee], "permission": grant["Permission"]}


def _canned(owner: str, granted: Grants) -> str:
    """The canned ACL that makes these grants."""
    return next((name for name in _BEYOND_OWNER if _makes(name, owner, granted)), CUSTOM)


def _makes(name: str, owner: str, granted: Grants) -> bool:
    expected = _BEYOND_OWNER[name] | {(owner, "FULL_CONTROL")}
    if owner == _SAMPLE_OWNER:
        return granted <= expected and {who for who, _ in granted} == {who for who, _ in expected}
    return granted == expected


def _asked(acl: object) -> str:
    """What a recorded canned name makes: nothing at all makes a private bucket."""
    return PRIVATE if not acl or acl in _OF_OBJECTS else str(acl)


def _inline(grants: Iterable[Mapping[str, Any]]) -> Grants:
    return frozenset(
        (str(grant.get("uri") or grant.get("id") or ""), str(permission))
        for grant in grants
        for permission in grant.get("permissions") or ()
    )


def _differs_in(was: Attributes, live: Attributes) -> str | None:
    """Which of `acl` and `grant` of a bucket tells the difference.

    Releases before 4 record no grants where `acl` or nothing makes them, and those of `grant` blocks otherwise; later
    ones record every grant, the owner's included, and `acl` only where it was asked for.
    """
    both = "grant" in was and "grant" in live
    if both and was["grant"]:
        return None if _inline(was["grant"]) == _inline(live["grant"]) else "grant"
    expected, found = _asked(was.get("acl")), _asked(live.get("acl"))
    if expected == found or expected not in _BEYOND_OWNER:
        return None
    if both and _makes(expected, _SAMPLE_OWNER, _inline(live["grant"])):
        return None
    return "grant" if both and (expected == PRIVATE or found == CUSTOM) else "acl"


def _same_control(was: Attributes, live: Attributes) -> bool:
    owner, granted = _split(live)
    if was.get("access_control_policy"):
        return _split(was)[1] == granted
    asked = _asked(was.get("acl"))
    return asked not in _BEYOND_OWNER or _makes(asked, owner, granted)


def _split(attributes: Attributes) -> tuple[str, Grants]:
    """The owner and the grants of `access_control_policy`."""
    policy: Attributes = next(iter(attributes.get("access_control_policy") or ()), {})
    granted = {
        (str(who.get("uri") or who.get("id") or who.get("email_address") or ""), str(grant.get("permission")))
        for grant in policy.get("grant") or ()
        for who in grant.get("grantee") or ()
    }
    owner: Attributes = next(iter(policy.get("owner") or ()), {})
    return str(owner.get("id") or ""), frozenset(granted)


def _in_context(attribute: str, same: Equivalence) -> Collection:
    """An attribute whose meaning depends on others: its element is the whole object."""
    return Collection(attribute=attribute, atoms=lambda attributes, _: {("whole",): attributes}, same=same)


BUCKET_ACL: Final = (
    _in_context("acl", lambda was, live: _differs_in(was, live) != "acl"),
    _in_context("grant", lambda was, live: _differs_in(was, live) != "grant"),
)
"""`acl` and `grant` of aws_s3_bucket, of which at most one differs."""


def canned_acl_changed(before: Any, after: Any) -> Verdict:
    """`acl` of a bucket: grants of somebody's own choice are as bad as a grant to somebody else."""
    if after == CUSTOM:
        return Severity.HIGH, "grants that no canned ACL makes"
    return risks.acl_made_public(before, after)


TYPES = (
    ResourceType(
        name="aws_s3_bucket_acl",
        listing=BUCKETS,
        to_attributes=bucket_acl,
        identity=bucket_of,
        collections=(_in_context("access_control_policy", _same_control),),
        claim=claims_section("grant"),
        risks={"access_control_policy": risks.acl_made_public, "acl": risks.acl_made_public},
        parent=bucket_parent,
    ),
)
