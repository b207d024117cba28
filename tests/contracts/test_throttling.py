"""A service that takes so many calls a second is asked no faster, and answers everything in the end.

EC2's limit is a bucket of 100 calls that refills by 20 a second, in each account and region
(https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html); here it is smaller, to be quick.
"""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import boto3
import pytest

from driftmgr.providers.aws.api import Apis

pytestmark = pytest.mark.network

ANSWER = (
    b"<DescribeInstanceAttributeResponse><instanceId>i-1</instanceId></DescribeInstanceAttributeResponse>"
)
REFUSAL = b"<Response><Errors><Error><Code>RequestLimitExceeded</Code></Error></Errors></Response>"
BURST, PER_SECOND, CALLS = 30.0, 40.0, 130


class Bucket(ThreadingHTTPServer):
    """Answers while it holds tokens."""

    tokens, last, refused = BURST, time.monotonic(), 0
    request_queue_size = 128
    lock = threading.Lock()

    def takes(self) -> bool:
        with self.lock:
            now = time.monotonic()
            self.tokens = min(BURST, self.tokens + (now - self.last) * PER_SECOND)
            self.last = now
            if self.tokens < 1:
                self.refused += 1
                return False
            self.tokens -= 1
            return True


class Handler(BaseHTTPRequestHandler):
    server: Bucket
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        taken = self.server.takes()
        body = ANSWER if taken else REFUSAL
        self.send_response(200 if taken else 503)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    with Bucket(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_every_call_is_answered_near_the_limit(bucket: Bucket) -> None:
    session = boto3.Session(aws_access_key_id="testing", aws_secret_access_key="testing")
    ec2 = Apis(session, f"http://127.0.0.1:{bucket.server_port}").service("ec2", "us-east-1")

    def ask(number: int) -> str:
        answer = ec2.call("describe_instance_attribute", InstanceId=f"i-{number}", Attribute="userData")
        return str(answer["InstanceId"])

    with ThreadPoolExecutor(24) as pool:
        answers = list(pool.map(ask, range(CALLS)))
    assert answers == ["i-1"] * CALLS
    assert bucket.refused < CALLS / 2
