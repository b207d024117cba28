"""The one bulk read of IAM: roles, users, groups and managed policies, with what is attached to them."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import unquote

from driftmgr.resources.listing import Api, Detail, Item, Listing, Need
from driftmgr.resources.types import Attributes, Collection

_KINDS: Final = {
    "Role": "RoleName",
    "User": "UserName",
    "Group": "GroupName",
    "Policy": "Arn",
    "Attachments": "PolicyArn",
}
"""What an item may be, and what names it."""

_ENTRIES: Final = """[
    RoleDetailList[].{Role: @}, UserDetailList[].{User: @}, GroupDetailList[].{Group: @}, Policies[].{Policy: @}
][]"""


def _read(api: Api) -> Iterator[Item]:
    """GetAccountAuthorizationDetails, and ListRoles for the two settings of roles that it leaves out.

    A policy's attachments and a group's members are told by their principals, so they are gathered from those. AWS's
    own policies are left out: hundreds of documents that nobody can change.
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
    """
    kinds = ["User", "Role", "Group", "LocalManagedPolicy"]
    entries: list[Item] = [
        entry
        for entry in api.pages("get_account_authorization_details", _ENTRIES, Filter=kinds, MaxItems=1000)
        if entry
    ]
    listed = {role["RoleName"]: role for role in api.pages("list_roles", "Roles", MaxItems=1000)}
    members: dict[str, list[str]] = defaultdict(list)
    attached: dict[str, dict[str, list[str]]] = defaultdict(lambda: {"Roles": [], "Users": [], "Groups": []})
    for entry in entries:
        kind, told = _told(entry)
        if kind == "User":
            for group in told.get("GroupList") or ():
                members[group].append(told["UserName"])
        if kind == "Policy":
            attached[told["Arn"]]  # a policy attached to nothing has attachments all the same: none
        for policy in told.get("AttachedManagedPolicies") or ():
            attached[policy["PolicyArn"]][f"{kind}s"].append(told[_KINDS[kind]])
    for entry in entries:
        kind, told = _told(entry)
        if kind == "Role" and told["RoleName"] in listed:
            role = listed[told["RoleName"]]
            told |= {
                "Description": role.get("Description", ""),
                "MaxSessionDuration": role.get("MaxSessionDuration"),
            }
        if kind == "Group":
            told["Users"] = members[told["GroupName"]]
        yield entry
    for arn, principals in attached.items():
        yield {"Attachments": {"PolicyArn": arn, **principals}}


def _told(item: Item) -> tuple[str, dict[str, Any]]:
    return next((kind, item[kind]) for kind in _KINDS if kind in item)


def _key(item: Item) -> str:
    kind, told = _told(item)
    return f"{kind}/{told[_KINDS[kind]]}"


def key_of(kind: str, attribute: str) -> Callable[[Attributes], str]:
    """`ResourceType.item_key` of what is told by the role, user, group or policy that an attribute names."""
    return lambda attributes: f"{kind}/{attributes.get(attribute)}"


AUTHORIZATION = Listing(
    service="iam",
    operation="get_account_authorization_details",
    items="RoleDetailList",
    key=_key,
    read=_read,
    is_global=True,
    permissions=("iam:GetAccountAuthorizationDetails", "iam:ListRoles"),
    details=(
        # Keys are told user by user. Those of recorded users are always asked for, so that a key made behind a
        # state's back is found; a user whom no state records is a critical finding by itself, whatever its keys.
        Detail(
            name="AccessKeys",
            operation="list_access_keys",
            params=lambda item: {"UserName": item["User"]["UserName"]},
            take="AccessKeyMetadata",
            feeds={"aws_iam_access_key": ()},
            reveals=("aws_iam_user",),
            absent=("NoSuchEntity",),
            need=Need.SECURITY,
            applies=lambda item: "User" in item,
        ),
        # GetPolicy alone tells tags and description.
        # https://docs.aws.amazon.com/IAM/latest/APIReference/API_Policy.html
        Detail(
            name="Told",
            operation="get_policy",
            params=lambda item: {"PolicyArn": item["Policy"]["Arn"]},
            take="Policy",
            feeds={"aws_iam_policy": ("description", "tags")},
            applies=lambda item: "Policy" in item,
        ),
    ),
)


def document(value: Any) -> str:
    """A policy as JSON text: the SDK gives documents parsed, the API percent-encoded (RFC 3986)."""
    if isinstance(value, str):
        return unquote(value) if value.startswith("%") else value
    return json.dumps(value, separators=(",", ":")) if value else ""


def inline_policies(listed: Any) -> list[dict[str, str]]:
    """RolePolicyList and its like as `inline_policy` blocks."""
    return [{"name": each["PolicyName"], "policy": document(each["PolicyDocument"])} for each in listed or ()]


def attached_arns(listed: Any) -> list[str]:
    """The ARNs of AttachedManagedPolicies."""
    return [each["PolicyArn"] for each in listed or ()]


def boundary(told: Mapping[str, Any]) -> str:
    """The ARN of the permissions boundary, "" where there is none."""
    return str((told.get("PermissionsBoundary") or {}).get("PermissionsBoundaryArn") or "")


def names(attribute: str) -> Collection:
    """A list of names, each of which may be written by a split resource."""
    return Collection(attribute=attribute, atoms=lambda _, value: {(name,): name for name in value or ()})
