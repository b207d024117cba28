"""Network ACLs, their entries, and which subnets they filter."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from driftmgr.drift.equivalence import same_cidr
from driftmgr.providers.aws import risks
from driftmgr.providers.aws.ec2_arns import identity, is_own
from driftmgr.providers.aws.ec2_protocols import ICMP, PORTED, network, ports, protocol, same_protocol
from driftmgr.providers.aws.ec2_vpcs import PAGE
from driftmgr.providers.aws.owners import tag_owner
from driftmgr.providers.aws.references import by_name, one_atom, part_of, reference
from driftmgr.providers.aws.shapes import all_tags, flag, tags
from driftmgr.resources.listing import Item, Listing
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Atom, Attributes, Claim, Collection, ResourceType, Severity

NETWORK_ACLS = Listing(
    service="ec2",
    operation="describe_network_acls",
    items="NetworkAcls",
    params=PAGE,
    key=lambda item: str(item["NetworkAclId"]),
)

_LAST_NUMBER: Final = 32766
"""Higher ones are the final denials, which nobody can write
(https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html)."""

_PORTS: Final = ("from_port", "to_port")
_ICMP_NUMBERS: Final = ("icmp_type", "icmp_code")
_OPEN: Final = {100: "0.0.0.0/0", 101: "::/0"}
"""What a VPC's default ACL allows from the start, both ways."""


