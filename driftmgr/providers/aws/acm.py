"""Certificates of ACM."""

from collections.abc import Iterable
from typing import Any

from driftmgr.drift.equivalence import same_certificate
from driftmgr.providers.aws import risks
from driftmgr.providers.aws.owners import tag_owner
from driftmgr.providers.aws.shapes import all_tags, block, tags
from driftmgr.resources.listing import Detail, Item, Listing, Need
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, ResourceType, Severity, Verdict

_CERTIFICATE = "aws_acm_certificate"

# Without `keyTypes` ListCertificates tells of RSA keys of 1024 and 2048 bits alone.
# https://docs.aws.amazon.com/acm/latest/APIReference/API_ListCertificates.html
_KEY_TYPES = (
    "RSA_1024",
    "RSA_2048",
    "RSA_3072",
    "RSA_4096",
    "EC_prime256v1",
    "EC_secp384r1",
    "EC_secp521r1",
)

CERTIFICATES = Listing(
    service="acm",
    operation="list_certificates",
    items="CertificateSummaryList",
    params={"Includes": {"keyTypes": list(_KEY_TYPES)}, "MaxItems": 1000},
    key=lambda item: str(item["CertificateArn"]),
    details=(
        Detail(
            name="Certificate",
            operation="describe_certificate",
            params=lambda item: {"CertificateArn": item["CertificateArn"]},
            take="Certificate",
            feeds={
                _CERTIFICATE: (
                    "certificate_authority_arn",
                    "key_algorithm",
                    "options",
                    "status",
                    "subject_alternative_names",
                    "validation_method",
                )
            },
            absent=("ResourceNotFoundException",),
            need=Need.SECURITY,
        ),
        # An imported certificate may be replaced under its ARN; one that ACM issued or renews is ACM's business.
        Detail(
            name="Imported",
            operation="get_certificate",
            params=lambda item: {"CertificateArn": item["CertificateArn"]},
            take="Certificate",
            feeds={_CERTIFICATE: ("certificate_body",)},
            absent=("ResourceNotFoundException", "RequestInProgressException"),
            need=Need.SECTION,
            applies=lambda item: item.get("Type", "IMPORTED") == "IMPORTED",
        ),
        Detail(
            name="Tags",
            operation="list_tags_for_certificate",
            params=lambda item: {"CertificateArn": item["CertificateArn"]},
            take="Tags",
            feeds={_CERTIFICATE: ("tags",)},
            absent=("ResourceNotFoundException",),
        ),
    ),
)


def certificate(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A certificate. Its private key cannot be read, and its names never change."""
    if "Certificate" in item and item["Certificate"] is None:
        return
    found: dict[str, Any] = {
        "id": item["CertificateArn"],
        "arn": item["CertificateArn"],
        "domain_name": item.get("DomainName", ""),
    }
    if "Certificate" in item:
        told = item["Certificate"]
        options = told.get("Options") or {}
        found |= {
            "certificate_authority_arn": told.get("CertificateAuthorityArn", ""),
            "key_algorithm": str(told.get("KeyAlgorithm", "")).replace("-", "_"),
            "status": told.get("Status", ""),
            "subject_alternative_names": _names(told),
            "validation_method": _validation(told),
            "options": block(
                {
                    "certificate_transparency_logging_preference": options.get(
                        "CertificateTransparencyLoggingPreference", ""
                    ),
                    "export": options.get("Export", ""),
                }
                if options
                else None
            ),
        }
    if item.get("Imported"):
        found["certificate_body"] = item["Imported"]
    if "Tags" in item:
        found["tags"] = tags(item["Tags"])
    yield found


def _names(told: Item) -> list[str]:
    """The domain's own name first, then all others."""
    own = told.get("DomainName", "")
    return [own, *(name for name in told.get("SubjectAlternativeNames") or () if name != own)]


def _validation(told: Item) -> str:
    """How the names were shown to be the account's; NONE where ACM did not ask, as the provider writes it."""
    options = told.get("DomainValidationOptions") or ()
    if told.get("Type") != "AMAZON_ISSUED":
        return "NONE"
    return next((str(each["ValidationMethod"]) for each in options if each.get("ValidationMethod")), "NONE")


def same_names(recorded: Any, actual: Any) -> bool:
    """Names in any order: the domain's own is among them, which provider 3 leaves out. One side begins with it."""
    was, live = (set(map(str, names or ())) for names in (recorded, actual))
    own = set(map(str, (actual or ())[:1]))
    return live - own <= was <= live


def same_status(recorded: Any, actual: Any) -> bool:
    """A certificate that was issued since its state was written is as it should be."""
    return bool(recorded == actual) or (recorded == "PENDING_VALIDATION" and actual == "ISSUED")


def same_body(recorded: Any, actual: Any) -> bool:
    """The certificate itself. Before version 3 the provider recorded a digest, which tells nothing."""
    return "BEGIN CERTIFICATE" not in str(recorded) or same_certificate(recorded, actual)


def status_changed(before: Any, after: Any) -> Verdict:
    """Issued is what a certificate should be."""
    if after == "ISSUED":
        return Severity.LOW, "issued"
    return Severity.HIGH, f"no longer valid: {after}"


TYPES = (
    ResourceType(
        name=_CERTIFICATE,
        listing=CERTIFICATES,
        to_attributes=certificate,
        identity=lambda attributes: str(attributes.get("arn") or attributes.get("id") or ""),
        equal={
            "certificate_body": same_body,
            "status": same_status,
            "subject_alternative_names": same_names,
        },
        # As a whole: which name is the domain's own is not told by one name alone.
        ordered=frozenset({"subject_alternative_names"}),
        defaults={
            "validation_method": ("NONE",),
            "options.certificate_transparency_logging_preference": ("ENABLED",),
            "options.export": ("DISABLED",),
        },
        observed=frozenset({"status"}),
        risks={
            "status": status_changed,
            "certificate_body": risks.certificate_changed,
            "options.certificate_transparency_logging_preference": risks.logging_off,
        },
        missing=Severity.CRITICAL,
        owner=lambda item, _: (
            str(item["ManagedBy"]).lower() if item.get("ManagedBy") else tag_owner(all_tags(item.get("Tags")))
        ),
    ),
)
