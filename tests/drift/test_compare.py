"""When two sides of an attribute are the same, and what is said when they are not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftmgr.drift.compare import differences
from driftmgr.drift.equivalence import same_json
from driftmgr.drift.policy import same_policy
from tests.drift.declarations import declared

QUEUE = declared(
    "aws_sqs_queue",
    equal={"policy": same_policy, "redrive_policy": same_json},
    defaults={"kms_data_key_reuse_period_seconds": (300,)},
)
GROUP = declared("aws_security_group")
BUCKET = declared("aws_s3_bucket", unordered=frozenset({"cors_rule.allowed_methods"}))
INSTANCE = declared("aws_instance", observed=frozenset({"instance_state"}), ignored={"public_ip": "floats"})


@pytest.mark.parametrize(
    ("resource_type", "recorded", "live"),
    [
        (QUEUE, {"delay_seconds": "5"}, {"delay_seconds": 5}),
        (QUEUE, {"fifo_queue": "true"}, {"fifo_queue": True}),
        (QUEUE, {"fifo_queue": None}, {"fifo_queue": False}),
        (QUEUE, {"kms_master_key_id": ""}, {"kms_master_key_id": None}),
        (QUEUE, {"kms_data_key_reuse_period_seconds": None}, {"kms_data_key_reuse_period_seconds": 300}),
        (QUEUE, {"redrive_policy": '{"a":1,"b":2}'}, {"redrive_policy": '{"b": 2, "a": 1}'}),
        (QUEUE, {"tags": None, "tags_all": {"Env": "prod"}}, {"tags": {"Env": "prod"}}),
        (QUEUE, {"tags": {"a": "1"}, "tags_all": {"a": "1", "b": "2"}}, {"tags": {"b": "2", "a": "1"}}),
        (QUEUE, {}, {"delay_seconds": 5, "tags": {"a": "b"}}),
        (QUEUE, {"arn": "a", "url": "u", "id": "i"}, {"arn": "b", "url": "v", "id": "j"}),
        (BUCKET, {"logging": []}, {"logging": [{"target_bucket": "", "target_prefix": None}]}),
        (BUCKET, {"versioning": [{"enabled": False, "mfa_delete": False}]}, {"versioning": []}),
        (
            BUCKET,
            {"cors_rule": [{"allowed_methods": ["PUT", "GET"]}]},
            {"cors_rule": [{"allowed_methods": ["GET", "PUT"]}]},
        ),
        (
            BUCKET,
            {"grant": [{"id": "x", "permissions": ["READ"], "type": "Group"}]},
            {"grant": [{"type": "Group", "permissions": ["READ"], "id": "x", "uri": ""}]},
        ),
        (
            INSTANCE,
            {"vpc_security_group_ids": ["sg-1", "sg-2"]},
            {"vpc_security_group_ids": ["sg-2", "sg-1"]},
        ),
        (INSTANCE, {"public_ip": "1.2.3.4"}, {"public_ip": "5.6.7.8"}),
    ],
)
def test_the_same(resource_type: Any, recorded: Any, live: Any) -> None:
    assert differences(resource_type, recorded, live) == []


@pytest.mark.parametrize(
    ("resource_type", "recorded", "live", "paths"),
    [
        (QUEUE, {"delay_seconds": 5}, {"delay_seconds": 6}, ["delay_seconds"]),
        (QUEUE, {"delay_seconds": 5}, {"delay_seconds": None}, ["delay_seconds"]),
        (QUEUE, {"delay_seconds": None}, {"delay_seconds": 5}, ["delay_seconds"]),
        (QUEUE, {"fifo_queue": True}, {"fifo_queue": False}, ["fifo_queue"]),
        (
            QUEUE,
            {"kms_data_key_reuse_period_seconds": None},
            {"kms_data_key_reuse_period_seconds": 301},
            ["kms_data_key_reuse_period_seconds"],
        ),
        (QUEUE, {"name": "Jobs"}, {"name": "jobs"}, ["name"]),
        (QUEUE, {"tags": {"a": "1"}}, {"tags": {"a": "2", "b": ""}}, ["tags.a", "tags.b"]),
        (QUEUE, {"tags": {"a": "1"}, "tags_all": {"a": "1"}}, {"tags": {}}, ["tags.a"]),
        (
            BUCKET,
            {"versioning": [{"enabled": True, "mfa_delete": False}]},
            {"versioning": [{"enabled": False, "mfa_delete": False}]},
            ["versioning.0.enabled"],
        ),
        (BUCKET, {"logging": [{"target_bucket": "b", "target_prefix": ""}]}, {"logging": []}, ["logging"]),
        (
            INSTANCE,
            {"vpc_security_group_ids": ["sg-1"]},
            {"vpc_security_group_ids": ["sg-1", "sg-2"]},
            ["vpc_security_group_ids"],
        ),
        (
            INSTANCE,
            {"vpc_security_group_ids": ["sg-1", "sg-1"]},
            {"vpc_security_group_ids": ["sg-1", "sg-2"]},
            ["vpc_security_group_ids"],
        ),
        (INSTANCE, {"instance_state": "running"}, {"instance_state": "stopped"}, ["instance_state"]),
        # Texts to the letter, also where they look like numbers or switches.
        (
            INSTANCE,
            {"vpc_security_group_ids": ["1.10"]},
            {"vpc_security_group_ids": ["1.1"]},
            ["vpc_security_group_ids"],
        ),
        (QUEUE, {"kms_master_key_id": "0"}, {"kms_master_key_id": "false"}, ["kms_master_key_id"]),
        (QUEUE, {"redrive_policy": "0"}, {"redrive_policy": "false"}, ["redrive_policy"]),
    ],
)
def test_different(resource_type: Any, recorded: Any, live: Any, paths: list[str]) -> None:
    assert [path for path, *_ in differences(resource_type, recorded, live)] == paths


def test_before_and_after_are_as_they_stand() -> None:
    assert differences(QUEUE, {"delay_seconds": "5"}, {"delay_seconds": 6}) == [("delay_seconds", "5", 6)]


scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8))
blocks = st.fixed_dictionaries(
    {
        "from_port": st.integers(0, 9),
        "to_port": st.integers(0, 9),
        "protocol": st.sampled_from(["tcp", "udp"]),
        "cidr_blocks": st.lists(st.sampled_from(["10.0.0.0/8", "0.0.0.0/0", "192.168.0.0/16"]), unique=True),
        "description": st.sampled_from(["", "a", "b"]),
        "self": st.booleans(),
    }
)


@given(st.lists(blocks, max_size=5), st.randoms())
def test_order_of_sets_and_keys_never_makes_drift(rules: list[dict[str, Any]], random: Any) -> None:
    def shuffled(rule: dict[str, Any]) -> dict[str, Any]:
        keys = list(rule)
        random.shuffle(keys)
        cidrs = list(rule["cidr_blocks"])
        made = {key: rule[key] for key in keys}
        random.shuffle(cidrs)
        return made | {"cidr_blocks": cidrs}

    group = declared("aws_security_group", unordered=frozenset({"ingress.cidr_blocks"}))
    live = [shuffled(rule) for rule in rules]
    random.shuffle(live)
    assert differences(group, {"ingress": rules}, {"ingress": live}) == []


@given(st.lists(blocks, min_size=1, max_size=5), st.data())
def test_one_changed_leaf_makes_exactly_one_difference(rules: list[dict[str, Any]], data: Any) -> None:
    index = data.draw(st.integers(0, len(rules) - 1))
    key = data.draw(st.sampled_from(["from_port", "protocol", "self"]))
    was = rules[index][key]
    other = {"from_port": was + 1 if key == "from_port" else 0, "protocol": "icmp", "self": not was}[key]
    live = [rule | {key: other} if i == index else rule for i, rule in enumerate(rules)]
    assert [path for path, *_ in differences(GROUP, {"ingress": rules}, {"ingress": live})] == ["ingress"]


@given(
    st.dictionaries(st.sampled_from(["name", "policy", "delay_seconds", "tags_all", "fifo_queue"]), scalars)
)
def test_a_value_equals_itself(attributes: dict[str, Any]) -> None:
    attributes.pop("tags_all", None)
    assert differences(QUEUE, attributes, dict(attributes)) == []


@given(scalars, scalars)
def test_symmetry(one: Any, other: Any) -> None:
    there = differences(QUEUE, {"name": one}, {"name": other})
    back = differences(QUEUE, {"name": other}, {"name": one})
    assert bool(there) == bool(back)
