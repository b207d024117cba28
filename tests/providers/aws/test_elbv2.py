"""Load balancing: actions in both their forms, conditions, attributes by type, targets."""

from typing import Any

import pytest

from driftmgr.providers.aws.elbv2_listeners import listeners
from driftmgr.providers.aws.elbv2_load_balancers import load_balancers
from driftmgr.providers.aws.registry import aws_types
from tests.drift.declarations import SCOPE
from tests.providers.aws.fake_api import FakeApi, error
from tests.providers.aws.test_ec2_ownership import verdicts

PREFIX = "arn:aws:elasticloadbalancing:us-east-1:123456789012"
BALANCER, LISTENER = f"{PREFIX}:loadbalancer/app/front/0a", f"{PREFIX}:listener/app/front/0a/1b"
RULE = f"{PREFIX}:listener-rule/app/front/0a/1b/2c"
BLUE, GREEN = f"{PREFIX}:targetgroup/blue/0a", f"{PREFIX}:targetgroup/green/0b"


def forward(*targets: tuple[str, int], sticky: int = 0) -> dict[str, Any]:
    """A forward as DescribeListeners tells it."""
    config: dict[str, Any] = {
        "TargetGroups": [{"TargetGroupArn": arn, "Weight": weight} for arn, weight in targets],
        "TargetGroupStickinessConfig": {"Enabled": bool(sticky), "DurationSeconds": sticky or 3600},
    }
    single = {"TargetGroupArn": targets[0][0]} if len(targets) == 1 else {}
    return {"Type": "forward", "Order": 1, "ForwardConfig": config, **single}


def recorded_forward(*targets: tuple[str, int], sticky: int = 0) -> dict[str, Any]:
    stickiness = [{"enabled": bool(sticky), "duration": sticky}]
    groups = [{"arn": arn, "weight": weight} for arn, weight in targets]
    return {"type": "forward", "forward": [{"target_group": groups, "stickiness": stickiness}]}


def told(*actions: dict[str, Any], recorded: list[dict[str, Any]]) -> list[str]:
    live = {"ListenerArn": LISTENER, "LoadBalancerArn": BALANCER, "DefaultActions": list(actions)}
    state = {"id": LISTENER, "default_action": recorded}
    return verdicts({"aws_lb_listener.l": state}, {"aws_lb_listener": [live]})[0]


@pytest.mark.parametrize(
    ("recorded", "live", "paths"),
    [
        ({"type": "forward", "target_group_arn": BLUE, "forward": []}, forward((BLUE, 1)), ""),
        ({"type": "forward", "target_group_arn": BLUE}, forward((GREEN, 1)), "target_group_arn"),
        (recorded_forward((BLUE, 1)), forward((BLUE, 1)), ""),
        (recorded_forward((BLUE, 7)), forward((BLUE, 1)), ""),
        (recorded_forward((BLUE, 1)), forward((GREEN, 1)), "forward"),
        (recorded_forward((BLUE, 1)), {"Type": "forward", "TargetGroupArn": BLUE}, ""),
        (recorded_forward((BLUE, 1)), {"Type": "forward", "TargetGroupArn": GREEN}, "forward"),
        (recorded_forward((BLUE, 9), (GREEN, 1)), forward((GREEN, 1), (BLUE, 9)), ""),
        (recorded_forward((BLUE, 9), (GREEN, 1)), forward((BLUE, 1), (GREEN, 9)), "forward"),
        (
            recorded_forward((BLUE, 1), (GREEN, 1), sticky=60),
            forward((BLUE, 1), (GREEN, 1), sticky=90),
            "forward",
        ),
        ({"type": "forward", "target_group_arn": BLUE}, forward((BLUE, 1), (GREEN, 1)), "target_group_arn"),
        ({"type": "fixed-response", "fixed_response": []}, forward((BLUE, 1)), "type"),
    ],
)
def test_a_forward_in_both_its_forms(recorded: dict[str, Any], live: dict[str, Any], paths: str):
    assert told(live, recorded=[recorded]) == (
        [f"changed aws_lb_listener.l default_action.0.{paths}"] if paths else []
    )


def test_actions_are_compared_in_their_order():
    login = {"Type": "authenticate-cognito", "Order": 1, "AuthenticateCognitoConfig": {"UserPoolArn": "p"}}
    recorded = [
        {"type": "authenticate-cognito", "order": 1, "authenticate_cognito": [{"user_pool_arn": "p"}]},
        {"type": "forward", "order": 2, "target_group_arn": BLUE},
    ]
    assert told(forward((BLUE, 1)) | {"Order": 2}, login, recorded=recorded) == []


