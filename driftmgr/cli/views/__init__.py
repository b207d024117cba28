"""How a report is shown: one module for each format, imported on first use."""

import secrets
import sys
from importlib import import_module
from pathlib import Path
from typing import Final

from driftmgr.drift.models import DriftReport
from driftmgr.errors import InvalidInputError, OutputError
from driftmgr.resources.types import Severity

FORMATS: Final = ("table", "json", "html", "markdown", "sarif", "junit", "driftctl")


def render(report: DriftReport, format_name: str, *, fail_on: Severity) -> str:
    """The report in one of `FORMATS`, ending with a line feed; InvalidInputError for another format."""
    if format_name not in FORMATS:
        raise InvalidInputError(f"Unknown output format {format_name!r}: choose one of {', '.join(FORMATS)}.")
    text: str = import_module(f"{__name__}.{format_name}").render(report, fail_on=fail_on)
    return text


def put(text: str) -> None:
    """Print a document for machines: JSON, HTML, XML and HCL are UTF-8, whatever the terminal's encoding is."""
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.write(text)
        return
    sys.stdout.flush()
    buffer.write(text.encode())
    buffer.flush()


def write(path: str | Path, text: str) -> None:
    """Write a file whole or not at all: beside its place first, then moved there. Raises OutputError.

    A link stays a link to the file that is replaced. Pipes and devices cannot be replaced and are written to.
    """
    target = Path(path)
    try:
        target = target.resolve()
        if target.exists() and not target.is_file() and not target.is_dir():
            target.write_text(text, encoding="utf-8")
            return
        _replace(target, text.encode())
    except (
        OSError,
        RuntimeError,
        ValueError,
    ) as error:  # no place, a loop of links, a name that no system takes
        why = getattr(error, "strerror", None) or error
        raise OutputError(
            f"Cannot write {str(path)!r}: {why}; choose a file in a folder that you may write to."
        ) from error


def _replace(target: Path, data: bytes) -> None:
    if target.is_dir():
        raise IsADirectoryError(21, "it is a directory")
    partial = target.with_name(f".{target.name[:100]}.{secrets.token_hex(6)}.part")
    try:
        with partial.open("xb") as file:
            if target.exists():
                partial.chmod(target.stat().st_mode & 0o7777)
            file.write(data)
        partial.replace(target)
    finally:  # an interrupt leaves nothing behind; after the move there is nothing to remove
        partial.unlink(missing_ok=True)
