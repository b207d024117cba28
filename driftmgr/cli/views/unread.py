"""What could not be read, gathered by cause, and what to do about it."""

import re
from dataclasses import dataclass

from driftmgr.cli.views.differences import visible
from driftmgr.drift.models import UnreadGroup

# Error codes as AWS's services spell them (common errors of each API reference), and our own words.
_ADVICE = (
    (r"mode does not read", "scan with --mode deep"),
    (r"expired", "renew the credentials, then scan again"),
    (
        r"access.?denied|unauthorized|not authorized|authorization|forbidden",
        "grant this identity the permission, or scan with another one (`driftmgr doctor` tells which)",
    ),
    (
        r"throttl|rate exceeded|limit.?exceeded|too.?many.?requests|slow.?down",
        "scan again later, or fewer regions at a time",
    ),
    (
        r"opt.?in|disabled|not enabled|invalidclienttokenid|unrecognizedclient",
        "enable the region in the account, or leave it out with --region",
    ),
    (
        r"not supported|unsupported|cannot be read yet|no reader",
        "verify these with `terraform plan`: this type is not supported yet",
    ),
    (
        r"unknown.?operation|invalid.?action|not.?implemented",
        "this endpoint does not offer the operation: check the endpoint URL",
    ),
    (
        r"time.?out|timed out|connect|endpoint|resolve|network",
        "check the network and the endpoint, then scan again",
    ),
    (r"region", "name the region with --region"),
)
_OTHERWISE = "run `driftmgr doctor`, then scan again"


@dataclass(frozen=True, slots=True)
class Cause:
    """Types of one scope that could not be read for one reason. `types` are (type, recorded instances)."""

    provider: str
    account: str
    region: str
    reason: str
    types: tuple[tuple[str, int], ...]
    addresses: tuple[str, ...]

    @property
    def recorded(self) -> int:
        """The recorded instances about which nothing is concluded."""
        return sum(number for _, number in self.types)

    @property
    def scope(self) -> str:
        """`aws 123456789012 us-east-1`."""
        return visible(" ".join(part for part in (self.provider, self.account, self.region) if part))

    @property
    def types_text(self) -> str:
        """`aws_iam_role (3), aws_iam_policy (1)`."""
        return visible(", ".join(f"{kind} ({number:,})" for kind, number in self.types))

    @property
    def advice(self) -> str:
        """What its reader can do."""
        return next(
            (text for pattern, text in _ADVICE if re.search(pattern, self.reason, re.IGNORECASE)), _OTHERWISE
        )


def causes(groups: tuple[UnreadGroup, ...]) -> list[Cause]:
    """The groups by scope and reason, those with the most recorded instances first."""
    gathered: dict[tuple[str, str, str, str], list[UnreadGroup]] = {}
    for group in groups:
        gathered.setdefault((group.provider, group.account, group.region, group.reason), []).append(group)
    found = [
        Cause(
            *key,
            types=tuple(sorted((group.type, group.recorded) for group in members)),
            addresses=tuple(sorted(address for group in members for address in group.addresses)),
        )
        for key, members in gathered.items()
    ]
    return sorted(found, key=lambda cause: (-cause.recorded, cause.scope, cause.reason))
