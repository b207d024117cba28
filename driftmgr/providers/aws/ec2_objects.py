"""What EC2's objects share: ARNs, whose they are, and how they name each other."""

from collections.abc import Callable
from typing import Any

from driftmgr.providers.aws.shapes import partition
from driftmgr.resources.listing import Item
from driftmgr.resources.models import Scope
from driftmgr.resources.types import Atom, Attributes


def ec2_arn(scope: Scope, kind: str, name: str) -> str:
    """The ARN of an object of EC2: `arn:aws:ec2:eu-west-1:123456789012:subnet/subnet-1`.

    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
    """
    return f"arn:{partition(scope.region)}:ec2:{scope.region}:{scope.account}:{kind}/{name}"


def is_own(item: Item, scope: Scope) -> bool:
    """Whether the account owns an object: lists also tell about networks that others share with it.

    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing.html
    """
    owner: Any = item.get("OwnerId")
    return not owner or owner == scope.account


def identity(scope: Scope, kind: str, name: str) -> dict[str, Any]:
    """The attributes that nearly every EC2 object has: `id`, `arn`, `owner_id`."""
    return {"id": name, "arn": ec2_arn(scope, kind, name), "owner_id": scope.account}


def reference(attribute: str) -> Callable[[Attributes], str]:
    """Tells the object that an attribute names; "" where a half-made instance does not record it."""
    return lambda attributes: str(attributes.get(attribute) or "")


def part_of(type_name: str, attribute: str) -> Callable[[Attributes], tuple[str, str]]:
    """Tells the (type, identity) of the object that an attribute names."""
    named = reference(attribute)
    return lambda attributes: (type_name, named(attributes))


def one_atom(attribute: str) -> Callable[[Attributes], frozenset[Atom]]:
    """Tells the only atom of a split resource: the value of one attribute."""
    return lambda attributes: frozenset({(attributes.get(attribute),)})


def by_name(_: Attributes, value: Any) -> dict[Atom, Any]:
    """The atoms of a set of names."""
    return {(name,): name for name in value or ()}
