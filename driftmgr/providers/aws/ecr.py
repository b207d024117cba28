"""Container repositories, their policies and their rules for expiring images."""

import json
from collections.abc import Iterable
from typing import Any

from driftmgr.drift.equivalence import same_json
from driftmgr.drift.policy import same_policy
from driftmgr.providers.aws import risks
from driftmgr.providers.aws.owners import tag_owner
from driftmgr.providers.aws.shapes import all_tags, tags
from driftmgr.resources.listing import Detail, Item, Listing, Need
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, ResourceType, Severity

# https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeRepositories.html tells settings; tags, policy
# and lifecycle are told repository by repository. The last two are asked of every recorded repository: a policy that
# no state records may share its images with anyone, a lifecycle may delete them.
REPOSITORIES = Listing(
    service="ecr",
    operation="describe_repositories",
    items="repositories",
    params={"maxResults": 1000},
    key=lambda item: str(item["repositoryName"]),
    details=(
        Detail(
            name="Policy",
            operation="get_repository_policy",
            params=lambda item: {"repositoryName": item["repositoryName"]},
            take="policyText",
            feeds={"aws_ecr_repository_policy": ()},
            reveals=("aws_ecr_repository",),
            absent=("RepositoryPolicyNotFoundException", "RepositoryNotFoundException"),
            need=Need.SECURITY,
        ),
        Detail(
            name="Lifecycle",
            operation="get_lifecycle_policy",
            params=lambda item: {"repositoryName": item["repositoryName"]},
            take="lifecyclePolicyText",
            feeds={"aws_ecr_lifecycle_policy": ()},
            reveals=("aws_ecr_repository",),
            absent=("LifecyclePolicyNotFoundException", "RepositoryNotFoundException"),
        ),
        Detail(
            name="Tags",
            operation="list_tags_for_resource",
            params=lambda item: {"resourceArn": item["repositoryArn"]},
            take="tags",
            feeds={"aws_ecr_repository": ("tags",)},
        ),
    ),
)


def repository(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A repository."""
    encryption = item.get("encryptionConfiguration") or {}
    found: dict[str, Any] = {
        "id": item["repositoryName"],
        "name": item["repositoryName"],
        "arn": item["repositoryArn"],
        "image_tag_mutability": item.get("imageTagMutability", ""),
        "image_tag_mutability_exclusion_filter": [
            {"filter": each["filter"], "filter_type": each["filterType"]}
            for each in item.get("imageTagMutabilityExclusionFilters") or ()
        ],
        "image_scanning_configuration": [
            {"scan_on_push": bool((item.get("imageScanningConfiguration") or {}).get("scanOnPush"))}
        ],
        "encryption_configuration": (
            [{"encryption_type": encryption["encryptionType"], "kms_key": encryption.get("kmsKey", "")}]
            if encryption
            else []
        ),
    }
    if "Tags" in item:
        found["tags"] = tags(item["Tags"])
    yield found


def repository_policy(item: Item, scope: Scope) -> Iterable[Attributes]:
    """The policy of a repository that has one."""
    if item.get("Policy"):
        yield {"id": item["repositoryName"], "repository": item["repositoryName"], "policy": item["Policy"]}


def lifecycle_policy(item: Item, scope: Scope) -> Iterable[Attributes]:
    """The lifecycle of a repository that has one."""
    if item.get("Lifecycle"):
        yield {
            "id": item["repositoryName"],
            "repository": item["repositoryName"],
            "policy": item["Lifecycle"],
        }


def same_lifecycle(recorded: Any, actual: Any) -> bool:
    """Lifecycle policies: rules are taken by priority, so their order means nothing, nor does that of tags.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html
    """
    return same_json(_by_priority(recorded), _by_priority(actual))


def _by_priority(text: Any) -> Any:
    try:
        rules = json.loads(text)["rules"]
        for rule in rules:
            for tagged in ("tagPrefixList", "tagPatternList"):
                if tagged in rule["selection"]:
                    rule["selection"][tagged] = sorted(rule["selection"][tagged])
        return sorted(rules, key=lambda rule: int(rule["rulePriority"]))
    except (TypeError, ValueError, KeyError):
        return text


def _parent(attributes: Attributes) -> tuple[str, str]:
    return "aws_ecr_repository", str(attributes["repository"])


TYPES = (
    ResourceType(
        name="aws_ecr_repository",
        listing=REPOSITORIES,
        to_attributes=repository,
        identity=("name",),
        defaults={
            "image_tag_mutability": ("MUTABLE",),
            "encryption_configuration.encryption_type": ("AES256",),
        },
        risks={
            "image_tag_mutability": risks.tags_made_mutable,
            "image_tag_mutability_exclusion_filter": risks.changed(
                Severity.HIGH, "other tags can be overwritten"
            ),
            "image_scanning_configuration.scan_on_push": risks.monitoring_off,
            "encryption_configuration.encryption_type": risks.encryption_algorithm_lowered,
            "encryption_configuration.kms_key": risks.kms_key_changed,
        },
        missing=Severity.CRITICAL,
        owner=lambda item, _: tag_owner(all_tags(item.get("Tags"))),
    ),
    ResourceType(
        name="aws_ecr_repository_policy",
        listing=REPOSITORIES,
        to_attributes=repository_policy,
        identity=("repository",),
        equal={"policy": same_policy},
        risks={"policy": risks.policy_widened},
        unmanaged=Severity.HIGH,
        parent=_parent,
    ),
    ResourceType(
        name="aws_ecr_lifecycle_policy",
        listing=REPOSITORIES,
        to_attributes=lifecycle_policy,
        identity=("repository",),
        equal={"policy": same_lifecycle},
        missing=Severity.MEDIUM,
        parent=_parent,
    ),
)
