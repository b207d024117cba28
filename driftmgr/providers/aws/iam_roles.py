"""IAM roles, their inline policies and the managed policies attached to them."""

from collections.abc import Iterable, Mapping
from typing import Any

from driftmgr.drift.policy import same_policy
from driftmgr.providers.aws import risks
from driftmgr.providers.aws.iam_authorization import (
    AUTHORIZATION,
    attached_arns,
    boundary,
    document,
    inline_policies,
    key_of,
    names,
)
from driftmgr.providers.aws.owners import role_owner, tag_owner
from driftmgr.providers.aws.shapes import all_tags, tags
from driftmgr.resources.listing import Item
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Atom, Attributes, Claim, Collection, ResourceType, Severity


def role(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A role. What it may do is in `inline_policy` and `managed_policy_arns`, also where split resources wrote it."""
    if "Role" not in item:
        return
    told = item["Role"]
    found: dict[str, Any] = {
        "id": told["RoleName"],
        "name": told["RoleName"],
        "arn": told["Arn"],
        "path": told["Path"],
        "unique_id": told["RoleId"],
        "assume_role_policy": document(told.get("AssumeRolePolicyDocument")),
        "permissions_boundary": boundary(told),
        "inline_policy": inline_policies(told.get("RolePolicyList")),
        "managed_policy_arns": attached_arns(told.get("AttachedManagedPolicies")),
        "tags": tags(told.get("Tags")),
    }
    if "MaxSessionDuration" in told:
        found |= {"description": told["Description"], "max_session_duration": told["MaxSessionDuration"]}
    yield found


def role_policy(item: Item, scope: Scope) -> Iterable[Attributes]:
    """Each inline policy of a role."""
    if "Role" in item:
        for policy in inline_policies(item["Role"].get("RolePolicyList")):
            name = item["Role"]["RoleName"]
            yield {"id": f"{name}:{policy['name']}", "role": name, **policy}


def role_policy_attachment(item: Item, scope: Scope) -> Iterable[Attributes]:
    """Each managed policy of a role."""
    if "Role" in item:
        name = item["Role"]["RoleName"]
        for arn in attached_arns(item["Role"].get("AttachedManagedPolicies")):
            yield {"id": f"{name}/{arn}", "role": name, "policy_arn": arn}


def _owner(item: Item, attributes: Attributes) -> str | None:
    told = item["Role"]
    return role_owner(told["Path"], told["RoleName"]) or tag_owner(all_tags(told.get("Tags")))


def _inline_atoms(_: Attributes, value: Any) -> Mapping[Atom, Any]:
    """By name. The provider writes one block of blanks for a role without inline policies."""
    return {(policy["name"],): policy for policy in value or () if policy.get("name")}


def _same_inline(recorded: Any, actual: Any) -> bool:
    return same_policy(recorded.get("policy"), actual.get("policy"))


def _of_role(attributes: Attributes) -> str:
    return str(attributes.get("role"))


TYPES = (
    ResourceType(
        name="aws_iam_role",
        listing=AUTHORIZATION,
        to_attributes=role,
        identity=("name",),
        item_key=key_of("Role", "name"),
        equal={"assume_role_policy": same_policy},
        defaults={"path": ("/",), "max_session_duration": (3600,)},
        observed=frozenset({"unique_id"}),
        collections=(
            Collection(attribute="inline_policy", atoms=_inline_atoms, same=_same_inline),
            names("managed_policy_arns"),
        ),
        risks={
            "assume_role_policy": risks.trust_policy_widened,
            "inline_policy": risks.inline_policies_widened,
            "managed_policy_arns": risks.admin_attached,
            "max_session_duration": risks.session_lengthened,
            "permissions_boundary": risks.permissions_boundary_lifted,
            "unique_id": risks.changed(Severity.HIGH, "deleted and made anew under its old name"),
        },
        owner=_owner,
    ),
    ResourceType(
        name="aws_iam_role_policy",
        listing=AUTHORIZATION,
        to_attributes=role_policy,
        identity=("role", "name"),
        item_key=key_of("Role", "role"),
        import_id=lambda attributes: f"{attributes['role']}:{attributes['name']}",
        equal={"policy": same_policy},
        claim=Claim(
            owner="aws_iam_role",
            owner_identity=_of_role,
            attribute=lambda _: "inline_policy",
            atoms=lambda attributes: frozenset({(attributes.get("name"),)}),
        ),
        risks={"policy": risks.policy_widened},
        unmanaged=Severity.HIGH,
        owner=_owner,
        parent=lambda attributes: ("aws_iam_role", _of_role(attributes)),
    ),
    ResourceType(
        name="aws_iam_role_policy_attachment",
        listing=AUTHORIZATION,
        to_attributes=role_policy_attachment,
        identity=("role", "policy_arn"),
        item_key=key_of("Role", "role"),
        claim=Claim(
            owner="aws_iam_role",
            owner_identity=_of_role,
            attribute=lambda _: "managed_policy_arns",
            atoms=lambda attributes: frozenset({(attributes.get("policy_arn"),)}),
        ),
        risks={"policy_arn": risks.admin_attached},
        exposes=("policy_arn",),
        missing=Severity.MEDIUM,
        unmanaged=Severity.HIGH,
        owner=_owner,
        parent=lambda attributes: ("aws_iam_role", _of_role(attributes)),
    ),
)
