"""Differences of two values as lines: what is told, and that nothing is hidden."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftmgr.cli.views.differences import Line, lines, literal, pretty, visible
from driftmgr.drift.models import AttributeChange
from tests.cli.views.reports import READ, SSH_RULE, WRITE, policy


def told(before: Any, after: Any, **options: Any) -> list[str]:
    change = AttributeChange(path="p", before=before, after=after)
    return [f"{line.sign} {line.text}" for line in lines(change, **options)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a", "b", ['~ "a" → "b"']),
        (None, "b", ['~ null → "b"']),
        (1, True, ["~ 1 → true"]),
        ("1", 1, ['~ "1" → 1']),
        ([], ["a"], ['+ "a"']),
        (None, ["a"], ['+ "a"']),
        (["a", "b", "b"], ["b", "c"], ['- "a"', '- "b"', '+ "c"']),
        (["a", "b"], ["b", "a"], ['~ (order): ["a", "b"] → ["b", "a"]']),
        (["a"], None, ['- "a"']),
        ([], None, ["~ [] → null"]),
        ({"a": 1, "b": 2}, {"a": 1, "b": 3, "c": 4}, ["~ b: 2 → 3", "+ c: 4"]),
        ({"a": {}}, {"a": None}, ["~ a: {} → null"]),
        ({"a": 1}, {}, ["- a: 1"]),
        ("one\ntwo\n", "one\n2\n", ['- "two"', '+ "2"']),
        ("no\xa0break", "no break", ['~ "no\\xa0break" → "no break"']),
    ],
)
def test_what_is_told(before: Any, after: Any, expected: list[str]):
    assert told(before, after) == expected


def test_a_rule_is_told_without_what_is_empty_in_it():
    assert told([], [SSH_RULE]) == [
        '+ {"cidr_blocks": ["0.0.0.0/0"], "from_port": 22, "protocol": "tcp", "to_port": 22}'
    ]


def test_empty_keys_are_told_where_they_are_the_difference():
    assert told([{"a": 1, "b": ""}], [{"a": 1, "b": None}]) == [
        '- {"a": 1, "b": ""}',
        '+ {"a": 1, "b": null}',
    ]


def test_statements_of_a_policy_are_added_and_removed_one_by_one():
    (line,) = told(policy(READ), policy(READ, WRITE))
    assert line.startswith('+ Statement: {"Sid": "Write"')
    (line,) = told(policy(READ, WRITE), policy(WRITE))
    assert line.startswith('- Statement: {"Sid": "Read"')


def test_a_statement_with_the_same_sid_is_compared_by_key():
    changed = {**READ, "Action": "s3:*"}
    assert told(policy(READ), policy(changed)) == ['~ Statement[Read].Action: "s3:GetObject" → "s3:*"']


def test_a_statement_that_stands_alone_is_the_same_as_a_list_of_it():
    alone = json.dumps({"Version": "2012-10-17", "Statement": READ})
    assert told(alone, policy(READ, WRITE))[0].startswith('+ Statement: {"Sid": "Write"')


def test_a_policy_that_was_not_there_is_new_as_a_whole():
    assert [line[0] for line in told("", policy(READ))] == ["+", "+"]


def test_documents_that_differ_in_spelling_alone_are_shown_as_texts():
    assert told('{"a": 1}', '{"a":1}') == [r'~ "{\"a\": 1}" → "{\"a\":1}"']


def test_more_than_the_limit_is_counted():
    found = told([], list(range(30)), limit=5)
    assert found[:5] == ["+ 0", "+ 1", "+ 2", "+ 3", "+ 4"]
    assert found[5] == "… and 25 more"


def test_long_texts_are_cut_to_what_differs():
    (line,) = told("x" * 500 + "old" + "y" * 500, "x" * 500 + "new" + "y" * 500, width=100)
    assert "old" in line
    assert "new" in line
    assert len(line) < 130


def test_sensitive_values_are_shown_as_they_are_given():
    change = AttributeChange(
        path="password", before='(sensitive value) {"a": 1}', after="(sensitive value) b", sensitive=True
    )
    assert lines(change) == (Line("~", '(sensitive value) {"a": 1} → (sensitive value) b'),)


def test_what_nobody_can_see_is_escaped():
    assert visible("a\x1b[31mb\u202ec\ud800") == "a\\x1b[31mb\\u202ec\\ud800"
    assert visible("wëb 数据") == "wëb 数据"
    assert "\x1b" not in pretty("a\n\x1b[0m")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@given(JSON, JSON)
def test_every_difference_is_told_and_every_line_is_printable(before: Any, after: Any):
    found = lines(AttributeChange(path="p", before=before, after=after), width=80)
    assert found
    assert all(line.text.isprintable() for line in found)
    if literal(before) != literal(after) and len(found) == 1 and found[0].sign == "~":
        old, _, new = found[0].text.partition(" → ")
        assert old != new
