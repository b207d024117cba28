"""What Lambda functions are fed from: queues, streams, brokers."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from driftmgr.drift.blank import same_scalar
from driftmgr.drift.equivalence import same_arn_or_name, same_event_pattern, same_timestamp
from driftmgr.providers.aws import risks
from driftmgr.providers.aws.lambda_permissions import function_of
from driftmgr.providers.aws.owners import tag_owner
from driftmgr.providers.aws.shapes import all_tags, tags
from driftmgr.resources.listing import Detail, Item, Listing
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, ResourceType, Severity

_UNTOLD = (None, "")
_ENABLED = {"Enabled": True, "Enabling": True, "Disabled": False, "Disabling": False}

# https://docs.aws.amazon.com/lambda/latest/api/API_ListEventSourceMappings.html: everything but tags; filters that are
# encrypted with a key of one's own are told one by one.
MAPPINGS = Listing(
    service="lambda",
    operation="list_event_source_mappings",
    items="EventSourceMappings",
    key=lambda item: str(item["UUID"]),
    details=(
        Detail(
            name="Decrypted",
            operation="get_event_source_mapping",
            params=lambda item: {"UUID": item["UUID"]},
            take="{FilterCriteria: FilterCriteria, FilterCriteriaError: FilterCriteriaError}",
            feeds={"aws_lambda_event_source_mapping": ("filter_criteria",)},
            applies=lambda item: bool(item.get("KMSKeyArn")),
        ),
        Detail(
            name="MappingTags",
            operation="list_tags",
            params=lambda item: {"Resource": item["EventSourceMappingArn"]},
            take="Tags",
            feeds={"aws_lambda_event_source_mapping": ("tags",)},
            applies=lambda item: "EventSourceMappingArn" in item,
        ),
    ),
)


def event_source_mapping(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A mapping. One that is being deleted lingers and counts as gone."""
    if item.get("State") == "Deleting":
        return
    found: dict[str, Any] = {
        "id": item["UUID"],
        "uuid": item["UUID"],
        "event_source_arn": item.get("EventSourceArn", ""),
        "function_name": item.get("FunctionArn", ""),
        "function_arn": item.get("FunctionArn", ""),
        "batch_size": item.get("BatchSize"),
        "bisect_batch_on_function_error": item.get("BisectBatchOnFunctionError", False),
        "maximum_batching_window_in_seconds": item.get("MaximumBatchingWindowInSeconds"),
        "maximum_record_age_in_seconds": item.get("MaximumRecordAgeInSeconds"),
        "maximum_retry_attempts": item.get("MaximumRetryAttempts"),
        "parallelization_factor": item.get("ParallelizationFactor"),
        "tumbling_window_in_seconds": item.get("TumblingWindowInSeconds"),
        "function_response_types": list(item.get("FunctionResponseTypes") or ()),
        "topics": list(item.get("Topics") or ()),
        "queues": list(item.get("Queues") or ()),
        "kms_key_arn": item.get("KMSKeyArn", ""),
        **_blocks(item),
        **_starting_position(item),
    }
    if item.get("State") in _ENABLED:  # creating, updating: neither yet
        found["enabled"] = _ENABLED[item["State"]]
    told = item.get("Decrypted") if item.get("KMSKeyArn") else item
    if told is not None and not told.get("FilterCriteriaError"):
        listed = (told.get("FilterCriteria") or {}).get("Filters") or ()
        filters = [{"pattern": each.get("Pattern", "")} for each in listed]
        found["filter_criteria"] = [{"filter": filters}] if filters else []
    if "MappingTags" in item:
        found["tags"] = tags(item["MappingTags"])
    yield found


def _starting_position(item: Item) -> dict[str, Any]:
    """Where reading began: not told of mappings made before 2020, nor of queues."""
    found: dict[str, Any] = (
        {"starting_position": item["StartingPosition"]} if item.get("StartingPosition") else {}
    )
    since = item.get("StartingPositionTimestamp")
    if since:
        found["starting_position_timestamp"] = (
            since.isoformat() if isinstance(since, datetime) else str(since)
        )
    return found


