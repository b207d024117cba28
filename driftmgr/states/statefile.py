"""Bytes of a state, of any version, into a `StateSnapshot`; anything else into one line that says what it
is.

Ways of telling versions apart: https://github.com/opentofu/opentofu/tree/main/internal/states/statefile.
The encrypted envelope: https://opentofu.org/docs/language/state/encryption/.
"""

import json
import re
from typing import Any, Final

import msgspec

from driftmgr.errors import StateEncryptedError, StateFormatError
from driftmgr.states import statefile_legacy, statefile_v4
from driftmgr.states.garbage import collector_paused
from driftmgr.states.models import StateSnapshot
from driftmgr.states.nesting import DEEPEST, too_deep

THOROUGH_LIMIT: Final = 16 * 1024 * 1024
"""Up to this many bytes a state is also searched for JSON keys written twice and for values nested deeper than any
provider nests them, which more than doubles the time. Larger ones are not made by hand."""

_PULL: Final = "give the state itself: terraform.tfstate, or what `terraform state pull > FILE` writes"
_TOO_DEEP: Final = f"its values are nested deeper than {DEEPEST} levels, as no provider nests them"
_NOT_TEXT: Final = (
    (b"tfstate", "it is a binary state from before Terraform 0.3, which cannot be read; " + _PULL),
    (b"\x1f\x8b", "it is gzip-compressed; unpack it first"),
    (b"PK\x03\x04", "it is a zip archive, such as a saved plan; " + _PULL),
    (b"\xff\xfe", "it is UTF-16 text, as PowerShell's > writes it; save it as UTF-8"),
    (b"\xfe\xff", "it is UTF-16 text; save it as UTF-8"),
)
_BOM: Final = b"\xef\xbb\xbf"


class _Sniffed(msgspec.Struct, gc=False):
    """The keys that tell what a JSON document is; the values of `Raw` are skipped over."""

    version: Any = msgspec.UNSET
    format_version: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    planned_values: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    encrypted_data: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    encryption_version: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


def read_state(data: bytes | memoryview, uri: str, *, in_flight: bool = False) -> StateSnapshot:
    """What the state in `data` records; `uri` is where it came from and starts every message.

    Integers of any size up to 4,300 digits are exact. Values are built straight from `data`, which is not
    copied and may be dropped afterwards. Raises StateFormatError, or StateEncryptedError for OpenTofu's
    encrypted states.
    """
    view = memoryview(data)
    if bytes(view[: len(_BOM)]) == _BOM:
        view = view[len(_BOM) :]
    _reject_binary(view, uri)
    try:
        with collector_paused():
            return _read(view, uri, in_flight=in_flight)
    except msgspec.ValidationError as failure:
        raise StateFormatError(f"{uri}: {_misfit(failure)}") from failure
    except RecursionError as failure:
        raise StateFormatError(f"{uri}: {_TOO_DEEP}") from failure
    except UnicodeDecodeError as failure:
        raise StateFormatError(
            f"{uri}: its text is not UTF-8 ({failure.reason}); save it as UTF-8"
        ) from failure
    except (msgspec.DecodeError, json.JSONDecodeError) as failure:
        raise StateFormatError(f"{uri}: {_malformed(view, str(failure))}") from failure


def _read(view: memoryview, uri: str, *, in_flight: bool) -> StateSnapshot:
    try:
        frame = msgspec.json.decode(view, type=statefile_v4.StateV4)
    except msgspec.ValidationError:
        _reject_other_documents(view, uri)
        raise
    if type(frame.version) is int and frame.version == 4:
        snapshot = statefile_v4.snapshot(frame, uri, in_flight=in_flight)
    else:
        _reject_other_documents(view, uri)
        legacy = msgspec.json.decode(view, type=statefile_legacy.LegacyState)
        snapshot = statefile_legacy.snapshot(legacy, uri, in_flight=in_flight)
    if len(view) <= THOROUGH_LIMIT:
        _reject_duplicate_keys(view, uri)
        if too_deep([snapshot.outputs, *(instance.attributes for instance in snapshot.instances)]):
            raise StateFormatError(f"{uri}: {_TOO_DEEP}")
    return snapshot


def _reject_binary(view: memoryview, uri: str) -> None:
    start = bytes(view[:512])
    for magic, what in _NOT_TEXT:
        if start.startswith(magic):
            raise StateFormatError(f"{uri}: {what}")
    if b"\x00" in start:
        raise StateFormatError(f"{uri}: it is binary, not a state; {_PULL}")
    if not start.strip() and not bytes(view).strip():
        raise StateFormatError(
            f"{uri}: it is empty: no state was ever written; leave it out or run terraform apply"
        )


def _reject_other_documents(view: memoryview, uri: str) -> None:
    """Say what this JSON object is when it is no state, or a state that cannot be read."""
    seen = msgspec.json.decode(view, type=_Sniffed)
    unset = msgspec.UNSET
    if seen.encrypted_data is not unset and seen.encryption_version is not unset:
        raise StateEncryptedError(
            f"{uri}: it is encrypted by OpenTofu; give what `tofu state pull > FILE` writes"
        )
    if seen.format_version is not unset:
        what = "the output of `terraform show -json`" if seen.planned_values is unset else "a plan in JSON"
        raise StateFormatError(f"{uri}: it is {what}, not a state; {_PULL}")
    if seen.version is unset:
        raise StateFormatError(f"{uri}: it has no `version`, so it is not a state; {_PULL}")
    if type(seen.version) is not int:
        raise StateFormatError(f"{uri}: its `version` is not a whole number, so it is not a state; {_PULL}")
    if not 1 <= seen.version <= 4:
        raise StateFormatError(f"{uri}: its version is {seen.version}; DriftMgr reads versions 1 to 4")


def _reject_duplicate_keys(view: memoryview, uri: str) -> None:
    """Terraform takes the last of two equal keys; which one an editor or a merge meant cannot be known."""

    def check(pairs: list[tuple[str, None]]) -> None:
        keys = [key for key, _ in pairs]
        if len(set(keys)) != len(keys):
            twice = next(key for key in keys if keys.count(key) > 1)
            raise StateFormatError(
                f"{uri}: the key {twice!r} is written twice in one object; keep the right one"
            )

    def skip(_: str) -> None: ...

    json.loads(str(view, "utf-8"), object_pairs_hook=check, parse_int=skip, parse_float=skip)


def _misfit(failure: msgspec.ValidationError) -> str:
    """`Expected `int`, got `str` - at `$.serial`` as `serial: expected int, got str`."""
    problem, _, path = str(failure).replace("`", "").partition(" - at $.")
    problem = problem[:1].lower() + problem[1:]
    if not path:
        return f"it is JSON but not a state ({problem}); {_PULL}"
    return f"{path}: {problem}, which Terraform does not write; pull the state again"


def _malformed(view: memoryview, problem: str) -> str:
    if not bytes(view[:512]).lstrip().startswith(b"{"):
        return f"it is not JSON; {_PULL}"
    if "truncated" in problem:
        return f"it is cut short after {len(view)} bytes; pull the state again"
    found = re.search(r"(.*?) \(byte (\d+)\)", problem.removeprefix("JSON is malformed: "))
    if found is None:
        return f"it is not valid JSON ({problem}); pull the state again"
    line = bytes(view[: int(found[2])]).count(b"\n") + 1
    return f"it is not valid JSON ({found[1]} in line {line}, byte {found[2]}); pull the state again"