def test_the_secret_of_a_client_is_not_compared():
    login = {"Type": "authenticate-oidc", "AuthenticateOidcConfig": {"ClientId": "c", "Scope": "openid"}}
    block = {"client_id": "c", "client_secret": "hidden", "scope": None}
    assert told(login, recorded=[{"type": "authenticate-oidc", "authenticate_oidc": [block]}]) == []


@pytest.mark.parametrize(
    ("condition", "recorded"),
    [
        ({"Field": "path-pattern", "Values": ["/a"]}, {"path_pattern": [{"values": ["/a"]}]}),
        (
            {"Field": "path-pattern", "PathPatternConfig": {"Values": ["/b", "/a"]}},
            {"path_pattern": [{"values": ["/a", "/b"]}], "host_header": []},
        ),
        ({"Field": "host-header", "Values": ["a.b"]}, {"field": "host-header", "values": ["a.b"]}),
        (
            {"Field": "path-pattern", "PathPatternConfig": {"Values": ["/a"]}},
            {"field": "path-pattern", "values": [], "path_pattern": [{"values": ["/a"]}]},
        ),
        (
            {"Field": "path-pattern", "Values": ["/a"], "PathPatternConfig": {"Values": ["/a"]}},
            {"field": "path-pattern", "values": ["/a"], "path_pattern": []},
        ),
        (
            {"Field": "query-string", "QueryStringConfig": {"Values": [{"Key": "k", "Value": "v"}]}},
            {"query_string": [{"key": "k", "value": "v"}]},
        ),
        (
            {"Field": "http-header", "HttpHeaderConfig": {"HttpHeaderName": "X", "Values": ["1"]}},
            {"http_header": [{"http_header_name": "X", "values": ["1"]}]},
        ),
    ],
    ids=["plain", "block", "values", "values left out", "blocks left out", "query", "header"],
)
def test_conditions(condition: dict[str, Any], recorded: dict[str, Any]):
    live = {"RuleArn": RULE, "ListenerArn": LISTENER, "Priority": "7", "Conditions": [condition]}
    state = {"id": RULE, "condition": [recorded], "priority": 7}
    assert verdicts({"aws_lb_listener_rule.r": state}, {"aws_lb_listener_rule": [live]})[0] == []
    other = live | {"Conditions": [condition, {"Field": "source-ip", "SourceIpConfig": {"Values": ["::/0"]}}]}
    assert verdicts({"aws_lb_listener_rule.r": state}, {"aws_lb_listener_rule": [other]})[0] == [
        "changed aws_lb_listener_rule.r condition"
    ]


def test_the_last_rule_repeats_the_listener():
    last = {"RuleArn": RULE, "ListenerArn": LISTENER, "IsDefault": True, "Priority": "default"}
    assert not list(aws_types()["aws_lb_listener_rule"].to_attributes(last, SCOPE))


# -- settings


def attributes(**told: str) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in told.items()]


@pytest.mark.parametrize(("kind", "expected"), [("application", None), ("network", True), ("gateway", True)])
def test_zones_are_always_crossed_by_application_load_balancers(kind: str, expected: bool | None):
    told = attributes(**{"load_balancing.cross_zone.enabled": "true", "idle_timeout.timeout_seconds": "60"})
    item = {"LoadBalancerArn": BALANCER, "Type": kind, "Attributes": told}
    (made,) = aws_types()["aws_lb"].to_attributes(item, SCOPE)
    assert made.get("enable_cross_zone_load_balancing") is expected
    assert made["idle_timeout"] == 60
    assert "enable_http2" not in made
    assert "access_logs" not in made


def test_settings_of_a_listener_have_their_kinds():
    told = {
        "tcp.idle_timeout.seconds": "350",
        "routing.http.response.server.enabled": "false",
        "routing.http.response.strict_transport_security.header_value": "max-age=1",
    }
    item = {"ListenerArn": LISTENER, "Attributes": attributes(**told)}
    (made,) = aws_types()["aws_lb_listener"].to_attributes(item, SCOPE)
    assert made["tcp_idle_timeout_seconds"] == 350
    assert made["routing_http_response_server_enabled"] is False
    assert made["routing_http_response_strict_transport_security_header_value"] == "max-age=1"


