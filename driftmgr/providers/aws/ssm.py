"""Parameters of Systems Manager.

What can be compared of a value depends on its type. String and StringList are read and compared. A SecureString is
never decrypted, and its ciphertext is another one at each call even for the same text: its `version`, which grows with
each write, tells that it was written since.
https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from driftmgr.drift.equivalence import same_arn_or_name
from driftmgr.providers.aws import risks
from driftmgr.providers.aws.owners import PLATFORM, tag_owner
from driftmgr.providers.aws.shapes import all_tags, partition, tags
from driftmgr.resources.listing import BatchDetail, Detail, Item, Listing
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, ResourceType, Severity


def _names(items: Sequence[Item]) -> Mapping[str, Any]:
    return {"Names": [item["Name"] for item in items], "WithDecryption": False}


def _values(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    return {found["Name"]: found["Value"] for found in answer.get("Parameters") or ()}


PARAMETERS = Listing(
    service="ssm",
    operation="describe_parameters",
    items="Parameters",
    params={"MaxResults": 50},
    key=lambda item: str(item["Name"]),
    details=(
        BatchDetail(
            name="Value",
            operation="get_parameters",
            size=10,
            params=_names,
            split=_values,
            feeds={"aws_ssm_parameter": ("value", "insecure_value")},
            applies=lambda item: item["Type"] != "SecureString",
        ),
        Detail(
            name="Tags",
            operation="list_tags_for_resource",
            params=lambda item: {"ResourceType": "Parameter", "ResourceId": item["Name"]},
            take="TagList",
            feeds={"aws_ssm_parameter": ("tags",)},
        ),
    ),
)


def parameter(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A parameter."""
    name = item["Name"]
    found: dict[str, Any] = {
        "id": name,
        "name": name,
        "arn": item.get("ARN") or _arn(name, scope),
        "type": item["Type"],
        "description": item.get("Description", ""),
        "allowed_pattern": item.get("AllowedPattern", ""),
        "data_type": item.get("DataType", "text"),
        "tier": item.get("Tier", "Standard"),
        "key_id": item.get("KeyId", ""),
    }
    if item["Type"] == "SecureString":
        found["version"] = item["Version"]
    elif item.get("Value") is not None:
        found |= {"value": item["Value"], "insecure_value": item["Value"]}
    if "Tags" in item:
        found["tags"] = tags(item["Tags"])
    yield found


def _arn(name: str, scope: Scope) -> str:
    return (
        f"arn:{partition(scope.region)}:ssm:{scope.region}:{scope.account}:parameter/{name.removeprefix('/')}"
    )


def same_value(recorded: Any, actual: Any) -> bool:
    """A value is recorded in one of `value` and `insecure_value`, or in neither when it was written only (`value_wo`).

    No parameter is empty (PutParameter wants a character at least), so an empty one is not recorded.
    """
    return recorded in (None, "") or bool(recorded == actual)


def same_tier(recorded: Any, actual: Any) -> bool:
    """Intelligent-Tiering is a wish; the API tells the tier that came of it."""
    return bool(recorded == actual) or "Intelligent-Tiering" in (recorded, actual)


TYPES = (
    ResourceType(
        name="aws_ssm_parameter",
        listing=PARAMETERS,
        to_attributes=parameter,
        identity=("name",),
        equal={
            "value": same_value,
            "insecure_value": same_value,
            "tier": same_tier,
            "key_id": same_arn_or_name,
        },
        defaults={"tier": ("Standard",), "data_type": ("text",), "key_id": ("alias/aws/ssm",)},
        observed=frozenset({"version"}),
        sensitive=frozenset({"value", "insecure_value"}),
        risks={
            "type": risks.secure_string_left,
            "key_id": risks.kms_key_changed,
            "value": risks.parameter_changed,
            "insecure_value": risks.parameter_changed,
            "version": risks.changed(Severity.HIGH, "a secret value was written"),
        },
        owner=lambda item, _: (
            PLATFORM if item["Name"].startswith("/aws/") else tag_owner(all_tags(item.get("Tags")))
        ),
    ),
)
