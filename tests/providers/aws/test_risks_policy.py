"""Policies: what widens them, and what only says the same otherwise."""

import json

import pytest

from driftmgr.providers.aws import risks
from driftmgr.resources.types import Severity

C, H, M, L = Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW

BUCKET = "arn:aws:s3:::logs"
QUEUE = "arn:aws:sqs:us-east-1:111111111111:jobs"
OURS, OTHERS = "arn:aws:iam::111111111111:role/app", "arn:aws:iam::999999999999:role/app"


def allow(action, resource="*", **more):
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def when(operator, key, value):
    return {"Condition": {operator: {key: value}}}


READ = allow(["s3:GetObject", "s3:ListBucket"], [BUCKET, f"{BUCKET}/*"])
DENY = {"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Principal": "*"}
SECURE = when("Bool", "aws:SecureTransport", "false")
SOURCE = when("ArnEquals", "aws:SourceArn", "arn:aws:sns:us-east-1:111111111111:topic")
SENT = allow("sqs:SendMessage", QUEUE, Principal={"AWS": OURS})

WIDENED = {
    "every action": ([READ], [READ, allow("*")], C, "allows every action"),
    "a service's every action": ([READ], [READ, allow("ec2:*")], C, "allows ec2:*"),
    "every action but some": (
        [READ],
        [READ, {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}],
        C,
        "allows everything but iam:*",
    ),
    "keys to the rest, everywhere": (
        [READ],
        [READ, allow("iam:PassRole")],
        C,
        "allows iam:passrole on every resource",
    ),
    "the same on one resource": ([READ], [READ, allow("iam:PassRole", OURS)], H, "allows iam:passrole"),
    "an action that writes": ([READ], [READ, allow("s3:PutObject", BUCKET)], H, "allows s3:putobject"),
    "only what is new is told": (
        [READ],
        [allow(["s3:GetObject", "s3:ListBucket", "s3:DeleteObject"], [BUCKET, f"{BUCKET}/*"])],
        H,
        "allows s3:deleteobject",
    ),
    "an action that reads": ([READ], [READ, allow("ec2:DescribeVpcs")], M, "allows ec2:describevpcs"),
    "reading secrets is no mere reading": (
        [READ],
        [
            READ,
            allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:us-east-1:111111111111:secret:x"),
        ],
        H,
        "allows secretsmanager:getsecretvalue",
    ),
    "more of the resource": (
        [allow("s3:PutObject", f"{BUCKET}/a/*")],
        [allow("s3:PutObject", f"{BUCKET}/*")],
        H,
        "allows s3:putobject",
    ),
    "anyone": (
        [SENT],
        [SENT, allow("sqs:SendMessage", QUEUE, Principal="*")],
        C,
        "allows sqs:sendmessage to anyone",
    ),
    "anyone, as AWS": (
        [],
        [allow("s3:GetObject", BUCKET, Principal={"AWS": "*"})],
        C,
        "allows s3:getobject to anyone",
    ),
    "anyone from a source": (
        [SENT],
        [SENT, allow("sqs:SendMessage", QUEUE, Principal="*", **SOURCE)],
        H,
        "allows sqs:sendmessage to anyone, on a condition",
    ),
    "a condition that admits everybody": (
        [SENT],
        [
            SENT,
            allow("sqs:SendMessage", QUEUE, Principal="*", **when("IpAddress", "aws:SourceIp", "0.0.0.0/0")),
        ],
        C,
        "allows sqs:sendmessage to anyone",
    ),
    "a condition that says nothing about who": (
        [],
        [allow("s3:GetObject", BUCKET, Principal="*", **when("Bool", "aws:SecureTransport", "true"))],
        C,
        "allows s3:getobject to anyone",
    ),
    "everyone but one": (
        [SENT],
        [
            SENT,
            {
                "Effect": "Allow",
                "Action": "sqs:SendMessage",
                "Resource": QUEUE,
                "NotPrincipal": {"AWS": OURS},
            },
        ],
        C,
        "allows sqs:sendmessage to everyone with exceptions",
    ),
    "another account": (
        [SENT],
        [SENT, allow("sqs:SendMessage", QUEUE, Principal={"AWS": OTHERS})],
        C,
        f"allows sqs:sendmessage to another account: {OTHERS}",
    ),
    "another account beside ours": (
        [SENT],
        [allow("sqs:SendMessage", QUEUE, Principal={"AWS": [OURS, "999999999999"]})],
        C,
        "allows sqs:sendmessage to another account: 999999999999",
    ),
    "another role of ours": (
        [SENT],
        [SENT, allow("sqs:SendMessage", QUEUE, Principal={"AWS": f"{OURS}2"})],
        H,
        f"allows sqs:sendmessage to {OURS}2",
    ),
    "a first principal of a bucket": (
        [],
        [allow("s3:PutObject", BUCKET, Principal={"AWS": OURS})],
        H,
        f"allows s3:putobject to {OURS}",
    ),
    "a service, whoever asks it": (
        [SENT],
        [SENT, allow("sqs:SendMessage", QUEUE, Principal={"Service": "sns.amazonaws.com"})],
        H,
        "allows sqs:sendmessage to sns.amazonaws.com",
    ),
    "a service for one source": (
        [SENT],
        [SENT, allow("sqs:SendMessage", QUEUE, Principal={"Service": "sns.amazonaws.com"}, **SOURCE)],
        M,
        "allows sqs:sendmessage to sns.amazonaws.com",
    ),
    "a Deny is gone": ([READ, DENY], [READ], C, "a Deny of s3:* was removed or weakened"),
    "a Deny is gone with all": ([DENY], None, C, "a Deny of s3:* was removed or weakened"),
    "a Deny holds on a condition now": (
        [DENY],
        [{**DENY, **SECURE}],
        C,
        "a Deny of s3:* was removed or weakened",
    ),
    "a condition is gone": (
        [{**SENT, **SOURCE}],
        [SENT],
        C,
        "condition on aws:sourcearn removed from Allow sqs:sendmessage",
    ),
    "a condition admits another": (
        [{**SENT, **when("StringEquals", "aws:SourceAccount", "1")}],
        [{**SENT, **when("StringEquals", "aws:SourceAccount", ["1", "2"])}],
        H,
        "condition on aws:sourceaccount admits more",
    ),
    "a condition admits a pattern": (
        [{**SENT, **when("StringLike", "aws:SourceAccount", "1")}],
        [{**SENT, **when("StringLike", "aws:SourceAccount", "*")}],
        C,
        "condition on aws:sourceaccount admits more",
    ),
}


