"""Trails: who did what in the account, and whether that is being recorded."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from driftmgr.drift.equivalence import same_arn_or_name
from driftmgr.providers.aws import risks
from driftmgr.providers.aws.owners import name_owner, tag_owner
from driftmgr.providers.aws.shapes import all_tags, tags
from driftmgr.resources.listing import BatchDetail, Detail, Item, Listing, Need
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Attributes, ResourceType, Severity

_TRAIL = "aws_cloudtrail"


def _tags_of(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {told["ResourceId"].rpartition("/")[2]: told["TagsList"] for told in answer["ResourceTagList"]}


# Shadow trails are those of other regions and of the organization: each is read where it is at home.
# https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html
TRAILS = Listing(
    service="cloudtrail",
    operation="describe_trails",
    items="trailList",
    params={"includeShadowTrails": False},
    key=lambda item: str(item["Name"]),
    details=(
        Detail(
            name="Status",
            operation="get_trail_status",
            params=lambda item: {"Name": item["TrailARN"]},
            feeds={_TRAIL: ("enable_logging",)},
            need=Need.SECURITY,
        ),
        Detail(
            name="Selectors",
            operation="get_event_selectors",
            params=lambda item: {"TrailName": item["TrailARN"]},
            feeds={_TRAIL: ("event_selector", "advanced_event_selector")},
            need=Need.SECURITY,
            applies=lambda item: item.get("HasCustomEventSelectors") is not False,
        ),
        Detail(
            name="Insights",
            operation="get_insight_selectors",
            params=lambda item: {"TrailName": item["TrailARN"]},
            take="InsightSelectors",
            feeds={_TRAIL: ("insight_selector",)},
            absent=("InsightNotEnabledException",),
            applies=lambda item: item.get("HasInsightSelectors") is not False,
        ),
        BatchDetail(
            name="Tags",
            operation="list_tags",
            size=20,
            params=lambda items: {"ResourceIdList": [item["TrailARN"] for item in items]},
            split=_tags_of,
            feeds={_TRAIL: ("tags",)},
        ),
    ),
)


def trail(item: Item, scope: Scope) -> Iterable[Attributes]:
    """A trail, in its home region."""
    if item.get("HomeRegion", scope.region) != scope.region:
        return
    found: dict[str, Any] = {
        "id": item["TrailARN"],
        "arn": item["TrailARN"],
        "name": item["Name"],
        "s3_bucket_name": item.get("S3BucketName", ""),
        "s3_key_prefix": item.get("S3KeyPrefix", ""),
        "sns_topic_name": item.get("SnsTopicARN") or item.get("SnsTopicName", ""),
        "include_global_service_events": item.get("IncludeGlobalServiceEvents", False),
        "is_multi_region_trail": item.get("IsMultiRegionTrail", False),
        "is_organization_trail": item.get("IsOrganizationTrail", False),
        "enable_log_file_validation": item.get("LogFileValidationEnabled", False),
        "cloud_watch_logs_group_arn": item.get("CloudWatchLogsLogGroupArn", ""),
        "cloud_watch_logs_role_arn": item.get("CloudWatchLogsRoleArn", ""),
        "kms_key_id": item.get("KmsKeyId", ""),
    }
    if "Status" in item:
        found["enable_logging"] = item["Status"]["IsLogging"]
    if "Selectors" in item:
        found["event_selector"] = [_selector(told) for told in item["Selectors"].get("EventSelectors") or ()]
        found["advanced_event_selector"] = [
            _advanced(told) for told in item["Selectors"].get("AdvancedEventSelectors") or ()
        ]
    elif item.get("HasCustomEventSelectors") is False:
        found |= {"event_selector": [], "advanced_event_selector": []}
    if "Insights" in item or item.get("HasInsightSelectors") is False:
        found["insight_selector"] = [
            {"insight_type": told["InsightType"]} for told in item.get("Insights") or ()
        ]
    if "Tags" in item:
        found["tags"] = tags(item["Tags"])
    yield found


def _selector(told: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "read_write_type": told.get("ReadWriteType", "All"),
        "include_management_events": told.get("IncludeManagementEvents", True),
        "exclude_management_event_sources": told.get("ExcludeManagementEventSources", []),
        "data_resource": [
            {"type": part["Type"], "values": part.get("Values", [])} for part in told.get("DataResources", ())
        ],
    }


_OPERATORS = {
    "equals": "Equals",
    "starts_with": "StartsWith",
    "ends_with": "EndsWith",
    "not_equals": "NotEquals",
    "not_starts_with": "NotStartsWith",
    "not_ends_with": "NotEndsWith",
}


def _advanced(told: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": told.get("Name", ""),
        "field_selector": [
            {"field": part["Field"], **{name: part.get(key, []) for name, key in _OPERATORS.items()}}
            for part in told.get("FieldSelectors", ())
        ],
    }


def same_selectors(was: object, live: object) -> bool:
    """Event selectors, in any order. None at all is one that selects every management event and no data event.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html
    """
    return _selected(was) == _selected(live)


def _selected(value: Any) -> frozenset[Any]:
    selectors: Sequence[Mapping[str, Any]] = value or ({},)
    return frozenset(
        (
            selector.get("read_write_type") or "All",
            selector.get("include_management_events", True) is not False,
            frozenset(selector.get("exclude_management_event_sources") or ()),
            frozenset(
                (part["type"], frozenset(part.get("values") or ()))
                for part in selector.get("data_resource") or ()
            ),
        )
        for selector in selectors
    )


TYPES = (
    ResourceType(
        name=_TRAIL,
        listing=TRAILS,
        to_attributes=trail,
        identity=("name",),
        equal={
            "event_selector": same_selectors,
            "sns_topic_name": same_arn_or_name,
            "cloud_watch_logs_group_arn": same_arn_or_name,
            "kms_key_id": same_arn_or_name,
        },
        unordered=frozenset(
            {
                "advanced_event_selector",
                *(f"advanced_event_selector.field_selector.{operator}" for operator in _OPERATORS),
            }
        ),
        risks={
            "enable_logging": risks.audit_logging_off,
            "is_multi_region_trail": risks.audit_logging_off,
            "include_global_service_events": risks.audit_logging_off,
            "enable_log_file_validation": risks.logging_off,
            "s3_bucket_name": risks.log_target_changed,
            "cloud_watch_logs_group_arn": risks.log_target_changed,
            "kms_key_id": risks.kms_key_changed,
            "event_selector": risks.audit_scope_changed,
            "advanced_event_selector": risks.audit_scope_changed,
        },
        owner=lambda item, _: tag_owner(all_tags(item.get("Tags"))) or name_owner(item["Name"]),
        missing=Severity.CRITICAL,
    ),
)
