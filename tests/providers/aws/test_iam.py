"""IAM: one bulk read, joins on natural keys, attachments and memberships as atoms."""

from collections.abc import Iterator
from typing import Any

import pytest

from driftmgr.drift.ownership import Claims, owner_differences
from driftmgr.providers.aws import iam_authorization
from driftmgr.providers.aws.registry import aws_types
from driftmgr.resources.listing import Item
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Severity

SCOPE = Scope("aws", "123456789012", "global")
ARN = "arn:aws:iam::123456789012"
ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"
DOCUMENT = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}


class Pages:
    """An API that answers the two lists of the bulk read."""

    def pages(self, operation: str, items: str, **params: Any) -> Iterator[Any]:
        if operation == "list_roles":
            yield {"RoleName": "app", "Description": "the app", "MaxSessionDuration": 7200}
            return
        assert "AWSManagedPolicy" not in params["Filter"]
        yield {"Role": role("app", attached=[ADMIN])}
        yield None  # a page without one of the kinds
        yield {"Role": role("made-meanwhile")}
        yield {"User": user("ann", groups=["devs"], attached=[f"{ARN}:policy/team/own"])}
        yield {"Group": {"GroupName": "devs", "GroupId": "AGPA1", "Arn": f"{ARN}:group/devs", "Path": "/"}}
        yield {
            "Policy": {
                "Arn": f"{ARN}:policy/team/own",
                "Path": "/team/",
                "PolicyName": "own",
                "PolicyId": "ANPA1",
            }
        }

    def call(self, operation: str, **params: Any) -> dict[str, Any]:
        raise AssertionError(operation)


def role(name: str, path: str = "/", attached: list[str] | None = None) -> dict[str, Any]:
    return {
        "RoleName": name,
        "RoleId": "AROA1",
        "Arn": f"{ARN}:role{path}{name}",
        "Path": path,
        "AssumeRolePolicyDocument": DOCUMENT,
        "RolePolicyList": [{"PolicyName": "in", "PolicyDocument": DOCUMENT}],
        "AttachedManagedPolicies": [{"PolicyArn": arn, "PolicyName": "p"} for arn in attached or ()],
    }


def user(name: str, groups: list[str], attached: list[str]) -> dict[str, Any]:
    return {
        "UserName": name,
        "UserId": "AIDA1",
        "Arn": f"{ARN}:user/{name}",
        "Path": "/",
        "GroupList": groups,
        "AttachedManagedPolicies": [{"PolicyArn": arn, "PolicyName": "p"} for arn in attached],
    }


@pytest.fixture
def items() -> dict[str, Item]:
    listing = iam_authorization.AUTHORIZATION
    assert listing.read
    return {listing.key(item): item for item in listing.read(Pages())}


def made(type_name: str, item: Item) -> list[dict[str, Any]]:
    return [dict(attributes) for attributes in aws_types()[type_name].to_attributes(item, SCOPE)]


def test_a_role_has_what_only_the_list_of_roles_tells(items: dict[str, Item]):
    (app,) = made("aws_iam_role", items["Role/app"])
    assert (app["description"], app["max_session_duration"]) == ("the app", 7200)


def test_a_role_made_between_the_two_lists_has_no_guessed_settings(items: dict[str, Item]):
    (late,) = made("aws_iam_role", items["Role/made-meanwhile"])
    assert not {"description", "max_session_duration"} & late.keys()


def test_members_and_attachments_are_gathered_from_their_principals(items: dict[str, Item]):
    assert made("aws_iam_group_membership", items["Group/devs"])[0]["users"] == ["ann"]
    (own,) = made("aws_iam_policy_attachment", items[f"Attachments/{ARN}:policy/team/own"])
    assert (own["roles"], own["users"], own["groups"]) == ([], ["ann"], [])
    (admin,) = made("aws_iam_policy_attachment", items[f"Attachments/{ADMIN}"])
    assert admin["roles"] == ["app"]


@pytest.mark.parametrize(
    ("type_name", "recorded", "item", "import_id"),
    [
        ("aws_iam_role", {"id": "app", "name": "app"}, "Role/app", "app"),
        ("aws_iam_role_policy", {"id": "app:in", "role": "app", "name": "in"}, "Role/app", "app:in"),
        (
            "aws_iam_role_policy_attachment",
            {"id": "app-20261123052909096200000004", "role": "app", "policy_arn": ADMIN},
            "Role/app",
            f"app/{ADMIN}",
        ),
        (
            "aws_iam_user_policy_attachment",
            {"id": "ann-2026", "user": "ann", "policy_arn": f"{ARN}:policy/team/own"},
            "User/ann",
            f"ann/{ARN}:policy/team/own",
        ),
        (
            "aws_iam_group_membership",
            {"id": "any name", "name": "any name", "group": "devs"},
            "Group/devs",
            "devs",
        ),
        (
            "aws_iam_policy",
            {"arn": f"{ARN}:policy/team/own"},
            f"Policy/{ARN}:policy/team/own",
            f"{ARN}:policy/team/own",
        ),
    ],
)
def test_recorded_and_live_join_whatever_the_recorded_id(
    items: dict[str, Item], type_name: str, recorded: dict[str, Any], item: str, import_id: str
):
    resource_type = aws_types()[type_name]
    assert resource_type.item_key_of(recorded) == item
    found = {found.identity: found for found in resource_type.objects(items[item], SCOPE, {})}
    assert found[resource_type.identity_of(recorded)].id == import_id


