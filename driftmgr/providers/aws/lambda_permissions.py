"""Who may call Lambda functions: each statement of a function's policy is a permission."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from driftmgr.providers.aws import risks
from driftmgr.providers.aws.lambda_functions import FUNCTIONS
from driftmgr.resources.listing import Item
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, ResourceType, Severity

# https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html, "FunctionName": a name, a partial or a full
# ARN, each with or without a version or alias.
_FUNCTION = re.compile(
    r"(?:(?:arn:[\w-]+:lambda:[\w-]+:)?\d{12}:function:|function:)?([\w-]+)(?::([\w$-]+))?"
)
_ROOT = re.compile(r"arn:[\w-]+:iam::(\d{12}):root")

_CONDITIONS = {
    "aws:sourcearn": "source_arn",
    "aws:sourceaccount": "source_account",
    "aws:principalorgid": "principal_org_id",
    "lambda:eventsourcetoken": "event_source_token",
    "lambda:functionurlauthtype": "function_url_auth_type",
}
"""Condition keys (case-insensitive) and the arguments that they are made from."""


def permission(item: Item, scope: Scope) -> Iterable[Attributes]:
    """Each statement of the policy of the function itself; versions and aliases have policies of their own."""
    if not item.get("Policy"):
        return
    for statement in json.loads(item["Policy"])["Statement"]:
        conditions = {
            key.lower(): value
            for operands in (statement.get("Condition") or {}).values()
            for key, value in operands.items()
        }
        yield {
            "id": statement["Sid"],
            "statement_id": statement["Sid"],
            "function_name": item["FunctionName"],
            "qualifier": "",
            "action": statement["Action"],
            "principal": _principal(statement.get("Principal")),
            "invoked_via_function_url": str(conditions.get("lambda:invokedviafunctionurl")).lower() == "true",
            **{name: conditions.get(key, "") for key, name in _CONDITIONS.items()},
        }


def _principal(value: Any) -> str:
    if isinstance(value, Mapping):
        value = value.get("Service") or value.get("AWS") or ""
    return str(value)


def same_principal(recorded: Any, actual: Any) -> bool:
    """Lambda writes an account's number as the ARN of its root."""
    return _ROOT.sub(r"\1", str(recorded)) == _ROOT.sub(r"\1", str(actual))


def same_function(recorded: Any, actual: Any) -> bool:
    """A function by its name or by an ARN."""
    return function_of(str(recorded)) == function_of(str(actual))


def function_of(reference: str) -> str:
    """The name of the function in a name or ARN, without version or alias."""
    match = _FUNCTION.fullmatch(reference)
    return match[1] if match else reference


def _identity(attributes: Attributes) -> str:
    """Function and statement. A permission of a version or alias is not read, so it has no identity here."""
    match = _FUNCTION.fullmatch(str(attributes.get("function_name")))
    if attributes.get("qualifier") or (match and match[2]) or not attributes.get("statement_id"):
        return ""
    return f"{function_of(str(attributes.get('function_name')))}/{attributes['statement_id']}"


TYPES = (
    ResourceType(
        name="aws_lambda_permission",
        listing=FUNCTIONS,
        to_attributes=permission,
        identity=_identity,
        item_key=lambda attributes: function_of(str(attributes.get("function_name"))),
        import_id=lambda attributes: f"{attributes['function_name']}/{attributes['statement_id']}",
        equal={"principal": same_principal, "function_name": same_function},
        risks={"*": risks.lambda_permission_opened},
        unmanaged=Severity.HIGH,
        parent=lambda attributes: ("aws_lambda_function", function_of(str(attributes.get("function_name")))),
    ),
)
