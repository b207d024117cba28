"""boto3 clients that can only read, one for each (account, region, service)."""

import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import jmespath

from driftmgr.errors import ProviderError

if TYPE_CHECKING:
    import boto3
    from botocore.client import BaseClient

READING: Final = ("list_", "describe_", "get_", "batch_get_")
"""The only operations a client here will run: discovery is read-only by construction."""

_AT_ONCE: Final = {"iam": 8, "route53": 4, "cloudtrail": 4, "elbv2": 8, "s3": 48}
_AT_ONCE_OTHERWISE: Final = 24


def at_once(service: str) -> int:
    """How many calls of a service, in one region and account, may be under way together."""
    return _AT_ONCE.get(service, _AT_ONCE_OTHERWISE)


class ServiceApi:
    """One service in one region with one account's credentials: `driftmgr.resources.listing.Api` over boto3.

    Throttled calls are retried with exponential back-off and jitter, and after the first one calls are made no faster
    than the service takes them (botocore's adaptive mode: with retries alone, half of 600 calls against EC2's 20 a
    second fail at last). `at_once` bounds the calls in flight, so that a scan leaves room for the account's others.
    """

    def __init__(self, client: "BaseClient", at_once: int) -> None:
        self._client = client
        self._slots = threading.Semaphore(at_once)

    def call(self, operation: str, **params: Any) -> dict[str, Any]:
        """One call, its answer without `ResponseMetadata`. Raises what botocore raises."""
        self._check(operation)
        with self._slots:
            answer: dict[str, Any] = getattr(self._client, operation)(**params)
        answer.pop("ResponseMetadata", None)
        return answer

    def pages(self, operation: str, items: str, **params: Any) -> Iterator[Any]:
        """Every item of every page; one call where the operation has no pages."""
        self._check(operation)
        expression = jmespath.compile(items)
        if not self._client.can_paginate(operation):
            yield from expression.search(self.call(operation, **params)) or ()
            return
        pages = iter(self._client.get_paginator(operation).paginate(**params))
        while True:
            with self._slots:
                page = next(pages, None)
            if page is None:
                return
            yield from expression.search(page) or ()

    @staticmethod
    def _check(operation: str) -> None:
        if not operation.startswith(READING):
            raise ProviderError(f"aws: {operation} does not only read; discovery refuses to run it")


class Apis:
    """The clients of one account, made on first use. `calls` counts HTTP requests by region, retries included."""

    def __init__(
        self, session: "boto3.Session", endpoint_url: str | None, at_once: int | None = None
    ) -> None:
        self._session, self._endpoint_url, self._at_once = session, endpoint_url, at_once
        self._made: dict[tuple[str, str], ServiceApi] = {}
        self._lock = threading.Lock()
        self.calls: Counter[str] = Counter()

    def service(self, name: str, region: str) -> ServiceApi:
        """The client of a service in a region; boto3 sessions are not thread-safe, so one at a time is made."""
        key = (name, region)
        if key not in self._made:
            with self._lock:
                if key not in self._made:
                    self._made[key] = self._make(name, region)
        return self._made[key]

    def _make(self, name: str, region: str) -> ServiceApi:
        import botocore
        from botocore.config import Config

        from driftmgr import __version__

        config = Config(
            retries={"mode": "adaptive", "total_max_attempts": 5},
            connect_timeout=10,
            read_timeout=60,
            max_pool_connections=64,
            parameter_validation=False,
            # A whole one: botocore puts its own together anew, from thirty parts, twice for each call.
            user_agent=f"driftmgr/{__version__} Botocore/{botocore.__version__}",
        )
        make: Any = self._session.client  # typed for each service by name; here the name is data
        client = make(name, region_name=region, endpoint_url=self._endpoint_url, config=config)
        client.meta.events.register("before-send", lambda **_: self._count(region))
        client.meta.events.register("before-parse", _refuse_what_is_no_answer)
        return ServiceApi(client, self._at_once or at_once(name))

    def _count(self, region: str) -> None:
        with self._lock:
            self.calls[region] += 1


def _refuse_what_is_no_answer(response_dict: Mapping[str, Any], operation_model: Any, **_: Any) -> None:
    """A page that a proxy or a portal puts in place of an answer must not be read as an empty list.

    botocore makes {"message": …} of a body that is not JSON, whatever its status.
    """
    body = response_dict["body"]
    if response_dict["status_code"] >= 300 or not isinstance(body, bytes) or not body.strip():
        return
    start = body.lstrip()[:60]
    speaks_json = "json" in operation_model.service_model.resolved_protocol
    is_page = start.lower().startswith((b"<!doctype html", b"<html"))
    if is_page or (speaks_json and not start.startswith((b"{", b"["))):
        from botocore.parsers import ResponseParserError

        raise ResponseParserError(f"no answer of AWS but {start!r}")
