"""Reading an account: which calls are made in which mode, and what a failure leaves unread."""

from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from driftmgr.errors import ProviderError
from driftmgr.providers.aws.api import ServiceApi
from driftmgr.providers.aws.reader import Request, read_account
from driftmgr.providers.aws.settings import Account
from driftmgr.resources.listing import BatchDetail, Detail, Listing, Mode, Need
from driftmgr.resources.models import Inventory
from driftmgr.resources.types import ResourceType

NAMES = [f"b{n}" for n in range(5)]


def failure(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, "")


class FakeApi:
    """Answers from a table; an exception in it is raised. Remembers what was asked."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self.answers, self.asked = answers, Counter[str]()

    def call(self, operation: str, **params: Any) -> dict[str, Any]:
        self.asked[operation] += 1
        answer = self.answers[operation]
        answer = answer(params) if callable(answer) else answer
        if isinstance(answer, Exception):
            raise answer
        return dict(answer)

    def pages(self, operation: str, items: str, **params: Any) -> Iterator[Any]:
        yield from self.call(operation, **params)[items]


class FakeApis:
    def __init__(self, api: FakeApi) -> None:
        self._api, self.calls = api, Counter({"us-east-1": 1})

    def service(self, name: str, region: str) -> FakeApi:
        return self._api


DETAILS = (
    Detail(
        name="Policy",
        operation="get_policy",
        params=lambda item: {"Bucket": item["value"]},
        feeds={"aws_x": ("policy",), "aws_x_policy": ()},
        absent=("NoSuchPolicy",),
        need=Need.SECURITY,
    ),
    Detail(
        name="Size",
        operation="get_size",
        params=lambda item: {"Bucket": item["value"]},
        take="Size",
        feeds={"aws_x": ("size",)},
    ),
    Detail(
        name="Cors",
        operation="get_cors",
        params=lambda item: {"Bucket": item["value"]},
        feeds={"aws_x": ("cors",)},
        need=Need.SECTION,
    ),
    BatchDetail(
        name="Tags",
        operation="list_tags",
        size=2,
        params=lambda items: {"Names": [item["value"] for item in items]},
        split=lambda answer: answer["Tags"],
        feeds={"aws_x": ("tags",)},
    ),
)
LISTING = Listing(
    service="s3", operation="list_x", items="Names", key=lambda item: str(item["value"]), details=DETAILS
)


def x(item: Any, _: Any) -> Iterator[dict[str, Any]]:
    made = {"id": item["value"]}
    for attribute, key in (("policy", "Policy"), ("size", "Size"), ("cors", "Cors"), ("tags", "Tags")):
        if key in item:
            made[attribute] = item[key]
    yield made


def x_policy(item: Any, _: Any) -> Iterator[dict[str, Any]]:
    if item.get("Policy"):
        yield {"id": item["value"], "policy": item["Policy"]}


X = ResourceType(name="aws_x", listing=LISTING, to_attributes=x)
POLICY = ResourceType(name="aws_x_policy", listing=LISTING, to_attributes=x_policy)
ANSWERS = {
    "list_x": {"Names": NAMES},
    "get_policy": {"Policy": "{}"},
    "get_size": {"Size": 3},
    "get_cors": {"Rules": []},
    "list_tags": lambda params: {"Tags": {name: {"n": name} for name in params["Names"]}},
}


def read(
    answers: Mapping[str, Any], recorded: Any, mode: Mode = Mode.DEEP, **more: Any
) -> tuple[Inventory, Counter[str]]:
    api = FakeApi({**ANSWERS, **answers})
    account = Account("123456789012", "aws", FakeApis(api))  # type: ignore[arg-type]
    request = Request((X, POLICY), ("us-east-1",), recorded, mode, **more)
    with ThreadPoolExecutor(4) as pool:
        return read_account(account, request, pool), api.asked


def recorded(*names: str, **attributes: Any) -> dict[str, dict[str, list[dict[str, Any]]]]:
    return {
        "aws_x": {
            name: [{"id": name, "policy": "", "size": 3, "cors": [], "tags": {}, **attributes}]
            for name in names
        }
    }


def test_details_are_read_for_what_is_recorded_alone() -> None:
    inventory, asked = read({}, recorded("b1", "b2", "b3"))
    assert asked == {"list_x": 1, "get_policy": 3, "get_size": 3, "list_tags": 2}
    assert len([o for o in inventory.objects if o.type == "aws_x"]) == 5
    assert {o.id: o.attributes.get("tags") for o in inventory.objects if o.type == "aws_x"}["b3"] == {
        "n": "b3"
    }
    assert inventory.skipped == {"aws_x": frozenset({"cors"})}


def test_a_section_is_read_where_it_is_recorded() -> None:
    _, asked = read({}, recorded("b1", cors=[{"a": 1}]))
    assert asked["get_cors"] == 1


@pytest.mark.parametrize(("mode", "calls"), [(Mode.QUICK, 1), (Mode.SMART, 2), (Mode.DEEP, 4)])
def test_modes(mode: Mode, calls: int) -> None:
    inventory, asked = read({}, recorded("b1"), mode)
    assert asked.total() == calls
    left = {
        Mode.QUICK: {"policy", "size", "cors", "tags"},
        Mode.SMART: {"size", "cors", "tags"},
        Mode.DEEP: {"cors"},
    }
    assert inventory.skipped["aws_x"] == left[mode]


def test_a_whole_object_that_quick_mode_does_not_read_is_unread() -> None:
    inventory, _ = read({}, {"aws_x_policy": {"b1": [{"id": "b1", "policy": "{}"}]}}, Mode.QUICK)
    assert [(u.type, u.item) for u in inventory.unread] == [("aws_x_policy", "b1")]


def test_everything_for_all_when_asked() -> None:
    _, asked = read({}, {}, details_for_all=True)
    assert asked == {"list_x": 1, "get_policy": 5, "get_size": 5, "get_cors": 5, "list_tags": 3}


def test_absent_is_an_answer() -> None:
    inventory, _ = read({"get_policy": failure("NoSuchPolicy")}, recorded("b1"))
    assert inventory.unread == ()
    assert [o.type for o in inventory.objects].count("aws_x_policy") == 0


def test_a_denied_detail_leaves_its_attributes_and_objects_unread() -> None:
    inventory, _ = read({"get_policy": failure("AccessDenied")}, recorded("b1"))
    (b1,) = [o for o in inventory.objects if o.id == "b1"]
    assert b1.unread == {"policy": "AccessDenied: not allowed; grant s3:GetPolicy"}
    assert [(u.type, u.item) for u in inventory.unread] == [("aws_x_policy", "b1")]


def test_a_denied_batch_leaves_all_its_items_unread() -> None:
    inventory, _ = read({"list_tags": failure("ThrottlingException")}, recorded("b1", "b2"))
    assert sorted(o.id for o in inventory.objects if "tags" in o.unread) == ["b1", "b2"]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (failure("AccessDenied"), "grant s3:ListX"),
        (failure("Throttling"), "throttled"),
        (failure("OptInRequired"), "region us-east-1 is not enabled"),
        (failure("500"), "is not answered at this endpoint"),
        (failure("Weird"), "Weird from s3:ListX"),
        (EndpointConnectionError(endpoint_url="http://nowhere"), "EndpointConnectionError"),
    ],
)
def test_a_failed_list_leaves_its_types_unread_and_says_why(error: Exception, words: str) -> None:
    inventory, _ = read({"list_x": error}, recorded("b1"))
    assert {u.type for u in inventory.unread} == {"aws_x", "aws_x_policy"}
    assert all(words in u.reason and "\n" not in u.reason for u in inventory.unread)
    assert inventory.read == frozenset()


def test_an_answer_of_an_unknown_shape_leaves_its_item_unread() -> None:
    broken = ResourceType(
        name="aws_x", listing=LISTING, to_attributes=lambda item, _: [{"id": item["absent"]}]
    )
    api = FakeApi(ANSWERS)
    account = Account("123456789012", "aws", FakeApis(api))  # type: ignore[arg-type]
    with ThreadPoolExecutor(2) as pool:
        inventory = read_account(account, Request((broken,), ("us-east-1",), {}), pool)
    assert len(inventory.unread) == 5
    assert "KeyError" in inventory.unread[0].reason


def test_clients_only_read() -> None:
    api = ServiceApi(None, 1)  # type: ignore[arg-type]
    with pytest.raises(ProviderError, match="delete_bucket does not only read"):
        api.call("delete_bucket")
    with pytest.raises(ProviderError, match="put_object does not only read"):
        list(api.pages("put_object", "X"))


@pytest.mark.parametrize(
    ("mode", "on", "asked"),
    [(Mode.SMART, False, 0), (Mode.SMART, True, 1), (Mode.DEEP, False, 1), (Mode.QUICK, True, 0)],
)
def test_a_guard_is_read_in_smart_mode_only_where_it_is_recorded_as_on(
    mode: Mode, on: bool, asked: int
) -> None:
    guard = replace(DETAILS[1], need=Need.GUARD)
    listing = replace(LISTING, details=(guard,))
    guarded = ResourceType(name="aws_x", listing=listing, to_attributes=x)
    api = FakeApi(ANSWERS)
    account = Account("123456789012", "aws", FakeApis(api))  # type: ignore[arg-type]
    what = {"aws_x": {"b1": [{"id": "b1", "size": on}]}}
    with ThreadPoolExecutor(2) as pool:
        read_account(account, Request((guarded,), ("us-east-1",), what, mode), pool)
    assert api.asked["get_size"] == asked


def test_a_section_that_is_recorded_with_its_default_is_not_read() -> None:
    plain = ResourceType(name="aws_x", listing=LISTING, to_attributes=x, defaults={"cors": ("none",)})
    api = FakeApi(ANSWERS)
    account = Account("123456789012", "aws", FakeApis(api))  # type: ignore[arg-type]
    with ThreadPoolExecutor(2) as pool:
        read_account(account, Request((plain,), ("us-east-1",), recorded("b1", cors="none")), pool)
        assert api.asked["get_cors"] == 0
        read_account(account, Request((plain,), ("us-east-1",), recorded("b1", cors="all")), pool)
    assert api.asked["get_cors"] == 1
