"""ECS clusters and their capacity providers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

from driftmgr.providers.aws import risks
from driftmgr.providers.aws.owners import tag_owner
from driftmgr.providers.aws.ownership import claims_whole, whole
from driftmgr.providers.aws.shapes import all_tags, block, tags
from driftmgr.resources.listing import Api, Item, Listing
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, ResourceType, Severity

CLUSTER = "aws_ecs_cluster"
_AT_ONCE: Final = 100
Element = TypeVar("Element")


def batches(elements: Sequence[Element], size: int) -> Iterator[Sequence[Element]]:
    """Slices of at most `size`."""
    return (elements[start : start + size] for start in range(0, len(elements), size))


def cluster_name(told: object) -> str:
    """The name of a cluster, which is recorded as itself or as an ARN; no name is the cluster `default`."""
    return str(told or "default").rpartition("/")[2]


def clusters(api: Api) -> Iterator[Item]:
    """Every cluster, described; those that were deleted linger as INACTIVE.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeClusters.html
    """
    arns = list(api.pages("list_clusters", "clusterArns"))
    for some in batches(arns, _AT_ONCE):
        answer = api.call(
            "describe_clusters", clusters=list(some), include=["CONFIGURATIONS", "SETTINGS", "TAGS"]
        )
        yield from (each for each in answer.get("clusters") or () if each.get("status") != "INACTIVE")


CLUSTERS = Listing(
    service="ecs",
    operation="list_clusters",
    items="clusterArns",
    key=lambda item: str(item["clusterName"]),
    read=clusters,
    permissions=("ecs:ListClusters", "ecs:DescribeClusters"),
)


def cluster(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A cluster. Its capacity providers are here also where a resource of their own sets them."""
    connect = item.get("serviceConnectDefaults") or {}
    yield {
        "id": item["clusterArn"],
        "arn": item["clusterArn"],
        "name": item["clusterName"],
        "setting": [{"name": each["name"], "value": each["value"]} for each in item.get("settings") or ()],
        "configuration": _configuration(item.get("configuration") or {}),
        "service_connect_defaults": (
            [{"namespace": connect["namespace"]}] if connect.get("namespace") else []
        ),
        **_capacity(item),
        "tags": tags(item.get("tags")),
    }


def cluster_capacity_providers(item: Item, scope: Scope) -> Iterable[Attributes]:
    """The capacity providers of a cluster that has any."""
    capacity = _capacity(item)
    if any(capacity.values()):
        yield {"id": item["clusterName"], "cluster_name": item["clusterName"], **capacity}


def strategy(told: Iterable[Mapping[str, Any]] | None) -> list[dict[str, Any]]:
    """How tasks are spread over capacity providers."""
    return [
        {
            "capacity_provider": each["capacityProvider"],
            "weight": each.get("weight", 0),
            "base": each.get("base", 0),
        }
        for each in told or ()
    ]


def _capacity(item: Item) -> dict[str, Any]:
    return {
        "capacity_providers": list(item.get("capacityProviders") or ()),
        "default_capacity_provider_strategy": strategy(item.get("defaultCapacityProviderStrategy")),
    }


def _configuration(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """How shells are logged, and by what keys storage is encrypted."""
    shell, storage = told.get("executeCommandConfiguration"), told.get("managedStorageConfiguration")
    if not shell and not storage:
        return []
    return [
        {
            "execute_command_configuration": block(
                {
                    "kms_key_id": shell.get("kmsKeyId", ""),
                    "logging": shell.get("logging", ""),
                    "log_configuration": _shell_log(shell.get("logConfiguration")),
                }
                if shell
                else None
            ),
            "managed_storage_configuration": block(
                {
                    "kms_key_id": storage.get("kmsKeyId", ""),
                    "fargate_ephemeral_storage_kms_key_id": storage.get(
                        "fargateEphemeralStorageKmsKeyId", ""
                    ),
                }
                if storage
                else None
            ),
        }
    ]


def _shell_log(told: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    return block(
        {
            "cloud_watch_encryption_enabled": bool(told.get("cloudWatchEncryptionEnabled")),
            "cloud_watch_log_group_name": told.get("cloudWatchLogGroupName", ""),
            "s3_bucket_encryption_enabled": bool(told.get("s3EncryptionEnabled")),
            "s3_bucket_name": told.get("s3BucketName", ""),
            "s3_key_prefix": told.get("s3KeyPrefix", ""),
        }
        if told
        else None
    )


def same_names(recorded: Any, actual: Any) -> bool:
    """Names in any order."""
    return sorted(map(str, recorded or ())) == sorted(map(str, actual or ()))


_SHELL = "configuration.execute_command_configuration"

TYPES = (
    ResourceType(
        name=CLUSTER,
        listing=CLUSTERS,
        to_attributes=cluster,
        identity=lambda attributes: cluster_name(attributes.get("name") or attributes.get("id")),
        import_id=lambda attributes: str(attributes["name"]),
        # An account's own default; one that is on where nothing is recorded was turned on by somebody.
        defaults={"setting.name": ("containerInsights",), "setting.value": ("disabled",)},
        collections=(whole("capacity_providers", same_names),),
        risks={
            f"{_SHELL}.logging": risks.changed(Severity.HIGH, "shells are logged otherwise"),
            f"{_SHELL}.log_configuration": risks.log_target_changed,
            f"{_SHELL}.kms_key_id": risks.kms_key_changed,
            "setting": risks.changed(Severity.MEDIUM, "monitored otherwise"),
        },
        owner=lambda item, _: (
            "aws" if item["clusterName"] == "default" else tag_owner(all_tags(item.get("tags")))
        ),
    ),
    ResourceType(
        name="aws_ecs_cluster_capacity_providers",
        listing=CLUSTERS,
        to_attributes=cluster_capacity_providers,
        identity=("cluster_name",),
        claim=claims_whole(
            CLUSTER, lambda attributes: str(attributes.get("cluster_name")), "capacity_providers"
        ),
        missing=Severity.MEDIUM,
        parent=lambda attributes: (CLUSTER, str(attributes["cluster_name"])),
    ),
)
