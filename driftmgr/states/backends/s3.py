"""States in S3: one object, all below a prefix, or a workspace's."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, SecretStr

from driftmgr.errors import BackendError, StateNotFoundError
from driftmgr.states.backends.s3_failures import is_denied
from driftmgr.states.backends.s3_store import LOCK_SUFFIX, S3Store
from driftmgr.states.backends.sources import DEFAULT_WORKSPACE, EVERY_WORKSPACE, StateSource

_SUFFIX = ".tfstate"


class S3Backend(BaseModel):
    """Terraform's `s3` backend (https://developer.hashicorp.com/terraform/language/backend/s3).

    `key` is an object; or, where it is "", ends with "/" or names no object, a prefix, of which every `*.tfstate`
    below is read. A `workspace` other than "default" is at `<workspace_key_prefix>/<workspace>/<key>`; "*" means
    the default one and all others. Locks are looked for beside the state and in `dynamodb_table`, never taken.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: Literal["s3"] = "s3"
    bucket: str
    key: str = ""
    workspace: str = DEFAULT_WORKSPACE
    workspace_key_prefix: str = "env:"
    region: str | None = None
    profile: str | None = None
    role_arn: str | None = None
    external_id: str | None = None
    session_name: str = "driftmgr"
    endpoint_url: str | None = None
    dynamodb_endpoint_url: str | None = None
    sts_endpoint_url: str | None = None
    use_path_style: bool = False
    dynamodb_table: str | None = None
    access_key: SecretStr | None = None
    secret_key: SecretStr | None = None
    token: SecretStr | None = None
    sse_customer_key: SecretStr | None = None

    @classmethod
    def of_block(cls, block: Mapping[str, Any], directory: Path, workspace: str) -> Self:
        """The backend that a `backend "s3"` block configures; its settings for writing and locking do not matter.

        Raises pydantic's ValidationError when the bucket is absent or a setting has the wrong type.
        """
        endpoints, role = block.get("endpoints") or {}, block.get("assume_role") or {}
        settings = {
            name: block[name] for name in cls.model_fields if block.get(name) is not None and name != "type"
        }
        aliases = {
            "endpoint_url": endpoints.get("s3") or block.get("endpoint"),
            "dynamodb_endpoint_url": endpoints.get("dynamodb") or block.get("dynamodb_endpoint"),
            "sts_endpoint_url": endpoints.get("sts") or block.get("sts_endpoint"),
            "use_path_style": block.get("force_path_style"),
            **{name: role.get(name) for name in ("role_arn", "external_id", "session_name")},
        }
        aliases = {name: value for name, value in aliases.items() if value is not None}
        return cls.model_validate({**settings, **aliases, "workspace": workspace})

    def workspaces(self) -> tuple[str, ...]:
        """The workspaces that have a state, "default" first. Raises as `sources` does."""
        return self._workspaces(S3Store.of(self))

    def sources(self) -> tuple[StateSource, ...]:
        """The states that are there, by key.

        Raises StateNotFoundError where there is none; CredentialsError, InvalidInputError, BackendError.
        """
        store = S3Store.of(self)
        if self.workspace == EVERY_WORKSPACE:
            keys = [self._key_of(workspace) for workspace in self._workspaces(store)]
            if not keys:
                raise StateNotFoundError(
                    f"{self._uri}: no workspace has a state; list the bucket to see what there is"
                )
        elif self.workspace != DEFAULT_WORKSPACE:
            keys = [self._key_of(self.workspace)]
        elif self.key.endswith("/") or not self.key:
            return self._below(store, self.key)
        elif self._exists(store):
            keys = [self.key]
        else:
            return self._below(store, f"{self.key}/")
        return tuple(self._source(store, key) for key in keys)

    @property
    def _uri(self) -> str:
        return f"s3://{self.bucket}/{self.key}"

    def _exists(self, store: S3Store) -> bool:
        """Whether `key` is an object; taken for one where the bucket may not be listed."""
        try:
            return self.key in store.keys(self.key, limit=1)
        except BackendError as failure:
            if is_denied(failure):
                return True
            raise

    def _below(self, store: S3Store, prefix: str) -> tuple[StateSource, ...]:
        listed = frozenset(store.keys(prefix))
        if keys := sorted(key for key in listed if key.endswith(_SUFFIX)):
            return tuple(self._source(store, key, listed) for key in keys)
        others = self._workspaces(store) if self.key and prefix != self.key else ()
        advice = f"choose ?workspace={others[0]}" if others else "list the bucket to see what there is"
        what = (
            "no *.tfstate object there" if prefix == self.key else "no such object, and no *.tfstate below it"
        )
        raise StateNotFoundError(f"{self._uri}: {what}; {advice}")

    def _workspaces(self, store: S3Store) -> tuple[str, ...]:
        default = (DEFAULT_WORKSPACE,) if self._exists(store) else ()
        start = f"{self.workspace_key_prefix}/" if self.workspace_key_prefix else ""
        end = f"/{self.key}"
        names = (key.removeprefix(start).removesuffix(end) for key in store.keys(start) if key.endswith(end))
        return default + tuple(name for name in names if name and "/" not in name)

    def _key_of(self, workspace: str) -> str:
        if workspace == DEFAULT_WORKSPACE:
            return self.key
        return "/".join(filter(None, (self.workspace_key_prefix, workspace, self.key)))

    def _source(self, store: S3Store, key: str, listed: frozenset[str] = frozenset()) -> StateSource:
        """A source whose lock is looked for in what was `listed` around it, else asked for."""
        uri = f"s3://{self.bucket}/{key}"

        def locked() -> bool:
            seen = key + LOCK_SUFFIX in listed if listed else store.has_lock_object(key)
            return seen or store.has_lock_item(key)

        return StateSource(uri, f"{store.client.meta.endpoint_url} {uri}", partial(store.get, key), locked)
