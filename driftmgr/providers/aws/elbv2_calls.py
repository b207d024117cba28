"""Calls that load balancers, listeners and target groups have in common."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from driftmgr.providers.aws.failures import code_of
from driftmgr.resources.listing import Api, Item

PAGE: Final = {"PageSize": 400}
TAGS_AT_ONCE: Final = 20
"""ARNs in one call (https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTags.html)."""


def tags_by_arn(answer: Mapping[str, Any]) -> dict[str, Any]:
    """An answer of DescribeTags."""
    return {told["ResourceArn"]: told.get("Tags") or [] for told in answer.get("TagDescriptions") or ()}


def with_tags(api: Api, items: Iterable[Item], arn: str) -> Iterator[Item]:
    """Items with their tags, which no list tells: they say who made them, and controllers of clusters make many."""
    found = list(items)
    for start in range(0, len(found), TAGS_AT_ONCE):
        batch = found[start : start + TAGS_AT_ONCE]
        tags = tags_by_arn(api.call("describe_tags", ResourceArns=[item[arn] for item in batch]))
        for item in batch:
            item["Tags"] = tags.get(item[arn], [])
            yield item


def parts_of(api: Api, operation: str, items: str, gone: str, **owner: Any) -> list[Any]:
    """What an object holds; nothing, where it was deleted since it was listed (`gone` is the error code of that)."""
    from botocore.exceptions import ClientError

    try:
        return list(api.pages(operation, items, **owner))
    except ClientError as failure:
        if code_of(failure) == gone:
            return []
        raise


def attributes_of(item: Item) -> dict[str, str]:
    """The attributes of a load balancer, listener or target group: keys such as "idle_timeout.timeout_seconds"."""
    return {told["Key"]: told.get("Value") or "" for told in item["Attributes"] or ()}
