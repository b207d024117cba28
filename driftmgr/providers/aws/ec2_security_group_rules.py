"""Rules of security groups as objects of their own, with ids and tags."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from driftmgr.drift.equivalence import same_cidr
from driftmgr.providers.aws import risks
from driftmgr.providers.aws.ec2_arns import ec2_arn
from driftmgr.providers.aws.ec2_protocols import same_port, same_protocol
from driftmgr.providers.aws.ec2_rule_atoms import group_name, rule_atom
from driftmgr.providers.aws.ec2_vpcs import PAGE
from driftmgr.providers.aws.references import part_of, reference
from driftmgr.providers.aws.shapes import tags
from driftmgr.resources.listing import Item, Listing
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, Claim, ResourceType, Risk, Severity

# A list of its own beside the groups', asked only where such rules are recorded.
SECURITY_GROUP_RULES = Listing(
    service="ec2",
    operation="describe_security_group_rules",
    items="SecurityGroupRules",
    params=PAGE,
    key=lambda item: str(item["SecurityGroupRuleId"]),
)

_EQUAL: Final = {
    "ip_protocol": same_protocol,
    "from_port": same_port,
    "to_port": same_port,
    "cidr_ipv4": same_cidr,
    "cidr_ipv6": same_cidr,
}


def rules(is_egress: bool) -> Callable[[Item, Scope], Iterable[Attributes]]:
    """Rules of one direction (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRule.html)."""

    def rule(item: Item, scope: Scope) -> Iterable[Attributes]:
        if bool(item.get("IsEgress")) is not is_egress:
            return
        if item.get("GroupOwnerId", scope.account) != scope.account:
            return
        name = item["SecurityGroupRuleId"]
        peer = item.get("ReferencedGroupInfo")
        yield {
            "id": name,
            "arn": ec2_arn(scope, "security-group-rule", name),
            "security_group_rule_id": name,
            "security_group_id": item["GroupId"],
            "ip_protocol": item["IpProtocol"],
            "from_port": item.get("FromPort"),
            "to_port": item.get("ToPort"),
            "cidr_ipv4": item.get("CidrIpv4"),
            "cidr_ipv6": item.get("CidrIpv6"),
            "prefix_list_id": item.get("PrefixListId"),
            "referenced_security_group_id": group_name(peer, scope.account) if peer else None,
            "description": item.get("Description"),
            "tags": tags(item.get("Tags")),
        }

    return rule


def same_group(recorded: Any, actual: Any) -> bool:
    """Groups with or without their account in front: the id alone is unique."""
    return str(recorded or "").rpartition("/")[2] == str(actual or "").rpartition("/")[2]


_group_of = reference("security_group_id")


def _rule_type(direction: str, risk: Risk, unmanaged: Severity) -> ResourceType:
    return ResourceType(
        name=f"aws_vpc_security_group_{direction}_rule",
        listing=SECURITY_GROUP_RULES,
        to_attributes=rules(direction == "egress"),
        claim=Claim(
            owner="aws_security_group",
            owner_identity=_group_of,
            attribute=lambda _: direction,
            atoms=lambda attributes: frozenset({rule_atom(_group_of(attributes), attributes)}),
        ),
        equal=_EQUAL | {"referenced_security_group_id": same_group},
        risks={"*": risk},
        parent=part_of("aws_security_group", "security_group_id"),
        missing=Severity.MEDIUM,
        unmanaged=unmanaged,
    )


TYPES = (
    _rule_type("ingress", risks.ingress_rule_opened, Severity.HIGH),
    _rule_type("egress", risks.egress_rule_opened, Severity.MEDIUM),
)
