"""One stored state that can be read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from driftmgr.states.models import StateSnapshot
from driftmgr.states.statefile import read_state

DEFAULT_WORKSPACE: Final = "default"
EVERY_WORKSPACE: Final = "*"


@dataclass(frozen=True, slots=True)
class StateSource:
    """Where one state is stored. Nothing is fetched before `read` or `fetch` is called.

    `uri` is shown to people and kept in the snapshot; two sources with one `identity` are the same object.
    `fetch` gives the bytes as stored; it and `locked` raise what the backend documents.
    """

    uri: str
    identity: str
    fetch: Callable[[], bytes]
    locked: Callable[[], bool]

    def read(self) -> StateSnapshot:
        """The state as it is now. Its lock is only looked at, never taken, and before the state is read: an apply
        that starts in between is then no worse than one that starts just after.

        Raises StateError, and BackendError or CredentialsError where the backend does not answer.
        """
        in_flight = self.locked()
        return read_state(self.fetch(), self.uri, in_flight=in_flight)
