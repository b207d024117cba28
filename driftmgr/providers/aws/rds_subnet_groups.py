"""Subnet groups of RDS: where instances may be."""

from collections.abc import Iterable
from typing import Any

from driftmgr.providers.aws import risks
from driftmgr.providers.aws.owners import tag_owner
from driftmgr.providers.aws.rds_identity import group_owner, lower
from driftmgr.providers.aws.shapes import all_tags, tags
from driftmgr.resources.listing import Detail, Item, Listing
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, ResourceType

# https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBSubnetGroups.html tells all but tags.
SUBNET_GROUPS = Listing(
    service="rds",
    operation="describe_db_subnet_groups",
    items="DBSubnetGroups",
    params={"MaxRecords": 100},
    key=lambda item: str(item["DBSubnetGroupName"]),
    details=(
        Detail(
            name="Tags",
            operation="list_tags_for_resource",
            params=lambda item: {"ResourceName": item["DBSubnetGroupArn"]},
            take="TagList",
            feeds={"aws_db_subnet_group": ("tags",)},
        ),
    ),
)


def subnet_group(item: Item, scope: Scope) -> Iterable[Attributes]:
    """The subnets that instances may be in."""
    found: dict[str, Any] = {
        "id": item["DBSubnetGroupName"],
        "name": item["DBSubnetGroupName"],
        "arn": item.get("DBSubnetGroupArn", ""),
        "description": item.get("DBSubnetGroupDescription", ""),
        "subnet_ids": [each["SubnetIdentifier"] for each in item.get("Subnets") or ()],
    }
    if "Tags" in item:
        found["tags"] = tags(item["Tags"])
    yield found


TYPES = (
    ResourceType(
        name="aws_db_subnet_group",
        listing=SUBNET_GROUPS,
        to_attributes=subnet_group,
        identity=lower("name", "id"),
        risks={"subnet_ids": risks.network_moved},
        owner=lambda item, _: group_owner(item["DBSubnetGroupName"]) or tag_owner(all_tags(item.get("Tags"))),
    ),
)
