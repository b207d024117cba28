"""One verdict for each recorded instance and for each object that nothing records."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, Final

from driftmgr.drift.changes import changes_of
from driftmgr.drift.compare import Comparison, Difference, comparison_of, differences
from driftmgr.drift.index import ObjectIndex, Reads
from driftmgr.drift.models import DriftKind, ResourceDrift, UnreadGroup
from driftmgr.drift.ownership import Claims, Owner, inherits, live_atoms, owner_differences
from driftmgr.drift.placement import Place
from driftmgr.drift.severity import judge_missing, judge_unmanaged, worst
from driftmgr.resources.models import GLOBAL, Inventory, RemoteObject, Scope
from driftmgr.resources.types import Atom, Attributes, Claim, ResourceType, Severity
from driftmgr.states.models import InstanceStatus, ResourceInstance

STATE_ONLY: Final = frozenset(
    {"random", "null", "time", "tls", "template", "terraform", "cloudinit", "archive", "local"}
)
"""Providers whose resources live in the state alone
(https://registry.terraform.io/providers/hashicorp/random and its like)."""

_DEPOSED: Final = InstanceStatus.DEPOSED
_UNKNOWN_PLACE: Final = Place(None, None)


@dataclass(frozen=True)
class Scanned:
    """What was asked: the provider's types by name, and where. `in_flight` are the URIs of states that were locked;
    `existence_only` leaves attributes uncompared, also those that a list happens to tell.
    """

    provider: str
    types: Mapping[str, ResourceType]
    accounts: tuple[str, ...]
    regions: tuple[str, ...]
    in_flight: frozenset[str] = frozenset()
    existence_only: bool = False


@dataclass
class Detection:
    """The verdicts: drifts, what is in sync (counted), what is unread."""

    drifts: list[ResourceDrift] = field(default_factory=list)
    platform: list[ResourceDrift] = field(default_factory=list)
    unread: dict[tuple[Scope, str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    recorded: int = 0
    in_sync: int = 0
    state_only: int = 0
    unsupported: set[str] = field(default_factory=set)

    def unread_groups(self) -> tuple[UnreadGroup, ...]:
        """What is unread, by scope, type and reason."""
        return tuple(
            UnreadGroup(
                provider=scope.provider,
                account=scope.account,
                region=scope.region,
                type=type_name,
                reason=reason,
                recorded=len(addresses),
                addresses=tuple(sorted(addresses)),
            )
            for (scope, type_name, reason), addresses in sorted(self.unread.items())
        )


def detect(
    instances: Sequence[ResourceInstance], places: Mapping[int, Place], inventory: Inventory, scanned: Scanned
) -> Detection:
    """Compare what is recorded with an inventory: a hash look-up and one pass over the attributes of each instance."""
    return _Detector(instances, places, inventory, scanned).run()


class _Detector:
    def __init__(
        self,
        instances: Sequence[ResourceInstance],
        places: Mapping[int, Place],
        inventory: Inventory,
        scanned: Scanned,
    ) -> None:
        self._instances, self._places, self._inventory, self._scanned = instances, places, inventory, scanned
        self._types = scanned.types
        self._owner_types = {t.claim.owner for t in scanned.types.values() if t.claim}
        self._index = ObjectIndex(inventory.objects)
        self._reads = Reads(inventory, scanned.provider, scanned.accounts, scanned.regions)
        self._claims = Claims()
        self._owners: dict[Owner, Attributes] = {}
        self._matched: set[int] = set()
        self._live: dict[tuple[int, str], Mapping[Atom, Any]] = {}
        self._out = Detection()

    def run(self) -> Detection:
        by_type: dict[str, list[ResourceInstance]] = defaultdict(list)
        for instance in self._instances:
            by_type[instance.type].append(instance)
        known = [(self._types[name], members) for name, members in by_type.items() if name in self._types]
        for resource_type, instances in known:
            if resource_type.claim or resource_type.exclusive:
                for instance in instances:
                    self._note_claims(resource_type, instance)
        for resource_type, instances in known:
            self._out.recorded += len(instances)
            if resource_type.claim and resource_type.claim.rebuild:
                for instance in instances:
                    self._judge_by_owner(resource_type, instance)
            else:
                self._judge(resource_type, instances)
        for name, instances in by_type.items():
            if name not in self._types:
                for instance in instances:
                    self._unsupported(instance)
        self._unmanaged()
        return self._out

    def _note_claims(self, resource_type: ResourceType, instance: ResourceInstance) -> None:
        place = self._places.get(id(instance), _UNKNOWN_PLACE)
        account = self._reads.scope(resource_type, place).account
        if resource_type.claim:
            self._note_claim(resource_type, resource_type.claim, account, place, instance)
        for exclusive in resource_type.exclusive:
            self._claims.add_exclusive(exclusive, account, instance.attributes)

    def _note_claim(
        self,
        resource_type: ResourceType,
        claim: Claim,
        account: str,
        place: Place,
        instance: ResourceInstance,
    ) -> None:
        """What a split resource claims: as it is recorded, and as it is now, lest a moved one is told twice."""
        try:
            self._claims.add(claim, account, instance.attributes)
        except (KeyError, TypeError, AttributeError):
            return  # an instance whose creation failed half-way claims nothing
        if claim.rebuild is None:
            identity = resource_type.identity_of(instance.attributes)
            for found in self._index.find(resource_type, identity, place):
                self._claims.add(claim, account, found.attributes)

    # -- recorded instances --------------------------------------------------------------------------------------

    def _judge(self, resource_type: ResourceType, instances: Sequence[ResourceInstance]) -> None:
        """The instances of one type, each of which is an object of its own in the cloud."""
        has_claimants = resource_type.name in self._owner_types
        plan = comparison_of(resource_type)
        for instance in instances:
            place = self._places.get(id(instance), _UNKNOWN_PLACE)
            identity = resource_type.identity_of(instance.attributes)
            deposed = instance.status is _DEPOSED
            if has_claimants and not deposed:
                account = self._reads.scope(resource_type, place).account
                self._owners[account, resource_type.name, identity] = instance.attributes
            found = self._index.find(resource_type, identity, place)
            if len(found) == 1:
                self._matched.add(id(found[0]))
                if deposed:
                    self._out.in_sync += 1
                else:
                    self._compare(resource_type, plan, instance, found[0])
            elif found:
                self._ambiguous(instance, found, self._reads.scope(resource_type, place))
            else:
                self._absent(resource_type, instance, self._reads.scope(resource_type, place), resource_type)

    def _ambiguous(self, instance: ResourceInstance, found: Sequence[RemoteObject], scope: Scope) -> None:
        where = " and ".join(sorted({f"{f.scope.account} {f.scope.region}" for f in found}))
        self._unread(
            scope, instance, f"ambiguous: it exists in {where}, and the state does not tell which it is"
        )

    def _judge_by_owner(self, resource_type: ResourceType, instance: ResourceInstance) -> None:
        """A split resource without an object of its own: its atoms are looked up among the live ones of its owner."""
        claim = resource_type.claim
        if claim is None or claim.rebuild is None:
            return
        place = self._places.get(id(instance), _UNKNOWN_PLACE)
        scope = self._reads.scope(resource_type, place)
        owner_type = self._types[claim.owner]
        try:
            owner_identity = claim.owner_identity(instance.attributes)
            attribute, atoms = claim.attribute(instance.attributes), claim.atoms(instance.attributes)
        except (KeyError, TypeError, AttributeError):
            self._unread(scope, instance, "the state records too little of it: its creation failed half-way")
            return
        owners = self._index.find(owner_type, owner_identity, place)
        if len(owners) > 1:
            self._ambiguous(instance, owners, scope)
            return
        if not owners:
            self._absent(resource_type, instance, scope, owner_type)
            return
        owner = owners[0]
        if attribute not in owner.attributes:
            reason = owner.unread.get(attribute) or f"the {attribute} of its {owner_type.name} was not read"
            self._unread(owner.scope, instance, reason)
            return
        key = (id(owner), attribute)
        if key not in self._live:
            self._live[key] = live_atoms(owner_type, owner.attributes, attribute)
        live = self._live[key]
        present = {atom: live[atom] for atom in atoms if atom in live}
        if not present:
            self._gone(resource_type, instance, owner.scope)
            return
        if self._scanned.existence_only:
            self._out.in_sync += 1
            return
        actual = claim.rebuild(instance.attributes, present)
        different = differences(resource_type, instance.attributes, actual)
        self._changed_or_not(resource_type, instance, owner.scope, different, actual)

    def _compare(
        self, resource_type: ResourceType, plan: Comparison, instance: ResourceInstance, found: RemoteObject
    ) -> None:
        if self._scanned.existence_only:
            self._out.in_sync += 1
            return
        recorded = instance.attributes
        different = plan.differences(recorded, found.attributes)
        if resource_type.collections:
            owner = (found.scope.account, resource_type.name, found.identity)
            different += owner_differences(resource_type, owner, recorded, found.attributes, self._claims)
        if found.unread and not different:
            unread = [reason for name, reason in found.unread.items() if name in recorded]
            if unread:
                self._unread(found.scope, instance, unread[0])
                return
        self._changed_or_not(resource_type, instance, found.scope, different, found.attributes, found.id)

    def _changed_or_not(
        self,
        resource_type: ResourceType,
        instance: ResourceInstance,
        scope: Scope,
        different: Sequence[Difference],
        actual: Attributes,
        import_id: str = "",
    ) -> None:
        if not different:
            self._out.in_sync += 1
            return
        changes = changes_of(resource_type, different, instance.sensitive, instance.attributes, actual)
        severity, reason = worst(changes)
        in_flight = instance.state in self._scanned.in_flight
        self._out.drifts.append(
            ResourceDrift(
                kind=DriftKind.CHANGED,
                severity=Severity.INFO if in_flight else severity,
                reason="its state is locked: an apply is under way" if in_flight else reason,
                address=str(instance.address),
                type=instance.type,
                provider=scope.provider,
                account=scope.account,
                region=scope.region,
                id=import_id or str(instance.attributes.get("id", "")),
                state=instance.state,
                status=instance.status,
                in_flight=in_flight,
                changes=changes,
            )
        )

    # -- absent --------------------------------------------------------------------------------------------------

    def _absent(
        self, resource_type: ResourceType, instance: ResourceInstance, scope: Scope, listed_as: ResourceType
    ) -> None:
        """Missing only when the list that would hold it was read to its end."""
        item = resource_type.item_key_of(instance.attributes)
        reason = self._reads.why_unread(listed_as, scope, item)
        if not resource_type.identity_of(instance.attributes):
            reason = "the state records no identity for it"
        if reason:
            self._unread(scope, instance, reason)
        else:
            self._gone(resource_type, instance, scope)

    def _gone(self, resource_type: ResourceType, instance: ResourceInstance, scope: Scope) -> None:
        """What is not there: expected of a deposed object, and undecided while an apply is under way."""
        if instance.state in self._scanned.in_flight:
            self._unread(scope, instance, "its state is locked: an apply is under way")
        elif instance.status is InstanceStatus.DEPOSED:
            self._out.in_sync += 1
        else:
            self._missing(resource_type, instance, scope)

    def _missing(self, resource_type: ResourceType, instance: ResourceInstance, scope: Scope) -> None:
        severity, reason = judge_missing(resource_type)
        self._out.drifts.append(
            ResourceDrift(
                kind=DriftKind.MISSING,
                severity=severity,
                reason=reason,
                address=str(instance.address),
                type=instance.type,
                provider=scope.provider,
                account=scope.account,
                region=scope.region,
                id=str(instance.attributes.get("id", "")),
                state=instance.state,
                status=instance.status,
            )
        )

    def _unread(self, scope: Scope, instance: ResourceInstance, reason: str) -> None:
        self._out.unread[scope, instance.type, reason].append(str(instance.address))

    def _unsupported(self, instance: ResourceInstance) -> None:
        if instance.provider.type in STATE_ONLY:
            self._out.state_only += 1
            return
        self._out.recorded += 1
        self._out.unsupported.add(instance.type)
        place = self._places.get(id(instance), _UNKNOWN_PLACE)
        scope = Scope(instance.provider.type, place.account or "", place.region or "")
        self._unread(scope, instance, "unsupported: there is no reader for this type")

    # -- unmanaged -----------------------------------------------------------------------------------------------

    def _unmanaged(self) -> None:
        left = [found for found in self._inventory.objects if id(found) not in self._matched]
        strangers = {(found.scope.account, found.type, found.identity) for found in left}
        regions = {GLOBAL, *self._scanned.regions}
        for found in left:
            if found.scope.region not in regions:
                continue
            resource_type = self._types[found.type]
            if self._part_of_another(resource_type, found, strangers):
                continue
            severity, reason = judge_unmanaged(resource_type, found)
            drift = ResourceDrift(
                kind=DriftKind.UNMANAGED,
                severity=severity,
                reason=reason,
                type=found.type,
                provider=found.scope.provider,
                account=found.scope.account,
                region=found.scope.region,
                id=found.id,
                owner=found.owner,
            )
            (self._out.platform if found.owner else self._out.drifts).append(drift)

    def _part_of_another(
        self,
        resource_type: ResourceType,
        found: RemoteObject,
        strangers: Set[tuple[str, str, str]],
    ) -> bool:
        """Whether an object is told about elsewhere: with its unmanaged parent, or on its recorded owner."""
        account = found.scope.account
        if resource_type.exclusive or (found.parent and (account, *found.parent) in strangers):
            return True
        claim = resource_type.claim
        if claim is None:
            return False
        owner = (account, claim.owner, claim.owner_identity(found.attributes))
        attribute = claim.attribute(found.attributes)
        recorded_owner = self._owners.get(owner)
        if recorded_owner is None or inherits(self._types[claim.owner], recorded_owner, attribute):
            return True
        return claim.atoms(found.attributes) <= self._claims.of(owner, attribute)
