"""VPC endpoints, their policies, and what they are associated with."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from driftmgr.drift.policy import same_policy
from driftmgr.providers.aws import risks
from driftmgr.providers.aws.ec2_arns import identity, is_own
from driftmgr.providers.aws.ec2_vpcs import PAGE
from driftmgr.providers.aws.owners import tag_owner
from driftmgr.providers.aws.references import by_name, one_atom, part_of, reference
from driftmgr.providers.aws.shapes import all_tags, block, tags
from driftmgr.resources.listing import Item, Listing
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, Claim, Collection, ResourceType, Severity

ENDPOINTS = Listing(
    service="ec2",
    operation="describe_vpc_endpoints",
    items="VpcEndpoints",
    params=PAGE,
    key=lambda item: str(item["VpcEndpointId"]),
)

FULL_ACCESS: Final = (
    '{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}'
)
"""What an endpoint allows until it has a policy
(https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html)."""

_POLICY: Final = ("policy",)


def endpoint(item: Item, scope: Scope) -> Iterable[Attributes]:
    """An endpoint that is not going away (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcEndpoint.html)."""
    if not is_own(item, scope) or str(item.get("State")).lower() in ("deleting", "deleted"):
        return
    found = identity(scope, "vpc-endpoint", item["VpcEndpointId"]) | {
        "vpc_id": item["VpcId"],
        "vpc_endpoint_type": item.get("VpcEndpointType") or "Gateway",
        "service_name": item.get("ServiceName", ""),
        "service_network_arn": item.get("ServiceNetworkArn", ""),
        "resource_configuration_arn": item.get("ResourceConfigurationArn", ""),
        "state": item.get("State", ""),
        "requester_managed": item.get("RequesterManaged", False),
        "private_dns_enabled": item.get("PrivateDnsEnabled", False),
        "policy": item.get("PolicyDocument", ""),
        "route_table_ids": list(item.get("RouteTableIds") or ()),
        "subnet_ids": list(item.get("SubnetIds") or ()),
        "security_group_ids": [group["GroupId"] for group in item.get("Groups") or ()],
        "network_interface_ids": list(item.get("NetworkInterfaceIds") or ()),
        "tags": tags(item.get("Tags")),
    }
    if item.get("IpAddressType"):
        found["ip_address_type"] = item["IpAddressType"]
    if item.get("ServiceRegion"):
        found["service_region"] = item["ServiceRegion"]
    dns = item.get("DnsOptions")
    if dns:
        found["dns_options"] = block(
            {
                "dns_record_ip_type": dns.get("DnsRecordIpType", ""),
                "private_dns_only_for_inbound_resolver_endpoint": dns.get(
                    "PrivateDnsOnlyForInboundResolverEndpoint", False
                ),
                "private_dns_preference": dns.get("PrivateDnsPreference", ""),
                "private_dns_specified_domains": list(dns.get("PrivateDnsSpecifiedDomains") or ()),
            }
        )
    yield found


def endpoint_policy(item: Item, scope: Scope) -> Iterable[Attributes]:
    """The policy of an endpoint whose service takes one."""
    for found in endpoint(item, scope):
        if found["policy"]:
            yield {"id": found["id"], "vpc_endpoint_id": found["id"], "policy": found["policy"]}


def same_endpoint_policy(recorded: Any, actual: Any) -> bool:
    """Policies that mean the same, no policy being full access."""
    return same_policy(recorded or FULL_ACCESS, actual or FULL_ACCESS)


def _owner(item: Item, _: Attributes) -> str | None:
    return "aws" if item.get("RequesterManaged") else tag_owner(all_tags(item.get("Tags")))


_endpoint_of = reference("vpc_endpoint_id")
_of_endpoint = part_of("aws_vpc_endpoint", "vpc_endpoint_id")


def _each(mirror: str, attribute: str) -> Callable[[Item, Scope], Iterable[Attributes]]:
    def association(item: Item, scope: Scope) -> Iterable[Attributes]:
        for found in endpoint(item, scope):
            for name in found[mirror]:
                yield {"id": f"{found['id']}/{name}", "vpc_endpoint_id": found["id"], attribute: name}

    return association


def _association(kind: str) -> ResourceType:
    """An association that the endpoint's own `<kind>_ids` mirrors."""
    attribute, mirror = f"{kind}_id", f"{kind}_ids"
    return ResourceType(
        name=f"aws_vpc_endpoint_{kind}_association",
        listing=ENDPOINTS,
        to_attributes=_each(mirror, attribute),
        identity=("vpc_endpoint_id", attribute),
        item_key=_endpoint_of,
        claim=Claim(
            owner="aws_vpc_endpoint",
            owner_identity=_endpoint_of,
            attribute=lambda _: mirror,
            atoms=one_atom(attribute),
        ),
        parent=_of_endpoint,
        missing=Severity.MEDIUM,
    )


TYPES = (
    ResourceType(
        name="aws_vpc_endpoint",
        listing=ENDPOINTS,
        to_attributes=endpoint,
        collections=(
            Collection(
                attribute="policy", atoms=lambda _, value: {_POLICY: value}, same=same_endpoint_policy
            ),
            Collection(attribute="route_table_ids", atoms=by_name),
            Collection(attribute="subnet_ids", atoms=by_name),
            Collection(attribute="security_group_ids", atoms=by_name),
        ),
        defaults={
            "vpc_endpoint_type": ("Gateway",),
            "ip_address_type": ("ipv4",),
            "dns_options.dns_record_ip_type": ("ipv4", "service-defined"),
        },
        risks={
            "policy": risks.policy_widened,
            "private_dns_enabled": risks.became_false(
                Severity.HIGH,
                "traffic to the service leaves by the public endpoint",
                "private names resolve here",
            ),
            "security_group_ids": risks.changed(Severity.MEDIUM, "other security groups guard it"),
            "subnet_ids": risks.changed(Severity.MEDIUM, "reachable from other subnets"),
            "route_table_ids": risks.changed(Severity.MEDIUM, "reachable from other subnets"),
        },
        owner=_owner,
    ),
    ResourceType(
        name="aws_vpc_endpoint_policy",
        listing=ENDPOINTS,
        to_attributes=endpoint_policy,
        identity=("vpc_endpoint_id",),
        claim=Claim(
            owner="aws_vpc_endpoint",
            owner_identity=_endpoint_of,
            attribute=lambda _: "policy",
            atoms=lambda _: frozenset({_POLICY}),
        ),
        equal={"policy": same_endpoint_policy},
        risks={"policy": risks.policy_widened},
        parent=_of_endpoint,
    ),
    _association("route_table"),
    _association("subnet"),
    _association("security_group"),
)
