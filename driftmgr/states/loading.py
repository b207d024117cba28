"""All the states of a scan."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from driftmgr.states.backends import LocalBackend, S3Backend, StateSource, parse_uri
from driftmgr.states.discover import backend_of
from driftmgr.states.models import StateSnapshot

READERS: Final = 8


def find_states(uris: Sequence[str], directory: str | Path = ".") -> tuple[StateSource, ...]:
    """The states that `uris` name, in their order and each once; without any, that of the configuration in `directory`.

    Raises InvalidInputError, StateNotFoundError, BackendError, CredentialsError.
    """
    backends: list[LocalBackend | S3Backend] = [parse_uri(uri) for uri in uris] or [backend_of(directory)]
    found: dict[str, StateSource] = {}
    with _readers(len(backends)) as pool:
        for sources in pool.map(_sources, dict.fromkeys(backends)):
            for source in sources:
                found.setdefault(source.identity, source)
    return tuple(found.values())


def load_states(uris: Sequence[str], directory: str | Path = ".") -> tuple[StateSnapshot, ...]:
    """The states that `find_states` finds, read side by side: while one is fetched others are parsed.

    The first one that cannot be read ends it: what it records would look unmanaged.
    Raises what `find_states` raises, StateFormatError and StateEncryptedError.
    """
    sources = find_states(uris, directory)
    with _readers(len(sources)) as pool:
        return tuple(pool.map(StateSource.read, sources))


def _readers(tasks: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(min(READERS, tasks), thread_name_prefix="states")


def _sources(backend: LocalBackend | S3Backend) -> tuple[StateSource, ...]:
    return backend.sources()
