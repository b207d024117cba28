"""Firewalls and routes: opening and closing."""

import pytest

from driftmgr.providers.aws import risks
from driftmgr.resources.types import Severity

C, H, M, L = Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW
WORLD = "0.0.0.0/0"
HOME = "10.0.0.0/8"


def rule(cidr=None, first=443, last=None, protocol="tcp", **more):
    last = first if last is None else last
    cidrs = [cidr] if cidr and ":" not in cidr else []
    cidrs_6 = [cidr] if cidr and ":" in cidr else []
    block = {"cidr_blocks": cidrs, "ipv6_cidr_blocks": cidrs_6, "from_port": first, "to_port": last}
    empty = {"security_groups": [], "prefix_list_ids": [], "self": False, "description": ""}
    return {**block, "protocol": protocol, **empty, **more}


OPENINGS = [
    (rule(WORLD, 22), C, "port 22 (SSH) opened to 0.0.0.0/0"),
    (rule("::/0", 3389), C, "port 3389 (RDP) opened to ::/0"),
    (rule("0:0::0/0", "22", "22", "6"), C, "port 22 (SSH) opened to ::/0"),
    (rule(WORLD, 0, 0, "-1"), C, "all traffic opened to 0.0.0.0/0"),
    (rule(WORLD, 0, 65535), C, "all TCP ports opened to 0.0.0.0/0"),
    (rule(WORLD, 1, 65535, "udp"), C, "all UDP ports opened to 0.0.0.0/0"),
    (rule(WORLD, 5000, 6000), C, "ports 5000-6000, with 5432 (PostgreSQL) opened to 0.0.0.0/0"),
    (rule("128.0.0.0/1", 22), C, "port 22 (SSH) opened to 128.0.0.0/1"),
    (rule(WORLD, 443), H, "port 443 opened to 0.0.0.0/0"),
    (rule(WORLD, 8000, 8100, "udp"), H, "UDP ports 8000-8100 opened to 0.0.0.0/0"),
    (rule(WORLD, 0, 65535, "50"), H, "protocol 50 opened to 0.0.0.0/0"),
    (rule(WORLD, -1, -1, "icmp"), M, "ICMP opened to 0.0.0.0/0"),
    (rule("203.0.113.0/24", 443), M, "port 443 opened to 203.0.113.0/24"),
    (rule("8.8.8.8/32", 22), H, "port 22 (SSH) opened to 8.8.8.8/32"),
    (rule(HOME, 22), M, "port 22 (SSH) opened to 10.0.0.0/8"),
    (rule(None, 22, security_groups=["sg-2"]), M, "port 22 (SSH) opened to sg-2"),
    (rule(None, 22, self=True), M, "port 22 (SSH) opened to the group itself"),
    (rule(None, 22, prefix_list_ids=["pl-1"]), M, "port 22 (SSH) opened to pl-1"),
]


@pytest.mark.parametrize(("added", "severity", "reason"), OPENINGS)
def test_ingress_opened_and_closed(added, severity, reason):
    kept = rule("192.168.0.0/16", 443)
    assert risks.ingress_opened([kept], [kept, added]) == (severity, reason)
    assert risks.ingress_opened(None, [added]) == (severity, reason)
    assert risks.ingress_opened([kept, added], [kept]) == (L, "ingress narrowed")
    assert risks.ingress_opened([kept, added], None)[0] is L


def test_the_worst_opening_is_told():
    added = [rule(HOME, 443), rule(WORLD, 443), rule("::/0", 22)]
    assert risks.ingress_opened([], added) == (C, "port 22 (SSH) opened to ::/0")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([rule(WORLD, 20, 25)], [rule(WORLD, 20, 22), rule(WORLD, 23, 25)]),
        ([rule(WORLD, 20, 22), rule(WORLD, 23, 25)], [rule(WORLD, 20, 25)]),
        ([rule(WORLD, 0, 0, "-1")], [rule(HOME, 22)]),
        ([rule(HOME, 22)], [rule("10.1.0.0/16", 22)]),
        ([rule(HOME, 22)], [rule(HOME, 22, description="from the office")]),
        ([rule(HOME, 22, protocol="tcp")], [rule(HOME, "22", protocol="6")]),
        ([rule("10.0.0.1/8", 22)], [rule(HOME, 22)]),
    ],
)
def test_what_opens_nothing_is_low(before, after):
    verdict = risks.ingress_opened(before, after)
    assert verdict is not None
    assert verdict[0] is L


@pytest.mark.parametrize(
    ("added", "severity"),
    [
        (rule(WORLD, 0, 0, "-1"), H),
        (rule("::/0", 0, 65535), H),
        (rule(WORLD, 443), M),
        (rule(HOME, 443), M),
    ],
)
def test_egress(added, severity):
    assert risks.egress_opened([], [added])[0] is severity
    assert risks.egress_opened([added], [])[0] is L


