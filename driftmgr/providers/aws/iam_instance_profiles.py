"""Instance profiles: what gives a role to EC2 instances."""

from collections.abc import Iterable
from typing import Any

from driftmgr.providers.aws import risks
from driftmgr.providers.aws.owners import role_owner, tag_owner
from driftmgr.providers.aws.shapes import all_tags, tags
from driftmgr.resources.listing import Detail, Item, Listing
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, ResourceType, Severity

# ListInstanceProfiles tells everything but tags.
# https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfiles.html
PROFILES = Listing(
    service="iam",
    operation="list_instance_profiles",
    items="InstanceProfiles",
    params={"MaxItems": 1000},
    key=lambda item: str(item["InstanceProfileName"]),
    is_global=True,
    details=(
        Detail(
            name="ProfileTags",
            operation="get_instance_profile",
            params=lambda item: {"InstanceProfileName": item["InstanceProfileName"]},
            take="InstanceProfile.Tags",
            feeds={"aws_iam_instance_profile": ("tags",)},
        ),
    ),
)


def instance_profile(item: Item, scope: Scope) -> Iterable[Attributes]:
    """An instance profile. It has one role or none; `roles` is the provider's older name for it."""
    roles = [role["RoleName"] for role in item.get("Roles") or ()]
    found: dict[str, Any] = {
        "id": item["InstanceProfileName"],
        "name": item["InstanceProfileName"],
        "arn": item["Arn"],
        "path": item["Path"],
        "unique_id": item["InstanceProfileId"],
        "role": roles[0] if roles else "",
        "roles": roles,
    }
    if "ProfileTags" in item:
        found["tags"] = tags(item["ProfileTags"])
    yield found


def _owner(item: Item, attributes: Attributes) -> str | None:
    by_path = role_owner(item["Path"], item["InstanceProfileName"])
    return by_path or tag_owner(all_tags(item.get("ProfileTags")))


TYPES = (
    ResourceType(
        name="aws_iam_instance_profile",
        listing=PROFILES,
        to_attributes=instance_profile,
        identity=("name",),
        defaults={"path": ("/",)},
        observed=frozenset({"unique_id"}),
        unordered=frozenset({"roles"}),
        risks={
            "role": risks.role_changed,
            "roles": risks.role_changed,
            "unique_id": risks.changed(Severity.HIGH, "deleted and made anew under its old name"),
        },
        owner=_owner,
    ),
)
