"""The declaration of a resource type: everything that is special about it, in one place."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from driftmgr.resources.listing import Item, Listing
from driftmgr.resources.models import RemoteObject, Scope

Attributes = Mapping[str, Any]
Equivalence = Callable[[Any, Any], bool]
Atom = tuple[Any, ...]


class Severity(StrEnum):
    """How bad a difference is, from `info` (made by the platform) to `critical`."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for info to 4 for critical."""
        return list(Severity).index(self)


Verdict = tuple[Severity, str] | None
Risk = Callable[[Any, Any], Verdict]
"""Judges one attribute's change from what it was (recorded) to what it is (actual): direction matters."""


@dataclass(frozen=True, kw_only=True)
class Collection:
    """An attribute of an owner whose elements may also be resources of their own (drift-rules: ownership as a union).

    `atoms` explodes the attribute's value into its smallest parts, each with the element that holds it:
    a security-group rule with two CIDRs is two atoms. The first argument is the owner's attributes. Where an atom is
    only a name (an inline policy's), `same` says whether the elements of that name mean the same.
    """

    attribute: str
    atoms: Callable[[Attributes, Any], Mapping[Atom, Any]]
    same: Equivalence | None = None


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What a split resource owns of its owner's collection.

    `owner` is the owner's type; `owner_identity`, `attribute` and `atoms` are told from the split resource's own
    attributes. `rebuild` is set for types that have no object of their own in the cloud (an aws_security_group_rule
    with several CIDRs): it makes the actual attributes from the recorded ones and those of its atoms that are live,
    each with its live element.
    """

    owner: str
    owner_identity: Callable[[Attributes], str]
    attribute: Callable[[Attributes], str]
    atoms: Callable[[Attributes], frozenset[Atom]]
    rebuild: Callable[[Attributes, Mapping[Atom, Any]], Attributes] | None = None


@dataclass(frozen=True, kw_only=True)
class Exclusive:
    """What a resource owns of every owner of a type: aws_iam_policy_attachment has its policy attached nowhere else.

    Its type has no object that can be unmanaged: what is in no state is told piece by piece, by the split types.
    """

    owner: str
    attribute: str
    atoms: Callable[[Attributes], frozenset[Atom]]


@dataclass(frozen=True, kw_only=True, eq=False)
class ResourceType:
    """One Terraform resource type, as data.

    Reading: `listing`, and `to_attributes(item, scope)`, which is pure and yields one mapping of Terraform attributes
    for each object that the item holds (none where it holds none). It emits an attribute only when the item tells it.
    Every mapping has `id`, which is what `terraform import` takes unless `import_id` says otherwise.

    Joining: `identity` names the attributes that make an object unique in its account and region (joined with "/"),
    or computes it; `item_key` gives the `Listing.key` of a recorded instance. `aliases` are other type names for the
    same thing (aws_alb, aws_default_vpc).

    Comparing (paths are dotted, without indices: `rule.apply.kms_key`): `equal` says when two values mean the same;
    `defaults` are live values that mean "not set" when nothing is recorded; `ignored` are attributes that are
    never compared, with the reason; `observed` are computed-only attributes worth comparing; `unordered` and
    `ordered` correct the catalogue; `sensitive` are paths whose values are never shown; `collections`, `claim`
    and `exclusive` are ownership.

    Judging: `risks` by attribute (dotted, without indices; "*" judges the whole object where no other entry does);
    `exposes` are attributes whose risks also judge an unmanaged object, as a change from nothing; `missing` and
    `unmanaged` are the severities of a whole object that is gone or appeared. `owner` names who made an object
    when it was not a person. `parent` gives (type, identity) of the object that it is a part of.
    """

    name: str
    listing: Listing
    to_attributes: Callable[[Item, Scope], Iterable[Attributes]]
    identity: tuple[str, ...] | Callable[[Attributes], str] = ("id",)
    item_key: Callable[[Attributes], str] | None = None
    aliases: tuple[str, ...] = ()
    import_id: Callable[[Attributes], str] | None = None

    equal: Mapping[str, Equivalence] = field(default_factory=dict)
    defaults: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    ignored: Mapping[str, str] = field(default_factory=dict)
    observed: frozenset[str] = frozenset()
    unordered: frozenset[str] = frozenset()
    ordered: frozenset[str] = frozenset()
    sensitive: frozenset[str] = frozenset()
    collections: tuple[Collection, ...] = ()
    claim: Claim | None = None
    exclusive: tuple[Exclusive, ...] = ()

    risks: Mapping[str, Risk] = field(default_factory=dict)
    exposes: tuple[str, ...] = ()
    missing: Severity = Severity.HIGH
    unmanaged: Severity = Severity.MEDIUM
    owner: Callable[[Item, Attributes], str | None] | None = None
    parent: Callable[[Attributes], tuple[str, str] | None] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The type's name and its aliases."""
        return (self.name, *self.aliases)

    def identity_of(self, attributes: Attributes) -> str:
        """What joins a recorded instance and a remote object; "" when the attributes do not tell it.

        An instance whose creation failed half-way lacks attributes that its kind always has.
        """
        if callable(self.identity):
            try:
                return self.identity(attributes)
            except (KeyError, TypeError, AttributeError):
                return ""
        if len(self.identity) == 1:
            alone = attributes.get(self.identity[0])
            return "" if alone is None else str(alone)
        parts = [attributes.get(name) for name in self.identity]
        return "" if any(part in (None, "") for part in parts) else "/".join(map(str, parts))

    def item_key_of(self, attributes: Attributes) -> str:
        """The key of the listing's item that holds a recorded instance."""
        try:
            return self.item_key(attributes) if self.item_key else self.identity_of(attributes)
        except (KeyError, TypeError, AttributeError):
            return ""

    def objects(self, item: Item, scope: Scope, unread: Mapping[str, str]) -> Iterable[RemoteObject]:
        """The remote objects of this type that an item holds. `unread` maps attributes to why they were not read."""
        for attributes in self.to_attributes(item, scope):
            yield RemoteObject(
                type=self.name,
                scope=scope,
                identity=self.identity_of(attributes),
                id=self.import_id(attributes) if self.import_id else str(attributes["id"]),
                attributes=attributes,
                unread=unread,
                owner=self.owner(item, attributes) if self.owner else None,
                parent=self.parent(attributes) if self.parent else None,
            )
