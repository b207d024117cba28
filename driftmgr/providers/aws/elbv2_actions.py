"""Actions, conditions and transforms of listeners and their rules."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from driftmgr.providers.aws.schema_blocks import shaped
from driftmgr.resources.catalogue import Block, schema_of

_ACTION_NAMES: Final = {
    "additional_claim": "AdditionalClaims",
    "arn": "TargetGroupArn",
    "authenticate_cognito": "AuthenticateCognitoConfig",
    "authenticate_oidc": "AuthenticateOidcConfig",
    "duration": "DurationSeconds",
    "fixed_response": "FixedResponseConfig",
    "forward": "ForwardConfig",
    "jwt_validation": "JwtValidationConfig",
    "redirect": "RedirectConfig",
    "stickiness": "TargetGroupStickinessConfig",
    "target_group": "TargetGroups",
}
_CONDITION_NAMES: Final = {
    "host_header": "HostHeaderConfig",
    "http_header": "HttpHeaderConfig",
    "http_request_method": "HttpRequestMethodConfig",
    "path_pattern": "PathPatternConfig",
    "query_string": "",
    "source_ip": "SourceIpConfig",
}
_PATTERN_LISTS: Final = ("values", "regex_values")
_PLAIN_FIELDS: Final = {"host-header": "HostHeaderConfig", "path-pattern": "PathPatternConfig"}

_LOGIN_DEFAULTS: Final[Mapping[str, tuple[Any, ...]]] = {
    "on_unauthenticated_request": ("authenticate",),
    "scope": ("openid",),
    "session_cookie_name": ("AWSELBAuthSessionCookie",),
    "session_timeout": (604800,),
}
ACTION_DEFAULTS: Final[Mapping[str, tuple[Any, ...]]] = {
    "order": (1,),
    "redirect.host": ("#{host}",),
    "redirect.path": ("/#{path}",),
    "redirect.port": ("#{port}",),
    "redirect.protocol": ("#{protocol}",),
    "redirect.query": ("#{query}",),
    **{f"authenticate_cognito.{name}": values for name, values in _LOGIN_DEFAULTS.items()},
    **{f"authenticate_oidc.{name}": values for name, values in _LOGIN_DEFAULTS.items()},
}
"""What is in force where nothing was chosen, below an action
(https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Action.html)."""


def actions(told: Iterable[Mapping[str, Any]] | None, type_name: str, attribute: str) -> list[dict[str, Any]]:
    """Actions in their order. A forward to one target group is told both ways, by its ARN and as a block.

    The secret of an OIDC client is never told.
    """
    found = []
    for action in sorted(told or (), key=lambda action: action.get("Order") or 0):
        groups = (action.get("ForwardConfig") or {}).get("TargetGroups") or []
        single = action.get("TargetGroupArn") or (groups[0]["TargetGroupArn"] if len(groups) == 1 else "")
        made = shaped(action, _schema(type_name, attribute), _ACTION_NAMES) | {"target_group_arn": single}
        if single and not groups:
            made["forward"] = [{"target_group": [{"arn": single, "weight": 1}], "stickiness": []}]
        for login in made.get("authenticate_oidc") or ():
            login.pop("client_secret", None)
        found.append(made)
    return found


def conditions(told: Iterable[Mapping[str, Any]] | None) -> list[dict[str, Any]]:
    """Conditions. `field` and `values` are what releases of the provider before 3 record."""
    found = []
    for condition in told or ():
        field = condition.get("Field", "")
        key, values = _PLAIN_FIELDS.get(field), condition.get("Values") or []
        given = {key: {"Values": values}, **condition} if key else dict(condition)
        made = shaped(given, _schema("aws_lb_listener_rule", "condition"), _CONDITION_NAMES)
        made["query_string"] = [
            {"key": pair.get("Key", ""), "value": pair.get("Value", "")}
            for pair in (condition.get("QueryStringConfig") or {}).get("Values") or ()
        ]
        config = given[key] if key else {}
        found.append(made | ({"field": field, "values": config.get("Values") or values} if key else {}))
    return found


def same_patterns(recorded: Any, actual: Any) -> bool:
    """Whether `host_header` or `path_pattern` blocks match the same; releases before 3 may leave them to `values`."""
    return not recorded or _patterns(recorded) == _patterns(actual)


def _patterns(blocks: Any) -> set[tuple[str, str]]:
    return {(name, v) for block in blocks for name in _PATTERN_LISTS for v in block.get(name) or ()}


def transforms(told: Iterable[Mapping[str, Any]] | None) -> list[dict[str, Any]]:
    """Rewrites of a request before it is forwarded."""
    schema = _schema("aws_lb_listener_rule", "transform")
    return [shaped(transform, schema, {"rewrite": "Rewrites"}) for transform in told or ()]


def same_forward(recorded: Any, actual: Any) -> bool:
    """Whether forwards share traffic alike. What is not recorded is recorded by `target_group_arn`.

    A weight means nothing without another target group, a duration nothing without stickiness.
    """
    return not recorded or _shares(recorded) == _shares(actual)


def _shares(forward: Any) -> Any:
    settings = forward[0] if forward else {}
    groups = settings.get("target_group") or []
    weights = {group["arn"]: group.get("weight") for group in groups}
    sticky: Mapping[str, Any] = next(iter(settings.get("stickiness") or ()), {})
    duration = sticky.get("duration") if sticky.get("enabled") else None
    return (weights if len(weights) > 1 else list(weights)), duration


def _schema(type_name: str, attribute: str) -> Block:
    found = (schema_of(type_name) or {}).get(attribute)
    return (found.block or {}) if found else {}