def _blocks(item: Item) -> dict[str, list[dict[str, Any]]]:
    failure = ((item.get("DestinationConfig") or {}).get("OnFailure") or {}).get("Destination")
    endpoints = (item.get("SelfManagedEventSource") or {}).get("Endpoints")
    documents = item.get("DocumentDBEventSourceConfig")
    poller = item.get("ProvisionedPollerConfig")
    metrics = (item.get("MetricsConfig") or {}).get("Metrics")
    scaling = (item.get("ScalingConfig") or {}).get("MaximumConcurrency")
    return {
        "destination_config": [{"on_failure": [{"destination_arn": failure}]}] if failure else [],
        "source_access_configuration": [
            {"type": each.get("Type", ""), "uri": each.get("URI", "")}
            for each in item.get("SourceAccessConfigurations") or ()
        ],
        "self_managed_event_source": (
            [{"endpoints": {kind: ",".join(servers) for kind, servers in endpoints.items()}}]
            if endpoints
            else []
        ),
        "scaling_config": [{"maximum_concurrency": scaling}] if scaling else [],
        "metrics_config": [{"metrics": list(metrics)}] if metrics else [],
        "provisioned_poller_config": (
            [
                {
                    "minimum_pollers": poller.get("MinimumPollers"),
                    "maximum_pollers": poller.get("MaximumPollers"),
                    "poller_group_name": poller.get("PollerGroupName", ""),
                }
            ]
            if poller
            else []
        ),
        "document_db_event_source_config": (
            [
                {
                    "database_name": documents.get("DatabaseName", ""),
                    "collection_name": documents.get("CollectionName", ""),
                    "full_document": documents.get("FullDocument", ""),
                }
            ]
            if documents
            else []
        ),
        "amazon_managed_kafka_event_source_config": _kafka(item.get("AmazonManagedKafkaEventSourceConfig")),
        "self_managed_kafka_event_source_config": _kafka(item.get("SelfManagedKafkaEventSourceConfig")),
    }


def _kafka(told: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    if not told:
        return []
    registry = told.get("SchemaRegistryConfig")
    registries = [
        {
            "access_config": [
                {"type": each.get("Type", ""), "uri": each.get("URI", "")}
                for each in registry.get("AccessConfigs") or ()
            ],
            "event_record_format": registry.get("EventRecordFormat", ""),
            "schema_registry_uri": registry.get("SchemaRegistryURI", ""),
            "schema_validation_config": [
                {"attribute": each.get("Attribute", "")}
                for each in registry.get("SchemaValidationConfigs") or ()
            ],
        }
        for registry in ([registry] if registry else [])
    ]
    return [{"consumer_group_id": told.get("ConsumerGroupId", ""), "schema_registry_config": registries}]


def same_endpoints(recorded: Any, actual: Any) -> bool:
    """Lists of servers, joined by commas, in any order."""
    if not isinstance(recorded, Mapping) or not isinstance(actual, Mapping):
        return bool(recorded == actual)
    return recorded.keys() == actual.keys() and all(
        sorted(str(servers).split(",")) == sorted(str(actual[kind]).split(","))
        for kind, servers in recorded.items()
    )


def same_limit(recorded: Any, actual: Any) -> bool:
    """Limits of retries and age: -1 is none, 0 is a limit. Queues have neither, which the provider records as 0.

    https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html
    """
    if recorded in _UNTOLD or actual in _UNTOLD:
        return all(limit in (*_UNTOLD, 0, -1, "0", "-1") for limit in (recorded, actual))
    return same_scalar(recorded, actual, "any")


TYPES = (
    ResourceType(
        name="aws_lambda_event_source_mapping",
        listing=MAPPINGS,
        to_attributes=event_source_mapping,
        equal={
            "function_name": same_arn_or_name,
            "filter_criteria.filter.pattern": same_event_pattern,
            "self_managed_event_source.endpoints": same_endpoints,
            "starting_position_timestamp": same_timestamp,
            "maximum_record_age_in_seconds": same_limit,
            "maximum_retry_attempts": same_limit,
        },
        defaults={"parallelization_factor": (1,)},
        risks={
            "function_name": risks.traffic_redirected,
            "event_source_arn": risks.traffic_redirected,
            "enabled": risks.became_false(
                Severity.HIGH, "the function is no longer fed", "the function is fed again"
            ),
        },
        owner=lambda item, _: tag_owner(all_tags(item.get("MappingTags"))),
        parent=lambda attributes: ("aws_lambda_function", function_of(str(attributes["function_name"]))),
    ),
)
