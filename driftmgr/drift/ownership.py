"""Who owns the elements of a collection: its owner's own attribute, or split resources of any loaded state.

Terraform writes every live rule, route or attachment into its parent's attribute at refresh, also those that other
resources own. So what split resources claim is taken from both sides before an owner's attribute is compared, and what
is live and claimed by nobody is reported on the owner.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from driftmgr.drift.compare import Difference, walk
from driftmgr.resources.types import Atom, Attributes, Claim, Collection, Exclusive, ResourceType

Owner = tuple[str, str, str]
"""(account, owner type, owner identity): identities are unique in an account for everything that has collections."""


@dataclass
class Claims:
    """What the split resources of all loaded states claim."""

    _atoms: dict[tuple[Owner, str], set[Atom]] = field(default_factory=lambda: defaultdict(set))
    _everywhere: dict[tuple[str, str, str], set[Atom]] = field(default_factory=lambda: defaultdict(set))

    def add(self, claim: Claim, account: str, recorded: Attributes) -> None:
        """Count a recorded split resource's claim."""
        owner = (account, claim.owner, claim.owner_identity(recorded))
        self._atoms[owner, claim.attribute(recorded)].update(claim.atoms(recorded))

    def add_exclusive(self, exclusive: Exclusive, account: str, recorded: Attributes) -> None:
        """Count what a recorded resource claims of every owner of a type."""
        self._everywhere[account, exclusive.owner, exclusive.attribute].update(exclusive.atoms(recorded))

    def of(self, owner: Owner, attribute: str) -> set[Atom]:
        """The atoms of an owner's attribute that other resources claim."""
        everywhere = self._everywhere.get((owner[0], owner[1], attribute), set())
        return self._atoms.get((owner, attribute), set()) | everywhere

    def split(self, owner: Owner, attribute: str) -> bool:
        """Whether split resources claim any of this very owner's attribute."""
        return bool(self._atoms.get((owner, attribute)))


def owner_differences(
    resource_type: ResourceType, owner: Owner, recorded: Attributes, actual: Attributes, claims: Claims
) -> list[Difference]:
    """How an owner's collections differ once what is claimed elsewhere is left out.

    Elements that vanished are the owner's loss only while no split resource claims any of its elements: with split
    resources about, the attribute is a mirror of its last refresh, and stale by design.
    """
    found: list[Difference] = []
    for collection in resource_type.collections:
        name = collection.attribute
        recorded_value, live_value = recorded.get(name), actual.get(name)
        if recorded_value == live_value or not (recorded_value or live_value):
            continue
        if name not in recorded or name not in actual:
            continue
        claimed = claims.of(owner, name)
        was = _unclaimed(collection, recorded, recorded_value, claimed)
        live = _unclaimed(collection, actual, live_value, claimed)
        added = live.keys() - was.keys()
        split = claims.split(owner, name)
        removed = set() if split else was.keys() - live.keys()
        same = collection.same
        changed = {atom for atom in was.keys() & live.keys() if same and not same(was[atom], live[atom])}
        if added or removed or changed:
            if not claimed:
                exact = walk(resource_type, name, recorded_value, live_value)
                found.extend(exact or [(name, recorded_value, live_value)])
            else:
                kept = [was[atom] for atom in was if atom in live or not split]
                found.append((name, kept, [live[atom] for atom in live]))
    return found


def _unclaimed(
    collection: Collection, attributes: Attributes, value: Any, claimed: set[Atom]
) -> Mapping[Atom, Any]:
    atoms = collection.atoms(attributes, value)
    return {atom: element for atom, element in atoms.items() if atom not in claimed} if claimed else atoms


def live_atoms(owner_type: ResourceType, owner: Attributes, attribute: str) -> Mapping[Atom, Any]:
    """The atoms of an owner's attribute that are live, each with its element."""
    for collection in owner_type.collections:
        if collection.attribute == attribute and attribute in owner:
            return collection.atoms(owner, owner[attribute])
    return {}


def inherits(owner_type: ResourceType, recorded_owner: Attributes, attribute: str) -> bool:
    """Whether an unclaimed element shows on its recorded owner, which then reports it."""
    return attribute in recorded_owner and any(c.attribute == attribute for c in owner_type.collections)
