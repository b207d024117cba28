"""Records of Route 53's hosted zones."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from driftmgr.drift.equivalence import dualstack_dns
from driftmgr.providers.aws import risks
from driftmgr.providers.aws.owners import PLATFORM
from driftmgr.providers.aws.route53_listing import ZONES, zone_id, zone_of, zone_owner, zone_parent
from driftmgr.providers.aws.shapes import block
from driftmgr.resources.listing import Item
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, ResourceType, Severity

_OCTAL: Final = re.compile(r"\\([0-3][0-7]{2})")
_QUOTED: Final = ("TXT", "SPF")
_GEO: Final = {"ContinentCode": "continent", "CountryCode": "country", "SubdivisionCode": "subdivision"}


def record(item: Item, scope: Scope) -> Iterable[Attributes]:
    """Each record set of a zone whose records were read."""
    zone = zone_id(item["Id"])
    for told in item.get("Records") or ():
        name, kind, which = plain_name(told["Name"]), told["Type"], told.get("SetIdentifier", "")
        yield {
            "id": "_".join(filter(None, (zone, name, kind, which))),
            "zone_id": zone,
            "name": name,
            "fqdn": name,
            "type": kind,
            "set_identifier": which,
            "ttl": told.get("TTL", 0),
            "records": [_value(kind, each["Value"]) for each in told.get("ResourceRecords") or ()],
            "alias": _alias(told.get("AliasTarget")),
            "health_check_id": told.get("HealthCheckId", ""),
            "multivalue_answer_routing_policy": bool(told.get("MultiValueAnswer")),
            **_policies(told),
        }


def plain_name(name: str) -> str:
    r"""A domain name as the provider records it: in lower case, without the final dot, and `*` for its escape `\052`.

    https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html
    """
    dotless = name[:-1] if name.endswith(".") and name != "." else name
    # An escaped dot (\056) is part of a label, not the end of one.
    return _OCTAL.sub(lambda code: code[0] if code[1] == "056" else chr(int(code[1], 8)), dotless).lower()


def identity(attributes: Attributes) -> str:
    """Zone, whole name, type and set: the same whatever form the name or the id was recorded in.

    `name` may be relative to the zone (`www`), `fqdn` never is; the id has the name as it was configured.
    """
    name = plain_name(str(attributes.get("fqdn") or attributes.get("name") or ""))
    parts = (zone_of(attributes), name, str(attributes.get("type") or "").upper())
    if not all(parts):
        return ""
    return "/".join((*parts, str(attributes.get("set_identifier") or "")))


def _value(kind: str, value: str) -> str:
    """One value. The quotes around a text are the API's; those between the strings of a long one are kept."""
    quoted = kind in _QUOTED and len(value) > 1 and value[0] == value[-1] == '"'
    return value[1:-1] if quoted else value


def _alias(told: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    return block(
        {
            "name": told["DNSName"],
            "zone_id": told["HostedZoneId"],
            "evaluate_target_health": bool(told.get("EvaluateTargetHealth")),
        }
        if told
        else None
    )


def _policies(told: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """By what Route 53 chooses among the sets of one name: at most one of these blocks."""
    geo, near = told.get("GeoLocation"), told.get("GeoProximityLocation")
    cidr = told.get("CidrRoutingConfig")
    return {
        "weighted_routing_policy": [{"weight": told["Weight"]}] if "Weight" in told else [],
        "latency_routing_policy": [{"region": told["Region"]}] if told.get("Region") else [],
        "failover_routing_policy": [{"type": told["Failover"]}] if told.get("Failover") else [],
        "geolocation_routing_policy": [{ours: geo.get(key, "") for key, ours in _GEO.items()}] if geo else [],
        "cidr_routing_policy": (
            [{"collection_id": cidr["CollectionId"], "location_name": cidr["LocationName"]}] if cidr else []
        ),
        "geoproximity_routing_policy": [_near(near)] if near else [],
    }


def _near(told: Mapping[str, Any]) -> dict[str, Any]:
    at = told.get("Coordinates")
    return {
        "aws_region": told.get("AWSRegion", ""),
        "bias": told.get("Bias", 0),
        "local_zone_group": told.get("LocalZoneGroup", ""),
        "coordinates": [{"latitude": at["Latitude"], "longitude": at["Longitude"]}] if at else [],
    }


def _owner(item: Item, attributes: Attributes) -> str | None:
    """Every zone has NS and SOA records of its own name; those below it are delegations that somebody made."""
    at_apex = attributes["name"] == plain_name(item["Name"])
    return PLATFORM if at_apex and attributes["type"] in ("NS", "SOA") else zone_owner(item, attributes)


_MOVED = risks.changed(Severity.HIGH, "other clients are led elsewhere")

TYPES = (
    ResourceType(
        name="aws_route53_record",
        listing=ZONES,
        to_attributes=record,
        identity=identity,
        item_key=zone_of,
        equal={"alias.name": dualstack_dns},
        ignored={
            "name": "it is joined on its whole name, and may be recorded relative to its zone",
            "zone_id": "it is joined on its zone, and may be recorded as /hostedzone/ID",
        },
        risks={
            "records": risks.dns_changed,
            "alias": risks.dns_changed,
            "weighted_routing_policy": _MOVED,
            "latency_routing_policy": _MOVED,
            "failover_routing_policy": _MOVED,
            "geolocation_routing_policy": _MOVED,
            "geoproximity_routing_policy": _MOVED,
            "cidr_routing_policy": _MOVED,
            "health_check_id": risks.changed(Severity.HIGH, "another health check decides"),
            "ttl": risks.changed(Severity.LOW, "kept by resolvers for another time"),
        },
        owner=_owner,
        parent=zone_parent,
    ),
)
