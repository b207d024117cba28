"""Security groups, and aws_security_group_rule, which is a part of a group without an object of its own."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from driftmgr.providers.aws import risks
from driftmgr.providers.aws.ec2_arns import identity, is_own
from driftmgr.providers.aws.ec2_rule_atoms import block_atoms, blocks, parts
from driftmgr.providers.aws.ec2_vpcs import PAGE
from driftmgr.providers.aws.owners import tag_owner
from driftmgr.providers.aws.references import reference
from driftmgr.providers.aws.shapes import all_tags, tags
from driftmgr.resources.listing import Item, Listing
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Atom, Attributes, Claim, Collection, ResourceType, Severity

SECURITY_GROUPS = Listing(
    service="ec2",
    operation="describe_security_groups",
    items="SecurityGroups",
    params=PAGE,
    key=lambda item: str(item["GroupId"]),
)

_PEER_LISTS: Final = ("cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids")
_ALL: Final = ("-1", -1, -1)


def security_group(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A security group (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroup.html)."""
    if is_own(item, scope):
        group = item["GroupId"]
        yield identity(scope, "security-group", group) | {
            "name": item["GroupName"],
            "description": item.get("Description", ""),
            "vpc_id": item.get("VpcId", ""),
            "ingress": blocks(item.get("IpPermissions") or (), group, scope.account),
            "egress": blocks(item.get("IpPermissionsEgress") or (), group, scope.account),
            "tags": tags(item.get("Tags")),
        }


def same_description(recorded: Any, actual: Any) -> bool:
    """Whether one rule is described alike on both sides; nothing else about the same part can differ."""
    return (recorded.get("description") or "") == (actual.get("description") or "")


def _owner(item: Item, attributes: Attributes) -> str | None:
    """A VPC's default group is AWS's as long as it has no rules but its first ones.

    https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
    """
    if item["GroupName"] != "default":
        return tag_owner(all_tags(item.get("Tags")))
    ingress = block_atoms(attributes, attributes["ingress"]).keys()
    egress = block_atoms(attributes, attributes["egress"]).keys()
    first_in = {(*_ALL, "group", attributes["id"])}
    first_out = {(*_ALL, "network", "0.0.0.0/0"), (*_ALL, "network", "::/0")}
    return "aws" if ingress <= first_in and egress <= first_out else None


def _as_block(rule: Attributes) -> dict[str, Any]:
    source = rule.get("source_security_group_id")
    return {**rule, "security_groups": [source] if source else []}


def _rule_parts(rule: Attributes) -> dict[Atom, dict[str, Any]]:
    return dict(parts(str(rule.get("security_group_id")), _as_block(rule)))


def rebuilt(recorded: Attributes, present: Mapping[Atom, Any]) -> Attributes:
    """An aws_security_group_rule as it is: with those of its peers that its group still has."""
    left = [part for atom, part in _rule_parts(recorded).items() if atom in present]
    kept = {
        name: {peer for part in left for peer in part[name]} for name in (*_PEER_LISTS, "security_groups")
    }
    actual = dict(recorded)
    for name in _PEER_LISTS:
        actual[name] = [peer for peer in recorded.get(name) or () if peer in kept[name]]
    if recorded.get("source_security_group_id") and not kept["security_groups"]:
        actual["source_security_group_id"] = ""
    if recorded.get("self"):
        actual["self"] = any(part["self"] for part in left)
    if "description" in recorded:
        described = {part["description"] or "" for part in present.values()}
        actual["description"] = described.pop() if len(described) == 1 else " | ".join(sorted(described))
    return actual


TYPES = (
    ResourceType(
        name="aws_security_group",
        aliases=("aws_default_security_group",),
        listing=SECURITY_GROUPS,
        to_attributes=security_group,
        collections=(
            Collection(attribute="ingress", atoms=block_atoms, same=same_description),
            Collection(attribute="egress", atoms=block_atoms, same=same_description),
        ),
        risks={"ingress": risks.ingress_opened, "egress": risks.egress_opened},
        exposes=("ingress",),
        owner=_owner,
    ),
    ResourceType(
        name="aws_security_group_rule",
        listing=SECURITY_GROUPS,
        to_attributes=lambda item, scope: (),
        item_key=reference("security_group_id"),
        claim=Claim(
            owner="aws_security_group",
            owner_identity=reference("security_group_id"),
            attribute=reference("type"),
            atoms=lambda attributes: frozenset(_rule_parts(attributes)),
            rebuild=rebuilt,
        ),
        risks={"*": risks.security_group_rule_opened},
        missing=Severity.MEDIUM,
    ),
)
