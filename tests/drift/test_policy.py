"""What makes two AWS policy documents the same, case by case."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import pytest

from driftmgr.drift.policy import canonical_policy, policy_difference, same_policy, statements

READ = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::data/*"}
DENY = {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}
TRUST: dict[str, Any] = {
    "Effect": "Allow",
    "Action": "sts:AssumeRole",
    "Principal": {"Service": "ec2.amazonaws.com"},
}
ROOT = "arn:aws:iam::123456789012:root"


def policy(*given: object, **elements: object) -> dict[str, object]:
    return {"Version": "2012-10-17", "Statement": list(given), **elements}


def condition(operator: str, key: str, value: object) -> dict[str, object]:
    return policy({**READ, "Condition": {operator: {key: value}}})


def principal(value: object) -> dict[str, object]:
    return policy({**TRUST, "Principal": value})


def renamed(given: Mapping[str, object], element: str) -> dict[str, object]:
    """The statement with `element` turned into its opposite: Action into NotAction."""
    return {f"Not{name}" if name == element else name: value for name, value in given.items()}


EQUIVALENT = {
    "no policy: None and empty text": (None, ""),
    "no policy: empty object": ("{}", " "),
    "no policy: null": (None, "null"),
    "white space and key order": (
        json.dumps(policy(READ), indent=2),
        json.dumps(policy(READ), sort_keys=True),
    ),
    "mapping and text": (policy(READ), json.dumps(policy(READ))),
    "percent-encoded": (json.dumps(policy(READ)), quote(json.dumps(policy(READ)))),
    "percent-encoded with a leading line break": (policy(READ), quote("\n " + json.dumps(policy(READ)))),
    "one statement without a list": (policy(READ), {"Version": "2012-10-17", "Statement": READ}),
    "statement order": (policy(READ, DENY), policy(DENY, READ)),
    "action in a list": (policy(READ), policy({**READ, "Action": ["s3:GetObject"]})),
    "action order": (
        policy({**READ, "Action": ["s3:PutObject", "s3:GetObject"]}),
        policy({**READ, "Action": ["s3:GetObject", "s3:PutObject"]}),
    ),
    "action twice": (policy(READ), policy({**READ, "Action": ["s3:GetObject", "s3:GetObject"]})),
    "action case": (policy(READ), policy({**READ, "Action": "S3:getobject"})),
    "resource in a list": (policy(READ), policy({**READ, "Resource": [READ["Resource"]]})),
    "effect case": (policy(READ), policy({**READ, "Effect": "ALLOW"})),
    "absent version": ({"Statement": READ}, {"Version": "2008-10-17", "Statement": READ}),
    "absent sid": (policy(READ), policy({**READ, "Sid": ""})),
    "null elements": (policy(READ), policy({**READ, "Condition": None, "Sid": None}, Id=None)),
    "no policy: percent-encoded white space": (None, "%20%0A"),
    "empty condition": (policy(READ), policy({**READ, "Condition": {}})),
    "principal in a list": (policy(TRUST), principal({"Service": ["ec2.amazonaws.com"]})),
    "account id and root": (principal({"AWS": "123456789012"}), principal({"AWS": ROOT})),
    "account id and root in China": (
        principal({"AWS": "123456789012"}),
        principal({"AWS": "arn:aws-cn:iam::123456789012:root"}),
    ),
    "account id and root in GovCloud": (
        principal({"AWS": ["123456789012"]}),
        principal({"AWS": "arn:aws-us-gov:iam::123456789012:root"}),
    ),
    "account twice": (principal({"AWS": ["123456789012", ROOT]}), principal({"AWS": ROOT})),
    "condition key case": (
        condition("StringEquals", "aws:SourceIp", "10.0.0.1"),
        condition("StringEquals", "AWS:sourceip", "10.0.0.1"),
    ),
    "condition value in a list": (
        condition("StringLike", "s3:prefix", "a"),
        condition("StringLike", "s3:prefix", ["a"]),
    ),
    "condition value order": (
        condition("StringLike", "s3:prefix", ["a", "b"]),
        condition("StringLike", "s3:prefix", ["b", "a"]),
    ),
    "condition boolean": (
        condition("Bool", "aws:SecureTransport", False),
        condition("Bool", "aws:SecureTransport", "false"),
    ),
    "condition number": (
        condition("NumericEquals", "s3:max-keys", 5),
        condition("NumericEquals", "s3:max-keys", ["5"]),
    ),
    "not a policy, same JSON": ('{"tags": {"a": 1, "b": 2}}', '{ "tags": {"b": 2, "a": 1} }'),
    "not JSON, same text": ("not json", "not json"),
}

DIFFERENT = {
    "policy and none": (policy(READ), None),
    "no statements and no policy": (policy(), None),
    "statement added": (policy(READ), policy(READ, DENY)),
    "statement twice": (policy(READ), policy(READ, READ)),
    "same number of statements, other multiplicity": (policy(READ, READ, DENY), policy(READ, DENY, DENY)),
    "effect": (policy(READ), policy({**READ, "Effect": "Deny"})),
    "action": (policy(READ), policy({**READ, "Action": "s3:PutObject"})),
    "wildcards are not expanded": (policy(READ), policy({**READ, "Action": ["s3:GetObject", "s3:GetO*"]})),
    "action and not action": (policy(READ), policy(renamed(READ, "Action"))),
    "resource case": (policy(READ), policy({**READ, "Resource": "arn:aws:s3:::Data/*"})),
    "resource and not resource": (policy(READ), policy(renamed(READ, "Resource"))),
    "version": (policy(READ), policy(READ, Version="2008-10-17")),
    "absent version and current": (policy(READ), {"Statement": READ}),
    "id": (policy(READ, Id="a"), policy(READ, Id="b")),
    "sid": (policy({**READ, "Sid": "A"}), policy({**READ, "Sid": "a"})),
    "two bare principals": (principal("*"), principal("123456789012")),
    "everyone, said twice": (principal("*"), principal({"AWS": "*"})),
    "principal kind": (principal({"AWS": "x"}), principal({"Federated": "x"})),
    "principal added": (
        principal({"AWS": "111111111111"}),
        principal({"AWS": ["111111111111", "222222222222"]}),
    ),
    "account and a user of it": (
        principal({"AWS": ROOT}),
        principal({"AWS": "arn:aws:iam::123456789012:user/root"}),
    ),
    "root only for accounts": (principal({"Federated": "123456789012"}), principal({"Federated": ROOT})),
    "deleted principal": (
        principal({"AWS": "arn:aws:iam::123456789012:role/app"}),
        principal({"AWS": "AROAEXAMPLEID1234567"}),
    ),
    "principal and not principal": (policy(TRUST), policy(renamed(TRUST, "Principal"))),
    "not principal": (
        policy(renamed(TRUST, "Principal")),
        policy(renamed({**TRUST, "Principal": "*"}, "Principal")),
    ),
    "nobody of a kind": (policy(TRUST), principal({**TRUST["Principal"], "AWS": []})),
    "condition removed": (condition("Bool", "aws:SecureTransport", True), policy(READ)),
    "condition operator": (
        condition("StringEquals", "s3:prefix", "a"),
        condition("StringLike", "s3:prefix", "a"),
    ),
    "condition operator case": (
        condition("StringEquals", "s3:prefix", "a"),
        condition("stringequals", "s3:prefix", "a"),
    ),
    "condition key": (
        condition("StringEquals", "s3:prefix", "a"),
        condition("StringEquals", "s3:delimiter", "a"),
    ),
    "condition value": (
        condition("Bool", "aws:SecureTransport", True),
        condition("Bool", "aws:SecureTransport", False),
    ),
    "condition value case": (
        condition("StringEquals", "s3:prefix", "a"),
        condition("StringEquals", "s3:prefix", "A"),
    ),
    "condition without values": (condition("StringEquals", "s3:prefix", []), policy(READ)),
    "both keys must hold, or either": (
        policy({**READ, "Condition": {"IpAddress": {"aws:SourceIp": "a", "AWS:SourceIp": "b"}}}),
        condition("IpAddress", "aws:SourceIp", ["a", "b"]),
    ),
    "nothing excluded and nothing said": (policy({**DENY, "NotAction": []}), policy(DENY)),
    "unknown element": (policy(READ), policy({**READ, "Comment": "x"})),
    "not a policy, list order": ('{"rules": [1, 2]}', '{"rules": [2, 1]}'),
    "duplicate key": (
        '{"Statement": {"Effect": "Deny", "Effect": "Allow"}}',
        '{"Statement": {"Effect": "Allow"}}',
    ),
    "not JSON": ("{", "{}"),
}


@pytest.mark.parametrize(("recorded", "actual"), EQUIVALENT.values(), ids=EQUIVALENT.keys())
def test_equivalent(recorded: object, actual: object) -> None:
    assert same_policy(recorded, actual)
    assert same_policy(actual, recorded)
    assert canonical_policy(recorded) == canonical_policy(actual)
    assert hash(canonical_policy(recorded)) == hash(canonical_policy(actual))


@pytest.mark.parametrize(("recorded", "actual"), DIFFERENT.values(), ids=DIFFERENT.keys())
def test_different(recorded: object, actual: object) -> None:
    assert not same_policy(recorded, actual)
    assert not same_policy(actual, recorded)
    assert same_policy(recorded, recorded)


def test_percent_signs_inside_a_document_are_not_decoded() -> None:
    literal = json.dumps(policy({**READ, "Resource": "arn:aws:s3:::data/a%20b"}))
    decoded = json.dumps(policy({**READ, "Resource": "arn:aws:s3:::data/a b"}))
    assert not same_policy(literal, decoded)
    assert same_policy(literal, quote(literal))


def test_a_statement_reads_in_canonical_form() -> None:
    given = {
        "Sid": "one",
        "Effect": "deny",
        "Principal": {"AWS": [ROOT, "111111111111"], "Service": "ec2.amazonaws.com"},
        "NotAction": ["S3:Get*", "ec2:*"],
        "Resource": ["b", "a"],
        "Condition": {"Bool": {"AWS:SecureTransport": True}},
    }
    (found,) = statements(policy(given))
    assert (found.sid, found.effect, found.actions, found.not_actions) == (
        "one",
        "Deny",
        (),
        ("ec2:*", "s3:get*"),
    )
    assert (found.resources, found.not_resources, found.not_principals) == (("a", "b"), (), ())
    assert found.principals == (
        ("AWS", "111111111111"),
        ("AWS", "123456789012"),
        ("Service", "ec2.amazonaws.com"),
    )
    assert found.conditions == (("Bool", "aws:securetransport", ("true",)),)


@pytest.mark.parametrize("document", [None, "", "{}", "not json", '{"a": 1}', "[]", policy()])
def test_no_statements(document: object) -> None:
    assert statements(document) == ()


def test_difference_counts_statements() -> None:
    write = {**READ, "Action": "s3:PutObject"}
    added, removed = policy_difference(policy(READ, READ, DENY), json.dumps(policy(write, DENY, READ)))
    assert added == statements(policy(write))
    assert removed == statements(policy(READ))
    assert policy_difference(None, policy(READ)) == (statements(policy(READ)), ())
    assert policy_difference(policy(READ, DENY), policy(DENY, READ)) == ((), ())


def test_deep_nesting_is_compared_as_text() -> None:
    deep = "[" * 100_000
    assert same_policy(deep, deep + " ")
    assert not same_policy(deep, deep + "[")
