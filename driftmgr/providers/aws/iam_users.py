"""IAM users, what they may do, the groups they are in, and their access keys."""

from collections.abc import Callable, Iterable
from typing import Any

from driftmgr.drift.policy import same_policy
from driftmgr.providers.aws import risks
from driftmgr.providers.aws.iam_authorization import (
    AUTHORIZATION,
    attached_arns,
    boundary,
    inline_policies,
    key_of,
    names,
)
from driftmgr.providers.aws.owners import tag_owner
from driftmgr.providers.aws.shapes import all_tags, tags
from driftmgr.resources.listing import Item
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, Claim, ResourceType, Severity


def user(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A user. `groups` and `managed_policy_arns` are no attributes of aws_iam_user: split resources own them."""
    if "User" in item:
        told = item["User"]
        yield {
            "id": told["UserName"],
            "name": told["UserName"],
            "arn": told["Arn"],
            "path": told["Path"],
            "unique_id": told["UserId"],
            "permissions_boundary": boundary(told),
            "tags": tags(told.get("Tags")),
            "groups": list(told.get("GroupList") or ()),
            "managed_policy_arns": attached_arns(told.get("AttachedManagedPolicies")),
        }


def user_policy(item: Item, scope: Scope) -> Iterable[Attributes]:
    """Each inline policy of a user."""
    if "User" in item:
        name = item["User"]["UserName"]
        for policy in inline_policies(item["User"].get("UserPolicyList")):
            yield {"id": f"{name}:{policy['name']}", "user": name, **policy}


def user_policy_attachment(item: Item, scope: Scope) -> Iterable[Attributes]:
    """Each managed policy of a user."""
    if "User" in item:
        name = item["User"]["UserName"]
        for arn in attached_arns(item["User"].get("AttachedManagedPolicies")):
            yield {"id": f"{name}/{arn}", "user": name, "policy_arn": arn}


def user_group_membership(item: Item, scope: Scope) -> Iterable[Attributes]:
    """Each membership of a user apart, so that one that nobody records is told alone."""
    if "User" in item:
        name = item["User"]["UserName"]
        for group in item["User"].get("GroupList") or ():
            yield {"id": f"{name}/{group}", "user": name, "groups": [group]}


def access_key(item: Item, scope: Scope) -> Iterable[Attributes]:
    """Each access key of a user. The secret is told once, when the key is made, and never again."""
    for key in item.get("AccessKeys") or ():
        yield {"id": key["AccessKeyId"], "user": key["UserName"], "status": key["Status"]}


def _owner(item: Item, attributes: Attributes) -> str | None:
    return tag_owner(all_tags(item["User"].get("Tags")))


def _user_of(attributes: Attributes) -> str:
    return str(attributes.get("user"))


def _parent(attributes: Attributes) -> tuple[str, str]:
    return "aws_iam_user", _user_of(attributes)


def _claims(attribute: str, atoms: Callable[[Attributes], Iterable[Any]], **rebuild: Any) -> Claim:
    return Claim(
        owner="aws_iam_user",
        owner_identity=_user_of,
        attribute=lambda _: attribute,
        atoms=lambda attributes: frozenset((name,) for name in atoms(attributes)),
        **rebuild,
    )


TYPES = (
    ResourceType(
        name="aws_iam_user",
        listing=AUTHORIZATION,
        to_attributes=user,
        identity=("name",),
        item_key=key_of("User", "name"),
        defaults={"path": ("/",)},
        observed=frozenset({"unique_id"}),
        collections=(names("groups"), names("managed_policy_arns")),
        risks={
            "permissions_boundary": risks.permissions_boundary_lifted,
            "unique_id": risks.changed(Severity.HIGH, "deleted and made anew under its old name"),
        },
        unmanaged=Severity.CRITICAL,
        owner=_owner,
    ),
    ResourceType(
        name="aws_iam_user_policy",
        listing=AUTHORIZATION,
        to_attributes=user_policy,
        identity=("user", "name"),
        item_key=key_of("User", "user"),
        import_id=lambda attributes: f"{attributes['user']}:{attributes['name']}",
        equal={"policy": same_policy},
        risks={"policy": risks.policy_widened},
        unmanaged=Severity.HIGH,
        owner=_owner,
        parent=_parent,
    ),
    ResourceType(
        name="aws_iam_user_policy_attachment",
        listing=AUTHORIZATION,
        to_attributes=user_policy_attachment,
        identity=("user", "policy_arn"),
        item_key=key_of("User", "user"),
        claim=_claims("managed_policy_arns", lambda attributes: (attributes.get("policy_arn"),)),
        risks={"policy_arn": risks.admin_attached},
        exposes=("policy_arn",),
        missing=Severity.MEDIUM,
        unmanaged=Severity.HIGH,
        owner=_owner,
        parent=_parent,
    ),
    ResourceType(
        name="aws_iam_user_group_membership",
        listing=AUTHORIZATION,
        to_attributes=user_group_membership,
        item_key=key_of("User", "user"),
        claim=_claims(
            "groups",
            lambda attributes: attributes.get("groups") or (),
            rebuild=lambda recorded, live: {
                "user": recorded["user"],
                "groups": sorted(group for (group,) in live),
            },
        ),
        risks={"groups": risks.members_changed},
        missing=Severity.MEDIUM,
        unmanaged=Severity.HIGH,
        owner=_owner,
        parent=_parent,
    ),
    ResourceType(
        name="aws_iam_access_key",
        listing=AUTHORIZATION,
        to_attributes=access_key,
        item_key=key_of("User", "user"),
        observed=frozenset({"status"}),
        risks={"status": risks.access_key_activated},
        unmanaged=Severity.CRITICAL,
        owner=_owner,
        parent=_parent,
    ),
)
