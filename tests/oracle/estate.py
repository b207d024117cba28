"""Estates that real Terraform applied to moto: its state, every request it made, and changes made behind its back.

An estate is rebuilt, with the very ids that its state names, by resending Terraform's requests in order to a moto whose
id generator is seeded as it was then. Two tries are usual: a moto backend that does not exist yet draws its default
objects (default VPC, …) after the seed, one that exists redraws them at reset, before it; the recordings were made on
existing ones. The files were made by Terraform 0.15.0-rc2 with AWS provider 3.39.0.
"""

import base64
import http.client
import io
import json
import re
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jmespath

ESTATES = Path(__file__).parent / "estates"
RECORDED_AT = "127.0.0.1:5200"

_GENERATED_ID = re.compile(
    r"(?:(?:i|vpc|subnet|sg|eni|vol|snap|ami|igw|rtb|eipalloc|nat|acl|tgw[a-z-]*|pl|vpce|vgw|cgw|vpn|fl|pcx|dopt|eigw|lt|rslvr[a-z-]*)"
    r"-[0-9a-f]{8,}|AKIA[A-Z0-9]{16}|(?:arn:aws:acm:\S+/)?[0-9a-f]{8}-[0-9a-f-]{27})$"
)

_KEY = re.compile(r"arn:aws:kms:[^\"]+:key/[0-9a-f-]{36}")
"""Keys are generated too, also those that a service makes for itself (the table's that names none)."""


@dataclass(frozen=True)
class Estate:
    """One estate, as it is on the server at `url` (http://127.0.0.1:PORT)."""

    name: str
    url: str

    @property
    def _host(self) -> str:
        return self.url.removeprefix("http://")

    def _text(self, file: str) -> str:
        """A file's text, with the address of this server in place of the one that it was recorded at."""
        text = (ESTATES / self.name / file).read_text()
        return text.replace(RECORDED_AT, self._host)

    def state(self) -> dict[str, Any]:
        """The state that Terraform wrote after its apply and a refresh."""
        state: dict[str, Any] = json.loads(self._text("terraform.tfstate"))
        return state

    def write_state(self, path: Path) -> Path:
        """The state as a file."""
        path.write_text(json.dumps(self.state()))
        return path

    def mutations(self) -> list[dict[str, Any]]:
        """The changes behind Terraform's back, each with what Terraform's refresh then saw."""
        found: list[dict[str, Any]] = json.loads(self._text("mutations.json"))
        return found

    def replay(self, tries: int = 4) -> None:
        """Rebuild the estate. Nothing else may talk to this moto meanwhile."""
        generated = {
            value
            for resource in self.state()["resources"]
            for instance in resource["instances"]
            for name in ("id", "unique_id")
            if resource["mode"] == "managed" and _generated(name, value := instance["attributes"].get(name))
        }
        generated |= set(_KEY.findall(json.dumps(self.state())))
        for _ in range(tries):
            answers = self._resend()
            missing = sorted(i for i in generated if i.encode() not in answers)
            if not missing:
                return
        raise AssertionError(f"replaying {self.name} does not make {missing[:5]} again")

    def _resend(self) -> bytes:
        for path in ("/moto-api/reset", "/moto-api/seed?a=42"):
            urllib.request.urlopen(urllib.request.Request(self.url + path, method="POST", data=b"")).read()
        answers = []
        connection = http.client.HTTPConnection(self._host, timeout=60)
        for line in (ESTATES / self.name / "recording.jsonl").read_text().splitlines():
            request = json.loads(line)
            body = request.get("body") or ""
            body = base64.b64decode(body) if request.get("body_encoded") else body.encode()
            for plain in (RECORDED_AT, urllib.parse.quote(RECORDED_AT, safe="")):
                body = body.replace(plain.encode(), plain.replace("5200", self._host.split(":")[1]).encode())
            url = urllib.parse.urlparse(request["url"])
            headers = request["headers"] | {"Content-Length": str(len(body))}
            headers["Host"] = headers["Host"].replace("5200", self._host.split(":")[1])
            connection.request(
                request["method"], url.path + (f"?{url.query}" if url.query else ""), body, headers
            )
            answer = connection.getresponse()
            text = answer.read()
            if answer.status < 400:
                answers.append(text)
            if answer.will_close:
                connection.close()
        return b"\n".join(answers)


def _generated(name: str, value: Any) -> bool:
    """Whether AWS made a value, and not Terraform's configuration."""
    return isinstance(value, str) and bool(value and (name == "unique_id" or _GENERATED_ID.match(value)))


def apply(mutation: dict[str, Any], url: str) -> None:
    """Make a mutation's calls with boto3."""
    import boto3

    def client_of(service: str) -> Any:
        make: Any = boto3.client
        keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
        return make(service, region_name="us-east-1", endpoint_url=url, **keys)

    for call in mutation["calls"]:
        client = client_of(call["client"])
        getattr(client, call["method"])(**_resolved(call["params"], client_of))


def _resolved(value: Any, client_of: Callable[[str], Any]) -> Any:
    """Parameters, with what can only be known now: `{"__lookup__": "service.operation:JMESPath"}` asks the server, and
    `{"__file__": name}` stands for a file's content."""
    if isinstance(value, list):
        return [_resolved(element, client_of) for element in value]
    if not isinstance(value, dict):
        return value
    if "__lookup__" in value:
        call, _, expression = value["__lookup__"].partition(":")
        service, _, operation = call.partition(".")
        return jmespath.search(expression, getattr(client_of(service), operation)())
    if "__file__" in value:
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            archive.writestr(
                value["__file__"].replace(".zip", ".py"), "def handler(event, context): return 2\n"
            )
        return content.getvalue()
    return {key: _resolved(element, client_of) for key, element in value.items()}


def all_estates() -> list[str]:
    """The names of the estates."""
    return sorted(path.parent.name for path in ESTATES.glob("*/terraform.tfstate"))
