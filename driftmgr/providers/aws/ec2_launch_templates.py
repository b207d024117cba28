"""Launch templates: what Terraform records of one is its latest version."""

from collections.abc import Iterable, Iterator
from typing import Final

from driftmgr.drift.equivalence import same_timestamp, same_user_data
from driftmgr.providers.aws import risks
from driftmgr.providers.aws.ec2_arns import ec2_arn
from driftmgr.providers.aws.owners import tag_owner
from driftmgr.providers.aws.schema_blocks import shaped
from driftmgr.providers.aws.shapes import all_tags, tags
from driftmgr.resources.catalogue import Block, schema_of
from driftmgr.resources.listing import Api, Item, Listing
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, ResourceType

PAGE: Final = {"MaxResults": 200}


def templates(api: Api) -> Iterator[Item]:
    """Every template, with its latest version as `Latest`.

    Without an id, "$Latest" asks for the latest version of all templates at once
    (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeLaunchTemplateVersions.html).
    """
    versions = api.pages(
        "describe_launch_template_versions", "LaunchTemplateVersions", Versions=["$Latest"], **PAGE
    )
    latest = {version["LaunchTemplateId"]: version for version in versions}
    for item in api.pages("describe_launch_templates", "LaunchTemplates", **PAGE):
        if item["LaunchTemplateId"] in latest:
            item["Latest"] = latest[item["LaunchTemplateId"]]
        yield item


LAUNCH_TEMPLATES = Listing(
    service="ec2",
    operation="describe_launch_templates",
    items="LaunchTemplates",
    read=templates,
    key=lambda item: str(item["LaunchTemplateId"]),
    permissions=("ec2:DescribeLaunchTemplates", "ec2:DescribeLaunchTemplateVersions"),
)

_NAMES: Final = {
    "ipv4_address_count": "SecondaryPrivateIpAddressCount",
    "ipv4_addresses": "PrivateIpAddresses",
    "license_specification": "LicenseSpecifications",
    "security_groups": "Groups",
    "security_group_names": "SecurityGroups",
    "vpc_security_group_ids": "SecurityGroupIds",
}
_OF_THE_TEMPLATE: Final = frozenset(
    {
        "arn",
        "default_version",
        "description",
        "id",
        "latest_version",
        "name",
        "name_prefix",
        "region",
        "tags",
        "tags_all",
        "update_default_version",
    }
)


def launch_template(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A template (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ResponseLaunchTemplateData.html)."""
    found = {
        "id": item["LaunchTemplateId"],
        "arn": ec2_arn(scope, "launch-template", item["LaunchTemplateId"]),
        "name": item["LaunchTemplateName"],
        "default_version": item.get("DefaultVersionNumber"),
        "latest_version": item.get("LatestVersionNumber"),
        "tags": tags(item.get("Tags")),
    }
    if "Latest" in item:
        found |= {"description": item["Latest"].get("VersionDescription", "")}
        found |= shaped(item["Latest"].get("LaunchTemplateData") or {}, _data(), _NAMES)
    yield found


def _data() -> Block:
    schema = schema_of("aws_launch_template") or {}
    return {name: attribute for name, attribute in schema.items() if name not in _OF_THE_TEMPLATE}


TYPES = (
    ResourceType(
        name="aws_launch_template",
        listing=LAUNCH_TEMPLATES,
        to_attributes=launch_template,
        equal={
            "user_data": same_user_data,
            "instance_market_options.spot_options.valid_until": same_timestamp,
        },
        sensitive=frozenset({"user_data"}),
        risks={
            "block_device_mappings.ebs.encrypted": risks.encryption_off,
            "disable_api_termination": risks.deletion_protection_off,
            "iam_instance_profile": risks.role_changed,
            "image_id": risks.image_or_code_changed,
            "instance_type": risks.capacity_changed,
            "key_name": risks.key_pair_changed,
            "metadata_options.http_put_response_hop_limit": risks.hop_limit_raised,
            "metadata_options.http_tokens": risks.imds_tokens_optional,
            "monitoring.enabled": risks.monitoring_off,
            "network_interfaces.associate_public_ip_address": risks.public_address_given,
            "user_data": risks.user_data_changed,
            "vpc_security_group_ids": risks.network_moved,
        },
        owner=lambda item, _: tag_owner(all_tags(item.get("Tags"))),
    ),
)
