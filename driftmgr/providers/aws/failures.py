"""What an AWS failure means: nothing can be concluded (raise), or one type in one scope is unread (a reason)."""

from typing import Final

from driftmgr.errors import CredentialsError, DriftMgrError, ProviderError

_DENIED: Final = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "AuthorizationError",
        "AuthorizationErrorException",
        "UnauthorizedOperation",
        "UnauthorizedAccess",
        "NotAuthorized",
        "403",
    }
)
_THROTTLED: Final = frozenset(
    {
        "Throttling",
        "ThrottlingException",
        "ThrottledException",
        "RequestThrottled",
        "RequestThrottledException",
        "RequestLimitExceeded",
        "TooManyRequestsException",
        "ProvisionedThroughputExceededException",
        "BandwidthLimitExceeded",
        "LimitExceededException",
        "SlowDown",
        "PriorRequestNotComplete",
        "429",
    }
)
_DISABLED_REGION: Final = frozenset(
    {"OptInRequired", "AuthFailure", "UnrecognizedClientException", "InvalidClientTokenId"}
)
_EXPIRED: Final = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired"})
_UNKNOWN: Final = frozenset(
    {"UnknownOperationException", "InvalidAction", "UnsupportedOperation", "NotImplemented", "500", "501"}
)


def reason_of(failure: Exception, action: str, region: str) -> str:
    """Why a read failed, in one line that says what to do about it. `action` is the IAM action of the call.

    Error codes: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html and each service's
    "Common errors".
    """
    code = code_of(failure)
    if code in _DENIED:
        return f"{code}: not allowed; grant {action}"
    if code in _THROTTLED:
        return f"{code}: throttled, still after all retries; scan again, or with fewer --type"
    if code in _EXPIRED:
        return f"{code}: the credentials expired during the scan; renew them"
    if code in _DISABLED_REGION:
        return f"{code}: region {region} is not enabled for this account, or refuses these credentials"
    if code in _UNKNOWN:
        return f"{code}: {action} is not answered at this endpoint"
    if code:
        return f"{code} from {action}: {_one_line(failure)}"
    return f"{type(failure).__name__} from {action}: {_one_line(failure)}"


def code_of(failure: Exception) -> str:
    """The service's error code, "" for failures that never reached a service."""
    answer = getattr(failure, "response", None)
    return str(answer.get("Error", {}).get("Code", "")) if isinstance(answer, dict) else ""


def fatal(failure: Exception, what: str) -> DriftMgrError:
    """The error for a failure that leaves nothing to read: `what` names the call that failed."""
    name, code = type(failure).__name__, code_of(failure)
    if name in {"NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError"}:
        return CredentialsError(
            f"aws: no credentials found ({_one_line(failure)}); set AWS_PROFILE or run `aws configure`"
        )
    if code in _EXPIRED or name in {"TokenRetrievalError", "UnauthorizedSSOTokenError", "SSOTokenLoadError"}:
        return CredentialsError(
            f"aws: the credentials have expired ({what}); renew them, e.g. `aws sso login`"
        )
    if code in _DENIED | _DISABLED_REGION | {"SignatureDoesNotMatch"}:
        return CredentialsError(f"aws: {what} was refused ({code}); check the credentials and the role")
    if name == "ProfileNotFound":
        return CredentialsError(f"aws: {_one_line(failure)}; see `aws configure list-profiles`")
    if name in {
        "EndpointConnectionError",
        "ConnectTimeoutError",
        "ReadTimeoutError",
        "ConnectionClosedError",
    }:
        return ProviderError(
            f"aws: {what} did not get through ({_one_line(failure)}); check the network and AWS_ENDPOINT_URL"
        )
    return ProviderError(f"aws: {what} failed ({code or name}: {_one_line(failure)})")


def _one_line(failure: Exception) -> str:
    return " ".join(str(failure).split())[:240]
