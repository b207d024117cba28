"""The `backend` and `cloud` blocks of a configuration's `terraform` blocks."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from driftmgr.errors import InvalidInputError

_MENTIONS_BACKEND: Final = re.compile(r'\b(?:backend\s+"|cloud\s*\{)|"(?:backend|cloud)"\s*:')
_TEMPLATE: Final = re.compile(r"(?:^|[^$])\$\{|(?:^|[^%])%\{")


@dataclass(frozen=True, slots=True)
class BackendBlock:
    """`backend "TYPE" { … }`, or `cloud { … }` with the type "cloud", in `file`.

    `settings` holds what is written as literals; `computed` names settings that are expressions, which only
    OpenTofu evaluates (https://opentofu.org/docs/language/settings/backends/configuration/).
    """

    file: Path
    type: str
    settings: Mapping[str, Any]
    computed: tuple[str, ...] = ()


def backend_block(directory: Path) -> BackendBlock | None:
    """The block that counts in `directory`, None where there is none. An override file's replaces the others'.

    Files that do not mention a backend are not parsed. Raises InvalidInputError.
    """
    blocks = [block for file in _files(directory) for block in _blocks(file)]
    overrides = [block for block in blocks if _is_override(block.file)]
    counting = overrides[-1:] or blocks
    if len(counting) > 1:
        places = " and ".join(dict.fromkeys(str(block.file) for block in counting))
        raise InvalidInputError(f"{places}: more than one backend block; keep one, or give --state")
    return counting[0] if counting else None


def _files(directory: Path) -> list[Path]:
    """Configuration files by name; OpenTofu's NAME.tofu stands in for NAME.tf."""
    files = {}
    for suffix in (".tf", ".tf.json", ".tofu", ".tofu.json"):
        for file in directory.glob(f"*{suffix}"):
            if file.is_file() and not file.name.startswith("."):
                files[file.name.replace(".tofu", ".tf")] = file
    return [files[name] for name in sorted(files)]


def _is_override(file: Path) -> bool:
    stem = file.name.partition(".")[0]
    return stem == "override" or stem.endswith("_override")


def _blocks(file: Path) -> Iterator[BackendBlock]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as failure:
        raise InvalidInputError(f"{file}: cannot be read: {failure}; give --state") from failure
    if not _MENTIONS_BACKEND.search(text):
        return
    content = _json(file, text) if file.suffix == ".json" else _hcl(file, text)
    for terraform in _bodies(content.get("terraform")):
        for backends in _bodies(terraform.get("backend")):
            for type_, body in backends.items():
                yield _block(file, type_, (_bodies(body) or [{}])[0])
        for body in _bodies(terraform.get("cloud")):
            yield _block(file, "cloud", body)


def _json(file: Path, text: str) -> Mapping[str, Any]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as failure:
        raise InvalidInputError(f"{file}: not valid JSON ({failure}); give --state") from failure
    return content if isinstance(content, dict) else {}


def _hcl(file: Path, text: str) -> Mapping[str, Any]:
    import hcl2
    from lark.exceptions import LarkError

    options = hcl2.SerializationOptions(
        with_comments=False, explicit_blocks=False, preserve_heredocs=False, strip_string_quotes=True
    )
    try:
        content: dict[str, Any] = hcl2.loads(text, serialization_options=options)
    except (LarkError, RecursionError) as failure:
        place = f" in line {line}" if (line := getattr(failure, "line", 0)) > 0 else ""
        raise InvalidInputError(f"{file}: not valid HCL{place}; mend it, or give --state") from failure
    return content


def _bodies(written: Any) -> list[Mapping[str, Any]]:
    """Blocks come in lists; in JSON one alone may stand for itself."""
    return [body for body in (written if isinstance(written, list) else [written]) if isinstance(body, dict)]


def _block(file: Path, type_: str, body: Mapping[str, Any]) -> BackendBlock:
    computed = tuple(name for name, value in body.items() if _is_computed(value))
    return BackendBlock(
        file, type_, {name: _literal(value) for name, value in body.items() if name not in computed}, computed
    )


def _is_computed(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_is_computed, value.values()))
    if isinstance(value, list):
        return any(map(_is_computed, value))
    return isinstance(value, str) and _TEMPLATE.search(value) is not None


def _literal(value: Any) -> Any:
    """Values with `$${` read as `${`; a nested block, which comes as a list of one, becomes its body."""
    if isinstance(value, dict):
        return {name: _literal(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return (
            _literal(value[0])
            if len(value) == 1 and isinstance(value[0], dict)
            else [_literal(one) for one in value]
        )
    return value.replace("$${", "${").replace("%%{", "%{") if isinstance(value, str) else value
