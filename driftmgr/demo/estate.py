"""The demo's estate: what Terraform asked AWS for, and the two states that it wrote.

`recording.jsonl.gz` holds Terraform's requests in order, each with the ids that AWS generated in its answer. Sending
them again makes other ids; they take the places of the recorded ones in later requests and in the states.
"""

import gzip
import http.client
import json
import re
from collections.abc import Callable, Iterable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from driftmgr.errors import ProviderError

STATES: Final = ("network.tfstate", "application.tfstate")
HOST: Final = "offline-aws.invalid:80"
"""Stands for the server's host and port in what is recorded."""

_GENERATED: Final = re.compile(
    r"\b([a-z]{1,10}-[0-9a-f]{17}|[a-z]{1,10}-[0-9a-f]{8}(?![0-9a-f-])|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\b"
    r"|<(?:User|Group|Role|Policy)Id>(\w+)<|<(?:private|public)Ip>([\d.]+)<"
    r"|hostedzone/([A-Z0-9]{12,32})\b|secret:shop/database-(\w{6})\b"
)
"""Ids as EC2, KMS, SNS, IAM, Route 53 and Secrets Manager make them, and addresses that EC2 draws."""


def generated_ids(answer: str) -> list[str]:
    """The generated ids in an answer, in order, each once."""
    return list(dict.fromkeys(match[match.lastindex or 0] for match in _GENERATED.finditer(answer)))


def recording() -> Iterator[dict[str, Any]]:
    """`{"method", "path", "headers", "body", "ids"}` for each request."""
    for line in gzip.decompress(_file("recording.jsonl.gz")).splitlines():
        yield json.loads(line)


def _file(name: str) -> bytes:
    return (resources.files("driftmgr.demo") / "estate" / name).read_bytes()


def rebuild(url: str, progress: Callable[[int], None] = lambda _: None) -> dict[str, str]:
    """Build the estate in the AWS at `url`; what stands for what in the states. Raises ProviderError."""
    host = url.removeprefix("http://")
    known = {HOST: host, quote(HOST, safe=""): quote(host, safe="")}
    connection = http.client.HTTPConnection(host, timeout=60)
    for count, request in enumerate(recording()):
        body = _translated(request["body"], known).encode("latin-1")
        headers = request["headers"] | {"Host": host, "Content-Length": str(len(body))}
        connection.request(request["method"], _translated(request["path"], known), body, headers)
        answer = connection.getresponse()
        text = answer.read().decode("latin-1")
        if answer.status >= 500:
            raise ProviderError(
                f"the offline AWS refused to rebuild the demo's estate ({answer.status}); update moto"
            )
        _learn(known, request["ids"], generated_ids(text))
        if answer.will_close:
            connection.close()
        progress(count)
    connection.close()
    return known


def _learn(known: dict[str, str], recorded: Iterable[str], made: Iterable[str]) -> None:
    new = [i for i in made if i not in known.values()]
    old = [i for i in recorded if i not in known]
    if len(new) == len(old):
        known.update(zip(old, new, strict=True))


def _translated(text: str, known: dict[str, str]) -> str:
    for old, new in known.items():
        if old in text:
            text = text.replace(old, new)
    return text


def write_states(directory: Path, known: dict[str, str]) -> tuple[Path, ...]:
    """The two states as files, and the configuration that they come from beside them."""
    directory.mkdir(parents=True, exist_ok=True)
    written = []
    for name in STATES:
        path = directory / name
        path.write_text(_translated(_file(name).decode(), known), encoding="utf-8")
        written.append(path)
    return tuple(written)
