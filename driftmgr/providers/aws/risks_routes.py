"""Risks of routes: traffic that now leaves another way."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from driftmgr.resources.types import Severity, Verdict

_WORLD: Final = frozenset({"0.0.0.0/0", "::/0"})
_OUTWARD: Final = ("nat-", "eigw-")
_DESTINATIONS: Final = (
    "cidr_block",
    "ipv6_cidr_block",
    "destination_cidr_block",
    "destination_ipv6_cidr_block",
    "destination_prefix_list_id",
)
_TARGETS: Final = (
    "gateway_id",
    "egress_only_gateway_id",
    "nat_gateway_id",
    "transit_gateway_id",
    "vpc_peering_connection_id",
    "vpc_endpoint_id",
    "network_interface_id",
    "instance_id",
    "local_gateway_id",
    "carrier_gateway_id",
    "core_network_arn",
)


def route_to_internet(before: Any, after: Any) -> Verdict:
    """`route` of aws_route_table, or a whole aws_route ("*").

    A new or redirected default route is high, but medium through gateways that only let traffic out (NAT,
    egress-only); other new or redirected routes are medium, and so is a route that is gone: nothing is opened.
    """
    if before == after:
        return None
    was, is_ = dict(_routes(before)), dict(_routes(after))
    moved = {destination: target for destination, target in is_.items() if was.get(destination) != target}
    for destination, target in moved.items():
        if destination in _WORLD and target and not target.startswith(_OUTWARD):
            return Severity.HIGH, f"default route {destination} now leads to {target}"
    if moved:
        destination, target = next(iter(moved.items()))
        return Severity.MEDIUM, f"route {destination} now leads to {target or 'nothing'}"
    gone = [destination for destination in was if destination not in is_]
    if gone:
        return Severity.MEDIUM, f"route {gone[0]} was removed"
    return None


def route_target_changed(before: Any, after: Any) -> Verdict:
    """A reference that decides where traffic goes: `route_table_id` of an association."""
    if before == after or not (before or after):
        return None
    if not after:
        return Severity.MEDIUM, f"no longer leads to {before}"
    return Severity.HIGH, f"now leads to {after}"


def _routes(value: Any) -> Iterator[tuple[str, str]]:
    for block in value if isinstance(value, (list, tuple)) else (value,):
        if isinstance(block, Mapping):
            target = next((str(block[name]) for name in _TARGETS if block.get(name)), "")
            yield from ((str(block[name]), target) for name in _DESTINATIONS if block.get(name))
