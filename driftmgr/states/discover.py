"""Where the state of the configuration in a directory is stored."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from driftmgr.errors import InvalidInputError, StateNotFoundError
from driftmgr.states.backends import WORKAROUND, LocalBackend, S3Backend, misfit
from driftmgr.states.backends.local import DEFAULT_NAME
from driftmgr.states.backends.sources import DEFAULT_WORKSPACE
from driftmgr.states.configuration import BackendBlock, backend_block

_BACKENDS: Final[Mapping[str, type[LocalBackend] | type[S3Backend]]] = {
    "local": LocalBackend,
    "s3": S3Backend,
}
_INIT_NOTE: Final = "terraform.tfstate"


def backend_of(directory: str | Path) -> LocalBackend | S3Backend:
    """The backend that Terraform would use in `directory`, at its current workspace.

    That is the `backend` block of its `*.tf`, `*.tf.json` or `*.tofu` files, completed by what `terraform init` noted
    in `.terraform` (or `TF_DATA_DIR`) when the block is partial; without a block the one that was noted; else
    `terraform.tfstate`. The workspace is `TF_WORKSPACE`, else what `.terraform/environment` says, else "default".
    Raises InvalidInputError, and StateNotFoundError where there is nothing to go by.
    """
    root = Path(directory)
    if not root.is_dir():
        raise InvalidInputError(f"{root}: no such directory; give --state")
    data = root / os.environ.get("TF_DATA_DIR", ".terraform")
    noted_type, noted = _noted(data / _INIT_NOTE)
    block = backend_block(root)
    workspace = _workspace(data / "environment")
    if block is None and noted_type:
        block = BackendBlock(data / _INIT_NOTE, noted_type, {})
    if block is not None:
        return _configured(block, noted if noted_type == block.type else {}, root, workspace)
    backend = LocalBackend.of_block({}, root, workspace)
    if workspace not in backend.workspaces():
        of = f" of workspace {workspace!r}" if workspace != DEFAULT_WORKSPACE else ""
        raise StateNotFoundError(
            f"{root}: no backend block in *.tf here and no {DEFAULT_NAME}{of}; give --state"
        )
    return backend


def _configured(
    block: BackendBlock, noted: Mapping[str, Any], root: Path, workspace: str
) -> LocalBackend | S3Backend:
    if block.type not in _BACKENDS:
        raise InvalidInputError(
            f"{block.file}: the backend {block.type!r} is not read; {WORKAROUND} with --state"
        )
    unknown = [name for name in block.computed if noted.get(name) is None]
    if unknown:
        problem = f"{unknown[0]} of the backend is an expression"
        raise InvalidInputError(f"{block.file}: {problem}; run terraform init, or give --state")
    settings = {**noted, **block.settings}
    try:
        return _BACKENDS[block.type].of_block(settings, root, workspace)
    except ValidationError as failure:
        raise InvalidInputError(
            f"{block.file}: {misfit(failure)}; run terraform init, or give --state"
        ) from failure


def _noted(file: Path) -> tuple[str, Mapping[str, Any]]:
    """Type and settings of the backend that `terraform init` chose; "" when it was not run or chose none."""
    try:
        backend = json.loads(file.read_bytes()).get("backend") or {}
        settings = backend.get("config") or {}
        return str(backend.get("type") or ""), {
            name: value for name, value in settings.items() if value is not None
        }
    except FileNotFoundError:
        return "", {}
    except (OSError, ValueError, RecursionError, AttributeError) as failure:
        raise InvalidInputError(f"{file}: cannot be read ({failure}); run terraform init again") from failure


def _workspace(environment: Path) -> str:
    if chosen := os.environ.get("TF_WORKSPACE"):
        return chosen
    try:
        return environment.read_text(encoding="utf-8").strip() or DEFAULT_WORKSPACE
    except FileNotFoundError:
        return DEFAULT_WORKSPACE
    except (OSError, UnicodeDecodeError) as failure:
        raise InvalidInputError(f"{environment}: cannot be read ({failure}); set TF_WORKSPACE") from failure
