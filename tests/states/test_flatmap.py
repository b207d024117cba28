"""Flat maps say the same as the nested values they were made from."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftmgr.states.flatmap import expand

names = st.from_regex(r"[a-z_]{1,6}", fullmatch=True)
tag_names = st.from_regex(r"[a-zA-Z/:-]{1,5}(\.[a-z]{1,3}){0,2}", fullmatch=True) | st.just("")
scalars = st.text(max_size=6)
values = st.recursive(
    scalars | st.dictionaries(tag_names, scalars, max_size=3),
    lambda inner: (
        st.lists(st.dictionaries(names, inner, min_size=1, max_size=3), max_size=3)
        | st.lists(scalars, max_size=3)
        | st.lists(st.lists(scalars, max_size=2), max_size=2)
    ),
    max_leaves=12,
)
objects = st.dictionaries(names, values, max_size=5)


def flatten(value: Any, key: str, flat: dict[str, str], *, sets: bool) -> None:
    """Terraform's writing: `#` counts, `%` counts maps; set elements have hashes for keys."""
    if isinstance(value, str):
        flat[key] = value
    elif isinstance(value, list):
        flat[f"{key}.#"] = str(len(value))
        for index, element in enumerate(value):
            flatten(element, f"{key}.{1000 + index * 7919 if sets else index}", flat, sets=sets)
    elif all(isinstance(inner, str) for inner in value.values()) and not key.rpartition(".")[2].isdigit():
        flat[f"{key}.%"] = str(len(value))
        flat.update({f"{key}.{name}": inner for name, inner in value.items()})
    else:
        for name, inner in value.items():
            flatten(inner, f"{key}.{name}", flat, sets=sets)


@given(objects, st.booleans(), st.randoms())
def test_what_was_flattened_is_found_again(nested: dict[str, Any], sets: bool, random: Any):
    flat: dict[str, str] = {}
    for name, value in nested.items():
        flatten(value, name, flat, sets=sets)
    shuffled = list(flat.items())
    random.shuffle(shuffled)
    assert expand(dict(shuffled)) == nested


@given(st.dictionaries(st.text(alphabet="ab.#%0-", max_size=8), scalars, max_size=8))
def test_any_map_of_texts_can_be_expanded(flat: dict[str, str]):
    assert isinstance(expand(flat), dict)


@pytest.mark.parametrize(
    ("flat", "expected"),
    [
        ({}, {}),
        ({"a": ""}, {"a": ""}),
        ({"a.#": "0"}, {"a": []}),
        ({"a.%": "0"}, {"a": {}}),
        ({"a.#": "2", "a.1": "y", "a.0": "x"}, {"a": ["x", "y"]}),
        ({"a.#": "11", **{f"a.{n}": str(n) for n in range(11)}}, {"a": [str(n) for n in range(11)]}),
        ({"a.#": "2", "a.99": "x", "a.7": "y"}, {"a": ["y", "x"]}),
        ({"a.#": "1", "a.0.b.#": "1", "a.0.b.0.c": "x"}, {"a": [{"b": [{"c": "x"}]}]}),
        ({"a.%": "2", "a.b.c": "x", "a.b": "y"}, {"a": {"b.c": "x", "b": "y"}}),
        ({"a.%": "1", "a.0": "x"}, {"a": {"0": "x"}}),
        ({"a.%": "1", "a.b.#": "1", "a.b.0": "x"}, {"a": {"b": ["x"]}}),
        ({"a.%": "1", "a.b.#": "0"}, {"a": {"b": []}}),
        ({"a.%": "2", "a.b.%": "1", "a.b.c": "x", "a.d.%": "0"}, {"a": {"b": {"c": "x"}, "d": {}}}),
        ({"tags.#": "1", "tags.Name": "x"}, {"tags": {"Name": "x"}}),
        ({"a.b": "x"}, {"a": {"b": "x"}}),
    ],
)
def test_shapes(flat: dict[str, str], expected: dict[str, Any]):
    assert expand(flat) == expected
