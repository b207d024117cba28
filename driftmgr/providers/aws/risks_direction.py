"""Makers of risks with a direction: switches, periods, limits and modes.

Values are Terraform's, as recorded or as read: a switch may be `True`, `"true"` or `"Enabled"`, a number `7`
or `"7"`, and anything may be None. A risk answers None where it cannot tell that the change matters in its
own sense; the change is then judged by the name of its attribute.
"""

import math
from typing import Any, Final

from driftmgr.resources.types import Risk, Severity, Verdict

TIGHTENED: Final = "tightened"

_TRUE: Final = frozenset({"true", "1", "enabled", "enable", "on", "yes", "active"})
_FALSE: Final = frozenset(
    {"false", "0", "disabled", "disable", "suspended", "off", "no", "inactive", "none", ""}
)


def truth(value: Any) -> bool | None:
    """A switch's position: None where the value is unset or not a switch.

    Blocks of one element are not opened.
    """
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float)):
        return bool(value) if value in (0, 1) else None
    if isinstance(value, str):
        word = value.strip().lower()
        return True if word in _TRUE else False if word in _FALSE else None
    return None


def number(value: Any) -> float | None:
    """A finite number, also from text; None where it is neither."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def became_true(severity: Severity, why: str, undone: str = TIGHTENED) -> Risk:
    """Turning a switch on is `severity` because of `why`; turning it off is low, told as `undone`.

    A switch that was not set counts as off.
    """

    def risk(before: Any, after: Any) -> Verdict:
        was, is_ = truth(before), truth(after)
        if is_ and not was:
            return severity, why
        return (Severity.LOW, undone) if was and not is_ else None

    return risk


def became_false(severity: Severity, why: str, undone: str = TIGHTENED) -> Risk:
    """Turning a switch off is `severity` because of `why`; turning it on is low, told as `undone`.

    A switch that is no longer set counts as off.
    """

    def risk(before: Any, after: Any) -> Verdict:
        was, is_ = truth(before), truth(after)
        if was and not is_:
            return severity, why
        return (Severity.LOW, undone) if is_ and not was else None

    return risk


def reduced(what: str, *, zero_is_unlimited: bool = False, severity: Severity = Severity.HIGH) -> Risk:
    """Less is `severity`, more is low: retention and backup periods. `what` begins the reason ("log retention").

    With `zero_is_unlimited` 0 and None mean for ever (CloudWatch Logs), otherwise they mean none at all.
    """

    def size(value: Any) -> float | None:
        found = 0.0 if value is None else number(value)
        return math.inf if zero_is_unlimited and found == 0 else found

    def risk(before: Any, after: Any) -> Verdict:
        was, is_ = size(before), size(after)
        if was is None or is_ is None or was == is_:
            return None
        change = f"{what} {_shown(was)} -> {_shown(is_)}"
        return (severity, f"{change}: shortened") if is_ < was else (Severity.LOW, f"{change}: lengthened")

    return risk


def raised(what: str, severity: Severity = Severity.HIGH) -> Risk:
    """More is `severity`, less is low: hop limits, session lengths.

    What is unset on either side is not judged.
    """

    def risk(before: Any, after: Any) -> Verdict:
        was, is_ = number(before), number(after)
        if was is None or is_ is None or was == is_:
            return None
        change = f"{what} {_shown(was)} -> {_shown(is_)}"
        return (severity, f"{change}: raised") if is_ > was else (Severity.LOW, f"{change}: lowered")

    return risk


def changed(severity: Severity, why: str) -> Risk:
    """Any change is `severity` because of `why`, in both directions: code, images, roles, sizes."""

    def risk(before: Any, after: Any) -> Verdict:
        return None if before == after else (severity, why)

    return risk


def left_value(safe: str, severity: Severity, why: str, undone: str = TIGHTENED) -> Risk:
    """Leaving the one safe value (compared without case) is `severity`; coming to it is low.

    `http_tokens` leaves "required", an ECR repository leaves "IMMUTABLE", a function URL leaves "AWS_IAM".
    """

    def is_safe(value: Any) -> bool:
        return isinstance(value, str) and value.lower() == safe.lower()

    def risk(before: Any, after: Any) -> Verdict:
        if is_safe(before) == is_safe(after):
            return None
        return (severity, why) if is_safe(before) else (Severity.LOW, undone)

    return risk


def _shown(value: float) -> str:
    return "unlimited" if value == math.inf else f"{value:g}"
