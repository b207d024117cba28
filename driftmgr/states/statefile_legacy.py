"""States of versions 1 to 3: Terraform before 0.12. Attributes are flat maps of texts."""

from collections.abc import Iterator
from itertools import count
from typing import Annotated, Any

import msgspec

from driftmgr.addresses import ProviderAddress, ResourceAddress, parse_module, print_module
from driftmgr.errors import InvalidInputError, StateFormatError
from driftmgr.states.flatmap import expand
from driftmgr.states.models import InstanceStatus, ResourceInstance, StateSnapshot
from driftmgr.values import redacted


class _Instance(msgspec.Struct, gc=False):
    id: str = ""
    attributes: dict[str, str] | None = None
    meta: dict[str, Any] | None = None
    tainted: bool = False


class _Resource(msgspec.Struct, gc=False):
    """`tainted` is a list of older objects in version 1 only; from version 2 on the instance carries a
    flag.
    """

    primary: _Instance | None = None
    deposed: list[_Instance] | None = None
    tainted: list[_Instance] | None = None
    depends_on: list[str] | None = None
    provider: str | None = None


class _Module(msgspec.Struct, gc=False):
    path: list[str]
    resources: dict[str, _Resource] | None = None
    outputs: dict[str, Any] | None = None


class LegacyState(msgspec.Struct, gc=False):
    """The document; the three versions differ in nothing that is not optional."""

    version: int
    serial: Annotated[int, msgspec.Meta(ge=0)] = 0
    lineage: str = ""
    terraform_version: str = ""
    modules: list[_Module] | msgspec.UnsetType | None = msgspec.UNSET
    backend: dict[str, Any] | None = None


def snapshot(frame: LegacyState, uri: str, *, in_flight: bool) -> StateSnapshot:
    """What `frame` records. Raises StateFormatError."""
    if frame.backend and not any(module.resources for module in frame.modules or ()):
        raise StateFormatError(
            f"{uri}: it is what `terraform init` notes of a backend, not a state; leave out --state"
        )
    if frame.modules is msgspec.UNSET:
        raise StateFormatError(f"{uri}: it has no `modules`, so it is not a whole state; pull it again")
    instances: dict[tuple[ResourceAddress, str | None], ResourceInstance] = {}
    outputs: dict[str, Any] = {}
    data_sources = 0
    for module in frame.modules or ():
        if module.path == ["root"]:
            outputs = {name: _output(value) for name, value in (module.outputs or {}).items()}
        for key, resource in (module.resources or {}).items():
            try:
                address = _address(module.path, key)
                if address.mode == "data":
                    data_sources += 1
                    continue
                for instance in _instances(address, resource, uri):
                    if instances.setdefault((address, instance.deposed_key), instance) is not instance:
                        raise InvalidInputError("it is recorded twice")
            except InvalidInputError as failure:
                raise StateFormatError(f"{uri}: {'.'.join(module.path)}: {key}: {failure}") from failure
    return StateSnapshot(
        uri=uri,
        version=frame.version,
        serial=frame.serial,
        lineage=frame.lineage,
        terraform_version=frame.terraform_version,
        instances=tuple(instances.values()),
        in_flight=in_flight,
        data_sources=data_sources,
        outputs=outputs,
    )


def _address(path: list[str], key: str) -> ResourceAddress:
    """`["root", "net"]` and `aws_subnet.private.0`: a count is a third part here, and names hold no dots."""
    if path[:1] != ["root"]:
        raise InvalidInputError(f'the module path {path} does not start with "root"')
    module = parse_module(".".join(f"module.{name}" for name in path[1:]))
    mode, parts = "managed", key.split(".")
    if parts[0] == "data" and len(parts) > 2:
        mode, parts = "data", parts[1:]
    if not all(parts) or len(parts) not in {2, 3}:
        raise InvalidInputError("it is not a resource key such as aws_subnet.private.0")
    index = parts[2] if len(parts) == 3 else None
    if index is not None and not (index.isascii() and index.isdigit() and len(index) <= 18):
        raise InvalidInputError(f"{index!r} is not a count index")
    return ResourceAddress(module, parts[0], parts[1], None if index is None else int(index), mode)


def _instances(address: ResourceAddress, resource: _Resource, uri: str) -> Iterator[ResourceInstance]:
    """The current object, then older ones under the keys 00000001, … that Terraform's upgrade gives them.

    An instance without an id records no object: it was Terraform's mark of something gone.
    """
    older = [recorded for recorded in resource.deposed or () if recorded.id]
    current, tainted = resource.primary, [recorded for recorded in resource.tainted or () if recorded.id]
    if tainted and (current is None or not current.id):
        current, tainted = tainted[0], tainted[1:]
        current.tainted = True
    provider = ProviderAddress.parse(resource.provider or "", address.type)
    prefix = f"{print_module(address.module)}." if address.module else ""
    dependencies = tuple(f"{prefix}{dependency}" for dependency in resource.depends_on or ())
    numbers = count(1)
    for recorded in (current, *older, *tainted):
        if recorded is None or not recorded.id:
            continue
        deposed_key = None if recorded is current else f"{next(numbers):08x}"
        status = InstanceStatus.TAINTED if recorded.tainted else InstanceStatus.READY
        yield ResourceInstance(
            address=address,
            provider=provider,
            attributes=expand({"id": recorded.id, **(recorded.attributes or {})}),
            state=uri,
            status=InstanceStatus.DEPOSED if deposed_key else status,
            deposed_key=deposed_key,
            schema_version=_schema_version(recorded.meta or {}),
            dependencies=dependencies,
        )


def _schema_version(meta: dict[str, Any]) -> int:
    """Written as a number or as a text, by the version of Terraform."""
    try:
        return int(meta.get("schema_version") or 0)
    except (TypeError, ValueError) as failure:
        raise InvalidInputError(f"schema_version {meta['schema_version']!r} is not a number") from failure


def _output(recorded: Any) -> Any:
    """Version 1 wrote the bare value; later ones {sensitive, type, value}."""
    if not (isinstance(recorded, dict) and "value" in recorded):
        return recorded
    return redacted(recorded["value"]) if recorded.get("sensitive") else recorded["value"]
