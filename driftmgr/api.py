"""The public Python functions: `driftmgr.scan` and `driftmgr.compare`."""

from collections.abc import Mapping, Sequence
from typing import Any

from driftmgr.analysis.models import ScanRequest
from driftmgr.analysis.service import scan as _scan
from driftmgr.drift.changes import changes_of
from driftmgr.drift.compare import differences
from driftmgr.drift.models import AttributeChange, DriftReport
from driftmgr.drift.ownership import Claims, owner_differences
from driftmgr.errors import InvalidInputError
from driftmgr.providers.aws.registry import aws_types
from driftmgr.providers.aws.settings import Aws
from driftmgr.resources.listing import Mode


def scan(
    states: Sequence[str] = (),
    providers: Sequence[Aws] = (),
    *,
    mode: Mode | str = Mode.DEEP,
    types: Sequence[str] = (),
    unmanaged: bool = True,
) -> DriftReport:
    """Compare states (URIs as on the command line) with the live cloud. Raises DriftMgrError."""
    if len(providers) > 1:
        raise InvalidInputError("providers: give one Aws with several regions and account_roles, not several")
    aws = providers[0] if providers else Aws()
    request = ScanRequest(
        states=tuple(states), aws=aws, mode=Mode(mode), type_globs=tuple(types), unmanaged=unmanaged
    )
    return _scan(request)


def compare(
    type_name: str, recorded: Mapping[str, Any], actual: Mapping[str, Any]
) -> tuple[AttributeChange, ...]:
    """How one object differs: attributes as recorded in a state, and as live, both in Terraform's names. Pure.

    Attributes that `actual` lacks count as not read. Raises InvalidInputError for a type that is not supported.
    """
    resource_type = aws_types().get(type_name)
    if resource_type is None:
        raise InvalidInputError(
            f"{type_name} is not a supported type; `driftmgr discover aws --list-types` lists them"
        )
    owner = ("", resource_type.name, resource_type.identity_of(recorded))
    found = differences(resource_type, recorded, actual)
    found += owner_differences(resource_type, owner, recorded, actual, Claims())
    return changes_of(resource_type, found, (), recorded, actual)
