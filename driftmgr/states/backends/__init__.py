"""Where states are stored. `StateBackend` is the union of all backends; each file beside this one holds one."""

import re
from typing import Annotated, Final, TypeAlias
from urllib.parse import parse_qsl, urlsplit

from pydantic import Field, ValidationError

from driftmgr.errors import InvalidInputError
from driftmgr.states.backends.local import LocalBackend
from driftmgr.states.backends.s3 import S3Backend
from driftmgr.states.backends.sources import StateSource

__all__ = ["LocalBackend", "S3Backend", "StateBackend", "StateSource", "misfit", "parse_uri"]

StateBackend: TypeAlias = Annotated[LocalBackend | S3Backend, Field(discriminator="type")]

SUPPORTED: Final = "a path, a pattern, a directory, s3://bucket/key-or-prefix or - (standard input)"
WORKAROUND: Final = "run `terraform state pull > FILE` there and give FILE"
_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_SECRET: Final = frozenset({"access_key", "secret_key", "token", "sse_customer_key"})
_OPTIONS: Final = tuple(sorted(set(S3Backend.model_fields) - _SECRET - {"type", "bucket", "key"}))


def parse_uri(uri: str) -> LocalBackend | S3Backend:
    """The backend that `uri` names: a path, a pattern, a directory, `-`, or `s3://bucket/key-or-prefix?region=…`.

    Nothing is asked or read. Raises InvalidInputError.
    """
    if not uri:
        raise InvalidInputError(f"--state is empty; give {SUPPORTED}")
    scheme = _SCHEME.match(uri)
    if scheme is None:
        return LocalBackend(path=uri)
    if scheme[1].lower() == "s3":
        return _s3(uri)
    raise InvalidInputError(f"{uri}: {scheme[1]}:// is not read; give {SUPPORTED}; or {WORKAROUND}")


def misfit(failure: ValidationError) -> str:
    """The first thing that does not fit a backend's settings, in one line."""
    first = failure.errors(include_input=False, include_url=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg'].lower()}"


def _s3(uri: str) -> S3Backend:
    """A `#` and percent signs belong to the key, as in every URI of S3."""
    try:
        parts = urlsplit(uri, allow_fragments=False)
        options = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
    except ValueError as failure:
        raise InvalidInputError(f"{uri}: not s3://bucket/key-or-prefix?region=…: {failure}") from failure
    if not parts.netloc:
        raise InvalidInputError(f"{uri}: no bucket; give s3://bucket/key-or-prefix")
    for name in options:
        if name not in _OPTIONS:
            raise InvalidInputError(f"{uri}: {name!r} is not one of {', '.join(_OPTIONS)}")
    try:
        return S3Backend.model_validate(
            {**options, "bucket": parts.netloc, "key": parts.path.removeprefix("/")}
        )
    except ValidationError as failure:
        raise InvalidInputError(f"{uri}: {misfit(failure)}") from failure
