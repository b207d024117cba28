"""Secrets: all about them but their values, which are never read."""

from collections.abc import Iterable
from typing import Any

from driftmgr.drift.equivalence import same_arn_or_name
from driftmgr.drift.policy import same_policy
from driftmgr.providers.aws import risks
from driftmgr.providers.aws.owners import secret_owner, tag_owner
from driftmgr.providers.aws.ownership import claims_whole, whole
from driftmgr.providers.aws.shapes import all_tags, tags
from driftmgr.resources.listing import Detail, Item, Listing, Need
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, Claim, ResourceType, Severity

# ListSecrets leaves out secrets that are scheduled for deletion, so those count as gone.
# https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html
SECRETS = Listing(
    service="secretsmanager",
    operation="list_secrets",
    items="SecretList",
    params={"MaxResults": 100},
    key=lambda item: str(item["ARN"]),
    details=(
        Detail(
            name="Policy",
            operation="get_resource_policy",
            params=lambda item: {"SecretId": item["ARN"]},
            take="ResourcePolicy",
            feeds={"aws_secretsmanager_secret": ("policy",), "aws_secretsmanager_secret_policy": ()},
            absent=("ResourceNotFoundException",),
            need=Need.SECURITY,
        ),
        Detail(
            name="Described",
            operation="describe_secret",
            params=lambda item: {"SecretId": item["ARN"]},
            take="{ReplicationStatus: ReplicationStatus}",
            feeds={"aws_secretsmanager_secret": ("replica",)},
        ),
    ),
)


def secret(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A secret's settings."""
    rules = item.get("RotationRules") or {}
    found: dict[str, Any] = {
        "id": item["ARN"],
        "arn": item["ARN"],
        "name": item["Name"],
        "description": item.get("Description", ""),
        "kms_key_id": item.get("KmsKeyId", ""),
        "rotation_enabled": bool(item.get("RotationEnabled")),
        "rotation_lambda_arn": item.get("RotationLambdaARN", ""),
        "rotation_rules": [{"automatically_after_days": rules["AutomaticallyAfterDays"]}]
        if rules.get("AutomaticallyAfterDays")
        else [],
        "tags": tags(item.get("Tags")),
    }
    if "Type" in item:
        found["type"] = item["Type"]
    if "Policy" in item:
        found["policy"] = item["Policy"] or ""
    if "Described" in item:
        found["replica"] = [
            {"region": each["Region"], "kms_key_id": each.get("KmsKeyId", "")}
            for each in item["Described"].get("ReplicationStatus") or ()
        ]
    yield found


def secret_policy(item: Item, scope: Scope) -> Iterable[Attributes]:
    """The policy of a secret that has one."""
    if item.get("Policy"):
        yield {"id": item["ARN"], "secret_arn": item["ARN"], "policy": item["Policy"]}


def secret_rotation(item: Item, scope: Scope) -> Iterable[Attributes]:
    """How a secret is renewed, where it is."""
    if item.get("RotationEnabled"):
        rules = item.get("RotationRules") or {}
        yield {
            "id": item["ARN"],
            "secret_id": item["ARN"],
            "rotation_enabled": True,
            "rotation_lambda_arn": item.get("RotationLambdaARN", ""),
            "rotation_rules": [
                {
                    # Of a schedule the service works the days out, and the provider leaves them out.
                    "automatically_after_days": (
                        None if rules.get("ScheduleExpression") else rules.get("AutomaticallyAfterDays")
                    ),
                    "duration": rules.get("Duration", ""),
                    "schedule_expression": rules.get("ScheduleExpression", ""),
                }
            ],
        }


def secret_version(item: Item, scope: Scope) -> Iterable[Attributes]:
    """Each version of a secret and the stages it is in: a value that was replaced has lost AWSCURRENT."""
    for version, stages in (item.get("SecretVersionsToStages") or {}).items():
        yield {
            "id": f"{item['ARN']}|{version}",
            "arn": item["ARN"],
            "secret_id": item["ARN"],
            "version_id": version,
            "version_stages": list(stages),
        }


def _owner(item: Item, attributes: Attributes) -> str | None:
    """Its service, its stack, or for a replica the region that it is a copy from."""
    made = secret_owner(item.get("OwningService", ""), item["Name"]) or tag_owner(all_tags(item.get("Tags")))
    primary = item.get("PrimaryRegion")
    replica = bool(primary) and f":{primary}:" not in item["ARN"]
    return made or (f"secretsmanager:{primary}" if replica else None)


def _version_identity(attributes: Attributes) -> str:
    secret_of = attributes.get("arn") or str(attributes.get("id")).partition("|")[0]
    return f"{secret_of}|{attributes.get('version_id')}"


TYPES = (
    ResourceType(
        name="aws_secretsmanager_secret",
        listing=SECRETS,
        to_attributes=secret,
        identity=("id",),
        equal={"kms_key_id": same_arn_or_name, "replica.kms_key_id": same_arn_or_name},
        defaults={
            "kms_key_id": ("alias/aws/secretsmanager",),
            "replica.kms_key_id": ("alias/aws/secretsmanager",),
        },
        collections=(whole("policy", same_policy),),
        risks={
            "policy": risks.policy_widened,
            "kms_key_id": risks.kms_key_changed,
            "rotation_enabled": risks.rotation_off,
            "rotation_lambda_arn": risks.image_or_code_changed,
            "replica": risks.changed(Severity.HIGH, "copied to other regions"),
        },
        missing=Severity.CRITICAL,
        owner=_owner,
    ),
    ResourceType(
        name="aws_secretsmanager_secret_policy",
        listing=SECRETS,
        to_attributes=secret_policy,
        identity=("id",),
        equal={"policy": same_policy},
        claim=claims_whole(
            "aws_secretsmanager_secret", lambda attributes: str(attributes.get("id")), "policy"
        ),
        risks={"policy": risks.policy_widened},
        unmanaged=Severity.HIGH,
        parent=lambda attributes: ("aws_secretsmanager_secret", str(attributes.get("secret_arn"))),
    ),
    ResourceType(
        name="aws_secretsmanager_secret_rotation",
        listing=SECRETS,
        to_attributes=secret_rotation,
        identity=("id",),
        risks={
            "rotation_enabled": risks.rotation_off,
            "rotation_lambda_arn": risks.image_or_code_changed,
        },
        parent=lambda attributes: ("aws_secretsmanager_secret", str(attributes.get("id"))),
    ),
    ResourceType(
        name="aws_secretsmanager_secret_version",
        listing=SECRETS,
        to_attributes=secret_version,
        identity=_version_identity,
        item_key=lambda attributes: _version_identity(attributes).partition("|")[0],
        # Rotation makes versions: one that no state records is no finding, one that lost its stage is.
        claim=Claim(
            owner="aws_secretsmanager_secret",
            owner_identity=lambda attributes: str(attributes.get("arn")),
            attribute=lambda _: "versions",
            atoms=lambda _: frozenset(),
        ),
        risks={"version_stages": risks.changed(Severity.HIGH, "another value is in use")},
        parent=lambda attributes: ("aws_secretsmanager_secret", str(attributes.get("arn"))),
    ),
)