@pytest.mark.parametrize(("before", "after", "severity", "reason"), WIDENED.values(), ids=WIDENED)
def test_widening(before, after, severity, reason):
    was = policy(*before)
    is_ = policy(*after) if after is not None else None
    assert risks.policy_widened(was, is_) == (severity, reason)


NARROWED = {
    "fewer actions": ([READ], [allow("s3:GetObject", [BUCKET, f"{BUCKET}/*"])]),
    "less of the resource": ([READ], [allow(["s3:GetObject", "s3:ListBucket"], f"{BUCKET}/public/*")]),
    "a wildcard spelled out": ([allow("s3:*")], [allow(["s3:GetObject", "s3:PutObject"])]),
    "a service of all": ([allow("*")], [allow("iam:*")]),
    "all with exceptions": ([allow("*")], [{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}]),
    "more exceptions": (
        [{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}],
        [{"Effect": "Allow", "NotAction": ["iam:*", "sts:*"], "Resource": "*"}],
    ),
    "outside of the exceptions": (
        [{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}],
        [allow("s3:*")],
    ),
    "an Allow is gone": ([READ, SENT], [READ]),
    "a Deny more": ([READ], [READ, DENY]),
    "a broader Deny": ([{**DENY, "Action": "s3:PutObject"}], [DENY]),
    "a condition more": ([SENT], [{**SENT, **SOURCE}]),
    "a condition admits less": (
        [{**SENT, **when("StringEquals", "aws:SourceAccount", ["1", "2"])}],
        [{**SENT, **when("StringEquals", "aws:SourceAccount", "1")}],
    ),
    "a negated condition excludes more": (
        [{**SENT, **when("StringNotEquals", "aws:SourceAccount", "1")}],
        [{**SENT, **when("StringNotEquals", "aws:SourceAccount", ["1", "2"])}],
    ),
    "another name": ([READ], [{**READ, "Sid": "read"}]),
    "one statement becomes two": (
        [READ],
        [allow("s3:GetObject", [BUCKET, f"{BUCKET}/*"]), allow("s3:ListBucket", [BUCKET, f"{BUCKET}/*"])],
    ),
    "two statements become one": (
        [allow("s3:GetObject", BUCKET), allow("s3:ListBucket", BUCKET)],
        [allow(["s3:GetObject", "s3:ListBucket"], BUCKET)],
    ),
    "a role of an account": (
        [{**SENT, "Principal": {"AWS": "111111111111"}}],
        [SENT],
    ),
}


@pytest.mark.parametrize(("before", "after"), NARROWED.values(), ids=NARROWED)
def test_narrowing_is_low(before, after):
    assert risks.policy_widened(policy(*before), policy(*after)) == (
        L,
        "the policy allows no more than before",
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, ""),
        (None, "{}"),
        (policy(READ), json.loads(policy(READ))),
        (policy(READ, DENY), policy(DENY, READ)),
        (policy(allow("s3:GetObject")), policy(allow(["S3:getobject"]))),
    ],
)
def test_the_same_policy_is_no_event(before, after):
    assert risks.policy_widened(before, after) is None
    assert risks.trust_policy_widened(before, after) is None


