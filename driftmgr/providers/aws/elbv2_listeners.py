"""Listeners of load balancers, their rules and certificates."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from driftmgr.providers.aws import risks
from driftmgr.providers.aws.elbv2_actions import (
    ACTION_DEFAULTS,
    actions,
    conditions,
    same_forward,
    same_patterns,
    transforms,
)
from driftmgr.providers.aws.elbv2_calls import PAGE, TAGS_AT_ONCE, attributes_of, parts_of, tags_by_arn
from driftmgr.providers.aws.recorded import where_recorded
from driftmgr.providers.aws.shapes import block, flag, number, tags
from driftmgr.resources.listing import Api, BatchDetail, Detail, Item, Listing, Need
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, ResourceType, Severity

# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ListenerAttribute.html
# Terraform's names are these with "_" for ".".
_ATTRIBUTES: Final = (
    "tcp.idle_timeout.seconds",
    "routing.http.request.x_amzn_mtls_clientcert.header_name",
    "routing.http.request.x_amzn_mtls_clientcert_issuer.header_name",
    "routing.http.request.x_amzn_mtls_clientcert_leaf.header_name",
    "routing.http.request.x_amzn_mtls_clientcert_serial_number.header_name",
    "routing.http.request.x_amzn_mtls_clientcert_subject.header_name",
    "routing.http.request.x_amzn_mtls_clientcert_validity.header_name",
    "routing.http.request.x_amzn_tls_cipher_suite.header_name",
    "routing.http.request.x_amzn_tls_version.header_name",
    "routing.http.response.access_control_allow_credentials.header_value",
    "routing.http.response.access_control_allow_headers.header_value",
    "routing.http.response.access_control_allow_methods.header_value",
    "routing.http.response.access_control_allow_origin.header_value",
    "routing.http.response.access_control_expose_headers.header_value",
    "routing.http.response.access_control_max_age.header_value",
    "routing.http.response.content_security_policy.header_value",
    "routing.http.response.server.enabled",
    "routing.http.response.strict_transport_security.header_value",
    "routing.http.response.x_content_type_options.header_value",
    "routing.http.response.x_frame_options.header_value",
)


def listeners(api: Api) -> Iterator[Item]:
    """Every listener, and after it every rule (with its `ListenerArn`); only application load balancers have rules."""
    for balancer in list(api.pages("describe_load_balancers", "LoadBalancers", **PAGE)):
        arn = balancer["LoadBalancerArn"]
        for item in parts_of(
            api, "describe_listeners", "Listeners", "LoadBalancerNotFound", LoadBalancerArn=arn, **PAGE
        ):
            yield item
            if balancer.get("Type") == "application":
                of_listener = {"ListenerArn": item["ListenerArn"]}
                for each in parts_of(
                    api, "describe_rules", "Rules", "ListenerNotFound", **of_listener, **PAGE
                ):
                    yield each | of_listener


def _is_listener(item: Item) -> bool:
    return "RuleArn" not in item


LISTENERS = Listing(
    service="elbv2",
    operation="describe_listeners",
    items="Listeners",
    read=listeners,
    key=lambda item: str(item.get("RuleArn") or item["ListenerArn"]),
    permissions=(
        "elasticloadbalancing:DescribeListeners",
        "elasticloadbalancing:DescribeLoadBalancers",
        "elasticloadbalancing:DescribeRules",
    ),
    details=(
        BatchDetail(
            name="Tags",
            operation="describe_tags",
            size=TAGS_AT_ONCE,
            params=lambda items: {
                "ResourceArns": [item.get("RuleArn") or item["ListenerArn"] for item in items]
            },
            split=tags_by_arn,
            feeds={"aws_lb_listener": ("tags",), "aws_lb_listener_rule": ("tags",)},
        ),
        Detail(
            name="Attributes",
            operation="describe_listener_attributes",
            params=lambda item: {"ListenerArn": item["ListenerArn"]},
            take="Attributes",
            feeds={"aws_lb_listener": tuple(key.replace(".", "_") for key in _ATTRIBUTES)},
            need=Need.SECTION,
            applies=_is_listener,
        ),
        Detail(
            name="FurtherCertificates",
            operation="describe_listener_certificates",
            params=lambda item: {"ListenerArn": item["ListenerArn"]},
            take="Certificates[?!IsDefault].CertificateArn",
            paged=True,
            feeds={"aws_lb_listener_certificate": ()},
            applies=_is_listener,
        ),
    ),
)


def listener(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A listener (https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Listener.html)."""
    if not _is_listener(item):
        return
    certificates = item.get("Certificates") or [{}]
    found: dict[str, Any] = {
        "id": item["ListenerArn"],
        "arn": item["ListenerArn"],
        "load_balancer_arn": item.get("LoadBalancerArn", ""),
        "port": item.get("Port"),
        "protocol": item.get("Protocol", ""),
        "ssl_policy": item.get("SslPolicy", ""),
        "certificate_arn": certificates[0].get("CertificateArn", ""),
        "alpn_policy": next(iter(item.get("AlpnPolicy") or ()), ""),
        "default_action": actions(item.get("DefaultActions"), "aws_lb_listener", "default_action"),
        "mutual_authentication": _mutual_authentication(item),
    }
    if "Tags" in item:
        found["tags"] = tags(item["Tags"])
    if "Attributes" in item:
        told = attributes_of(item)
        found |= {key.replace(".", "_"): _value(key, told[key]) for key in _ATTRIBUTES if key in told}
    yield found


