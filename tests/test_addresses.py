"""Addresses: what is parsed is printed again, and orders as people expect."""

import contextlib
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftmgr.addresses import (
    ModuleStep,
    ProviderAddress,
    ResourceAddress,
    parse_module,
    print_module,
)
from driftmgr.errors import InvalidInputError

names = st.from_regex(r"[a-z][a-z0-9_-]{0,8}", fullmatch=True)
types = names.filter(lambda name: name not in {"module", "data", "ephemeral"})
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.text(
    alphabet='${%"\\.[]n\n', max_size=8
)
keys = st.none() | st.integers(0, 10**17) | texts
paths = st.lists(st.builds(ModuleStep, names, keys), max_size=4).map(tuple)
addresses = st.builds(ResourceAddress, paths, types, names, keys, st.sampled_from(["managed", "data"]))


@given(addresses)
def test_what_is_printed_is_parsed_again(address: ResourceAddress):
    assert ResourceAddress.parse(str(address)) == address
    assert "\n" not in str(address)


@given(st.lists(addresses, min_size=2, max_size=5))
def test_the_order_is_total(some: list[ResourceAddress]):
    for left, right in itertools.pairwise(sorted(some)):
        assert left <= right
        assert (left < right) != (left == right)


@given(st.text(max_size=40) | st.text(alphabet='module.data[]"0\\u$', max_size=20))
def test_any_text_is_an_address_or_an_error(text: str):
    for parse in (ResourceAddress.parse, ProviderAddress.parse, parse_module):
        with contextlib.suppress(InvalidInputError):
            assert parse(str(parse(text)) if parse is not parse_module else text) == parse(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("aws_vpc.main", ResourceAddress((), "aws_vpc", "main")),
        ("aws_subnet.private[10]", ResourceAddress((), "aws_subnet", "private", 10)),
        ('aws_subnet.private["10"]', ResourceAddress((), "aws_subnet", "private", "10")),
        (
            'module.net["a"].module.x[0].aws_subnet.b["c"]',
            ResourceAddress((ModuleStep("net", "a"), ModuleStep("x", 0)), "aws_subnet", "b", "c"),
        ),
        ("module.data.data.aws_ami.x", ResourceAddress((ModuleStep("data"),), "aws_ami", "x", None, "data")),
        (r'a.b["q\"w\\e\n\u00e9"]', ResourceAddress((), "a", "b", 'q"w\\e\né')),
        (r'a.b["$${x} %%{y} $z"]', ResourceAddress((), "a", "b", "${x} %{y} $z")),
        (r'a.b["].c["]', ResourceAddress((), "a", "b", "].c[")),
        (r'a.b["\U0001f600"]', ResourceAddress((), "a", "b", "\U0001f600")),
    ],
)
def test_addresses_of_resources(text: str, expected: ResourceAddress):
    assert ResourceAddress.parse(text) == expected
    assert ResourceAddress.parse(str(expected)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "aws_vpc",
        "module.a",
        "module.a.aws_vpc",
        "aws_vpc.main.0",
        "aws_vpc.main[",
        "aws_vpc.main[-1]",
        "aws_vpc.main[a]",
        'aws_vpc.main["a]',
        r'aws_vpc.main["\q"]',
        r'aws_vpc.main["\ud800"]',
        r'aws_vpc.main["\U00110000"]',
        "aws_vpc.main extra",
        "aws_vpc.main\n",
        "module.a..aws_vpc.main",
    ],
)
def test_what_is_no_address(text: str):
    with pytest.raises(InvalidInputError):
        ResourceAddress.parse(text)


def test_the_order_is_the_one_people_expect():
    expected = [
        "aws_vpc.a",
        "aws_vpc.b",
        "aws_vpc.b[2]",
        "aws_vpc.b[10]",
        'aws_vpc.b["1"]',
        "module.a.aws_vpc.a",
        "module.a.module.b.aws_vpc.a",
        "module.a[0].aws_vpc.a",
        'module.a["x"].aws_vpc.a',
    ]
    parsed = [ResourceAddress.parse(text) for text in reversed(expected)]
    assert [str(address) for address in sorted(parsed)] == expected


@pytest.mark.parametrize("text", ["", "module.a", 'module.a["b.c"].module.d[3]'])
def test_module_paths(text: str):
    assert print_module(parse_module(text)) == text
    assert parse_module(text) is parse_module(text)


@pytest.mark.parametrize("text", ["module", "module.a.", "module.a.aws_vpc.b", "a", "module.a[x]"])
def test_what_is_no_module_path(text: str):
    with pytest.raises(InvalidInputError):
        parse_module(text)


@pytest.mark.parametrize(
    ("text", "namespace", "type_", "alias", "key", "module"),
    [
        ("provider.aws", "-", "aws", None, None, ""),
        ("provider.aws.west", "-", "aws", "west", None, ""),
        ("provider. null", "-", "null", None, None, ""),
        ("module.a.provider.aws", "-", "aws", None, None, "module.a"),
        ("module.a.provider.aws.west", "-", "aws", "west", None, "module.a"),
        ('provider["registry.terraform.io/hashicorp/aws"]', "hashicorp", "aws", None, None, ""),
        ('provider["registry.terraform.io/hashicorp/aws"].west', "hashicorp", "aws", "west", None, ""),
        ('provider["registry.opentofu.org/hashicorp/aws"].by["eu"]', "hashicorp", "aws", "by", "eu", ""),
        (
            'module.m["x"].provider["registry.terraform.io/hashicorp/aws"].w',
            "hashicorp",
            "aws",
            "w",
            None,
            'module.m["x"]',
        ),
        ('provider["registry.terraform.io/-/null"]', "-", "null", None, None, ""),
        ('provider["terraform.io/builtin/terraform"]', "builtin", "terraform", None, None, ""),
        ("provider.terraform", "builtin", "terraform", None, None, ""),
        ('provider["hashicorp/google-beta"]', "hashicorp", "google-beta", None, None, ""),
        ("aws.west", "-", "aws", "west", None, ""),
        ("aws", "-", "aws", None, None, ""),
    ],
)
def test_providers_of_every_age(text, namespace, type_, alias, key, module):
    provider = ProviderAddress.parse(text, "other_thing")
    assert (provider.namespace, provider.type, provider.alias, provider.key) == (namespace, type_, alias, key)
    assert print_module(provider.module) == module
    assert ProviderAddress.parse(str(provider)) == provider
    assert ProviderAddress.parse(text) is ProviderAddress.parse(text)


def test_without_a_provider_the_type_of_the_resource_tells():
    assert ProviderAddress.parse("", "aws_vpc").type == "aws"
    with pytest.raises(InvalidInputError):
        ProviderAddress.parse("")


@pytest.mark.parametrize(
    "text", ["provider", "provider.", 'provider["a/b/c/d"]', 'provider["a//b"]', 'provider["a"', "a.b.c"]
)
def test_what_is_no_provider(text: str):
    with pytest.raises(InvalidInputError):
        ProviderAddress.parse(text)
