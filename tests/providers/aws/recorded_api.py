"""An AWS that answers with what was recorded of a real one, for tests of the whole way from states to verdicts."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import jmespath
from botocore import xform_name
from botocore.exceptions import ClientError

from driftmgr.discovery.scan import recorded_items
from driftmgr.drift.detect import Detection, Scanned, detect
from driftmgr.drift.placement import places
from driftmgr.providers.aws.reader import Request, read_account
from driftmgr.providers.aws.registry import aws_types
from driftmgr.providers.aws.settings import Account
from driftmgr.resources.listing import Mode
from driftmgr.states.models import ResourceInstance
from driftmgr.states.statefile import read_state

PROVIDER = 'provider["registry.terraform.io/hashicorp/aws"]'
SERVICES = {"tagging": "resourcegroupstaggingapi", "monitoring": "cloudwatch"}


def refused(operation: str) -> ClientError:
    """What a client raises for a call that was not recorded."""
    return ClientError({"Error": {"Code": "AccessDenied", "Message": "not recorded"}}, operation)


class RecordedApi:
    """One service's recorded answers, `Api`.

    `known` are the ids of the recorded objects, each with whether it is the only one of its type: then an answer that
    names nobody is about it.
    """

    def __init__(self, answers: Mapping[str, Sequence[Mapping[str, Any]]], known: Mapping[str, bool]) -> None:
        self._answers, self._known = answers, known

    def call(self, operation: str, **params: Any) -> dict[str, Any]:
        """The answer that was recorded for these parameters; refused where none was, or which is not told."""
        answers = self._answers.get(operation, ())
        about = self._known.keys() & set(_texts(params))
        naming = [a for a in answers if about & set(_texts(a["data"]))]
        untold = bool(about) and not naming and not all(self._known[name] for name in about)
        if not answers or (untold and len(answers) > 1):
            raise refused(operation)
        answer = (naming or answers)[0]
        if answer["status_code"] >= 400:
            raise ClientError(answer["data"], operation)
        return {key: value for key, value in answer["data"].items() if key != "ResponseMetadata"}

    def pages(self, operation: str, items: str, **params: Any) -> Iterator[Any]:
        """The items of the one recorded page."""
        yield from jmespath.search(items, self.call(operation, **params)) or ()


class RecordedApis:
    """The services of one account."""

    def __init__(self, answers: Sequence[Mapping[str, Any]], known: Mapping[str, bool]) -> None:
        self._known = known
        self._answers: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        self.calls: Counter[str] = Counter()
        for answer in answers:
            service, _, operation = answer["file"].removesuffix(".json").rpartition("_")[0].rpartition(".")
            told = json.loads(json.dumps(answer["body"]), object_hook=_dated)
            self._answers[SERVICES.get(service, service)][xform_name(operation)].append(told)

    def service(self, name: str, region: str) -> RecordedApi:
        """A service's answers."""
        return RecordedApi(self._answers.get(name, {}), self._known)


def judged(
    instances: Sequence[ResourceInstance], answers: Sequence[Mapping[str, Any]], account: str, region: str
) -> Detection:
    """The verdicts on recorded instances, read from recorded answers."""
    known = aws_types()
    count = Counter(i.type for i in instances)
    ids = {
        text: count[i.type] == 1
        for i in instances
        for name in ("id", "arn", "url", "name", "bucket")
        if isinstance(text := i.attributes.get(name), str) and text
    }
    recorded = recorded_items(instances, known)
    names = set(recorded) | {claim.owner for name in recorded if (claim := known[name].claim)}
    types = tuple(known[name] for name in sorted(names))
    account_read = Account(account, "aws", RecordedApis(answers, ids))  # type: ignore[arg-type]
    with ThreadPoolExecutor(4) as pool:
        inventory = read_account(account_read, Request(types, (region,), recorded, Mode.DEEP), pool)
    return detect(instances, places(instances), inventory, Scanned("aws", known, (account,), (region,)))


def instances_of(resources: Mapping[str, Mapping[str, Any]]) -> list[ResourceInstance]:
    """Recorded attributes by type and name, as instances of a state of supported types."""
    state = {
        "version": 4,
        "lineage": "recorded",
        "serial": 1,
        "resources": [
            {
                "mode": "managed",
                "type": type_name,
                "name": name,
                "provider": PROVIDER,
                "instances": [{"schema_version": 0, "attributes": attributes}],
            }
            for type_name, named in resources.items()
            for name, attributes in named.items()
            if type_name in aws_types()
        ],
    }
    return list(read_state(json.dumps(state).encode(), "recorded.tfstate").instances)


def _dated(told: dict[str, Any]) -> Any:
    if told.get("__class__") != "datetime":
        return told
    return datetime(**{key: value for key, value in told.items() if key != "__class__"}, tzinfo=UTC)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        yield value.rpartition("/")[2]
    elif isinstance(value, Mapping):
        for element in value.values():
            yield from _texts(element)
    elif isinstance(value, Sequence):
        for element in value:
            yield from _texts(element)
