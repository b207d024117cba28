"""What a firewall rule lets through, as comparable openings: protocol, ports and peer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any, Final

from driftmgr.providers.aws.risks_direction import number

# Critical when open to the internet in the field's benchmarks (CIS AWS Foundations, prowler's checks).
SENSITIVE_PORTS: Final[Mapping[int, str]] = {
    20: "FTP", 21: "FTP", 22: "SSH", 23: "Telnet", 88: "Kerberos", 135: "RPC", 139: "NetBIOS", 389: "LDAP",
    445: "SMB", 636: "LDAPS", 1433: "SQL Server", 1434: "SQL Server", 1521: "Oracle", 2049: "NFS",
    2375: "Docker", 2376: "Docker", 2379: "etcd", 2483: "Oracle", 2484: "Oracle", 3306: "MySQL", 3389: "RDP",
    5432: "PostgreSQL", 5601: "Kibana", 5900: "VNC", 5985: "WinRM", 5986: "WinRM", 6379: "Redis",
    6443: "Kubernetes API", 7000: "Cassandra", 7001: "Cassandra", 7199: "Cassandra", 9042: "Cassandra",
    9092: "Kafka", 9160: "Cassandra", 9200: "Elasticsearch", 9300: "Elasticsearch", 10250: "kubelet",
    11211: "Memcached", 27017: "MongoDB", 27018: "MongoDB", 27019: "MongoDB",
}  # fmt: skip

ALL_PORTS: Final = (0, 65535)
_PROTOCOLS: Final = {"all": "-1", "6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6"}
_PORTED: Final = frozenset({"tcp", "udp"})
_ICMP: Final = frozenset({"icmp", "icmpv6"})


@dataclass(frozen=True, slots=True)
class Opening:
    """One protocol ("-1": all), one range of ports, one peer.

    `first` and `last` are ports for tcp and udp, types of ICMP otherwise; a protocol without either has all
    of them. `peer` is a network, or "sg:ID", "pl-..." or "self" for peers that are not addresses.
    """

    protocol: str
    first: int
    last: int
    peer: str

    @property
    def all_ports(self) -> bool:
        """Whether every port, or every protocol, is open."""
        return self.protocol == "-1" or (
            self.protocol in _PORTED and self.first <= 1 and self.last >= ALL_PORTS[1]
        )

    @property
    def network(self) -> IPv4Network | IPv6Network | None:
        """The peer's addresses, None for peers that are not addresses."""
        return _network(self.peer)

    @property
    def is_world(self) -> bool:
        """Whether the peer is (nearly) everybody: a route of 0.0.0.0/1 and its other half are no less than
        /0.
        """
        network = self.network
        if network is None or (network.prefixlen and network.is_private):
            return False
        return network.prefixlen < (8 if network.version == 4 else 16)

    @property
    def is_public(self) -> bool:
        """Whether the peer is outside of private address space."""
        network = self.network
        return network is not None and (self.is_world or not network.is_private)

    @property
    def service(self) -> str:
        """The most telling sensitive service among the ports, "22 (SSH)"; "" when there is none."""
        if self.protocol not in _PORTED:
            return ""
        return next(
            (f"{port} ({name})" for port, name in _BY_FAME.items() if self.first <= port <= self.last), ""
        )

    @property
    def ports(self) -> str:
        """For people: `all traffic`, `all TCP ports`, `port 22 (SSH)`, `UDP ports 8000-8100`, `ICMP`."""
        if self.protocol == "-1":
            return "all traffic"
        name = self.protocol.upper()
        if self.protocol not in _PORTED:
            return name if name.isalpha() else f"protocol {name}"
        if self.all_ports:
            return f"all {name} ports"
        prefix = "" if self.protocol == "tcp" else f"{name} "
        if self.first == self.last:
            return f"{prefix}port {self.service or self.first}"
        return f"{prefix}ports {self.first}-{self.last}" + (f", with {self.service}" if self.service else "")

    def covers(self, other: "Opening") -> bool:
        """Whether everything that the other lets through is let through by this one."""
        if self.protocol != "-1" and (
            self.protocol != other.protocol or self.first > other.first or self.last < other.last
        ):
            return False
        return self.peer == other.peer or _contains(self.network, other.network)


_FAMOUS: Final = (22, 3389, 3306, 5432, 1433, 27017, 6379, 445)
_BY_FAME: Final = {port: SENSITIVE_PORTS[port] for port in (*_FAMOUS, *SENSITIVE_PORTS)}


def opening(protocol: Any, first: Any, last: Any, peer: str) -> Opening:
    """An opening from Terraform's values. Protocols may be numbers; -1 and null ports are all of them."""
    name = str(protocol).lower() if protocol not in (None, "") else "-1"
    name = _PROTOCOLS.get(name, name)
    low, high = number(first), number(last)
    if name in _PORTED:
        if low is None or low < 0:
            low, high = ALL_PORTS[0], ALL_PORTS[1] if high is None or high < 0 else high
        high = low if high is None or high < 0 else high
    elif name in _ICMP and low is not None and low >= 0:
        high = low  # ICMP's second number is a code: the type alone is compared
    else:
        low, high = ALL_PORTS
    return Opening(
        name, int(min(low, ALL_PORTS[1])), int(min(max(high, low), ALL_PORTS[1])), _canonical(peer)
    )


def merged(openings: Iterable[Opening]) -> tuple[Opening, ...]:
    """The same openings with touching ranges of ports joined: 22-23 is 22 and 23."""
    result: list[Opening] = []
    for item in sorted(set(openings), key=lambda o: (o.protocol, o.peer, o.first, o.last)):
        last = result[-1] if result else None
        if last and (last.protocol, last.peer) == (item.protocol, item.peer) and item.first <= last.last + 1:
            result[-1] = Opening(item.protocol, last.first, max(last.last, item.last), item.peer)
        else:
            result.append(item)
    return tuple(result)


def _network(text: str) -> IPv4Network | IPv6Network | None:
    if "/" not in text:
        return None
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


def _canonical(peer: str) -> str:
    network = _network(peer)
    return str(network) if network else peer


def _contains(outer: IPv4Network | IPv6Network | None, inner: IPv4Network | IPv6Network | None) -> bool:
    if isinstance(outer, IPv4Network) and isinstance(inner, IPv4Network):
        return inner.subnet_of(outer)
    return isinstance(outer, IPv6Network) and isinstance(inner, IPv6Network) and inner.subnet_of(outer)
