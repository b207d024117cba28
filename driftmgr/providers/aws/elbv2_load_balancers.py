"""Load balancers: application, network and gateway."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from driftmgr.providers.aws import risks
from driftmgr.providers.aws.elbv2_calls import PAGE, attributes_of, with_tags
from driftmgr.providers.aws.owners import tag_owner
from driftmgr.providers.aws.recorded import where_recorded
from driftmgr.providers.aws.shapes import all_tags, block, flag, number, tags
from driftmgr.resources.listing import Api, Detail, Item, Listing, Need
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, ResourceType, Severity

# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html
_ATTRIBUTES: Final[Mapping[str, tuple[str, Callable[[str], Any]]]] = {
    "client_keep_alive.seconds": ("client_keep_alive", number),
    "deletion_protection.enabled": ("enable_deletion_protection", flag),
    "dns_record.client_routing_policy": ("dns_record_client_routing_policy", str),
    "idle_timeout.timeout_seconds": ("idle_timeout", number),
    "load_balancing.cross_zone.enabled": ("enable_cross_zone_load_balancing", flag),
    "routing.http.desync_mitigation_mode": ("desync_mitigation_mode", str),
    "routing.http.drop_invalid_header_fields.enabled": ("drop_invalid_header_fields", flag),
    "routing.http.preserve_host_header.enabled": ("preserve_host_header", flag),
    "routing.http.x_amzn_tls_version_and_cipher_suite.enabled": (
        "enable_tls_version_and_cipher_suite_headers",
        flag,
    ),
    "routing.http.xff_client_port.enabled": ("enable_xff_client_port", flag),
    "routing.http.xff_header_processing.mode": ("xff_header_processing_mode", str),
    "routing.http2.enabled": ("enable_http2", flag),
    "secondary_ips.auto_assigned.per_subnet": ("secondary_ips_auto_assigned_per_subnet", number),
    "waf.fail_open.enabled": ("enable_waf_fail_open", flag),
    "zonal_shift.config.enabled": ("enable_zonal_shift", flag),
}
_LOGS: Final = ("access_logs", "connection_logs", "health_check_logs")


def load_balancers(api: Api) -> Iterator[Item]:
    """Every load balancer, with its tags."""
    return with_tags(api, api.pages("describe_load_balancers", "LoadBalancers", **PAGE), "LoadBalancerArn")


LOAD_BALANCERS = Listing(
    service="elbv2",
    operation="describe_load_balancers",
    items="LoadBalancers",
    read=load_balancers,
    key=lambda item: str(item["LoadBalancerArn"]),
    permissions=("elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeTags"),
    details=(
        Detail(
            name="Attributes",
            operation="describe_load_balancer_attributes",
            params=lambda item: {"LoadBalancerArn": item["LoadBalancerArn"]},
            take="Attributes",
            feeds={"aws_lb": (*(name for name, _ in _ATTRIBUTES.values()), *_LOGS)},
            need=Need.SECURITY,
        ),
        Detail(
            name="MinimumCapacity",
            operation="describe_capacity_reservation",
            params=lambda item: {"LoadBalancerArn": item["LoadBalancerArn"]},
            take="MinimumLoadBalancerCapacity",
            feeds={"aws_lb": ("minimum_load_balancer_capacity",)},
            need=Need.SECTION,
        ),
    ),
)


def load_balancer(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A load balancer.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancer.html
    """
    arn, zones = item["LoadBalancerArn"], item.get("AvailabilityZones") or []
    found = {
        "id": arn,
        "arn": arn,
        "arn_suffix": arn.partition(":loadbalancer/")[2],
        "name": item.get("LoadBalancerName", ""),
        "load_balancer_type": item.get("Type", ""),
        "internal": item.get("Scheme") == "internal",
        "ip_address_type": item.get("IpAddressType", ""),
        "security_groups": item.get("SecurityGroups") or [],
        "subnets": [zone["SubnetId"] for zone in zones],
        "subnet_mapping": [_mapping(zone) for zone in zones],
        "customer_owned_ipv4_pool": item.get("CustomerOwnedIpv4Pool", ""),
        "enable_prefix_for_ipv6_source_nat": item.get("EnablePrefixForIpv6SourceNat", ""),
        "enforce_security_group_inbound_rules_on_private_link_traffic": item.get(
            "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic", ""
        ),
        "ipam_pools": block(
            item.get("IpamPools") and {"ipv4_ipam_pool_id": item["IpamPools"].get("Ipv4IpamPoolId", "")}
        ),
        "vpc_id": item.get("VpcId", ""),
        "zone_id": item.get("CanonicalHostedZoneId", ""),
        "dns_name": item.get("DNSName", ""),
        "tags": tags(item.get("Tags")),
    }
    if "Attributes" in item:
        found |= _settings(item)
    if "MinimumCapacity" in item:
        units = (item["MinimumCapacity"] or {}).get("CapacityUnits")
        found["minimum_load_balancer_capacity"] = block(units and {"capacity_units": units})
    yield found


