"""An AWS with faults: a proxy in front of moto that answers for some services by itself.

The service is named in the credential scope of a signed request
(https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
"""

import http.client
import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

_SCOPE = re.compile(r"Credential=[^/]+/\d+/([^/]+)/([^/]+)/")
HOP_BY_HOP = {"connection", "transfer-encoding", "content-length", "keep-alive"}


@dataclass(frozen=True)
class Fault:
    """An answer in place of the cloud's. Without a status the connection is held until the proxy ends."""

    status: int = 0
    body: str = ""
    content_type: str = "text/xml"


def query_error(code: str, status: int = 403) -> Fault:
    """An error of a service that speaks XML."""
    return Fault(
        status, f"<ErrorResponse><Error><Code>{code}</Code><Message>no</Message></Error></ErrorResponse>"
    )


def json_error(code: str, status: int = 400) -> Fault:
    """An error of a service that speaks JSON."""
    return Fault(status, f'{{"__type": "{code}", "message": "no"}}', "application/x-amz-json-1.1")


HTML = Fault(500, "<!doctype html><title>500</title><h1>Internal Server Error</h1>", "text/html")


@dataclass
class Proxy:
    """`faults` by service, or by "REGION/service"; `asked` counts requests by service."""

    url: str
    faults: dict[str, Fault] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    held: threading.Event = field(default_factory=threading.Event)
    """Set as soon as a connection is held."""
    ended: threading.Event = field(default_factory=threading.Event)


@contextmanager
def proxied(upstream: str) -> Iterator[Proxy]:
    """A proxy on a free port, until the block ends."""
    host = urlsplit(upstream).netloc
    proxy = Proxy("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Nothing on stderr."""

        def answer(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            scope = _SCOPE.search(self.headers.get("Authorization", ""))
            region, service = scope.groups() if scope else ("", "")
            proxy.asked[service] += 1
            fault = proxy.faults.get(f"{region}/{service}") or proxy.faults.get(service)
            if fault is None:
                self.send(*self.forwarded(content))
            elif fault.status:
                self.send(fault.status, {"Content-Type": fault.content_type}, fault.body.encode())
            else:
                proxy.held.set()
                proxy.ended.wait(60)
                self.close_connection = True

        def forwarded(self, content: bytes) -> tuple[int, dict[str, str], bytes]:
            connection = http.client.HTTPConnection(host, timeout=60)
            connection.request(self.command, self.path, content, dict(self.headers))
            answer = connection.getresponse()
            body = answer.read()
            connection.close()
            headers = {n: v for n, v in answer.getheaders() if n.lower() not in HOP_BY_HOP}
            return answer.status, headers, body

        def send(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = answer  # noqa: N815 - the names that the server calls

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    proxy.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.ended.set()
        server.shutdown()
        server.server_close()
