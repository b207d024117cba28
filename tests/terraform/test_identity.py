"""IAM: documents widened and reworded, attachments, keys and members that come and go."""

import json
from pathlib import Path
from unittest.mock import ANY

import boto3
import pytest

from tests.servers import MotoServer
from tests.terraform.story import GONE, Story, Values, hold, in_sync, tell

pytestmark = pytest.mark.terraform

TRUST = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}


def document(*statements: dict) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: str | list[str], resource: str | list[str] = "*", **rest: object) -> dict:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **rest}


def change(recorded: Values) -> None:
    """Everything that people do to identities by hand."""
    iam = boto3.client("iam")
    read = recorded["aws_iam_policy.read"]["arn"]

    iam.update_role(RoleName="app", Description="runs the application", MaxSessionDuration=3600)
    iam.tag_role(RoleName="app", Tags=[{"Key": "Env", "Value": "dev"}])
    iam.untag_role(RoleName="app", TagKeys=["Team"])

    # Widened.
    iam.put_role_policy(RoleName="app", PolicyName="bucket", PolicyDocument=document(allow("s3:*")))
    world = document(TRUST | {"Principal": {"AWS": "*"}})
    iam.update_assume_role_policy(RoleName="many-green", PolicyDocument=world)
    region = {"StringEquals": {"aws:RequestedRegion": ["us-east-1", "us-west-2"]}}
    ci = document(allow("ecs:UpdateService", Condition=region))
    iam.put_user_policy(UserName="ci", PolicyName="deploy", PolicyDocument=ci)

    # Reworded, with the same meaning.
    logs = document(allow(["logs:CreateLogStream", "logs:PutLogEvents"], ["*"]))
    iam.put_role_policy(RoleName="inline", PolicyName="logs", PolicyDocument=logs)
    trust = document(TRUST | {"Action": ["sts:AssumeRole"]})
    iam.update_assume_role_policy(RoleName="many-blue", PolicyDocument=trust)
    same = document(allow(["s3:Get*"], "arn:aws:s3:::assets/*", Sid="Read"))
    iam.create_policy_version(PolicyArn=read, PolicyDocument=same, SetAsDefault=True)

    # Split resources that go, and what nobody recorded comes.
    iam.detach_role_policy(RoleName="app", PolicyArn="arn:aws:iam::aws:policy/CloudWatchLogsReadOnlyAccess")
    iam.attach_role_policy(RoleName="many-green", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    iam.put_role_policy(RoleName="app", PolicyName="backdoor", PolicyDocument=document(allow("iam:*")))
    iam.delete_group_policy(GroupName="admins", PolicyName="iam")
    iam.remove_user_from_group(GroupName="admins", UserName="person-1")
    iam.add_user_to_group(GroupName="admins", UserName="ci")
    iam.delete_user(UserName="person-2")
    iam.remove_role_from_instance_profile(InstanceProfileName="app", RoleName="app")

    key = recorded["aws_iam_access_key.ci"]["id"]
    iam.update_access_key(UserName="ci", AccessKeyId=key, Status="Inactive")
    iam.create_access_key(UserName="ci")
    iam.create_user(UserName="mallory")
    iam.create_role(RoleName="shadow", AssumeRolePolicyDocument=document(TRUST))


def every_change_is_found_and_nothing_else(story: Story) -> None:
    assert story.changes() == {
        ("aws_iam_role.app", "max_session_duration"): (7200, 3600),
        ("aws_iam_role.app", "tags.Env"): ("prod", "dev"),
        ("aws_iam_role.app", "tags.Team"): ("web", None),
        ("aws_iam_role.app", "inline_policy"): ([], [{"name": "backdoor", "policy": ANY}]),
        ("aws_iam_role_policy.app", "policy"): ANY,
        ("aws_iam_role_policy_attachment.app_logs", ""): ("recorded", GONE),
        ('aws_iam_role.many["green"]', "assume_role_policy"): ANY,
        ('aws_iam_role.many["green"]', "managed_policy_arns"): (
            [],
            ["arn:aws:iam::aws:policy/AdministratorAccess"],
        ),
        ("aws_iam_instance_profile.app", "role"): ("app", ""),
        ("aws_iam_user_policy.ci", "policy"): ANY,
        ("aws_iam_access_key.ci", "status"): ("Active", "Inactive"),
        ("aws_iam_user.people[2]", ""): ("recorded", GONE),
        ("aws_iam_group_policy.admins", ""): ("recorded", GONE),
        ("aws_iam_group_membership.admins", "users"): ANY,
    }
    before, after = story.changes()["aws_iam_group_membership.admins", "users"]
    assert (sorted(before), sorted(after)) == (["person-0", "person-1"], ["ci", "person-0"])
    assert {(kind, "" if kind == "aws_iam_access_key" else name) for kind, name in story.unmanaged()} == {
        ("aws_iam_access_key", ""),
        ("aws_iam_role", "shadow"),
        ("aws_iam_user", "mallory"),
    }


def what_gives_power_away_is_critical(story: Story) -> None:
    critical = {d.address or d.type for d in story.drifted.resource_drift if d.severity == "critical"}
    assert critical == {
        "aws_iam_role.app",
        'aws_iam_role.many["green"]',
        "aws_iam_role_policy.app",
        "aws_iam_access_key",
        "aws_iam_user",
    }


def terraform_sees_the_same(story: Story) -> None:
    assert story.disagreements() == {
        # The same meaning in other words, which is no drift.
        ("aws_iam_policy.read", "policy"),
        ("aws_iam_role.inline", "inline_policy"),
        ('aws_iam_role.many["blue"]', "assume_role_policy"),
        # Mirrors: Terraform writes what other resources own into the role too.
        ("aws_iam_role.app", "inline_policy"),
        ("aws_iam_role.app", "managed_policy_arns"),
        # Provider 3.39 keeps the role that a profile had when it has none.
        ("aws_iam_instance_profile.app", "role"),
    }


def test_identity(moto_server: MotoServer, tmp_path: Path):
    story = tell("identity", moto_server, tmp_path, ("us-east-1",), change)
    hold(
        story,
        in_sync,
        every_change_is_found_and_nothing_else,
        what_gives_power_away_is_critical,
        terraform_sees_the_same,
    )
