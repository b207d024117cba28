"""A cloud that refuses, throttles, breaks: what could not be read is unread, and the rest is told."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.command import Command, resource, state
from tests.cli.proxy import HTML, Fault, Proxy, json_error, proxied, query_error
from tests.servers import MotoServer

pytestmark = pytest.mark.network

SCAN = ("scan", "-o", "json", "--no-unmanaged")
QUEUES = "aws_sqs_queue"


@pytest.fixture
def proxy(moto_server: MotoServer, estate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """In front of the estate; and retries that do not wait."""
    monkeypatch.setattr("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda *_: 0)
    monkeypatch.setattr("botocore.retries.bucket.TokenBucket.acquire", lambda *_, **__: True)
    with proxied(moto_server.url) as made:
        monkeypatch.setenv("AWS_ENDPOINT_URL", made.url)
        yield made


def only(estate: Path, moto_server: MotoServer, *types: str) -> None:
    """A state of some types alone, in sync but for a queue that is gone."""
    role = resource("aws_iam_role", "app", id="app", name="app")
    url = f"{moto_server.url}/123456789012/nowhere"
    queue = resource(
        QUEUES, "nowhere", id=url, url=url, name="nowhere", arn="arn:aws:sqs:us-east-1:123456789012:nowhere"
    )
    estate.write_text(state(*(r for r in (role, queue) if r["type"] in types)))


@pytest.mark.parametrize(
    ("fault", "reason", "tries"),
    [
        (json_error("AccessDeniedException"), "AccessDeniedException: not allowed; grant sqs:ListQueues", 1),
        (query_error("AccessDenied"), "403: not allowed; grant sqs:ListQueues", 1),
        (json_error("ThrottlingException"), "ThrottlingException: throttled, still after all retries", 5),
        (Fault(429, "{}", "application/json"), "429: throttled", 5),
        (json_error("UnknownOperationException", 404), "UnknownOperationException: sqs:ListQueues is not answered", 1),
        (HTML, "500: sqs:ListQueues is not answered at this endpoint", 5),
        (Fault(200, "<not json", "application/x-amz-json-1.0"), "ResponseParserError from sqs:ListQueues", 1),
        (json_error("ExpiredTokenException"), "the credentials expired during the scan; renew them", 1),
        (json_error("UnrecognizedClientException"), "region us-east-1 is not enabled", 1),
    ],
)  # fmt: skip
def test_one_service_that_fails(
    driftmgr: Command, proxy: Proxy, estate: Path, moto_server: MotoServer, fault: Fault, reason: str, tries: int
):  # fmt: skip
    """Its queue is gone, but nobody can know: unread, not missing. The role was read."""
    only(estate, moto_server, QUEUES, "aws_iam_role")
    proxy.faults["sqs"] = fault
    answer = driftmgr(*SCAN)
    assert answer.code == 3
    assert answer.err == ""
    report = answer.json
    assert report["resource_drift"] == []
    (group,) = report["unread"]
    assert (group["type"], group["region"], group["recorded"]) == (QUEUES, "us-east-1", 1)
    assert reason in group["reason"]
    assert report["summary"]["in_sync"] == 1
    assert proxy.asked["sqs"] == tries


def test_drift_elsewhere_still_counts(driftmgr: Command, proxy: Proxy):
    proxy.faults["sqs"] = json_error("AccessDeniedException")
    answer = driftmgr(*SCAN)
    assert answer.code == 2
    assert {d["type"] for d in answer.json["resource_drift"]} == {"aws_sns_topic", "aws_ssm_parameter"}
    assert [group["type"] for group in answer.json["unread"]] == [QUEUES]


def test_without_the_fault_it_is_missing(
    driftmgr: Command, proxy: Proxy, estate: Path, moto_server: MotoServer
):
    only(estate, moto_server, QUEUES)
    answer = driftmgr(*SCAN)
    assert [(d["kind"], d["type"]) for d in answer.json["resource_drift"]] == [("missing", QUEUES)]
    assert answer.code == 2


def test_a_detail_that_fails(driftmgr: Command, proxy: Proxy, estate: Path, moto_server: MotoServer):
    """The list was read: what it does not hold is missing; what it holds can no longer be compared."""
    url = f"{moto_server.url}/123456789012/jobs"
    estate.write_text(
        state(resource(QUEUES, "jobs", id=url, url=url, name="jobs", visibility_timeout_seconds=30))
    )
    proxy.faults["ssm"] = json_error("AccessDeniedException")
    assert driftmgr(*SCAN).code == 2


def test_everything_fails(driftmgr: Command, proxy: Proxy):
    for service in ("sqs", "sns", "ssm", "iam"):
        proxy.faults[service] = query_error("AccessDenied")
    answer = driftmgr(*SCAN)
    assert (answer.code, answer.json["resource_drift"]) == (3, [])
    assert answer.json["coverage"]["verified"] == 0
    assert answer.json["summary"]["unread"] == 4
    for output in ("table", "html", "markdown", "junit", "sarif", "driftctl"):
        assert driftmgr(*SCAN[:2], output, "--no-unmanaged").code == 3


def test_one_region_that_fails(driftmgr: Command, proxy: Proxy, estate: Path, moto_server: MotoServer):
    estate.write_text(
        state(
            *(
                resource(
                    "aws_cloudwatch_log_group",
                    region,
                    id=f"/{region}",
                    name=f"/{region}",
                    arn=f"arn:aws:logs:{region}:123456789012:log-group:/{region}",
                )
                for region in ("us-east-1", "eu-west-1")
            )
        )
    )
    proxy.faults["eu-west-1/logs"] = json_error("UnrecognizedClientException")
    answer = driftmgr(*SCAN)
    assert answer.code == 2
    assert [d["region"] for d in answer.json["resource_drift"]] == ["us-east-1"]
    (group,) = answer.json["unread"]
    assert group["region"] == "eu-west-1"
    assert "region eu-west-1 is not enabled" in group["reason"]


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        (query_error("ExpiredToken"), "the credentials have expired"),
        (query_error("InvalidClientTokenId"), "was refused (InvalidClientTokenId); check the credentials"),
        (query_error("SignatureDoesNotMatch"), "was refused (SignatureDoesNotMatch)"),
        (query_error("AccessDenied"), "was refused (AccessDenied)"),
        (HTML, "failed (ResponseParserError: Unable to parse response"),
    ],
)
def test_credentials_that_are_not_accepted(driftmgr: Command, proxy: Proxy, fault: Fault, line: str):
    """Nobody says whose credentials these are: nothing can be concluded, and nothing else is asked."""
    proxy.faults["sts"] = fault
    assert line in driftmgr(*SCAN).failure
    assert set(proxy.asked) == {"sts"}


def test_a_role_that_cannot_be_assumed(driftmgr: Command, proxy: Proxy):
    proxy.faults["sts"] = query_error("AccessDenied")
    role = "arn:aws:iam::222222222222:role/reader"
    failure = driftmgr(*SCAN, "--account-role", role).failure
    assert f"assuming {role} (sts:AssumeRole) was refused (AccessDenied)" in failure


def test_nobody_at_the_address(driftmgr: Command, estate: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda *_: 0)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    failure = driftmgr(*SCAN).failure
    assert "did not get through" in failure
    assert "check the network and AWS_ENDPOINT_URL" in failure


@pytest.mark.parametrize("body", ["<html><body>Log in, please</body></html>", "<!DOCTYPE html>\n<html/>"])
def test_the_page_of_a_portal_is_no_empty_list(driftmgr: Command, proxy: Proxy, body: str):
    """Whatever the status says: nothing was read, so nothing is missing."""
    for service in ("sqs", "sns", "ssm", "iam"):
        proxy.faults[service] = Fault(200, body, "text/html")
    answer = driftmgr(*SCAN)
    assert (answer.code, answer.json["resource_drift"]) == (3, [])
    assert len(answer.json["unread"]) == 4


def test_doctor_and_discover_say_what_is_refused(driftmgr: Command, proxy: Proxy):
    proxy.faults["sqs"] = json_error("AccessDeniedException")
    answer = driftmgr("doctor")
    assert answer.code == 3
    assert "grant sqs:ListQueues (for aws_sqs_queue" in answer.out
    answer = driftmgr("discover", "aws", "us-east-1", "-o", "json", "--type", "aws_s[qn]s_*")
    assert answer.code == 3
    assert {unread["type"] for unread in answer.json["unread"]} >= {QUEUES}
