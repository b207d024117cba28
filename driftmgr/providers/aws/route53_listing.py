"""Hosted zones, and the calls that tell what is in them.

Route 53 answers five requests a second for a whole account, so records are asked for only of zones that are recorded,
or that hold a recorded record (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html).
"""

from collections.abc import Mapping
from typing import Any

from driftmgr.providers.aws.owners import tag_owner
from driftmgr.providers.aws.shapes import all_tags
from driftmgr.resources.listing import BatchDetail, Detail, Item, Listing, Need
from driftmgr.resources.types import Attributes

ZONE = "aws_route53_zone"


def zone_id(told: object) -> str:
    """The id of a zone, which the API and some configurations write as `/hostedzone/Z…`."""
    return str(told or "").rpartition("/")[2]


def zone_of(attributes: Attributes) -> str:
    """The zone that a record or an association names."""
    return zone_id(attributes.get("zone_id"))


def zone_parent(attributes: Attributes) -> tuple[str, str]:
    """The zone that something is a part of."""
    return ZONE, zone_of(attributes)


def zone_owner(item: Item, attributes: Attributes) -> str | None:
    """Who made a zone: another service (Cloud Map's namespaces), or a stack; its records come with it."""
    linked = (item.get("LinkedService") or {}).get("ServicePrincipal")
    return str(linked).removesuffix(".amazonaws.com") if linked else tag_owner(all_tags(item.get("Tags")))


def _of_zone(item: Item) -> Mapping[str, str]:
    return {"Id": zone_id(item["Id"])}


def _tags(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    return {each["ResourceId"]: each["Tags"] for each in answer["ResourceTagSets"]}


ZONES = Listing(
    service="route53",
    operation="list_hosted_zones",
    items="HostedZones",
    key=lambda item: zone_id(item["Id"]),
    is_global=True,
    details=(
        # https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListResourceRecordSets.html: 300 a page.
        Detail(
            name="Records",
            operation="list_resource_record_sets",
            params=lambda item: {"HostedZoneId": zone_id(item["Id"])},
            paged=True,
            take="ResourceRecordSets",
            feeds={"aws_route53_record": (), ZONE: ("records",)},
        ),
        # Tells the networks of a private zone, which has at least one; about a public one the list tells all.
        Detail(
            name="Zone",
            operation="get_hosted_zone",
            params=_of_zone,
            take="{VPCs: VPCs}",
            feeds={ZONE: ("vpc",), "aws_route53_zone_association": ()},
            need=Need.SECTION,
        ),
        BatchDetail(
            name="Tags",
            operation="list_tags_for_resources",
            size=10,
            params=lambda items: {
                "ResourceType": "hostedzone",
                "ResourceIds": [zone_id(item["Id"]) for item in items],
            },
            split=_tags,
            feeds={ZONE: ("tags",)},
        ),
    ),
)
