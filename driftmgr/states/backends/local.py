"""States in files: one file, all that a pattern names, all below a directory, or standard input."""

import os
import sys
from collections.abc import Iterator
from functools import partial
from glob import has_magic, iglob
from pathlib import Path
from typing import Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict

from driftmgr.errors import BackendError, StateNotFoundError
from driftmgr.states.backends.sources import DEFAULT_WORKSPACE, EVERY_WORKSPACE, StateSource

STANDARD_INPUT: Final = "-"
DEFAULT_NAME: Final = "terraform.tfstate"
_SUFFIX: Final = ".tfstate"


class LocalBackend(BaseModel):
    """Terraform's `local` backend (https://developer.hashicorp.com/terraform/language/backend/local).

    `path` is a file; a pattern, where `**` spans directories; a directory, of which every `*.tfstate` below is read,
    those of other workspaces too, and none of `.terraform`; or `-`, standard input. A `workspace` other than
    "default" is at `<workspace_dir>/<workspace>/terraform.tfstate`; "*" means the default one and all others.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: Literal["local"] = "local"
    path: str = DEFAULT_NAME
    workspace_dir: str = "terraform.tfstate.d"
    workspace: str = DEFAULT_WORKSPACE

    @classmethod
    def of_block(cls, block: dict[str, Any], directory: Path, workspace: str) -> Self:
        """The backend that a `backend "local"` block in `directory` configures."""
        return cls(
            path=os.fspath(directory / (block.get("path") or DEFAULT_NAME)),
            workspace_dir=os.fspath(directory / (block.get("workspace_dir") or "terraform.tfstate.d")),
            workspace=workspace,
        )

    def workspaces(self) -> tuple[str, ...]:
        """The workspaces that have a state, "default" first."""
        others = sorted(Path(self.workspace_dir).glob(f"*/{DEFAULT_NAME}"))
        default = (DEFAULT_WORKSPACE,) if Path(self.path).exists() else ()
        return default + tuple(file.parent.name for file in others)

    def sources(self) -> tuple[StateSource, ...]:
        """The states that are there, by name. Raises StateNotFoundError where there is none, and BackendError."""
        if self.path == STANDARD_INPUT:
            return (StateSource("stdin", "stdin", sys.stdin.buffer.read, _unlocked),)
        try:
            files = self._files()
        except OSError as failure:
            raise _unreadable(self.path, failure) from failure
        return tuple(
            StateSource(os.fspath(file), os.path.realpath(file), partial(_read, file), partial(_locked, file))
            for file in files
        )

    def _files(self) -> list[Path]:
        if self.workspace == EVERY_WORKSPACE:
            files = [self._file_of(workspace) for workspace in self.workspaces()]
            return files or [_existing(Path(self.path))]
        if self.workspace != DEFAULT_WORKSPACE:
            return [_existing(self._file_of(self.workspace))]
        path = Path(self.path).expanduser()
        if path.is_dir():
            return _below(path)
        if has_magic(self.path) and not path.exists():
            return _matching(os.fspath(path))
        return [_existing(path)]

    def _file_of(self, workspace: str) -> Path:
        return (
            Path(self.path)
            if workspace == DEFAULT_WORKSPACE
            else Path(self.workspace_dir, workspace, DEFAULT_NAME)
        )


def _existing(file: Path) -> Path:
    if file.exists():
        return file
    raise StateNotFoundError(f"{file}: no such file; give a state, a directory of states, or s3://bucket/key")


def _below(directory: Path) -> list[Path]:
    if files := sorted(_walk(directory)):
        return files
    raise StateNotFoundError(
        f"{directory}: no *.tfstate file in this directory or below it; name the state itself"
    )


def _walk(directory: Path) -> Iterator[Path]:
    def refuse(failure: OSError) -> None:
        raise _unreadable(failure.filename, failure)

    for folder, folders, names in os.walk(directory, onerror=refuse):
        if ".terraform" in folders:
            folders.remove(".terraform")  # its terraform.tfstate is init's note of the backend
        yield from (Path(folder, name) for name in names if name.endswith(_SUFFIX))


def _matching(pattern: str) -> list[Path]:
    """Of a pattern that ends in stars alone, states; of any other all that it names, but no backups by chance."""
    only_states = not Path(pattern).name.strip("*")
    backups = pattern.endswith(".backup")
    files: set[Path] = set()
    for name in iglob(pattern, recursive=True):  # noqa: PTH207 - Path.glob takes no absolute pattern
        path = Path(name)
        if path.is_dir():
            files.update(() if "**" in pattern else _walk(path))
        elif name.endswith(_SUFFIX) or not (only_states or (name.endswith(".backup") and not backups)):
            files.add(path)
    if files:
        return sorted(files)
    raise StateNotFoundError(f"{pattern}: no state matches; quote the pattern and check it with ls")


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as failure:
        raise _unreadable(file, failure) from failure


def _unreadable(place: str | Path, failure: OSError) -> BackendError:
    return BackendError(f"{place}: cannot be read: {failure.strerror or failure}; check its permissions")


def _locked(file: Path) -> bool:
    """Terraform notes who holds the lock of NAME in .NAME.lock.info beside it."""
    return file.with_name(f".{file.name}.lock.info").exists()


def _unlocked() -> bool:
    return False
