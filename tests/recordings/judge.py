"""Judges a recording: what a declaration makes of a live item, compared with what is recorded."""

from collections.abc import Mapping
from typing import Any

from driftmgr.drift.compare import Difference, differences
from driftmgr.drift.ownership import Claims, live_atoms, owner_differences
from driftmgr.providers.aws.registry import aws_types
from driftmgr.resources.models import RemoteObject, Scope
from driftmgr.resources.types import ResourceType


def differences_of(recording: Mapping[str, Any]) -> list[dict[str, Any]]:
    """[{path, before, after}], sorted by path; [{"path": "", …}] when the item does not hold the recorded object."""
    resource_type = aws_types()[recording["type"]]
    state, scope = recording["state"], Scope(*recording["scope"])
    claim = resource_type.claim
    if claim is not None and claim.rebuild is not None:
        owner_type = aws_types()[claim.owner]
        owner = _object(owner_type, claim.owner_identity(state), recording["live"], scope)
        live = live_atoms(owner_type, owner.attributes, claim.attribute(state)) if owner else {}
        present = {atom: live[atom] for atom in claim.atoms(state) if atom in live}
        if not present:
            return [{"path": "", "before": "recorded", "after": "missing"}]
        return _plain(differences(resource_type, state, claim.rebuild(state, present)))
    found = _object(resource_type, resource_type.identity_of(state), recording["live"], scope)
    if found is None:
        return [{"path": "", "before": "recorded", "after": "missing"}]
    different = differences(resource_type, state, found.attributes)
    owner_key = (scope.account, resource_type.name, found.identity)
    return _plain(different + owner_differences(resource_type, owner_key, state, found.attributes, Claims()))


def _object(
    resource_type: ResourceType, identity: str, item: dict[str, Any], scope: Scope
) -> RemoteObject | None:
    made = list(resource_type.objects(item, scope, {}))
    assert all(m.identity for m in made), f"{resource_type.name}: an object without identity"
    return next((m for m in made if m.identity == identity), None)


def _plain(found: list[Difference]) -> list[dict[str, Any]]:
    return sorted(
        ({"path": path, "before": before, "after": after} for path, before, after in found),
        key=lambda d: d["path"],
    )
