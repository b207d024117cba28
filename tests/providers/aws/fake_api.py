"""An API that answers from a table, and an account that has no other."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import jmespath
from botocore.exceptions import ClientError

from driftmgr.providers.aws.settings import Account

Answers = Mapping[str, Callable[..., dict[str, Any]]]


def error(code: str) -> ClientError:
    """What the SDK raises for an error code."""
    return ClientError({"Error": {"Code": code, "Message": "no"}}, "")


class FakeApi:
    """Calls the table's functions with the parameters of the call; `asked` are the calls, in order."""

    def __init__(self, **answers: Callable[..., dict[str, Any]]) -> None:
        self._answers, self.asked = answers, list[tuple[str, dict[str, Any]]]()

    def call(self, operation: str, **params: Any) -> dict[str, Any]:
        self.asked.append((operation, params))
        return self._answers[operation](**params)

    def pages(self, operation: str, items: str, **params: Any) -> Iterator[Any]:
        yield from jmespath.search(items, self.call(operation, **params)) or ()


class _Apis:
    def __init__(self, api: FakeApi) -> None:
        self._api, self.calls = api, Counter[str]()

    def service(self, name: str, region: str) -> FakeApi:
        return self._api


def account(api: FakeApi) -> Account:
    """An account whose every service in every region is `api`."""
    return Account("123456789012", "aws", _Apis(api))  # type: ignore[arg-type]
