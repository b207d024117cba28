"""IAM groups, what they may do, and who is in them."""

from collections.abc import Iterable

from driftmgr.drift.policy import same_policy
from driftmgr.providers.aws import risks
from driftmgr.providers.aws.iam_authorization import (
    AUTHORIZATION,
    attached_arns,
    inline_policies,
    key_of,
    names,
)
from driftmgr.resources.listing import Item
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, Claim, Exclusive, ResourceType, Severity


def group(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A group. Groups have no tags."""
    if "Group" in item:
        told = item["Group"]
        yield {
            "id": told["GroupName"],
            "name": told["GroupName"],
            "arn": told["Arn"],
            "path": told["Path"],
            "unique_id": told["GroupId"],
            "managed_policy_arns": attached_arns(told.get("AttachedManagedPolicies")),
        }


def group_policy(item: Item, scope: Scope) -> Iterable[Attributes]:
    """Each inline policy of a group."""
    if "Group" in item:
        name = item["Group"]["GroupName"]
        for policy in inline_policies(item["Group"].get("GroupPolicyList")):
            yield {"id": f"{name}:{policy['name']}", "group": name, **policy}


def group_policy_attachment(item: Item, scope: Scope) -> Iterable[Attributes]:
    """Each managed policy of a group."""
    if "Group" in item:
        name = item["Group"]["GroupName"]
        for arn in attached_arns(item["Group"].get("AttachedManagedPolicies")):
            yield {"id": f"{name}/{arn}", "group": name, "policy_arn": arn}


def group_membership(item: Item, scope: Scope) -> Iterable[Attributes]:
    """All members of a group, as the resource owns them: exclusively. Its name is Terraform's own."""
    if "Group" in item:
        yield {
            "id": item["Group"]["GroupName"],
            "group": item["Group"]["GroupName"],
            "users": list(item["Group"]["Users"]),
        }


def _group_of(attributes: Attributes) -> str:
    return str(attributes.get("group"))


def _parent(attributes: Attributes) -> tuple[str, str]:
    return "aws_iam_group", _group_of(attributes)


TYPES = (
    ResourceType(
        name="aws_iam_group",
        listing=AUTHORIZATION,
        to_attributes=group,
        identity=("name",),
        item_key=key_of("Group", "name"),
        defaults={"path": ("/",)},
        observed=frozenset({"unique_id"}),
        collections=(names("managed_policy_arns"),),
        risks={"unique_id": risks.changed(Severity.HIGH, "deleted and made anew under its old name")},
    ),
    ResourceType(
        name="aws_iam_group_policy",
        listing=AUTHORIZATION,
        to_attributes=group_policy,
        identity=("group", "name"),
        item_key=key_of("Group", "group"),
        import_id=lambda attributes: f"{attributes['group']}:{attributes['name']}",
        equal={"policy": same_policy},
        risks={"policy": risks.policy_widened},
        unmanaged=Severity.HIGH,
        parent=_parent,
    ),
    ResourceType(
        name="aws_iam_group_policy_attachment",
        listing=AUTHORIZATION,
        to_attributes=group_policy_attachment,
        identity=("group", "policy_arn"),
        item_key=key_of("Group", "group"),
        claim=Claim(
            owner="aws_iam_group",
            owner_identity=_group_of,
            attribute=lambda _: "managed_policy_arns",
            atoms=lambda attributes: frozenset({(attributes.get("policy_arn"),)}),
        ),
        risks={"policy_arn": risks.admin_attached},
        exposes=("policy_arn",),
        missing=Severity.MEDIUM,
        unmanaged=Severity.HIGH,
        parent=_parent,
    ),
    ResourceType(
        name="aws_iam_group_membership",
        listing=AUTHORIZATION,
        to_attributes=group_membership,
        identity=("group",),
        item_key=key_of("Group", "group"),
        exclusive=(
            Exclusive(
                owner="aws_iam_user",
                attribute="groups",
                atoms=lambda attributes: frozenset({(attributes.get("group"),)}),
            ),
        ),
        risks={"users": risks.members_changed},
        missing=Severity.MEDIUM,
        parent=_parent,
    ),
)