def _value(key: str, text: str) -> Any:
    if key.endswith(".seconds"):
        return number(text)
    return flag(text) if key.endswith(".enabled") else text


def _mutual_authentication(item: Item) -> list[dict[str, Any]]:
    told = item.get("MutualAuthentication")
    return block(
        told
        and {
            "advertise_trust_store_ca_names": told.get("AdvertiseTrustStoreCaNames", ""),
            "ignore_client_certificate_expiry": told.get("IgnoreClientCertificateExpiry", False),
            "mode": told.get("Mode", ""),
            "trust_store_arn": told.get("TrustStoreArn", ""),
        }
    )


def rule(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A rule but the last one, which repeats the listener's default action.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Rule.html
    """
    if _is_listener(item) or item.get("IsDefault"):
        return
    found: dict[str, Any] = {
        "id": item["RuleArn"],
        "arn": item["RuleArn"],
        "listener_arn": item["ListenerArn"],
        "priority": number(item.get("Priority")),
        "action": actions(item.get("Actions"), "aws_lb_listener_rule", "action"),
        "condition": conditions(item.get("Conditions")),
        "transform": transforms(item.get("Transforms")),
    }
    if "Tags" in item:
        found["tags"] = tags(item["Tags"])
    yield found


def certificate(item: Item, scope: Scope) -> Iterable[Attributes]:
    """Each certificate of a listener beyond its default one."""
    for arn in item.get("FurtherCertificates") or ():
        listener_arn = item["ListenerArn"]
        yield {"id": f"{listener_arn}_{arn}", "listener_arn": listener_arn, "certificate_arn": arn}


def _below(attribute: str) -> dict[str, tuple[Any, ...]]:
    return {f"{attribute}.{name}": values for name, values in ACTION_DEFAULTS.items()}


TYPES = (
    ResourceType(
        name="aws_lb_listener",
        aliases=("aws_alb_listener",),
        listing=LISTENERS,
        to_attributes=listener,
        # One target group may be recorded by itself or as a block of one.
        equal={"default_action.forward": same_forward, "default_action.target_group_arn": where_recorded()},
        defaults={
            "mutual_authentication.mode": ("off",),
            "mutual_authentication.advertise_trust_store_ca_names": ("off",),
            "tcp_idle_timeout_seconds": (350,),
            **_below("default_action"),
        },
        risks={
            "certificate_arn": risks.certificate_changed,
            "default_action": risks.traffic_redirected,
            "mutual_authentication.ignore_client_certificate_expiry": risks.became_true(
                Severity.HIGH, "expired client certificates are accepted"
            ),
            "mutual_authentication.mode": risks.left_value(
                "verify", Severity.HIGH, "clients no longer prove who they are"
            ),
            "protocol": risks.listener_protocol_downgraded,
            "ssl_policy": risks.tls_policy_lowered,
        },
        parent=lambda attributes: ("aws_lb", str(attributes["load_balancer_arn"])),
    ),
    ResourceType(
        name="aws_lb_listener_rule",
        aliases=("aws_alb_listener_rule",),
        listing=LISTENERS,
        to_attributes=rule,
        equal={
            "action.forward": same_forward,
            "action.target_group_arn": where_recorded(),
            "condition.host_header": same_patterns,
            "condition.path_pattern": same_patterns,
            "condition.values": where_recorded(lambda was, live: set(was) == set(live)),
        },
        defaults=_below("action"),
        risks={
            "action": risks.traffic_redirected,
            "condition": risks.changed(Severity.HIGH, "other requests are routed by it"),
            "priority": risks.changed(Severity.MEDIUM, "takes effect before or after other rules"),
        },
        parent=lambda attributes: ("aws_lb_listener", str(attributes["listener_arn"])),
    ),
    ResourceType(
        name="aws_lb_listener_certificate",
        aliases=("aws_alb_listener_certificate",),
        listing=LISTENERS,
        to_attributes=certificate,
        identity=("listener_arn", "certificate_arn"),
        item_key=lambda attributes: str(attributes["listener_arn"]),
        parent=lambda attributes: ("aws_lb_listener", str(attributes["listener_arn"])),
        missing=Severity.MEDIUM,
    ),
)
