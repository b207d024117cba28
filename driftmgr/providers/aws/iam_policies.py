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
from driftmgr.resources.types import Attributes, Claim, ResourceType, Severity


def policy(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A policy with its default version: the others are kept, and mean nothing."""
    if "Policy" not in item:
        return
    told = item["Policy"]
    found: dict[str, Any] = {
        "id": told["Arn"],
        "arn": told["Arn"],
        "name": told["PolicyName"],
        "path": told["Path"],
        "policy_id": told["PolicyId"],
        "policy": document(_default_version(told).get("Document")),
    }
    if item.get("Told") is not None:
        found |= {"description": item["Told"].get("Description", ""), "tags": tags(item["Told"].get("Tags"))}
    yield found


def _default_version(told: Mapping[str, Any]) -> Mapping[str, Any]:
    versions: list[dict[str, Any]] = told.get("PolicyVersionList") or []
    return next((version for version in versions if version.get("IsDefaultVersion")), {})


def _owner(item: Item, attributes: Attributes) -> str | None:
    told = item["Policy"]
    return role_owner(told["Path"], told["PolicyName"]) or tag_owner(
        all_tags((item.get("Told") or {}).get("Tags"))
    )


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


def _attached(before: Any, after: Any) -> tuple[Severity, str] | None:
    gained = sorted(set(after or ()) - set(before or ()))
    if gained:
        return Severity.HIGH, f"attached to {', '.join(gained)} too"
    return Severity.MEDIUM, "detached"


def _policy_arn(attributes: Attributes) -> str:
    return str(attributes.get("policy_arn"))


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
        # Attachments that nobody records are told one by one, by the attachment types of roles, users and groups.
        claim=Claim(
            owner="aws_iam_policy",
            owner_identity=_policy_arn,
            attribute=lambda _: "attachments",
            atoms=lambda _: frozenset(),
        ),
        risks={"roles": _attached, "users": _attached, "groups": _attached},
        missing=Severity.MEDIUM,
    ),
)