def network_acl(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A network ACL (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkAcl.html)."""
    if is_own(item, scope):
        yield identity(scope, "network-acl", item["NetworkAclId"]) | {
            "vpc_id": item.get("VpcId", ""),
            "subnet_ids": [found["SubnetId"] for found in item.get("Associations") or ()],
            "ingress": [_block(entry) for entry in _entries(item) if not entry["Egress"]],
            "egress": [_block(entry) for entry in _entries(item) if entry["Egress"]],
            "tags": tags(item.get("Tags")),
        }


def network_acl_rule(item: Item, scope: Scope) -> Iterable[Attributes]:
    """Each entry of a network ACL. Ports are told for TCP and UDP alone, types for ICMP alone."""
    if not is_own(item, scope):
        return
    for entry in _entries(item):
        block = _block(entry)
        name = protocol(entry["Protocol"])
        numbers = _PORTS if name in PORTED else _ICMP_NUMBERS if name in ICMP else ()
        way = "true" if entry["Egress"] else "false"
        yield {
            "id": f"{item['NetworkAclId']}:{entry['RuleNumber']}:{entry['Protocol']}:{way}",
            "network_acl_id": item["NetworkAclId"],
            "egress": bool(entry["Egress"]),
            "rule_number": block["rule_no"],
            "rule_action": block["action"],
            "protocol": block["protocol"],
            "cidr_block": block["cidr_block"],
            "ipv6_cidr_block": block["ipv6_cidr_block"],
            **{number: block[number] for number in numbers},
        }


def association(item: Item, scope: Scope) -> Iterable[Attributes]:
    """Which ACL filters a subnet: always exactly one."""
    for found in item.get("Associations") or () if is_own(item, scope) else ():
        yield {
            "id": found["NetworkAclAssociationId"],
            "network_acl_id": item["NetworkAclId"],
            "subnet_id": found["SubnetId"],
        }


def same_entry(recorded: Any, actual: Any) -> bool:
    """Whether two entries of one number say the same, whatever their ports say where these mean nothing."""
    return _meaning(recorded) == _meaning(actual)


def _entries(item: Item) -> Iterable[Mapping[str, Any]]:
    return (entry for entry in item.get("Entries") or () if entry["RuleNumber"] <= _LAST_NUMBER)


def _block(entry: Mapping[str, Any]) -> dict[str, Any]:
    range_, icmp = entry.get("PortRange") or {}, entry.get("IcmpTypeCode") or {}
    return {
        "rule_no": entry["RuleNumber"],
        "action": entry["RuleAction"],
        "protocol": entry["Protocol"],
        "cidr_block": entry.get("CidrBlock", ""),
        "ipv6_cidr_block": entry.get("Ipv6CidrBlock", ""),
        "from_port": range_.get("From", 0),
        "to_port": range_.get("To", 0),
        "icmp_type": icmp.get("Type", 0),
        "icmp_code": icmp.get("Code", 0),
    }


def _meaning(block: Mapping[str, Any]) -> tuple[Any, ...]:
    name = protocol(block.get("protocol"))
    pair = _ICMP_NUMBERS if name in ICMP else _PORTS
    peers = (network(block.get(key) or "") for key in ("cidr_block", "ipv6_cidr_block"))
    return (
        name,
        str(block.get("action")).lower(),
        *peers,
        ports(name, *(block.get(key) or 0 for key in pair)),
    )


def _entry_atoms(_: Attributes, value: Any) -> dict[Atom, Any]:
    return {(int(block["rule_no"]),): block for block in value or () if block.get("rule_no") is not None}


def _rule_identity(attributes: Attributes) -> str:
    acl, rule = attributes.get("network_acl_id"), attributes.get("rule_number")
    way = "egress" if flag(attributes.get("egress")) else "ingress"
    return f"{acl}/{way}/{rule}" if acl and rule not in (None, "") else ""


def _rule_atom(attributes: Attributes) -> frozenset[Atom]:
    rule = attributes.get("rule_number")
    return frozenset() if rule in (None, "") else frozenset({(int(str(rule)),)})


def _acl_owner(item: Item, _: Attributes) -> str | None:
    """A default ACL is AWS's as long as it has no entries but its first ones."""
    if not item.get("IsDefault"):
        return tag_owner(all_tags(item.get("Tags")))
    return "aws" if all(_is_first(_block(entry)) for entry in _entries(item)) else None


def _is_first(block: Mapping[str, Any]) -> bool:
    return (
        _OPEN.get(block["rule_no"]) in (block["cidr_block"], block["ipv6_cidr_block"])
        and block["action"] == "allow"
        and protocol(block["protocol"]) == "-1"
    )


def _rule_owner(item: Item, rule: Attributes) -> str | None:
    block = {**rule, "rule_no": rule["rule_number"], "action": rule["rule_action"]}
    return "aws" if item.get("IsDefault") and _is_first(block) else None


_acl_of = reference("network_acl_id")
_in_acl = part_of("aws_network_acl", "network_acl_id")

TYPES = (
    ResourceType(
        name="aws_network_acl",
        aliases=("aws_default_network_acl",),
        listing=NETWORK_ACLS,
        to_attributes=network_acl,
        collections=(
            Collection(attribute="ingress", atoms=_entry_atoms, same=same_entry),
            Collection(attribute="egress", atoms=_entry_atoms, same=same_entry),
            Collection(attribute="subnet_ids", atoms=by_name),
        ),
        risks={
            "ingress": risks.nacl_ingress_opened,
            "egress": risks.nacl_egress_opened,
            "subnet_ids": risks.changed(Severity.MEDIUM, "filters other subnets"),
        },
        owner=_acl_owner,
    ),
    ResourceType(
        name="aws_network_acl_rule",
        listing=NETWORK_ACLS,
        to_attributes=network_acl_rule,
        identity=_rule_identity,
        item_key=_acl_of,
        equal={"protocol": same_protocol, "cidr_block": same_cidr, "ipv6_cidr_block": same_cidr},
        claim=Claim(
            owner="aws_network_acl",
            owner_identity=_acl_of,
            attribute=lambda attributes: "egress" if flag(attributes.get("egress")) else "ingress",
            atoms=_rule_atom,
        ),
        risks={"*": risks.network_acl_rule_opened},
        owner=_rule_owner,
        parent=_in_acl,
    ),
    ResourceType(
        name="aws_network_acl_association",
        listing=NETWORK_ACLS,
        to_attributes=association,
        identity=("subnet_id",),
        claim=Claim(
            owner="aws_network_acl",
            owner_identity=_acl_of,
            attribute=lambda _: "subnet_ids",
            atoms=one_atom("subnet_id"),
        ),
        risks={"network_acl_id": risks.changed(Severity.HIGH, "another network ACL now filters its traffic")},
        owner=lambda item, _: "aws" if item.get("IsDefault") else None,
        parent=_in_acl,
        missing=Severity.MEDIUM,
    ),
)
