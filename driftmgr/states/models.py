"""What a state records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from driftmgr.addresses import ProviderAddress, ResourceAddress


class InstanceStatus(StrEnum):
    """What Terraform thinks of a recorded object.

    `ready` is in use; `tainted` exists and will be replaced at the next apply; `deposed` is an older object that
    waits for its destruction after a create-before-destroy replacement (it exists beside the current one).
    """

    READY = "ready"
    TAINTED = "tainted"
    DEPOSED = "deposed"


@dataclass(frozen=True, slots=True)
class ResourceInstance:
    """One recorded object of one managed resource. Never mutated.

    `attributes` are as the provider wrote them (JSON values; a value of None is an attribute that is unset, an absent
    key an attribute that this provider version does not have). `sensitive` are dotted paths into `attributes`.
    `identity` is the provider's resource identity (AWS provider >= 6: account_id, region and natural key), None where
    the state has none. `state` is the URI of the state that records it.
    """

    address: ResourceAddress
    provider: ProviderAddress
    attributes: Mapping[str, Any]
    state: str
    status: InstanceStatus = InstanceStatus.READY
    deposed_key: str | None = None
    schema_version: int = 0
    sensitive: tuple[str, ...] = ()
    dependencies: tuple[str, ...] = ()
    identity: Mapping[str, Any] | None = None

    @property
    def type(self) -> str:
        """The resource type, `aws_vpc`."""
        return self.address.type


@dataclass(frozen=True, slots=True)
class StateSnapshot:
    """One state at one moment.

    `version` is the format's (1 to 4). `in_flight` is True when a lock was seen: somebody is applying, so what is
    recorded may be about to change. `data_sources` counts the data sources that were left out. `outputs` are those of
    the root module; of sensitive ones only what `driftmgr.values.redacted` shows.
    """

    uri: str
    version: int
    serial: int
    lineage: str
    terraform_version: str
    instances: tuple[ResourceInstance, ...]
    in_flight: bool = False
    data_sources: int = 0
    outputs: Mapping[str, Any] = field(default_factory=dict)
