"""Collections and claims that several services share."""

from collections.abc import Callable

from driftmgr.resources.types import Attributes, Claim, Collection, Equivalence

_WHOLE = ("whole",)


def whole(attribute: str, same: Equivalence) -> Collection:
    """An attribute that its owner shares, as a whole, with a split resource (a queue's policy)."""
    return Collection(attribute=attribute, atoms=lambda _, value: {_WHOLE: value} if value else {}, same=same)


def claims_whole(owner: str, owner_identity: Callable[[Attributes], str], attribute: str) -> Claim:
    """The claim of the split resource on the whole attribute of its owner."""
    return Claim(
        owner=owner,
        owner_identity=owner_identity,
        attribute=lambda _: attribute,
        atoms=lambda _: frozenset({_WHOLE}),
    )
