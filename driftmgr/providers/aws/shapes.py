"""From the shapes of AWS answers to those of Terraform attributes."""

from collections.abc import Iterable, Mapping
from typing import Any


def tags(listed: Iterable[Mapping[str, Any]] | Mapping[str, Any] | None) -> dict[str, str]:
    """Tags as Terraform has them, from `[{Key, Value}]`, `[{key, value}]`, `[{TagKey, TagValue}]` or a map.

    Keys that start with "aws:" are the platform's own and never in a state
    (https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html).
    """
    return {key: value for key, value in all_tags(listed).items() if not key.startswith("aws:")}


def all_tags(listed: Iterable[Mapping[str, Any]] | Mapping[str, Any] | None) -> dict[str, str]:
    """Every tag, the platform's included: they tell who made an object."""
    if not listed:
        return {}
    if isinstance(listed, Mapping):
        return {str(key): str(value or "") for key, value in listed.items()}
    pairs = (
        (_either(tag, "Key", "key", "TagKey"), _either(tag, "Value", "value", "TagValue")) for tag in listed
    )
    return {str(key): str(value or "") for key, value in pairs}


def _either(tag: Mapping[str, Any], *names: str) -> Any:
    return next((tag[name] for name in names if name in tag), "")


def block(content: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """A nested block that occurs at most once: a list of one, or an empty list."""
    return [dict(content)] if content else []


def flag(text: object) -> bool:
    """A boolean that the API writes as text ("true", "True") or as itself."""
    return str(text).lower() == "true"


def number(text: object) -> int | None:
    """A number that the API writes as text; None where there is none."""
    return None if text in (None, "") else int(str(text))


def partition(region: str) -> str:
    """The partition of a region (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html)."""
    if region.startswith("cn-"):
        return "aws-cn"
    return "aws-us-gov" if region.startswith("us-gov-") else "aws"
