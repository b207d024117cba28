"""Route 53: names in all their forms, values with quotes, and what every zone has by itself."""

from typing import Any

import pytest

from driftmgr.drift.compare import differences
from driftmgr.providers.aws.route53_listing import zone_id, zone_owner
from driftmgr.providers.aws.route53_records import TYPES, plain_name
from driftmgr.resources.models import Scope

SCOPE = Scope("aws", "123456789012", "global")
(RECORD,) = TYPES


def zone(*records: dict[str, Any], **told: Any) -> dict[str, Any]:
    return {"Id": "/hostedzone/Z1", "Name": "example.com.", "Records": list(records), **told}


def record(name: str, kind: str = "A", *values: str, **told: Any) -> dict[str, Any]:
    return {"Name": name, "Type": kind, "TTL": 60, "ResourceRecords": [{"Value": v} for v in values], **told}


@pytest.mark.parametrize(
    ("told", "plain"),
    [
        ("example.com.", "example.com"),
        ("WWW.Example.com", "www.example.com"),
        (r"\052.example.com.", "*.example.com"),
        (r"a\056b.example.com.", r"a\056b.example.com"),
        ("_dmarc.example.com.", "_dmarc.example.com"),
        (".", "."),
    ],
)
def test_names(told: str, plain: str) -> None:
    assert plain_name(told) == plain


def test_zone_ids_with_and_without_their_path() -> None:
    assert zone_id("/hostedzone/Z1") == zone_id("Z1") == "Z1"


@pytest.mark.parametrize(
    ("recorded", "told"),
    [
        ({"name": "www", "fqdn": "www.example.com"}, record("www.example.com.")),
        ({"name": "www.example.com."}, record("www.example.com.")),
        ({"name": "*", "fqdn": "*.example.com"}, record(r"\052.example.com.")),
        ({"name": "example.com", "zone_id": "/hostedzone/Z1"}, record("example.com.")),
        ({"name": "w.example.com", "set_identifier": "a b"}, record("w.example.com.", SetIdentifier="a b")),
    ],
)
def test_recorded_and_live_records_meet(recorded: dict[str, str], told: dict[str, Any]) -> None:
    (found,) = RECORD.objects(zone(told), SCOPE, {})
    assert RECORD.identity_of({"zone_id": "Z1", "type": "A", **recorded}) == found.identity
    assert RECORD.item_key_of({"zone_id": "Z1", "type": "A", **recorded}) == "Z1"


def test_sets_of_one_name_are_apart() -> None:
    told = zone(record("w.example.com.", SetIdentifier="a"), record("w.example.com.", SetIdentifier="b"))
    found = list(RECORD.objects(told, SCOPE, {}))
    assert [each.id for each in found] == ["Z1_w.example.com_A_a", "Z1_w.example.com_A_b"]
    assert len({each.identity for each in found}) == 2


@pytest.mark.parametrize(
    ("told", "recorded", "differ"),
    [
        (record("t.example.com.", "TXT", '"v=spf1 -all"'), {"records": ["v=spf1 -all"]}, []),
        (record("t.example.com.", "TXT", '"one" "two"'), {"records": ['one" "two']}, []),
        (record("t.example.com.", "CAA", '0 issue "ca.org"'), {"records": ['0 issue "ca.org"']}, []),
        (
            record("t.example.com.", "A", "192.0.2.2", "192.0.2.1"),
            {"records": ["192.0.2.1", "192.0.2.2"]},
            [],
        ),
        (record("t.example.com.", "A", "192.0.2.2"), {"records": ["192.0.2.1"]}, ["records"]),
        (
            record("t.example.com.", Weight=0),
            {"weighted_routing_policy": [{"weight": 0}], "health_check_id": None, "alias": []},
            [],
        ),
        (record("t.example.com.", Weight=9), {"weighted_routing_policy": []}, ["weighted_routing_policy"]),
        (
            {
                "Name": "t.example.com.",
                "Type": "A",
                "AliasTarget": {
                    "DNSName": "dualstack.web-1.us-east-1.elb.amazonaws.com.",
                    "HostedZoneId": "Z9",
                    "EvaluateTargetHealth": False,
                },
            },
            {
                "alias": [
                    {
                        "name": "Web-1.us-east-1.elb.amazonaws.com",
                        "zone_id": "Z9",
                        "evaluate_target_health": False,
                    }
                ],
                "ttl": None,
                "records": None,
            },
            [],
        ),
        (
            record("t.example.com.", GeoLocation={"CountryCode": "*"}),
            {"geolocation_routing_policy": [{"continent": "", "country": "*", "subdivision": ""}]},
            [],
        ),
    ],
)
def test_values(told: dict[str, Any], recorded: dict[str, Any], differ: list[str]) -> None:
    (found,) = RECORD.to_attributes(zone(told), SCOPE)
    assert [path for path, *_ in differences(RECORD, recorded, found)] == differ


def test_every_zone_has_ns_and_soa_of_its_own() -> None:
    told = zone(
        record("example.com.", "NS"),
        record("example.com.", "SOA"),
        record("example.com.", "MX"),
        record("child.example.com.", "NS"),
    )
    assert [found.owner for found in RECORD.objects(told, SCOPE, {})] == ["aws", "aws", None, None]


def test_zones_of_services() -> None:
    assert zone_owner(zone(LinkedService={"ServicePrincipal": "servicediscovery.amazonaws.com"}), {}) == (
        "servicediscovery"
    )
    assert zone_owner(zone(), {}) is None


def test_nothing_is_said_of_records_that_were_not_read() -> None:
    assert list(RECORD.objects({"Id": "/hostedzone/Z1", "Name": "example.com."}, SCOPE, {})) == []
