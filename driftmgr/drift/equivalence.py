"""When a recorded and an actual attribute value mean the same although they are written differently.

An equivalence is symmetric, reflexive and total: any JSON value may stand on either side, and what cannot be
read is compared as it is. None and "" are both an absent text. Lists are compared element by element, in
order: sets are the business of the comparison. A boolean is never a number.
"""

import base64
import binascii
import hashlib
import ipaddress
import json
import math
import re
from collections.abc import Callable, Hashable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from driftmgr.resources.types import Equivalence

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,6})?")
_BOOLEANS = {"1": True, "t": True, "true": True, "0": False, "f": False, "false": False}
_TIMESTAMP = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2}:[0-9]{2})(?:[.]([0-9]+))?"
    r"([Zz]|[+-][0-9]{2}:?[0-9]{2})?",
)
_OCTAL = re.compile(r"\\([0-3][0-7]{2})")
_RATE = re.compile(r"rate\(\s*([0-9]{1,9})\s+(minute|hour|day)s?\s*\)")
_MINUTES = {"minute": 1, "hour": 60, "day": 1440}
_PEM = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \1-----", re.DOTALL)
_SHA1 = re.compile(r"[0-9a-f]{40}")
_ARN = re.compile(r"(arn:[^:]+:[^:]*:[^:]*:[^:]*):(.+)", re.DOTALL)


def same_json(recorded: object, actual: object) -> bool:
    """JSON documents, as text or already parsed. White space and the order of keys mean nothing (RFC 8259).

    The order of lists counts. Only the document itself is parsed: a text inside it is compared verbatim even
    when it looks like JSON, since user maps (a function's environment, container labels) are the user's own.
    """
    return _same_document(recorded, actual, _identical)


def same_event_pattern(recorded: object, actual: object) -> bool:
    """EventBridge patterns, SNS filter policies, Lambda filter criteria: JSON whose lists are alternatives.

    The operands of `numeric` are a sequence (`[">", 0, "<=", 5]`) and keep their order.
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
    """
    return _same_document(recorded, actual, lambda left, right: _pattern(left) == _pattern(right))


def case_insensitive(recorded: object, actual: object) -> bool:
    """Names that the service folds: RDS and ElastiCache identifiers (stored in lower case), ARM ids."""
    return _same(recorded, actual, str.casefold)


def same_dns_name(recorded: object, actual: object) -> bool:
    r"""Domain names: case, one trailing dot, and Route 53's octal escapes (`\052` is `*`) mean nothing.

    https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html
    """
    return _same(recorded, actual, _dns_name)


def dualstack_dns(recorded: object, actual: object) -> bool:
    """Alias targets: a load balancer's name with and without `dualstack.`, which the Route 53 console adds.

    https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-alias.html
    """
    return _same(recorded, actual, _alias_target)


def same_cidr(recorded: object, actual: object) -> bool:
    """Networks: host bits, IPv6 spelling (RFC 5952), and a single address's `/32` or `/128` mean nothing."""
    return _same(recorded, actual, _network)


def same_timestamp(recorded: object, actual: object) -> bool:
    """RFC 3339 instants in any zone; without a zone they are UTC.

    Providers write whole seconds where APIs return fractions: a fraction counts when both sides have one.
    """
    return _each(recorded, actual, _same_instant)


def same_rate_expression(recorded: object, actual: object) -> bool:
    """EventBridge rates of one period: `rate(60 minutes)` is `rate(1 hour)`. Cron expressions are verbatim.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rate-expressions.html
    """
    return _same(recorded, actual, _minutes)


def same_ssh_public_key(recorded: object, actual: object) -> bool:
    """OpenSSH public keys (sshd(8), authorized_keys): the comment and white space mean nothing."""
    return _same(recorded, actual, _ssh_key)


def same_base64(recorded: object, actual: object) -> bool:
    """Base64 of the same bytes (RFC 4648): padding and line breaks mean nothing."""
    return _same(recorded, actual, _bytes_of)


def same_certificate(recorded: object, actual: object) -> bool:
    """PEM (RFC 7468): the same blocks in the same order; line breaks and text outside them mean nothing."""
    return _same(recorded, actual, _pem_blocks)


