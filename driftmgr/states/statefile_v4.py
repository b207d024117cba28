"""States of version 4: Terraform 0.12 and later, OpenTofu."""

from collections.abc import Mapping
from itertools import chain
from typing import Annotated, Any

import msgspec

from driftmgr.addresses import InstanceKey, ModulePath, ProviderAddress, ResourceAddress, parse_module
from driftmgr.errors import InvalidInputError, StateFormatError
from driftmgr.states.flatmap import expand
from driftmgr.states.models import InstanceStatus, ResourceInstance, StateSnapshot
from driftmgr.values import redacted


class _Step(msgspec.Struct, gc=False):
    """A step of a path: `get_attr` with a name, or `index` with a value that carries its type."""

    type: str
    value: Any = None


class _Instance(msgspec.Struct, gc=False):
    index_key: int | str | None = None
    status: str | None = None
    deposed: str | None = None
    schema_version: int = 0
    attributes: dict[str, Any] | None = None
    attributes_flat: dict[str, str] | None = None
    sensitive_attributes: list[list[_Step]] | None = None
    identity: dict[str, Any] | None = None
    dependencies: list[str] | None = None
    depends_on: list[str] | None = None
    provider: str | None = None


class _Resource(msgspec.Struct, gc=False):
    mode: str
    type: str
    name: str
    module: str = ""
    provider: str = ""
    instances: list[_Instance] | None = None


class _Output(msgspec.Struct, gc=False):
    value: Any = None
    sensitive: bool = False


class StateV4(msgspec.Struct, gc=False):
    """The document. `version` is not checked here; fields that do not matter are not listed and so not
    built.
    """

    version: Any = None
    serial: Annotated[int, msgspec.Meta(ge=0)] = 0
    lineage: str = ""
    terraform_version: str = ""
    outputs: dict[str, _Output] | None = None
    resources: list[_Resource] | msgspec.UnsetType | None = msgspec.UNSET


def snapshot(frame: StateV4, uri: str, *, in_flight: bool) -> StateSnapshot:
    """What `frame` records. Raises StateFormatError."""
    if frame.resources is msgspec.UNSET:
        raise StateFormatError(f"{uri}: it has no `resources`, so it is not a whole state; pull it again")
    instances: list[ResourceInstance] = []
    seen: dict[tuple[str, str, str], set[tuple[InstanceKey, str | None]]] = {}
    data_sources = 0
    for resource in frame.resources or ():
        if resource.mode == "data":
            data_sources += len(resource.instances or ())
            continue
        where = ".".join(filter(None, (resource.module, resource.type, resource.name)))
        if resource.mode != "managed":
            raise StateFormatError(f"{uri}: {where}: mode {resource.mode!r} is neither managed nor data")
        known = seen.setdefault((resource.module, resource.type, resource.name), set())
        try:
            module = parse_module(resource.module)
            for recorded in resource.instances or ():
                instances.append(_instance(recorded, resource, module, uri))
                if (recorded.index_key, recorded.deposed) in known:
                    raise InvalidInputError(f"{_label(recorded)} is recorded twice")
                known.add((recorded.index_key, recorded.deposed))
        except InvalidInputError as failure:
            raise StateFormatError(f"{uri}: {where}: {failure}") from failure
    return StateSnapshot(
        uri=uri,
        version=4,
        serial=frame.serial,
        lineage=frame.lineage,
        terraform_version=frame.terraform_version,
        instances=tuple(instances),
        in_flight=in_flight,
        data_sources=data_sources,
        outputs={
            name: redacted(output.value) if output.sensitive else output.value
            for name, output in (frame.outputs or {}).items()
        },
    )


def _label(recorded: _Instance) -> str:
    key = "the instance" if recorded.index_key is None else f"instance {recorded.index_key!r}"
    return f"{key}, deposed as {recorded.deposed!r}," if recorded.deposed else key


def _instance(recorded: _Instance, resource: _Resource, module: ModulePath, uri: str) -> ResourceInstance:
    status = InstanceStatus.READY
    if recorded.deposed:
        status = InstanceStatus.DEPOSED
    elif recorded.status is not None:
        if recorded.status != "tainted":
            raise InvalidInputError(f"{_label(recorded)} has the unknown status {recorded.status!r}")
        status = InstanceStatus.TAINTED
    attributes = recorded.attributes
    if attributes is None:
        attributes = expand(recorded.attributes_flat or {})
    return ResourceInstance(
        ResourceAddress(module, resource.type, resource.name, recorded.index_key),
        ProviderAddress.parse(recorded.provider or resource.provider, resource.type),
        attributes,
        uri,
        status,
        recorded.deposed or None,
        recorded.schema_version,
        _sensitive(recorded.sensitive_attributes, attributes) if recorded.sensitive_attributes else (),
        tuple(recorded.dependencies or recorded.depends_on or ()),
        recorded.identity,
    )


def _sensitive(paths: list[list[_Step]], attributes: Mapping[str, Any]) -> tuple[str, ...]:
    """Dotted paths. A step into a set, or of an unknown kind, ends the path: all that is below it is
    sensitive.

    A path without steps makes every attribute sensitive.
    """
    dotted = (".".join(_steps(path)) for path in paths)
    return tuple(dict.fromkeys(chain.from_iterable([path] if path else attributes for path in dotted)))


def _steps(path: list[_Step]) -> list[str]:
    names: list[str] = []
    for step in path:
        value = step.value
        if step.type == "index" and isinstance(value, dict) and "value" in value:
            value = value["value"]
        if (
            step.type not in {"get_attr", "index"}
            or isinstance(value, bool)
            or not isinstance(value, int | str)
        ):
            break
        names.append(str(value))
    return names