def test_whole_rules_know_their_direction():
    opened, closed = rule(WORLD, 22), rule(HOME, 22)
    for risk in (risks.security_group_rule_opened, risks.ingress_rule_opened):
        assert risk({**closed, "type": "ingress"}, {**opened, "type": "ingress"})[0] is C
        assert risk({**opened, "type": "ingress"}, {**closed, "type": "ingress"})[0] is L
    assert (
        risks.security_group_rule_opened({**closed, "type": "egress"}, {**opened, "type": "egress"})[0] is M
    )
    new_style = {"cidr_ipv4": HOME, "from_port": 22, "to_port": 22, "ip_protocol": "tcp"}
    assert risks.ingress_rule_opened(new_style, {**new_style, "cidr_ipv4": WORLD})[0] is C
    assert (
        risks.ingress_rule_opened(
            {**new_style, "cidr_ipv4": WORLD}, {**new_style, "cidr_ipv4": WORLD, "to_port": 80}
        )[0]
        is C
    )
    assert risks.egress_rule_opened(new_style, {**new_style, "cidr_ipv4": WORLD, "ip_protocol": "-1"})[0] is H


def test_a_whole_rule_whose_tags_differ_is_not_judged():
    one, other = {**rule(WORLD, 22), "tags": {"a": "1"}}, {**rule(WORLD, 22), "tags": {"a": "2"}}
    for risk in (risks.security_group_rule_opened, risks.ingress_rule_opened, risks.egress_rule_opened):
        assert risk(one, other) is None


def entry(action, cidr=WORLD, port=22, **more):
    return {
        "action": action,
        "cidr_block": cidr,
        "from_port": port,
        "to_port": port,
        "protocol": "tcp",
        **more,
    }


@pytest.mark.parametrize(
    ("before", "after", "severity"),
    [
        ([], [entry("allow")], H),
        ([], [entry("allow", port=8080)], H),
        ([], [entry("allow", HOME)], M),
        ([entry("allow")], [], L),
        ([entry("deny")], [], H),
        ([entry("deny")], [entry("allow")], H),
        ([], [entry("deny")], L),
        ([entry("allow", rule_no=1)], [entry("allow", rule_no=2)], L),
    ],
)
def test_network_acls(before, after, severity):
    assert risks.nacl_ingress_opened(before, after)[0] is severity


def test_network_acl_rules():
    denied = {
        "rule_action": "deny",
        "egress": False,
        "cidr_block": WORLD,
        "protocol": "-1",
        "from_port": 0,
        "to_port": 0,
    }
    assert risks.network_acl_rule_opened(denied, {**denied, "rule_action": "allow"})[0] is H
    assert risks.network_acl_rule_opened({**denied, "rule_action": "allow"}, denied)[0] is L
    outward = {**denied, "egress": True, "rule_action": "allow"}
    assert risks.network_acl_rule_opened({**outward, "cidr_block": HOME}, outward)[0] is M


def test_ranges():
    assert risks.ranges_opened([HOME], [HOME, WORLD]) == (H, "opened to 0.0.0.0/0")
    assert risks.ranges_opened([HOME], [HOME, "192.168.0.0/16"])[0] is M
    assert risks.ranges_opened([WORLD], [HOME])[0] is L


ROUTE = {"cidr_block": WORLD, "gateway_id": "", "nat_gateway_id": "nat-1"}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([], [{**ROUTE, "gateway_id": "igw-1"}], (H, "default route 0.0.0.0/0 now leads to igw-1")),
        ([ROUTE], [{**ROUTE, "gateway_id": "igw-1"}], (H, "default route 0.0.0.0/0 now leads to igw-1")),
        (
            [],
            [{"ipv6_cidr_block": "::/0", "transit_gateway_id": "tgw-1"}],
            (H, "default route ::/0 now leads to tgw-1"),
        ),
        (
            [],
            [{"cidr_block": HOME, "vpc_peering_connection_id": "pcx-1"}],
            (M, "route 10.0.0.0/8 now leads to pcx-1"),
        ),
        ([], [ROUTE], (M, "route 0.0.0.0/0 now leads to nat-1")),
        ([ROUTE], [], (M, "route 0.0.0.0/0 was removed")),
        ([ROUTE], [{**ROUTE, "cidr_block": WORLD, "local_gateway_id": ""}], None),
        (
            {"destination_cidr_block": WORLD, "nat_gateway_id": "nat-1"},
            {"destination_cidr_block": WORLD, "nat_gateway_id": "", "gateway_id": "igw-1"},
            (H, "default route 0.0.0.0/0 now leads to igw-1"),
        ),
    ],
)
def test_routes(before, after, expected):
    assert risks.route_to_internet(before, after) == expected


@pytest.mark.parametrize(
    ("before", "after", "severity"), [("rtb-1", "rtb-2", H), ("rtb-1", None, M), (None, "rtb-1", H)]
)
def test_route_targets(before, after, severity):
    assert risks.route_target_changed(before, after)[0] is severity