@pytest.mark.parametrize(
    "broken", ["not json", '{"Statement": 1}', "[]", {"Statement": [{"Effect": "Maybe"}]}]
)
def test_what_cannot_be_read_is_not_called_harmless(broken):
    assert risks.policy_widened(policy(READ), broken)[0] is H
    assert risks.policy_widened(broken, policy(READ))[0] is H


def trust(principal, **more):
    return {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal, **more}


EC2 = trust({"Service": "ec2.amazonaws.com"})
GITHUB = {"Federated": "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com"}
SUB = "token.actions.githubusercontent.com:sub"

TRUSTED = {
    "another account": ([EC2], [EC2, trust({"AWS": "999999999999"})], C, "999999999999 may assume the role"),
    "our own role": ([EC2], [EC2, trust({"AWS": OURS})], C, f"{OURS} may assume the role"),
    "anyone": ([EC2], [EC2, trust("*")], C, "anyone may assume the role"),
    "anyone on a condition": (
        [EC2],
        [EC2, trust("*", **when("StringEquals", "aws:PrincipalOrgID", "o-1"))],
        C,
        "anyone may assume the role, on a condition",
    ),
    "another service": (
        [EC2],
        [trust({"Service": ["ec2.amazonaws.com", "lambda.amazonaws.com"]})],
        H,
        "the service lambda.amazonaws.com may assume the role",
    ),
    "any repository": (
        [trust(GITHUB, **when("StringLike", SUB, "repo:org/app:*"))],
        [trust(GITHUB, **when("StringLike", SUB, "repo:*"))],
        C,
        f"condition on {SUB} admits more",
    ),
    "no external id": (
        [trust({"AWS": "999999999999"}, **when("StringEquals", "sts:ExternalId", "x"))],
        [trust({"AWS": "999999999999"})],
        C,
        "condition on sts:externalid removed from Allow sts:assumerole",
    ),
    "another action": (
        [EC2],
        [{**EC2, "Action": ["sts:AssumeRole", "sts:TagSession"]}],
        H,
        "trust now allows sts:tagsession",
    ),
    "somebody less": ([EC2, trust({"AWS": OURS})], [EC2], L, "the policy allows no more than before"),
}


@pytest.mark.parametrize(("before", "after", "severity", "reason"), TRUSTED.values(), ids=TRUSTED)
def test_trust(before, after, severity, reason):
    assert risks.trust_policy_widened(policy(*before), policy(*after)) == (severity, reason)


ADMIN, VIEW = "arn:aws:iam::aws:policy/AdministratorAccess", "arn:aws:iam::aws:policy/ReadOnlyAccess"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([], [ADMIN], (C, "AdministratorAccess attached")),
        (None, ADMIN, (C, "AdministratorAccess attached")),
        ([VIEW], ["arn:aws-us-gov:iam::aws:policy/PowerUserAccess", VIEW], (C, "PowerUserAccess attached")),
        (
            [],
            ["arn:aws:iam::aws:policy/job-function/SystemAdministrator"],
            (C, "SystemAdministrator attached"),
        ),
        ([ADMIN], [ADMIN, VIEW], (H, "policy ReadOnlyAccess attached")),
        ([ADMIN, VIEW], [VIEW], (L, "policy AdministratorAccess detached")),
        ([ADMIN, VIEW], [VIEW, ADMIN], None),
    ],
)
def test_attached_policies(before, after, expected):
    assert risks.admin_attached(before, after) == expected


def test_inline_policies():
    one, other = {"name": "a", "policy": policy(READ)}, {"name": "b", "policy": policy(allow("*"))}
    assert risks.inline_policies_widened([one], [one, other]) == (C, "allows every action")
    assert risks.inline_policies_widened([one, other], [one])[0] is L
    assert risks.inline_policies_widened([one, other], [other, one]) is None


@pytest.mark.parametrize(
    ("before", "after", "severity"),
    [("b", None, H), ("b", "c", H), (None, "b", L), ("b", "b", None), (None, "", None)],
)
def test_permissions_boundaries(before, after, severity):
    verdict = risks.permissions_boundary_lifted(before, after)
    assert (verdict and verdict[0]) == severity


def test_permissions_of_functions():
    given = {
        "principal": "s3.amazonaws.com",
        "source_arn": BUCKET,
        "function_name": "f",
        "action": "lambda:InvokeFunction",
    }
    assert risks.lambda_permission_opened(given, {**given, "source_arn": None})[0] is C
    assert risks.lambda_permission_opened(given, {**given, "principal": "*"})[0] is H
    assert risks.lambda_permission_opened(given, {**given, "principal": "*", "source_arn": None})[0] is C
    assert risks.lambda_permission_opened({**given, "source_arn": None}, given)[0] is L
    assert risks.lambda_permission_opened(given, {**given, "statement_id": "x"}) is None
