"""Risks of encryption: keys, algorithms, TLS floors and listeners' protocols."""

import re
from typing import Any, Final

from driftmgr.resources.types import Severity, Verdict

_ALGORITHMS: Final = {"none": 0, "aes256": 1, "kms": 2, "aws:kms": 2, "aws:kms:dsse": 3, "aws:backup": 2}
_SECURE: Final = frozenset({"https", "tls", "ssl", "https-only", "redirect-to-https"})
_PLAIN: Final = frozenset({"http", "tcp", "udp", "tcp_udp", "http-only", "allow-all", "match-viewer"})


def kms_key_changed(before: Any, after: Any) -> Verdict:
    """A key given up or exchanged is high, a key of one's own instead of a default one is low.

    None, "" and `alias/aws/...` stand for keys that AWS holds.
    """
    if before == after or (_default_key(before) and _default_key(after)):
        return None
    if _default_key(after):
        return Severity.HIGH, "no longer encrypted with a customer-managed key"
    if _default_key(before):
        return Severity.LOW, "encrypted with a customer-managed key"
    return Severity.HIGH, "encrypted with another key"


def _default_key(value: Any) -> bool:
    return not value or (isinstance(value, str) and "alias/aws/" in value)


def encryption_algorithm_lowered(before: Any, after: Any) -> Verdict:
    """`sse_algorithm` and `encryption_type`: aws:kms:dsse > aws:kms > AES256 > none.

    Down is high, up is low.
    """
    was, is_ = _algorithm(before), _algorithm(after)
    if was is None or is_ is None or was == is_:
        return None
    change = f"encryption {before or 'none'} -> {after or 'none'}"
    return (Severity.HIGH, f"{change}: weaker") if is_ < was else (Severity.LOW, f"{change}: stronger")


def _algorithm(value: Any) -> int | None:
    if not value:
        return 0
    return _ALGORITHMS.get(value.lower()) if isinstance(value, str) else None


def tls_policy_lowered(before: Any, after: Any) -> Verdict:
    """A lower TLS floor is high, a higher one low, another policy with the same or an unknown floor medium.

    Floors are told from the names of the policies of load balancers
    (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html),
    CloudFront, API Gateway and OpenSearch.
    """
    if before == after:
        return None
    was, is_ = _tls_floor(before), _tls_floor(after)
    if was is None or is_ is None or was == is_:
        return Severity.MEDIUM, "TLS policy changed"
    if is_ < was:
        return Severity.HIGH, f"TLS floor lowered to {_tls_name(is_)}"
    return Severity.LOW, f"TLS floor raised to {_tls_name(is_)}"


def _tls_floor(name: Any) -> int | None:
    """The minor number of the lowest TLS 1.x that a policy admits, -1 for SSL 3; None for a name that is not
    known.
    """
    if not isinstance(name, str):
        return None
    if "SSLv3" in name:
        return -1
    # The floor stands apart in the name ("TLS13-1-2-2021-06", "TLSv1.2_2021"), or glued ("TLS12_PFS_2025").
    found = re.search(r"(?<!\d)1[-_.]([0-3])(?!\d)", name) or re.search(r"TLS1([0-3])(?!\d)", name)
    if found:
        return int(found[1])
    dated = re.fullmatch(r"ELBSecurityPolicy-(FS-)?20\d\d-\d\d", name) or re.fullmatch(
        r"TLSv1(_20\d\d)?", name
    )
    return 0 if dated else None


def _tls_name(floor: int) -> str:
    return "SSL 3" if floor < 0 else f"TLS 1.{floor}"


def listener_protocol_downgraded(before: Any, after: Any) -> Verdict:
    """HTTPS or TLS to a plain protocol is high, the other way low: listeners, origins' and viewers' policies."""
    was, is_ = _secure(before), _secure(after)
    if was is None or is_ is None or was == is_:
        return None
    if was:
        return Severity.HIGH, f"{before} -> {after}: traffic is no longer encrypted"
    return Severity.LOW, f"{before} -> {after}: traffic is encrypted"


def _secure(value: Any) -> bool | None:
    word = value.lower() if isinstance(value, str) else None
    return True if word in _SECURE else False if word in _PLAIN else None
