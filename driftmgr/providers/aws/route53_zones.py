"""Hosted zones of Route 53, and the networks that private ones are seen from."""

from collections.abc import Iterable, Mapping
from typing import Any

from driftmgr.drift.equivalence import same_dns_name
from driftmgr.providers.aws import risks
from driftmgr.providers.aws.route53_listing import ZONE, ZONES, zone_id, zone_of, zone_owner, zone_parent
from driftmgr.providers.aws.shapes import tags
from driftmgr.resources.listing import Item
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Atom, Attributes, Claim, Collection, ResourceType, Severity

_ACCELERATED = frozenset({"ENABLING", "ENABLED"})


def zone(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A zone. Its name is recorded without the final dot."""
    config = item.get("Config") or {}
    found: dict[str, Any] = {
        "id": zone_id(item["Id"]),
        "zone_id": zone_id(item["Id"]),
        "arn": f"arn:aws:route53:::hostedzone/{zone_id(item['Id'])}",
        "name": item["Name"].removesuffix("."),
        "comment": config.get("Comment", ""),
    }
    if "Features" in item:
        status = (item["Features"] or {}).get("AcceleratedRecoveryStatus")
        found["enable_accelerated_recovery"] = status in _ACCELERATED
    if "Zone" in item:
        found["vpc"] = [
            {"vpc_id": each["VPCId"], "vpc_region": each["VPCRegion"]}
            for each in item["Zone"].get("VPCs") or ()
        ]
    if "Tags" in item:
        found["tags"] = tags(item["Tags"])
    yield found


def zone_association(item: Item, scope: Scope) -> Iterable[Attributes]:
    """Each network that a private zone is seen from."""
    for each in (item.get("Zone") or {}).get("VPCs") or ():
        zone_named = zone_id(item["Id"])
        yield {
            "id": f"{zone_named}:{each['VPCId']}",
            "zone_id": zone_named,
            "vpc_id": each["VPCId"],
            "vpc_region": each["VPCRegion"],
        }


def _networks(_: Attributes, value: Any) -> Mapping[Atom, Any]:
    return {(network["vpc_id"],): network for network in value or ()}


TYPES = (
    ResourceType(
        name=ZONE,
        listing=ZONES,
        to_attributes=zone,
        identity=lambda attributes: zone_id(attributes.get("zone_id") or attributes.get("id")),
        equal={"name": same_dns_name},
        collections=(Collection(attribute="vpc", atoms=_networks),),
        risks={"vpc": risks.network_moved},
        missing=Severity.CRITICAL,
        owner=zone_owner,
    ),
    ResourceType(
        name="aws_route53_zone_association",
        listing=ZONES,
        to_attributes=zone_association,
        identity=lambda attributes: f"{zone_of(attributes)}:{attributes.get('vpc_id')}",
        item_key=zone_of,
        claim=Claim(
            owner=ZONE,
            owner_identity=zone_of,
            attribute=lambda _: "vpc",
            atoms=lambda attributes: frozenset({(attributes.get("vpc_id"),)}),
        ),
        missing=Severity.MEDIUM,
        owner=zone_owner,
        parent=zone_parent,
    ),
)
