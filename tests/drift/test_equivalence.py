"""What each named equivalence takes for the same, and what it does not."""

import base64
import hashlib
import json
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftmgr.drift import equivalence
from driftmgr.resources.types import Equivalence

ARN = "arn:aws:iam::123456789012:role/team/app"
LOG_GROUP = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/f"
FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:f"
KMS_KEY = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
KEY = base64.b64encode(b"\x00\x00\x00\x0bssh-ed25519\x00\x00\x00\x04test").decode()
OTHER_KEY = base64.b64encode(b"\x00\x00\x00\x0bssh-ed25519\x00\x00\x00\x04tset").decode()
PEM = "-----BEGIN CERTIFICATE-----\nMIIB\nAAAA\n-----END CERTIFICATE-----"
OTHER_PEM = PEM.replace("AAAA", "AAAB")
SCRIPT = "#!/bin/sh\necho hello\n"
SCRIPT_BASE64 = base64.b64encode(SCRIPT.encode()).decode()
SCRIPT_SHA1 = hashlib.sha1(SCRIPT.encode()).hexdigest()
BINARY = b"\x1f\x8b\x08\x00\xff\xfe"
BINARY_BASE64 = base64.b64encode(BINARY).decode()

SAME: dict[str, list[tuple[object, object]]] = {
    "same_json": [
        (None, ""),
        ('{"a": 1, "b": [1, 2]}', '{"b":[1,2],"a":1.0}'),
        ('{"a": 1}', {"a": 1}),
        ([{"a": None}], '[{"a": null}]'),
        ("[NaN]", "[NaN]"),
        ("{broken", "{broken"),
    ],
    "same_event_pattern": [
        ('{"source": ["aws.ec2", "aws.s3"]}', '{"source": ["aws.s3", "aws.ec2"]}'),
        ('{"source": ["aws.ec2"]}', '{"source": ["aws.ec2", "aws.ec2"]}'),
        ('{"a": [{"anything-but": ["x", "y"]}]}', {"a": [{"anything-but": ["y", "x"]}]}),
        ('{"a": [{"numeric": [">", 0, "<=", 5]}, "b"]}', '{"a": ["b", {"numeric": [">", 0.0, "<=", 5]}]}'),
        ('{"a": [NaN]}', '{"a":[NaN]}'),
        (None, ""),
    ],
    "case_insensitive": [("Main-DB", "main-db"), (None, ""), (["A", "b"], ["a", "B"])],
    "same_dns_name": [
        ("Example.com.", "example.com"),
        (r"\052.example.com.", "*.example.com"),
        (r"a\100b.example.com", "A@b.example.com."),
        (r"\101.example.com", "a.example.com"),
        (["a.", "b"], ["A", "b."]),
    ],
    "dualstack_dns": [
        ("dualstack.lb-1.eu-west-1.elb.amazonaws.com.", "lb-1.eu-west-1.elb.amazonaws.com"),
        ("DUALSTACK.nlb-1.elb.eu-west-1.amazonaws.com", "nlb-1.elb.eu-west-1.amazonaws.com."),
        ("d111.cloudfront.net.", "D111.cloudfront.net"),
    ],
    "same_cidr": [
        ("10.0.0.7/8", "10.0.0.0/8"),
        ("192.0.2.1", "192.0.2.1/32"),
        ("2001:DB8:0:0:0:0:0:0/32", "2001:db8::/32"),
        ("2001:db8::1", "2001:0db8::0001/128"),
        (["10.1.2.3/16"], ["10.1.0.0/16"]),
        ("pl-123", "pl-123"),
    ],
    "same_timestamp": [
        ("2024-05-01T10:00:00Z", "2024-05-01T10:00:00.000Z"),
        ("2024-05-01T10:00:00Z", "2024-05-01T10:00:00.123Z"),
        ("2024-05-01T10:00:00.12Z", "2024-05-01T10:00:00.120000Z"),
        ("2024-05-01T10:00:00Z", "2024-05-01T12:00:00+02:00"),
        ("2024-05-01T10:00:00.000+0000", "2024-05-01 10:00:00"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+14:00"),
        ("tomorrow", "tomorrow"),
    ],
    "same_rate_expression": [
        ("rate(60 minutes)", "rate(1 hour)"),
        ("rate(24 hours)", "rate(1 day)"),
        ("rate( 1  minute )", "rate(1 minutes)"),
        ("cron(0 20 * * ? *)", "cron(0 20 * * ? *)"),
    ],
    "same_ssh_public_key": [
        (f"ssh-ed25519 {KEY} me@laptop", f"ssh-ed25519 {KEY}\n"),
        (f"ssh-ed25519  {KEY} a", f"ssh-ed25519 {KEY} b c"),
    ],
    "same_base64": [("aGVsbG8=", "aGVsbG8"), ("aGVs\nbG8=\n", "aGVsbG8="), (None, "")],
    "same_certificate": [
        (PEM, PEM.replace("\n", "\r\n") + "\n"),
        (PEM, PEM.replace("MIIB\n", "MIIB")),
        (PEM, f"subject=CN = a\n{PEM}\n"),
    ],
    "same_arn_or_name": [
        (ARN, "app"),
        ("team/app", ARN),
        (ARN, ARN),
        (LOG_GROUP, "/aws/lambda/f"),
        (f"{LOG_GROUP}:*", LOG_GROUP),
        (f"{LOG_GROUP}:*", "/aws/lambda/f"),
        (FUNCTION, "f"),
        (f"{FUNCTION}:$LATEST", FUNCTION),
        (KMS_KEY, "1234abcd-12ab-34cd-56ef-1234567890ab"),
        ("arn:aws:kms:eu-west-1:123456789012:alias/app", "alias/app"),
        ("arn:aws:s3:::bucket", "bucket"),
        ("arn:aws:sns:eu-west-1:123456789012:topic", "topic"),
        (["a", ARN], ["a", "app"]),
        (None, ""),
    ],
    "same_user_data": [
        (SCRIPT_SHA1, SCRIPT_BASE64),
        (SCRIPT, SCRIPT_BASE64),
        (SCRIPT_SHA1, SCRIPT),
        (SCRIPT_BASE64, SCRIPT_BASE64.rstrip("=")),
        (hashlib.sha1(BINARY).hexdigest(), BINARY_BASE64),
        (None, ""),
    ],
    "same_number": [
        ("3", 3),
        (3, 3.0),
        ("3.0", "3"),
        (Decimal("0.1"), 0.1),
        ("1e3", 1000),
        (" 5 ", 5),
        (None, ""),
    ],
    "same_bool": [("true", True), ("TRUE", "true"), ("0", False), (False, "False"), ("t", True), (None, "")],
    "same_engine_version": [
        ("15", "15.7"),
        ("5.7", "5.7.mysql_aurora.2.03.2"),
        ("6.x", "6.2.6"),
        ("OpenSearch_1", "OpenSearch_1.3"),
        ("15.7", "15.7"),
    ],
}

DIFFERENT: dict[str, list[tuple[object, object]]] = {
    "same_json": [
        ('{"a": [1, 2]}', '{"a": [2, 1]}'),
        ('{"a": null}', "{}"),
        ('{"a": true}', '{"a": 1}'),
        ('{"a": "1"}', '{"a": 1}'),
        ({"env": '{"x": 1}'}, {"env": '{"x":1}'}),
        ("{}", None),
        ("1.0", "1"),
        ("{broken", "{ broken"),
    ],
    "same_event_pattern": [
        ('{"a": [{"numeric": [">", 0, "<", 5]}]}', '{"a": [{"numeric": ["<", 0, ">", 5]}]}'),
        ('{"a": ["1"]}', '{"a": [1]}'),
        ('{"a": [true]}', '{"a": [1]}'),
        ('{"a": ["x"]}', '{"a": ["x", "y"]}'),
    ],
    "case_insensitive": [("a", "b"), ("", "a"), (["a", "b"], ["b", "a"]), (["a"], ["a", "a"]), ("1", 1)],
    "same_dns_name": [
        ("a.example.com", "b.example.com"),
        (r"a\056b.com", "a.b.com"),
        ("example.com..", "example.com"),
        (".", ""),
    ],
    "dualstack_dns": [
        ("dualstack.example.com", "example.com"),
        ("a.elb.amazonaws.com", "b.elb.amazonaws.com"),
    ],
    "same_cidr": [
        ("10.0.0.0/8", "10.0.0.0/16"),
        ("0.0.0.0/0", "::/0"),
        ("10.0.0.1", "10.0.0.2"),
        ("10.0.0.1", "10.0.0.0/8"),
        ("pl-1", "pl-2"),
    ],
    "same_timestamp": [
        ("2024-05-01T10:00:00Z", "2024-05-01T10:00:01Z"),
        ("2024-05-01T10:00:00.1Z", "2024-05-01T10:00:00.2Z"),
        ("2024-05-01T10:00:00Z", "2024-05-01T10:00:00+02:00"),
        ("2024-13-01T10:00:00Z", "2024-14-01T10:00:00Z"),
        ("today", "tomorrow"),
        (["2024-05-01T10:00:00.1Z"], ["2024-05-01T10:00:00.2Z"]),
    ],
    "same_rate_expression": [
        ("rate(60 minutes)", "rate(2 hours)"),
        ("rate(1 hour)", "cron(0 * * * ? *)"),
        ("cron(0 20 * * ? *)", "cron(0 8 * * ? *)"),
    ],
    "same_ssh_public_key": [
        (f"ssh-ed25519 {KEY}", f"ssh-ed25519 {OTHER_KEY}"),
        (f"ssh-ed25519 {KEY}", f"ssh-rsa {KEY}"),
        ("not a key", "not a secret"),
        ("", f"ssh-ed25519 {KEY}"),
    ],
    "same_base64": [
        ("aGVsbG8=", "aGVsbG4="),
        ("aGVsbG8=", "hello"),
        ("not base64!", "not base64?"),
        ("A", "B"),
    ],
    "same_certificate": [(PEM, OTHER_PEM), (PEM + OTHER_PEM, OTHER_PEM + PEM), (PEM, ""), (PEM, PEM + PEM)],
    "same_arn_or_name": [
        (ARN, "team"),
        (ARN, "p"),
        (ARN, "role"),
        (ARN, ARN.replace("123456789012", "210987654321")),
        (LOG_GROUP, "f"),
        (LOG_GROUP, "lambda/f"),
        (f"{FUNCTION}:1", FUNCTION),
        ("a", "b"),
        ("team/app", "app"),
        (ARN, ""),
        ("arn:aws:iam::123456789012:role/", ""),
    ],
    "same_user_data": [
        (SCRIPT_SHA1, base64.b64encode(b"other").decode()),
        (SCRIPT, SCRIPT.strip()),
        (SCRIPT_SHA1, hashlib.sha1(b"other").hexdigest()),
        (None, SCRIPT_BASE64),
    ],
    "same_number": [("3", 4), ("three", 3), (True, 1), ("", 0), (None, 0), ("1_000", 1000), (0.1, "0.11")],
    "same_bool": [
        ("true", False),
        (True, 1),
        (None, False),
        ("", "false"),
        ("yes", True),
        ("enabled", "true"),
    ],
    "same_engine_version": [
        ("15", "16.1"),
        ("1", "15.7"),
        ("15.3", "15.7"),
        ("6.x", "7.0"),
        ("", "15"),
        (None, "15"),
    ],
}


def cases(table: dict[str, list[tuple[object, object]]]) -> list[Any]:
    return [
        pytest.param(getattr(equivalence, name), *pair, id=f"{name}-{number}")
        for name, pairs in table.items()
        for number, pair in enumerate(pairs)
    ]


EQUIVALENCES: list[Equivalence] = [getattr(equivalence, name) for name in SAME]


@pytest.mark.parametrize(("same", "recorded", "actual"), cases(SAME))
def test_same(same: Equivalence, recorded: object, actual: object) -> None:
    assert same(recorded, actual) is True
    assert same(actual, recorded) is True


@pytest.mark.parametrize(("same", "recorded", "actual"), cases(DIFFERENT))
def test_different(same: Equivalence, recorded: object, actual: object) -> None:
    assert same(recorded, actual) is False
    assert same(actual, recorded) is False


def test_every_equivalence_has_cases() -> None:
    public = {
        name
        for name, value in vars(equivalence).items()
        if callable(value) and getattr(value, "__module__", "") == equivalence.__name__ and name[0] != "_"
    }
    assert public == set(SAME) == set(DIFFERENT)


@pytest.mark.parametrize("same", EQUIVALENCES)
def test_absent_texts_are_one(same: Equivalence) -> None:
    assert same(None, "")
    assert same(None, None)


@pytest.mark.parametrize("nested", ["[" * 100_000, "[" * 900 + "]" * 900, '{"a":' * 900 + "1" + "}" * 900])
def test_deep_nesting_does_not_raise(nested: str) -> None:
    for same in EQUIVALENCES:
        assert same(nested, nested)
        assert not same(nested, "x")


TEXTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [text for pairs in (*SAME.values(), *DIFFERENT.values()) for pair in pairs for text in pair]
    ),
    st.from_regex(r"[0-9]{1,3}([./:-][0-9]{1,3}){0,5}Z?", fullmatch=True),
    st.datetimes().map(lambda moment: moment.isoformat()),
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@pytest.mark.parametrize("same", EQUIVALENCES)
@given(left=JSON, right=JSON)
def test_total_symmetric_and_reflexive(same: Equivalence, left: Any, right: Any) -> None:
    assert same(left, right) == same(right, left)
    assert same(left, deepcopy(left))


@given(JSON)
def test_json_text_means_what_it_says(value: Any) -> None:
    document = {"document": value}
    for indent in (None, 1):
        text = json.dumps(document, indent=indent, sort_keys=True, default=str)
        assert equivalence.same_json(text, json.dumps(document, default=str))
        assert equivalence.same_event_pattern(text, text + "\n")


@given(st.ip_addresses(v=4), st.integers(0, 32), st.integers(0, 32))
def test_networks_differ_by_their_length(address: Any, length: int, other: int) -> None:
    assert equivalence.same_cidr(f"{address}/{length}", f"{address}/{other}") == (length == other)


@given(st.binary(), st.binary())
def test_base64_and_user_data_follow_the_bytes(left: bytes, right: bytes) -> None:
    one, two = (base64.b64encode(data).decode() for data in (left, right))
    assert equivalence.same_base64(one.rstrip("="), two) == (left == right)
    assert equivalence.same_user_data(hashlib.sha1(left).hexdigest(), two) == (left == right)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-1000, max_value=1000))
def test_numbers_and_their_texts(number: Decimal) -> None:
    assert equivalence.same_number(str(number), number)
    assert not equivalence.same_number(str(number), number + 1)
