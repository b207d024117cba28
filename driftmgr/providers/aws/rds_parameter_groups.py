"""Parameter groups of RDS: the settings of engines."""

from collections.abc import Iterable, Mapping
from typing import Any

from driftmgr.providers.aws import risks
from driftmgr.providers.aws.owners import tag_owner
from driftmgr.providers.aws.rds_identity import group_owner, lower
from driftmgr.providers.aws.shapes import all_tags, tags
from driftmgr.resources.listing import Detail, Item, Listing
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, ResourceType, Severity

INSTANCE_GROUP, CLUSTER_GROUP = "aws_db_parameter_group", "aws_rds_cluster_parameter_group"


def parameter_groups(type_name: str, of: str) -> Listing:
    """The groups of instances (`of` "") or of clusters ("Cluster"), whose operations and keys differ by that word.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBParameters.html: a group holds every
    parameter of its engine, some hundreds, of which a few were set. All are asked for, since one that was set to its
    default may be told as the system's own, and then only its value says that it is as it should be.
    """
    word, name = f"{of.lower()}_" if of else "", f"DB{of}ParameterGroupName"
    return Listing(
        service="rds",
        operation=f"describe_db_{word}parameter_groups",
        items=f"DB{of}ParameterGroups",
        params={"MaxRecords": 100},
        key=lambda item: str(item[name]),
        details=(
            Detail(
                name="Parameters",
                operation=f"describe_db_{word}parameters",
                params=lambda item: {name: item[name]},
                paged=True,
                take="Parameters[?ParameterValue != null].[ParameterName, ParameterValue, ApplyMethod, Source]",
                feeds={type_name: ("parameter",)},
            ),
            Detail(
                name="Tags",
                operation="list_tags_for_resource",
                params=lambda item: {"ResourceName": item[f"DB{of}ParameterGroupArn"]},
                take="TagList",
                feeds={type_name: ("tags",)},
            ),
        ),
    )


class SetParameters(list[dict[str, str]]):
    """The parameters that somebody set, as Terraform has them; `others` are the values of all the rest, by name."""

    def __init__(self, told: Iterable[tuple[str, str, str | None, str | None]]) -> None:
        self.others: dict[str, str] = {}
        for name, value, method, source in told:
            if source in (None, "user"):
                self.append({"name": name, "value": value, "apply_method": method or ""})
            else:
                self.others[name.lower()] = value


def parameter_group(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A group of parameters."""
    name = _name(item)
    found: dict[str, Any] = {
        "id": name,
        "name": name,
        "arn": item.get("DBParameterGroupArn") or item.get("DBClusterParameterGroupArn", ""),
        "description": item.get("Description", ""),
        "family": item.get("DBParameterGroupFamily", ""),
    }
    if "Parameters" in item:
        found["parameter"] = SetParameters(item["Parameters"])
    if "Tags" in item:
        found["tags"] = tags(item["Tags"])
    yield found


def _name(item: Item) -> str:
    return str(item.get("DBParameterGroupName") or item["DBClusterParameterGroupName"])


def same_parameters(recorded: Any, actual: Any) -> bool:
    """Parameters by name and value. What is recorded may be set to what the engine has anyway, and not told as set.

    When a value was or is to be applied (`apply_method`) is no property of the group, and RDS tells it as it likes.
    """
    was, live = _values(recorded), _values(actual)
    others: Mapping[str, str] = getattr(actual, "others", {})
    return all(live.get(name, others.get(name)) == value for name, value in was.items()) and not (
        live.keys() - was.keys()
    )


def _values(parameters: Any) -> dict[str, str]:
    return {str(each["name"]).lower(): str(each["value"]) for each in parameters or ()}


TYPES = tuple(
    ResourceType(
        name=name,
        listing=parameter_groups(name, of),
        to_attributes=parameter_group,
        identity=lower("name", "id"),
        # As a whole, since what is equal cannot be told from one element alone.
        ordered=frozenset({"parameter"}),
        equal={"parameter": same_parameters},
        risks={"parameter": risks.changed(Severity.HIGH, "other settings of the engine")},
        owner=lambda item, _: group_owner(_name(item)) or tag_owner(all_tags(item.get("Tags"))),
    )
    for name, of in ((INSTANCE_GROUP, ""), (CLUSTER_GROUP, "Cluster"))
)