def test_settings_of_a_target_group():
    told = {
        "stickiness.enabled": "true",
        "stickiness.type": "app_cookie",
        "stickiness.lb_cookie.duration_seconds": "86400",
        "stickiness.app_cookie.duration_seconds": "60",
        "stickiness.app_cookie.cookie_name": "session",
        "deregistration_delay.timeout_seconds": "0",
        "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count": "1",
        "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage": "off",
        "target_health_state.unhealthy.connection_termination.enabled": "true",
    }
    item = {"TargetGroupArn": BLUE, "Attributes": attributes(**told)}
    (made,) = aws_types()["aws_lb_target_group"].to_attributes(item, SCOPE)
    assert made["stickiness"] == [
        {"cookie_duration": 60, "cookie_name": "session", "enabled": True, "type": "app_cookie"}
    ]
    assert made["target_health_state"][0]["enable_unhealthy_connection_termination"] is True
    state = {"id": BLUE, "deregistration_delay": "300", "stickiness": [], "target_group_health": []}
    assert verdicts({"aws_lb_target_group.t": state}, {"aws_lb_target_group": [item]})[0] == [
        "changed aws_lb_target_group.t deregistration_delay stickiness"
    ]


# -- targets


def target(name: str, port: int, state: str = "healthy") -> dict[str, Any]:
    return {"Target": {"Id": name, "Port": port}, "TargetHealth": {"State": state}}


@pytest.mark.parametrize(
    ("port", "targets", "expected"),
    [
        (None, [target("i-1", 80)], []),
        (80, [target("i-1", 80)], []),
        (80, [target("i-1", 8080), target("i-1", 80)], []),
        (80, [target("i-1", 22)], ["changed aws_lb_target_group_attachment.a port"]),
        (80, [target("i-1", 80, "draining")], ["missing aws_lb_target_group_attachment.a"]),
        (None, [], ["missing aws_lb_target_group_attachment.a"]),
    ],
)
def test_targets(port: int | None, targets: list[dict[str, Any]], expected: list[str]):
    state = {"id": f"{BLUE}-2026", "target_group_arn": BLUE, "target_id": "i-1", "port": port}
    item = {"TargetGroupArn": BLUE, "Targets": targets}
    told, _ = verdicts(
        {"aws_lb_target_group_attachment.a": state}, {"aws_lb_target_group_attachment": [item]}
    )
    assert told == expected


# -- calls


def test_tags_are_asked_for_twenty_at_a_time():
    arns = [f"{BALANCER}{n}" for n in range(45)]
    api = FakeApi(
        describe_load_balancers=lambda **_: {"LoadBalancers": [{"LoadBalancerArn": arn} for arn in arns]},
        describe_tags=lambda ResourceArns: {  # noqa: N803 - the API's own name
            "TagDescriptions": [
                {"ResourceArn": arn, "Tags": [{"Key": "a", "Value": arn}]} for arn in ResourceArns
            ]
        },
    )
    assert [item["Tags"][0]["Value"] for item in load_balancers(api)] == arns
    assert [len(asked["ResourceArns"]) for name, asked in api.asked if name == "describe_tags"] == [20, 20, 5]


def listed(**answers: Any) -> list[dict[str, Any]]:
    balancers = [{"LoadBalancerArn": BALANCER, "Type": answers.pop("kind", "application")}]
    api = FakeApi(**{"describe_load_balancers": lambda **_: {"LoadBalancers": balancers}} | answers)
    return list(listeners(api))


def test_rules_follow_their_listener():
    found = listed(
        describe_listeners=lambda **_: {"Listeners": [{"ListenerArn": LISTENER}]},
        describe_rules=lambda **_: {"Rules": [{"RuleArn": RULE}]},
    )
    assert found == [{"ListenerArn": LISTENER}, {"RuleArn": RULE, "ListenerArn": LISTENER}]


def test_network_load_balancers_have_no_rules():
    answer = {"Listeners": [{"ListenerArn": LISTENER}]}
    assert listed(kind="network", describe_listeners=lambda **_: answer) == [{"ListenerArn": LISTENER}]


def test_a_load_balancer_deleted_since_it_was_listed_has_no_listeners():
    def gone(**_: Any) -> dict[str, Any]:
        raise error("LoadBalancerNotFound")

    assert listed(describe_listeners=gone) == []


def test_a_refusal_is_no_absence():
    def refused(**_: Any) -> dict[str, Any]:
        raise error("AccessDenied")

    with pytest.raises(Exception, match="AccessDenied"):
        listed(describe_listeners=refused)