def test_a_role_s_mirrors_are_atoms_that_its_split_resources_claim(items: dict[str, Item]):
    (app,) = made("aws_iam_role", items["Role/app"])
    for split in ("aws_iam_role_policy", "aws_iam_role_policy_attachment"):
        claim = aws_types()[split].claim
        assert claim
        (part,) = made(split, items["Role/app"])
        (mirror,) = (
            c for c in aws_types()["aws_iam_role"].collections if c.attribute == claim.attribute(part)
        )
        assert claim.owner_identity(part) == "app"
        assert claim.atoms(part) == set(mirror.atoms(app, app[mirror.attribute]))


def test_the_provider_s_blank_inline_policy_is_no_policy():
    (inline, _) = aws_types()["aws_iam_role"].collections
    assert inline.atoms({}, [{"name": "", "policy": ""}]) == {}
    assert inline.same
    assert inline.same(
        {"name": "a", "policy": '{"Statement":[]}'}, {"name": "a", "policy": "%7B%22Statement%22%3A%5B%5D%7D"}
    )


@pytest.mark.parametrize(
    ("path", "owner"),
    [
        ("/", None),
        ("/aws-service-role/ecs.amazonaws.com/", "aws"),
        ("/aws-reserved/sso.amazonaws.com/eu-west-1/", "sso"),
    ],
)
def test_the_platform_s_roles_and_their_parts_have_an_owner(path: str, owner: str | None):
    item = {"Role": role("r", path, [ADMIN])}
    for name in ("aws_iam_role", "aws_iam_role_policy", "aws_iam_role_policy_attachment"):
        assert [found.owner for found in aws_types()[name].objects(item, SCOPE, {})] == [owner]


def test_keys_are_told_only_where_they_were_read():
    item: Item = {"User": user("ann", [], [])}
    assert made("aws_iam_access_key", item) == []
    key = {"UserName": "ann", "AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "Status": "Inactive"}
    (found,) = made("aws_iam_access_key", item | {"AccessKeys": [key]})
    assert found == {"id": "AKIAIOSFODNN7EXAMPLE", "user": "ann", "status": "Inactive"}
    assert aws_types()["aws_iam_access_key"].unmanaged is Severity.CRITICAL


def test_only_a_policy_s_default_version_counts():
    other = DOCUMENT | {"Statement": []}
    versions = [
        {"VersionId": "v2", "IsDefaultVersion": False, "Document": DOCUMENT},
        {"VersionId": "v1", "IsDefaultVersion": True, "Document": other},
    ]
    item = {"Policy": {"Arn": f"{ARN}:policy/p", "Path": "/", "PolicyVersionList": versions}}
    (found,) = made("aws_iam_policy", item)
    assert found["policy"] == '{"Version":"2012-10-17","Statement":[]}'
    assert "tags" not in found


def test_a_user_leaves_groups_one_by_one():
    resource_type = aws_types()["aws_iam_user_group_membership"]
    recorded = {"id": "terraform-2026", "user": "ann", "groups": ["a", "b"]}
    assert resource_type.claim
    assert resource_type.claim.rebuild
    live = {("b",): None, ("c",): None}
    present = {atom: live[atom] for atom in resource_type.claim.atoms(recorded) if atom in live}
    assert resource_type.claim.rebuild(recorded, present) == {"user": "ann", "groups": ["b"]}


@pytest.mark.parametrize(
    ("arn", "after", "severity"),
    [
        (ADMIN, {"roles": ["a", "b"]}, Severity.CRITICAL),
        (f"{ARN}:policy/own", {"roles": ["a"], "users": ["u"]}, Severity.HIGH),
        (ADMIN, {"roles": []}, Severity.MEDIUM),
    ],
)
def test_an_attachment_is_as_grave_as_its_policy(arn: str, after: dict[str, Any], severity: Severity):
    risk = aws_types()["aws_iam_policy_attachment"].risks["*"]
    verdict = risk({"policy_arn": arn, "roles": ["a"]}, {"policy_arn": arn} | after)
    assert verdict
    assert verdict[0] is severity


def test_an_exclusive_attachment_speaks_for_every_role_and_only_for_its_policy():
    attachment, role_type = aws_types()["aws_iam_policy_attachment"], aws_types()["aws_iam_role"]
    claims, owner = Claims(), ("123456789012", "aws_iam_role", "app")
    for exclusive in attachment.exclusive:
        claims.add_exclusive(exclusive, "123456789012", {"policy_arn": ADMIN, "roles": ["other"]})
    was, live = {"managed_policy_arns": ["own"]}, {"managed_policy_arns": ["own", ADMIN]}
    assert owner_differences(role_type, owner, was, live, claims) == []
    gone = owner_differences(role_type, owner, was, {"managed_policy_arns": [ADMIN]}, claims)
    assert gone == [("managed_policy_arns", ["own"], [])]