def _mapping(zone: Mapping[str, Any]) -> dict[str, Any]:
    found = {
        "subnet_id": zone["SubnetId"],
        "outpost_id": zone.get("OutpostId", ""),
        "allocation_id": "",
        "ipv6_address": "",
        "private_ipv4_address": "",
    }
    names = (("AllocationId", "allocation_id"), ("IPv6Address", "ipv6_address"))
    for address in zone.get("LoadBalancerAddresses") or ():
        for key, name in (*names, ("PrivateIPv4Address", "private_ipv4_address")):
            found[name] = address.get(key) or found[name]
    return found


def _settings(item: Item) -> dict[str, Any]:
    """What the attributes tell; which there are depends on the type of load balancer and on the region."""
    told = attributes_of(item)
    found = {name: convert(told[key]) for key, (name, convert) in _ATTRIBUTES.items() if key in told}
    if item.get("Type") == "application":  # always on, told since 2022 only, and not for Terraform to change
        found.pop("enable_cross_zone_load_balancing", None)
    for logs in _LOGS:
        if f"{logs}.s3.enabled" in told:
            found[logs] = block(
                {
                    "bucket": told.get(f"{logs}.s3.bucket", ""),
                    "enabled": flag(told[f"{logs}.s3.enabled"]),
                    "prefix": told.get(f"{logs}.s3.prefix", ""),
                }
            )
    return found


TYPES = (
    ResourceType(
        name="aws_lb",
        aliases=("aws_alb",),
        listing=LOAD_BALANCERS,
        to_attributes=load_balancer,
        equal={
            "subnet_mapping.allocation_id": where_recorded(),
            "subnet_mapping.ipv6_address": where_recorded(),
            "subnet_mapping.private_ipv4_address": where_recorded(),
        },
        # What the API answers where nothing was ever set; releases of the provider that know no such attribute, or
        # read none for this type of load balancer, record nothing.
        defaults={
            "client_keep_alive": (3600,),
            "desync_mitigation_mode": ("defensive",),
            "dns_record_client_routing_policy": ("any_availability_zone",),
            "enable_prefix_for_ipv6_source_nat": ("off",),
            "idle_timeout": (60,),
            "ip_address_type": ("ipv4",),
            "load_balancer_type": ("application",),
            "xff_header_processing_mode": ("append",),
        },
        risks={
            "access_logs.enabled": risks.logging_off,
            "access_logs.bucket": risks.log_target_changed,
            "connection_logs.enabled": risks.logging_off,
            "connection_logs.bucket": risks.log_target_changed,
            "desync_mitigation_mode": risks.left_value(
                "strictest", Severity.HIGH, "ambiguous requests are let through"
            ),
            "drop_invalid_header_fields": risks.protection_off,
            "enable_deletion_protection": risks.deletion_protection_off,
            "enable_waf_fail_open": risks.became_true(
                Severity.HIGH, "requests pass when the firewall does not answer"
            ),
            "enforce_security_group_inbound_rules_on_private_link_traffic": risks.left_value(
                "on", Severity.HIGH, "security groups no longer hold for private links"
            ),
            "internal": risks.internal_off,
            "security_groups": risks.network_moved,
            "subnet_mapping": risks.network_moved,
            "subnets": risks.network_moved,
        },
        owner=lambda item, _: tag_owner(all_tags(item.get("Tags"))),
    ),
)