def same_arn_or_name(recorded: object, actual: object) -> bool:
    """References to one object: an ARN and the name or id in it, with or without a final `:*` or `:$LATEST`.

    The name is the whole resource part, what follows its type, or the last segment of a path: `app` is
    `arn:aws:iam::123456789012:role/team/app`, `/aws/lambda/f` is `arn:aws:logs:…:log-group:/aws/lambda/f:*`.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
    """
    return _each(recorded, actual, _one_reference)


def same_user_data(recorded: object, actual: object) -> bool:
    """EC2 user data. The API returns base64; a state holds base64, clear text (AWS provider 6) or a SHA-1.

    https://github.com/hashicorp/terraform-provider-aws/pull/42078
    """
    return _each(recorded, actual, _same_digest)


def same_number(recorded: object, actual: object) -> bool:
    """Numbers, whether written as text or not: `"3"`, 3 and 3.0 are one."""
    return _each(recorded, actual, _known(_number))


def same_bool(recorded: object, actual: object) -> bool:
    """Booleans, whether written as text or not: true, "true" and "1" are one.

    States before version 4 hold every value as text; the texts are those of Go's strconv.ParseBool.
    """
    return _each(recorded, actual, _known(_boolean))


def same_engine_version(recorded: object, actual: object) -> bool:
    """Engine versions, of which one may be a prefix: `15` is any `15.n`, ElastiCache's `6.x` is any `6.n`.

    The AWS provider keeps the configured prefix in `engine_version`, the full one in `engine_version_actual`.
    """
    return _each(recorded, actual, _one_version)


def _same(recorded: object, actual: object, meaning: Callable[[str], Hashable]) -> bool:
    """Texts that have the same meaning; one that has none (None) is the same as itself only."""
    return _each(recorded, actual, _known(lambda value: meaning(value) if isinstance(value, str) else None))


def _each(recorded: object, actual: object, same: Equivalence) -> bool:
    """Equal as they stand, or `same`; lists element by element."""
    recorded = "" if recorded is None else recorded
    actual = "" if actual is None else actual
    if isinstance(recorded, list) and isinstance(actual, list):
        pairs = zip(recorded, actual, strict=False)
        return len(recorded) == len(actual) and all(_each(left, right, same) for left, right in pairs)
    return _identical(recorded, actual) or same(recorded, actual)


def _known(meaning: Callable[[object], Hashable]) -> Equivalence:
    """Equality of what two values mean, where both mean something."""

    def same(recorded: object, actual: object) -> bool:
        found = meaning(recorded)
        return found is not None and found == meaning(actual)

    return same


def _identical(left: Any, right: Any) -> bool:
    """Equality of JSON values: Python's, except that true is not 1 and that a value always equals itself."""
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and all(
            _identical(value, right[key]) for key, value in left.items()
        )
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(_identical, left, right))
    if isinstance(left, bool) != isinstance(right, bool):
        return False
    return bool(left == right) or (_is_nan(left) and _is_nan(right))


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)


def _same_document(recorded: object, actual: object, same: Equivalence) -> bool:
    if isinstance(recorded, str) and recorded == actual:
        return True
    try:
        return same(_parsed(recorded), _parsed(actual))
    except RecursionError:  # nested deeper than any document that a cloud stores
        return recorded == actual


def _parsed(value: object) -> object:
    if value is None:
        return ""
    if not isinstance(value, str) or not value.lstrip().startswith(("{", "[")):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _pattern(value: object, ordered: bool = False) -> Hashable:
    if isinstance(value, Mapping):
        return frozenset((key, _pattern(item, ordered=key == "numeric")) for key, item in value.items())
    if isinstance(value, list):
        items = map(_pattern, value)
        return ("in order", *items) if ordered else ("any of", frozenset(items))
    return isinstance(value, bool), "NaN" if _is_nan(value) else value


def _dns_name(name: str) -> str:
    plain = name[:-1] if name.endswith(".") and name != "." else name
    # an escaped dot is part of a label, not a separator
    return _OCTAL.sub(lambda code: code[0] if code[1] == "056" else chr(int(code[1], 8)), plain).lower()


