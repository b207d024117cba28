"""How EC2's firewalls write protocols, networks and ports, in one spelling."""

from ipaddress import ip_network
from typing import Any, Final

_NAMES: Final = {"all": "-1", "6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6"}
"""Numbers of the protocols that EC2 names (https://www.iana.org/assignments/protocol-numbers)."""

PORTED: Final = ("tcp", "udp")
ICMP: Final = ("icmp", "icmpv6")


def protocol(value: Any) -> str:
    """`tcp`, `udp`, `icmp`, `icmpv6`, another protocol's number, or `-1` for all of them."""
    name = str("-1" if value in (None, "") else value).lower()
    return _NAMES.get(name, name)


def same_protocol(recorded: Any, actual: Any) -> bool:
    """Protocols by name or by number: network ACLs return `6` where a state may hold `tcp`."""
    return protocol(recorded) == protocol(actual)


def same_port(recorded: Any, actual: Any) -> bool:
    """Ports, and ICMP types and codes: DescribeSecurityGroupRules writes -1 where there is none.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRule.html
    """
    return _number(recorded) == _number(actual)


def ports(name: str, first: Any, last: Any) -> tuple[int, int]:
    """The two numbers of a rule. Protocols other than TCP, UDP and ICMP have none, whatever a rule says.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
    """
    return (_number(first), _number(last)) if name in PORTED + ICMP else (-1, -1)


def network(value: Any) -> str:
    """An IPv4 or IPv6 network in canonical spelling, without host bits, as EC2 keeps it."""
    try:
        return str(ip_network(str(value), strict=False))
    except ValueError:
        return str(value)


def _number(value: Any) -> int:
    return -1 if value in (None, "") else int(value)
