"""Every way in which S3 refuses gets one line, of the right kind."""

import pytest
from botocore import exceptions as aws
from botocore.exceptions import ClientError

from driftmgr.errors import (
    BackendError,
    CredentialsError,
    DriftMgrError,
    InvalidInputError,
    StateNotFoundError,
)
from driftmgr.states.backends.s3_failures import explained, is_denied

ENDPOINT = "https://s3.eu-west-1.amazonaws.com"


def answered(code: str, operation: str = "GetObject") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "Some\nlong words."}}, operation)


CASES = [
    (answered("ExpiredToken"), CredentialsError, "have expired; renew them"),
    (answered("ExpiredTokenException", "AssumeRole"), CredentialsError, "have expired"),
    (answered("InvalidAccessKeyId"), CredentialsError, "AWS refuses the credentials (InvalidAccessKeyId)"),
    (answered("SignatureDoesNotMatch"), CredentialsError, "AWS refuses the credentials"),
    (answered("AccessDenied", "AssumeRole"), CredentialsError, "the role cannot be assumed (AccessDenied)"),
    (answered("AccessDenied"), BackendError, "access denied; grant s3:GetObject"),
    (answered("403"), BackendError, "access denied"),
    (answered("NoSuchBucket"), StateNotFoundError, "there is no such bucket"),
    (answered("NoSuchKey"), StateNotFoundError, "there is no such object"),
    (answered("404"), StateNotFoundError, "there is no such object"),
    (answered("PermanentRedirect"), BackendError, "region eu-west-1 does not answer for this bucket"),
    (answered("SlowDown"), BackendError, "SlowDown"),
    (aws.NoCredentialsError(), CredentialsError, "no AWS credentials found; set AWS_PROFILE"),
    (aws.PartialCredentialsError(provider="env", cred_var="x"), CredentialsError, "no AWS credentials found"),
    (aws.ProfileNotFound(profile="nobody"), CredentialsError, "(nobody) could not be found"),
    (aws.TokenRetrievalError(provider="sso", error_msg="x"), CredentialsError, "log in again"),
    (aws.UnauthorizedSSOTokenError(), CredentialsError, "log in again"),
    (aws.NoRegionError(), InvalidInputError, "no region is set; add ?region="),
    (aws.InvalidRegionError(region_name="no where"), InvalidInputError, "no where"),
    (aws.ParamValidationError(report="Invalid bucket name"), InvalidInputError, "Invalid bucket name"),
    (ValueError("Invalid endpoint: x"), InvalidInputError, "Invalid endpoint: x"),
    (aws.EndpointConnectionError(endpoint_url="http://x"), BackendError, "no answer: Could not connect"),
    (aws.ConnectTimeoutError(endpoint_url="http://x"), BackendError, "no answer"),
    (aws.ReadTimeoutError(endpoint_url="http://x"), BackendError, "no answer"),
    (aws.ResponseStreamingError(error="broken"), BackendError, "no answer"),
    (aws.SSLError(endpoint_url="http://x", error=OSError("certificate")), BackendError, "no answer: SSL"),
    (aws.UnknownServiceError(service_name="x", known_service_names="y"), BackendError, "Unknown service"),
]


@pytest.mark.parametrize(
    ("failure", "kind", "words"), CASES, ids=lambda case: getattr(case, "__name__", None)
)
def test_each_failure_has_its_error(failure: Exception, kind: type[DriftMgrError], words: str):
    error = explained(failure, "s3://b/k", "s3:GetObject", "eu-west-1", ENDPOINT)
    assert type(error) is kind
    assert str(error).startswith("s3://b/k: ")
    assert words in str(error)
    assert "\n" not in str(error)


@pytest.mark.parametrize(
    ("region", "endpoint", "words"),
    [
        ("xx-nowhere-1", "https://s3.xx-nowhere-1.amazonaws.com", "'xx-nowhere-1' is not a region of AWS"),
        ("cn-north-1", "https://s3.cn-north-1.amazonaws.com.cn", "check the endpoint and the network"),
        ("xx-nowhere-1", "http://minio.example:9000", "check the endpoint and the network"),
    ],
)
def test_a_region_that_does_not_answer_may_be_misspelt(region: str, endpoint: str, words: str):
    failure = aws.EndpointConnectionError(endpoint_url=endpoint)
    assert words in str(explained(failure, "s3://b/k", "s3:ListBucket", region, endpoint))


def test_denied_is_told_from_unreachable():
    for failure, expected in (
        (answered("AccessDenied"), True),
        (aws.EndpointConnectionError(endpoint_url="x"), False),
    ):
        error = explained(failure, "s3://b/k", "s3:ListBucket", None, "")
        error.__cause__ = failure
        assert is_denied(error) is expected
