"""What holds for every risk, whatever the values."""

import inspect
import re
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from driftmgr.providers.aws import risks
from driftmgr.resources.catalogue import schema_of
from driftmgr.resources.types import Severity

MAKERS = {"became_true", "became_false", "reduced", "raised", "changed", "left_value"}
RISKS = {name: getattr(risks, name) for name in risks.__all__ if name not in MAKERS}

NAMES = st.sampled_from(
    [
        "cidr_blocks",
        "cidr_block",
        "cidr_ipv4",
        "ipv6_cidr_blocks",
        "from_port",
        "to_port",
        "protocol",
        "ip_protocol",
        "self",
        "security_groups",
        "type",
        "egress",
        "rule_action",
        "action",
        "gateway_id",
        "Statement",
        "Effect",
        "Action",
        "NotAction",
        "Resource",
        "Principal",
        "Condition",
        "name",
        "policy",
        "grant",
        "grantee",
        "permission",
        "uri",
        "principal",
        "source_arn",
    ]
)
TEXTS = st.sampled_from(
    [
        "0.0.0.0/0",
        "::/0",
        "10.0.0.0/8",
        "///",
        "-1",
        "tcp",
        "6",
        "22",
        "nan",
        "inf",
        "1e999",
        "true",
        "Enabled",
        "none",
        "*",
        "Allow",
        "Deny",
        "s3:*",
        "allow",
        "deny",
        "ingress",
        "TLSv1.2_2021",
        "HTTPS",
        "aws:kms",
        "public-read",
        "123456789012",
        '{"Statement":[]}',
        "sg-1",
    ]
) | st.text(max_size=5)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=400)
@given(st.sampled_from(sorted(RISKS)), VALUES, VALUES)
def test_no_value_breaks_a_risk(name, before, after):
    verdict = RISKS[name](before, after)
    assert verdict is None or (verdict[0] in Severity and verdict[1])


@settings(max_examples=200)
@given(st.sampled_from(sorted(RISKS)), VALUES)
def test_equal_values_are_no_event(name, value):
    assert RISKS[name](value, value) is None


def table() -> list[tuple[str, str, str]]:
    """(type, dotted attribute, risk) of the table in the module's documentation."""
    text = re.sub(r"([,:])\n +", r"\1 ", inspect.getdoc(risks).replace(",\naws_", ", aws_"))
    blocks = re.findall(r"^(aws_\S.*)\n((?: {4}.+\n)+)", text, re.MULTILINE)
    rows = []
    for heading, lines in blocks:
        names, _, below = heading.partition(", below ")
        for entry in re.split(r"; |\n", lines.strip()):
            attributes, _, chosen = entry.strip().rpartition(": ")
            for name, attribute, risk in product(
                names.split(", "), attributes.split(", "), chosen.split(", ")
            ):
                rows.append((name, f"{below}.{attribute}" if below else attribute, risk))
    return rows


def test_the_table_names_every_risk():
    assert {risk for _, _, risk in table()} == RISKS.keys()


@pytest.mark.parametrize(("name", "attribute"), sorted({(name, a) for name, a, _ in table() if a != "*"}))
def test_the_table_names_attributes_that_the_provider_has(name, attribute):
    level: Any = schema_of(name)
    for part in attribute.split("."):
        assert part in level
        level = level[part].element
