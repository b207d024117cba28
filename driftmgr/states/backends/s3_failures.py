"""What went wrong between here and a state in S3, in one line that says what to do."""

from typing import Final

from driftmgr.errors import (
    BackendError,
    CredentialsError,
    DriftMgrError,
    InvalidInputError,
    StateNotFoundError,
)

_EXPIRED: Final = frozenset(
    {"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"}
)
_REFUSED: Final = frozenset(
    {
        "AuthFailure",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "InvalidToken",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)
DENIED: Final = frozenset({"403", "AccessDenied", "AccessDeniedException", "AllAccessDisabled", "Forbidden"})
ABSENT: Final = frozenset({"404", "NoSuchKey", "NotFound"})
_OTHER_REGION: Final = frozenset(
    {"301", "400", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException", "PermanentRedirect"}
)

# Classes of botocore.exceptions, by name: this module is imported before boto3 is needed.
_NO_CREDENTIALS: Final = frozenset({"NoCredentialsError", "PartialCredentialsError", "NoAuthTokenError"})
_BAD_LOGIN: Final = frozenset(
    {
        "CredentialRetrievalError",
        "InvalidConfigError",
        "LoginError",
        "RefreshWithMFAUnsupportedError",
        "SSOError",
        "TokenRetrievalError",
    }
)
_BAD_INPUT: Final = frozenset(
    {"ParamValidationError", "InvalidRegionError", "UnsupportedS3ConfigurationError"}
)
_UNREACHED: Final = frozenset({"ConnectionError", "HTTPClientError", "IncompleteReadError"})


def code_of(failure: Exception) -> str:
    """The service's error code; "" for a failure that never reached a service."""
    answer = getattr(failure, "response", None)
    return str(answer.get("Error", {}).get("Code", "")) if isinstance(answer, dict) else ""


def is_denied(error: DriftMgrError) -> bool:
    """Whether `error` was raised because the service answered that these credentials may not do this."""
    return isinstance(error.__cause__, Exception) and code_of(error.__cause__) in DENIED


def explained(
    failure: Exception, place: str, action: str, region: str | None, endpoint: str
) -> DriftMgrError:
    """The error to raise for `failure`, met at `place` (s3://bucket/key) by a call that needs the IAM `action`.

    Codes: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList.
    """
    if code := code_of(failure):
        return _answered(failure, code, place, action, region)
    kinds = {kind.__name__ for kind in type(failure).__mro__}
    line = " ".join(str(failure).split()).rstrip(".")
    if "ProfileNotFound" in kinds:
        return CredentialsError(f"{place}: {line}; `aws configure list-profiles` names those there are")
    if kinds & _NO_CREDENTIALS:
        return CredentialsError(f"{place}: no AWS credentials found; set AWS_PROFILE or run `aws configure`")
    if kinds & _BAD_LOGIN:
        return CredentialsError(f"{place}: no usable AWS credentials: {line}; log in again")
    if "NoRegionError" in kinds:
        return InvalidInputError(f"{place}: no region is set; add ?region=… or set AWS_REGION")
    if kinds & _UNREACHED:
        if ".amazonaws.com" in endpoint and region is not None and region not in _regions():
            return BackendError(f"{place}: {region!r} is not a region of AWS that answers; check its name")
        return BackendError(f"{place}: no answer: {line}; check the endpoint and the network")
    if kinds & _BAD_INPUT or "ValueError" in kinds:
        return InvalidInputError(f"{place}: {line}")
    return BackendError(f"{place}: {line}")


def _answered(failure: Exception, code: str, place: str, action: str, region: str | None) -> DriftMgrError:
    if code in _EXPIRED:
        return CredentialsError(
            f"{place}: the AWS credentials have expired; renew them, with `aws sso login` or a new token"
        )
    if code in _REFUSED:
        return CredentialsError(
            f"{place}: AWS refuses the credentials ({code}); check AWS_PROFILE and the access keys"
        )
    if getattr(failure, "operation_name", "") == "AssumeRole":
        return CredentialsError(
            f"{place}: the role cannot be assumed ({code}); check role_arn and its trust policy"
        )
    if code == "NoSuchBucket":
        return StateNotFoundError(
            f"{place}: there is no such bucket; check its name, and whose credentials are used"
        )
    if code in ABSENT:
        return StateNotFoundError(f"{place}: there is no such object; list the bucket to see what there is")
    if code in DENIED:
        return BackendError(f"{place}: access denied; grant {action}, or use other credentials")
    if code in _OTHER_REGION:
        where = f"region {region}" if region else "the default region"
        return BackendError(
            f"{place}: {where} does not answer for this bucket ({code}); set ?region= to the bucket's own"
        )
    return BackendError(f"{place}: {' '.join(str(failure).split()).rstrip('.')}")


def _regions() -> set[str]:
    import boto3

    session = boto3.Session()
    partitions = session.get_available_partitions()
    return {region for partition in partitions for region in session.get_available_regions("s3", partition)}
