"""Makes the demo's recording again: `python -m tests.terraform.record_demo`.

Real Terraform applies the demo's two configurations to moto through a proxy that writes down its requests and the ids
in the answers; reads whose answer tells no new id are left out.
"""

import gzip
import http.client
import json
import re
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote

from driftmgr.demo.estate import HOST, generated_ids
from driftmgr.demo.server import offline_aws
from tests.terraform.runner import Terraform

ESTATE = Path(__file__).resolve().parents[2] / "driftmgr" / "demo" / "estate"
KEPT_HEADERS = (
    "content-type",
    "x-amz-target",
    "authorization",
    "x-amz-date",
    "x-amz-content-sha256",
    "x-amz-acl",
)
READ_ACTION = re.compile(rb"Action=(?:Describe|Get|List)")
READ_TARGET = re.compile(r"\.(?:Describe|Get|List)\w*$")


class Recorder(BaseHTTPRequestHandler):
    """Forwards to moto and remembers."""

    upstream = ""
    requests: ClassVar[list[dict[str, Any]]] = []
    seen: ClassVar[set[str]] = set()
    lock = threading.Lock()
    protocol_version = "HTTP/1.1"

    def _forward(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name: value for name, value in self.headers.items() if name.lower() != "host"}
        with self.lock:
            connection = http.client.HTTPConnection(self.upstream, timeout=60)
            connection.request(self.command, self.path, body, headers | {"Host": self.headers["Host"]})
            answer = connection.getresponse()
            content = answer.read()
            self._remember(body, generated_ids(content.decode("latin-1")))
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("transfer-encoding", "content-length", "connection"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _remember(self, body: bytes, ids: list[str]) -> None:
        reads = (
            self.command in ("GET", "HEAD")
            or READ_ACTION.search(body)
            or READ_TARGET.search(self.headers.get("X-Amz-Target", ""))
        )
        if reads and not set(ids) - self.seen:
            return
        self.seen.update(ids)
        kept = {name: value for name, value in self.headers.items() if name.lower() in KEPT_HEADERS}
        self.requests.append(
            {
                "method": self.command,
                "path": self.path,
                "headers": kept,
                "body": body.decode("latin-1"),
                "ids": ids,
            }
        )

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _forward  # noqa: N815 - names that http.server looks up

    def log_message(self, *_: Any) -> None:
        """Nothing."""


def main() -> None:
    """Apply, record, write."""
    with offline_aws() as url:
        Recorder.upstream = url.removeprefix("http://")
        proxy = ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        endpoint = f"http://127.0.0.1:{proxy.server_port}"
        for name in ("network", "application"):
            with tempfile.TemporaryDirectory() as folder:
                terraform = Terraform(Path(folder), endpoint)
                terraform.write((ESTATE / f"{name}.tf").read_text(), ("us-east-1", "eu-west-1"))
                state = json.loads(terraform.apply(parallelism=1).read_text())
                for resource in state["resources"]:
                    for instance in resource["instances"]:
                        instance.pop("private", None)
                text = json.dumps(state, indent=1).replace(endpoint.removeprefix("http://"), HOST)
                (ESTATE / f"{name}.tfstate").write_text(text + "\n")
                sys.stdout.write(
                    f"{name}: {sum(len(r['instances']) for r in state['resources'])} resources\n"
                )
        proxy.shutdown()
    lines = [json.dumps(r, separators=(",", ":")) for r in Recorder.requests]
    at = endpoint.removeprefix("http://")
    text = "\n".join(lines).replace(at, HOST).replace(quote(at, safe=""), quote(HOST, safe=""))
    (ESTATE / "recording.jsonl.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    sys.stdout.write(f"{len(lines)} requests\n")


if __name__ == "__main__":
    try:
        main()
    except subprocess.SubprocessError as error:
        sys.exit(str(error))
