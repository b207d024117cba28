"""The smallest parts of security-group rules: one protocol, one range of ports, one peer.

EC2 keeps rules in exactly these parts (each has an id of its own), and no group has two of the same, whatever their
descriptions: https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from driftmgr.providers.aws.ec2_protocols import network, ports, protocol
from driftmgr.resources.types import Atom, Attributes

_LISTS: Final = {
    "cidr_blocks": "network",
    "ipv6_cidr_blocks": "network",
    "prefix_list_ids": "prefix list",
    "security_groups": "group",
}


def block_atoms(owner: Attributes, value: Any) -> dict[Atom, Any]:
    """The parts of a group's `ingress` or `egress`, each with a block that holds it alone. `owner` is the group."""
    return {atom: part for block in value or () for atom, part in parts(str(owner.get("id") or ""), block)}


def parts(group: str, block: Mapping[str, Any]) -> Iterator[tuple[Atom, dict[str, Any]]]:
    """The parts of one block. `self` is the group's own id, as EC2 has it."""
    name = protocol(block.get("protocol"))
    first = (name, *ports(name, block.get("from_port"), block.get("to_port")))
    alone = {key: block.get(key) for key in ("description", "from_port", "to_port", "protocol")}
    alone |= {attribute: [] for attribute in _LISTS} | {"self": False}
    for attribute, kind in _LISTS.items():
        for peer in block.get(attribute) or ():
            yield (*first, kind, _canonical(kind, peer)), alone | {attribute: [peer]}
    if block.get("self") in (True, "true"):
        yield (*first, "group", group), alone | {"self": True}


def rule_atom(group: str, rule: Mapping[str, Any]) -> Atom:
    """The one part that an aws_vpc_security_group_ingress_rule or egress_rule is."""
    name = protocol(rule.get("ip_protocol"))
    first = (name, *ports(name, rule.get("from_port"), rule.get("to_port")))
    for attribute, kind in (
        ("cidr_ipv4", "network"),
        ("cidr_ipv6", "network"),
        ("prefix_list_id", "prefix list"),
        ("referenced_security_group_id", "group"),
    ):
        if rule.get(attribute):
            return (*first, kind, _canonical(kind, rule[attribute]))
    return (*first, "group", group)


def blocks(permissions: Iterable[Mapping[str, Any]], group: str, account: str) -> list[dict[str, Any]]:
    """`ingress` or `egress` blocks from IpPermissions: one for each protocol, range of ports and description.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
    """
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for permission in permissions:
        name = protocol(permission["IpProtocol"])
        first, last = permission.get("FromPort", 0), permission.get("ToPort", 0)
        for attribute, peer, description in _peers(permission, account):
            block = found.setdefault(
                (name, first, last, description),
                {
                    "description": description,
                    "from_port": first,
                    "to_port": last,
                    "protocol": name,
                    **{attribute: [] for attribute in _LISTS},
                    "self": False,
                },
            )
            if attribute == "security_groups" and peer == group:
                block["self"] = True
            else:
                block[attribute].append(peer)
    return list(found.values())


def group_name(pair: Mapping[str, Any], account: str) -> str:
    """A group as Terraform writes it: with its account in front where that is another one."""
    group = str(pair.get("GroupId") or pair.get("GroupName") or "")
    owner = pair.get("UserId")
    return f"{owner}/{group}" if owner and owner != account else group


def _peers(permission: Mapping[str, Any], account: str) -> Iterator[tuple[str, str, str]]:
    for entry in permission.get("IpRanges") or ():
        yield "cidr_blocks", entry["CidrIp"], entry.get("Description", "")
    for entry in permission.get("Ipv6Ranges") or ():
        yield "ipv6_cidr_blocks", entry["CidrIpv6"], entry.get("Description", "")
    for entry in permission.get("PrefixListIds") or ():
        yield "prefix_list_ids", entry["PrefixListId"], entry.get("Description", "")
    for entry in permission.get("UserIdGroupPairs") or ():
        yield "security_groups", group_name(entry, account), entry.get("Description", "")


def _canonical(kind: str, peer: Any) -> str:
    """Group ids are unique everywhere, so an account in front of one says nothing more."""
    if kind == "network":
        return network(peer)
    return str(peer).rpartition("/")[2] if kind == "group" else str(peer)
