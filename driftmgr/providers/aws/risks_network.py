"""Risks of firewalls and routes: what was opened, and to whom.

Security groups and network ACLs are judged on whole collections (`ingress` of aws_security_group) or on whole
rules (aws_security_group_rule, under the name "*"): addresses mean nothing without their ports.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from driftmgr.providers.aws.risks_direction import truth
from driftmgr.providers.aws.risks_ports import Opening, merged, opening
from driftmgr.resources.types import Severity, Verdict

Openings = Callable[[Any], Iterable[Opening]]

_RULE_PEERS: Final = ("source_security_group_id", "referenced_security_group_id")


def ingress_opened(before: Any, after: Any) -> Verdict:
    """`ingress` of aws_security_group, aws_default_security_group."""
    return _compared(before, after, _group_openings, _ingress_verdict, "ingress")


def egress_opened(before: Any, after: Any) -> Verdict:
    """`egress` of the same."""
    return _compared(before, after, _group_openings, _egress_verdict, "egress")


def security_group_rule_opened(before: Any, after: Any) -> Verdict:
    """A whole aws_security_group_rule ("*"): its `type` says which way it goes."""
    rule = after if isinstance(after, Mapping) else before
    if isinstance(rule, Mapping) and rule.get("type") == "egress":
        return egress_opened(before, after)
    return ingress_opened(before, after)


def ingress_rule_opened(before: Any, after: Any) -> Verdict:
    """A whole aws_vpc_security_group_ingress_rule ("*")."""
    return ingress_opened(before, after)


def egress_rule_opened(before: Any, after: Any) -> Verdict:
    """A whole aws_vpc_security_group_egress_rule ("*")."""
    return egress_opened(before, after)


def nacl_ingress_opened(before: Any, after: Any) -> Verdict:
    """`ingress` of aws_network_acl: allowing is an opening, and so is denying no more."""
    return _acl_compared(before, after, _nacl_ingress_verdict, "ingress")


def nacl_egress_opened(before: Any, after: Any) -> Verdict:
    """`egress` of the same."""
    return _acl_compared(before, after, _nacl_egress_verdict, "egress")


def network_acl_rule_opened(before: Any, after: Any) -> Verdict:
    """A whole aws_network_acl_rule ("*"): `egress` says which way it goes."""
    rule = after if isinstance(after, Mapping) else before
    outward = isinstance(rule, Mapping) and truth(rule.get("egress")) is True
    return (nacl_egress_opened if outward else nacl_ingress_opened)(before, after)


def ranges_opened(before: Any, after: Any) -> Verdict:
    """Admitted ranges without ports of their own: `public_access_cidrs` of clusters, entries of prefix lists."""
    return _compared(before, after, _range_openings, _range_verdict, "access")


def _compared(
    before: Any, after: Any, openings: Openings, judged: Callable[[Opening], tuple[Severity, str]], what: str
) -> Verdict:
    """The worst of what is open now and was not; low where something was only closed.

    None where neither happened to a whole rule: then its tags or its description differ, judged apart.
    """
    if before == after:
        return None
    was, is_ = merged(openings(before)), merged(openings(after))
    gained = _beyond(is_, was)
    if gained:
        return max((judged(item) for item in gained), key=lambda verdict: verdict[0].rank)
    if _beyond(was, is_):
        return Severity.LOW, f"{what} narrowed"
    whole_rule = isinstance(before, Mapping) and isinstance(after, Mapping)
    return None if whole_rule else (Severity.LOW, f"{what} rules differ, but nothing was opened")


def _beyond(openings: tuple[Opening, ...], known: tuple[Opening, ...]) -> list[Opening]:
    """What the known openings do not cover."""
    same = frozenset(known)
    return [item for item in openings if item not in same and not any(old.covers(item) for old in known)]


def _ingress_verdict(item: Opening) -> tuple[Severity, str]:
    reason = f"{item.ports} opened to {_peer(item)}"
    if item.is_world:
        if item.all_ports or item.service:
            return Severity.CRITICAL, reason
        return (Severity.MEDIUM if item.protocol.startswith("icmp") else Severity.HIGH), reason
    if item.is_public and (item.all_ports or item.service):
        return Severity.HIGH, reason
    return Severity.MEDIUM, reason


def _egress_verdict(item: Opening) -> tuple[Severity, str]:
    reason = f"outgoing {item.ports} opened to {_peer(item)}"
    return (Severity.HIGH if item.is_world and item.all_ports else Severity.MEDIUM), reason


def _range_verdict(item: Opening) -> tuple[Severity, str]:
    return (Severity.HIGH if item.is_world else Severity.MEDIUM), f"opened to {_peer(item)}"


def _nacl_ingress_verdict(item: Opening) -> tuple[Severity, str]:
    # An ACL's opening alone admits nobody: security groups still decide. So it is never critical.
    severity, reason = _ingress_verdict(item)
    return min(severity, Severity.HIGH, key=lambda s: s.rank), f"network ACL: {reason}"


def _nacl_egress_verdict(item: Opening) -> tuple[Severity, str]:
    return Severity.MEDIUM, f"network ACL: outgoing {item.ports} opened to {_peer(item)}"


def _acl_compared(
    before: Any, after: Any, judged: Callable[[Opening], tuple[Severity, str]], what: str
) -> Verdict:
    verdict = _compared(before, after, _acl_allowed, judged, what)
    undenied = _beyond(merged(_acl_denied(before)), merged(_acl_denied(after)))
    if undenied and (verdict is None or verdict[0].rank < Severity.HIGH.rank):
        return Severity.HIGH, f"network ACL: {undenied[0].ports} from {_peer(undenied[0])} no longer denied"
    return verdict


def _peer(item: Opening) -> str:
    return "the group itself" if item.peer == "self" else item.peer.removeprefix("sg:")


def _blocks(value: Any) -> Iterator[Mapping[str, Any]]:
    """The blocks of a value that is a block, a list of blocks or nothing."""
    for element in value if isinstance(value, (list, tuple)) else (value,):
        if isinstance(element, Mapping):
            yield element


def _texts(value: Any) -> Iterator[str]:
    for element in value if isinstance(value, (list, tuple)) else (value,):
        if isinstance(element, str) and element:
            yield element


def _group_openings(value: Any) -> Iterator[Opening]:
    for block in _blocks(value):
        protocol = block.get("protocol", block.get("ip_protocol"))
        for peer in _group_peers(block):
            yield opening(protocol, block.get("from_port"), block.get("to_port"), peer)


def _group_peers(block: Mapping[str, Any]) -> Iterator[str]:
    for name in (
        "cidr_blocks",
        "ipv6_cidr_blocks",
        "cidr_ipv4",
        "cidr_ipv6",
        "prefix_list_ids",
        "prefix_list_id",
    ):
        yield from _texts(block.get(name))
    yield from (f"sg:{group}" for group in _texts(block.get("security_groups")))
    yield from (
        f"sg:{block[name]}" for name in _RULE_PEERS if isinstance(block.get(name), str) and block[name]
    )
    if truth(block.get("self")):
        yield "self"


def _range_openings(value: Any) -> Iterator[Opening]:
    return (opening("-1", None, None, text) for text in _texts(value))


def _acl_allowed(value: Any) -> Iterator[Opening]:
    return _acl_openings(value, "allow")


def _acl_denied(value: Any) -> Iterator[Opening]:
    return _acl_openings(value, "deny")


def _acl_openings(value: Any, action: str) -> Iterator[Opening]:
    for block in _blocks(value):
        if str(block.get("action", block.get("rule_action"))).lower() == action:
            for name in ("cidr_block", "ipv6_cidr_block"):
                for peer in _texts(block.get(name)):
                    yield opening(block.get("protocol"), block.get("from_port"), block.get("to_port"), peer)
