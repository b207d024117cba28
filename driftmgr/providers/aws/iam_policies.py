"""Managed policies of the account, and who has them attached."""

from collections.abc import Iterable, Mapping
from typing import Any

from driftmgr.drift.policy import same_policy
from driftmgr.providers.aws import risks
from driftmgr.providers.aws.iam_authorization import AUTHORIZATION, document, key_of
from driftmgr.providers.aws.owners import role_owner, tag_owner
from driftmgr.providers.aws.shapes import all_tags, tags
from driftmgr.resources.listing import Item
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, Exclusive, ResourceType, Severity, Verdict


def policy(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A policy with its default version: the others are kept, and mean nothing."""
    if "Policy" not in item:
        return
    told = item["Policy"] | (item.get("Told") or {})
    found: dict[str, Any] = {
        "id": told["Arn"],
        "arn": told["Arn"],
        "name": _name(told),
        "path": told["Path"],
        "policy": document(_default_version(told).get("Document")),
    }
    if "PolicyId" in told:
        found["policy_id"] = told["PolicyId"]
    if item.get("Told") is not None:
        found |= {"description": told.get("Description", ""), "tags": tags(told.get("Tags"))}
    yield found


def _name(told: Mapping[str, Any]) -> str:
    """The last part of the ARN (IAM User Guide, "IAM identifiers")."""
    return str(told["Arn"]).rpartition("/")[2]


def _default_version(told: Mapping[str, Any]) -> Mapping[str, Any]:
    versions: list[dict[str, Any]] = told.get("PolicyVersionList") or []
    return next((version for version in versions if version.get("IsDefaultVersion")), {})


def _owner(item: Item, attributes: Attributes) -> str | None:
    told = item["Policy"]
    return role_owner(told["Path"], _name(told)) or tag_owner(all_tags((item.get("Told") or {}).get("Tags")))


def policy_attachment(item: Item, scope: Scope) -> Iterable[Attributes]:
    """Everything that has a policy attached, as the resource owns it: exclusively. Its name is Terraform's own."""
    if "Attachments" in item:
        told = item["Attachments"]
        yield {
            "id": told["PolicyArn"],
            "policy_arn": told["PolicyArn"],
            "roles": told["Roles"],
            "users": told["Users"],
            "groups": told["Groups"],
        }


def _attached(before: Any, after: Any) -> Verdict:
    """A whole attachment: as grave as the policy when somebody gained it."""
    gained = [
        name
        for kind in ("roles", "users", "groups")
        for name in sorted(set(after.get(kind) or ()) - set(before.get(kind) or ()))
    ]
    if not gained:
        return Severity.MEDIUM, "detached"
    verdict = risks.admin_attached(None, after["policy_arn"])
    return (verdict[0], f"{verdict[1]} to {', '.join(gained)} too") if verdict else None


TYPES = (
    ResourceType(
        name="aws_iam_policy",
        listing=AUTHORIZATION,
        to_attributes=policy,
        identity=("arn",),
        item_key=key_of("Policy", "arn"),
        equal={"policy": same_policy},
        defaults={"path": ("/",)},
        observed=frozenset({"policy_id"}),
        risks={
            "policy": risks.policy_widened,
            "policy_id": risks.changed(Severity.HIGH, "deleted and made anew under its old name"),
        },
        owner=_owner,
    ),
    ResourceType(
        name="aws_iam_policy_attachment",
        listing=AUTHORIZATION,
        to_attributes=policy_attachment,
        identity=("policy_arn",),
        item_key=key_of("Attachments", "policy_arn"),
        exclusive=tuple(
            Exclusive(
                owner=owner,
                attribute="managed_policy_arns",
                atoms=lambda attributes: frozenset({(attributes.get("policy_arn"),)}),
            )
            for owner in ("aws_iam_role", "aws_iam_user", "aws_iam_group")
        ),
        risks={"*": _attached},
        missing=Severity.MEDIUM,
    ),
)