def _alias_target(name: str) -> str:
    plain = _dns_name(name)
    return plain.removeprefix("dualstack.") if ".elb." in plain else plain


def _network(text: str) -> Hashable:
    try:
        return ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        return None


def _same_instant(recorded: object, actual: object) -> bool:
    left, right = _instant(recorded), _instant(actual)
    if left is None or right is None or left[0] != right[0]:
        return False
    return left[1] is None or right[1] is None or left[1] == right[1]


def _instant(value: object) -> tuple[datetime, str | None] | None:
    """The instant in whole seconds, and the digits of its fraction (of any length) or None."""
    found = _TIMESTAMP.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    day, time, fraction, zone = found.groups()
    try:
        second = datetime.fromisoformat(f"{day}T{time}{(zone or 'Z').upper()}")
    except ValueError:
        return None
    return second, None if fraction is None else fraction.rstrip("0")


def _minutes(text: str) -> int | None:
    found = _RATE.fullmatch(text.strip())
    return int(found[1]) * _MINUTES[found[2]] if found else None


def _ssh_key(text: str) -> bytes | None:
    """The key's own bytes, which begin with the length and the name of its type (RFC 4253, 6.6)."""
    kind, *rest = text.split() or [""]
    key = _bytes_of(rest[0]) if rest else None
    return key if key is not None and key[4:].startswith(kind.encode()) else None


def _bytes_of(text: str) -> bytes | None:
    body = "".join(text.split())
    try:
        return base64.b64decode(body + "=" * (-len(body) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def _pem_blocks(text: str) -> tuple[tuple[str, str], ...] | None:
    return tuple((label, "".join(body.split())) for label, body in _PEM.findall(text)) or None


def _one_reference(recorded: object, actual: object) -> bool:
    if not isinstance(recorded, str) or not isinstance(actual, str):
        return False
    left, right = _unqualified(recorded), _unqualified(actual)
    return left == right or left in _names_in(right) or right in _names_in(left)


def _unqualified(reference: str) -> str:
    return (
        reference.removesuffix(":*").removesuffix(":$LATEST") if reference.startswith("arn:") else reference
    )


def _names_in(arn: str) -> set[str]:
    found = _ARN.fullmatch(arn)
    if found is None:
        return set()
    resource = found[2]
    separator = re.search("[:/]", resource)
    if separator is None:
        return {resource}
    name = resource[separator.end() :]
    names = {resource, name}
    if separator[0] == "/":
        names.add(name.rpartition("/")[2])
    return names - {""}


def _same_digest(recorded: object, actual: object) -> bool:
    if not isinstance(recorded, str) or not isinstance(actual, str):
        return False
    return not _digests(recorded).isdisjoint(_digests(actual))


def _digests(text: str) -> frozenset[str]:
    """SHA-1 of every reading of the text: as clear text, as base64, and itself when it is a SHA-1."""
    decoded = _bytes_of(text)
    found = {_sha1(text.encode("utf-8", "surrogatepass"))}
    if decoded is not None:
        found.add(_sha1(decoded))
    if _SHA1.fullmatch(text):
        found.add(text)
    return frozenset(found)


def _sha1(data: bytes) -> str:
    return hashlib.sha1(data, usedforsecurity=False).hexdigest()


def _number(value: object) -> Decimal | None:
    if not isinstance(value, str | int | float | Decimal):
        return None
    text = value.strip() if isinstance(value, str) else str(value)
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def _boolean(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    return _BOOLEANS.get(value.strip().lower()) if isinstance(value, str) else None


def _one_version(recorded: object, actual: object) -> bool:
    if not isinstance(recorded, str) or not isinstance(actual, str):
        return False
    left, right = _version(recorded), _version(actual)
    shared = min(len(left), len(right))
    return left[:shared] == right[:shared]


def _version(text: str) -> list[str]:
    parts = text.split(".")
    return parts[:-1] if len(parts) > 1 and parts[-1] == "x" else parts
