"""Certificates: names, states, and bodies that were replaced."""

from typing import Any

import pytest

from driftmgr.drift.compare import differences
from driftmgr.drift.severity import judge
from driftmgr.providers.aws.acm import TYPES, certificate
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Severity

SCOPE = Scope("aws", "123456789012", "us-east-1")
ARN = "arn:aws:acm:us-east-1:123456789012:certificate/1"
(CERTIFICATE,) = TYPES
BODY = "-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----\n"


def live(imported: str | None = None, **told: Any) -> dict[str, Any]:
    plain = {"DomainName": "a.com", "SubjectAlternativeNames": ["b.com", "a.com"], "Type": "AMAZON_ISSUED"}
    item = {"CertificateArn": ARN, "DomainName": "a.com", "Certificate": plain | told}
    (found,) = certificate(item | ({"Imported": imported} if imported else {}), SCOPE)
    return dict(found)


@pytest.mark.parametrize(
    ("told", "recorded", "differ"),
    [
        ({}, {"subject_alternative_names": ["b.com"]}, []),  # provider 3
        ({}, {"subject_alternative_names": ["a.com", "b.com"]}, []),
        ({}, {"subject_alternative_names": ["a.com"]}, ["subject_alternative_names"]),
        ({}, {"subject_alternative_names": ["b.com", "c.com"]}, ["subject_alternative_names"]),
        ({"Status": "ISSUED"}, {"status": "PENDING_VALIDATION"}, []),
        ({"Status": "REVOKED"}, {"status": "ISSUED"}, ["status"]),
        ({"KeyAlgorithm": "RSA-2048"}, {"key_algorithm": "RSA_2048"}, []),
        ({"DomainValidationOptions": [{"ValidationMethod": "DNS"}]}, {"validation_method": "DNS"}, []),
        ({"Type": "IMPORTED"}, {"validation_method": "NONE"}, []),
        (
            {"Options": {"CertificateTransparencyLoggingPreference": "ENABLED", "Export": "DISABLED"}},
            {"options": []},
            [],
        ),
    ],
)
def test_settings(told: dict[str, Any], recorded: dict[str, Any], differ: list[str]) -> None:
    assert [path for path, *_ in differences(CERTIFICATE, recorded, live(**told))] == differ


@pytest.mark.parametrize(
    ("recorded", "differ"),
    [
        (BODY, []),
        (BODY.replace("\n", "\r\n"), []),
        (BODY.replace("QUJD", "REVG"), ["certificate_body"]),
        ("3f2a9b", []),  # a digest, before provider 3
    ],
)
def test_bodies(recorded: str, differ: list[str]) -> None:
    found = differences(CERTIFICATE, {"certificate_body": recorded}, live(BODY))
    assert [path for path, *_ in found] == differ


def test_a_certificate_that_went_meanwhile_is_gone() -> None:
    assert list(certificate({"CertificateArn": ARN, "Certificate": None}, SCOPE)) == []


def test_how_bad_a_state_is() -> None:
    assert judge(CERTIFICATE, "status", "ISSUED", "EXPIRED")[0] is Severity.HIGH
    assert judge(CERTIFICATE, "status", "EXPIRED", "ISSUED")[0] is Severity.LOW
