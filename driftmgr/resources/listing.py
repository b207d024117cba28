"""Which API calls tell about a type: one list call, and the further reads that its items need."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from driftmgr.resources.models import Scope

Item = dict[str, Any]
"""One element of a list call's answer. Answers of details are put beside the API's own keys, under the detail's name;
the key is absent where the detail was not read, and None where the API said that there is nothing."""


class Mode(StrEnum):
    """How deep a discovery reads: existence only, everything, or everything that can matter for security."""

    QUICK = "quick"
    SMART = "smart"
    DEEP = "deep"


class Need(StrEnum):
    """When a detail is worth its call.

    `SECURITY`: in smart and deep mode, for every recorded item. `GUARD`: the same, but in smart mode only where one of
    the attributes that it feeds is recorded with a value: a protection that was never on cannot be switched off.
    `RECORDED`: in deep mode, for every recorded item. `SECTION`: in deep mode, only when one of these attributes is
    recorded with a value other than its default (S3 has sixteen sub-resources with a call each: an unset one that
    cannot open anything is not asked for).
    A detail that feeds a whole recorded object (no attributes named) is read in smart and deep mode.
    """

    SECURITY = "security"
    GUARD = "guard"
    RECORDED = "recorded"
    SECTION = "section"


class Api(Protocol):
    """One service's client in one scope, restricted to operations that read."""

    def call(self, operation: str, **params: Any) -> dict[str, Any]:
        """One call, its answer without `ResponseMetadata`."""

    def pages(self, operation: str, items: str, **params: Any) -> Iterator[Any]:
        """The items (a JMESPath expression over each page) of all pages, by the SDK's paginator where it has one."""


@dataclass(frozen=True, kw_only=True)
class Detail:
    """One more call for each item.

    `feeds` maps resource types to the attributes that come from this call; an empty tuple means the whole object.
    `take` is a JMESPath expression over the answer (of each page and concatenated, when `paged`). `absent` are error
    codes that mean "there is none": the item gets None. `permission` is the IAM action where it is not
    `service:Operation`. `applies` leaves out items for which the call cannot tell anything. `reveals` names types whose
    recorded objects are worth the call though they are not made from it: a policy that nobody recorded, put on a
    recorded function, is found by it.
    """

    name: str
    operation: str
    params: Callable[[Item], Mapping[str, Any]]
    feeds: Mapping[str, tuple[str, ...]]
    take: str | None = None
    paged: bool = False
    absent: tuple[str, ...] = ()
    need: Need = Need.RECORDED
    service: str | None = None
    permission: str | None = None
    applies: Callable[[Item], bool] | None = None
    reveals: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class BatchDetail:
    """One more call for many items at once (DescribeTags of load balancers takes 20).

    `params` takes up to `size` items; `split` maps an answer to {item key: value}; items that it lacks get None.
    """

    name: str
    operation: str
    size: int
    params: Callable[[Sequence[Item]], Mapping[str, Any]]
    split: Callable[[Mapping[str, Any]], Mapping[str, Any]]
    feeds: Mapping[str, tuple[str, ...]]
    need: Need = Need.RECORDED
    service: str | None = None
    permission: str | None = None
    applies: Callable[[Item], bool] | None = None
    reveals: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Listing:
    """One chain of list calls, read once in a scope for all the types that are made from it.

    `items` is a JMESPath expression over a page; strings become `{"value": string}`. `key` joins an item with what
    is recorded (`ResourceType.item_key`). `read` replaces the plain list call where one is not enough
    (clusters, then their services); it yields items. `region_of` gives the item's own region for services whose
    list is global (S3). `from_recorded` takes the list's place where an account holds too many objects to list
    them (revisions of task definitions): it makes an item of the key of what is recorded, None where that is in
    another scope; details then tell what there is, and unmanaged objects are not found.
    """

    service: str
    operation: str
    items: str
    key: Callable[[Item], str]
    params: Mapping[str, Any] = field(default_factory=dict)
    is_global: bool = False
    region_of: Callable[[Item], str] | None = None
    details: tuple[Detail | BatchDetail, ...] = ()
    read: Callable[[Api], Iterable[Item]] | None = None
    from_recorded: Callable[[str, Scope], Item | None] | None = None
    permissions: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """For people and logs: `ec2:describe_vpcs`."""
        return f"{self.service}:{self.operation}"
