"""Attribute values: emptiness, sensitive values, and paths into them."""

import hashlib
import hmac
import secrets
from typing import Any, Final

SENSITIVE_TEXT: Final = "(sensitive value)"

# A new key in each process: digests tell whether two values differ within one report, and nothing across reports.
_DIGEST_KEY: Final = secrets.token_bytes(32)


def is_empty(value: Any) -> bool:
    """Whether Terraform's older providers write this value and null alike: None, "", 0, False, [] and {}.

    The legacy SDK stores the zero value of an attribute that is unset
    (https://developer.hashicorp.com/terraform/plugin/sdkv2/schemas).
    """
    return not value


def redacted(value: Any) -> str | None:
    """What may be shown of a sensitive value: that it is set, and a keyed digest of it; None when it is not set."""
    if value is None:
        return None
    digest = hmac.new(_DIGEST_KEY, repr(value).encode(), hashlib.sha256).hexdigest()[:12]
    return f"{SENSITIVE_TEXT} {digest}"
