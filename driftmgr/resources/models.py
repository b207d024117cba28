"""What the cloud says exists, and what could not be asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

GLOBAL = "global"
"""The region of services that have none (IAM, Route 53, S3's name space)."""


class Scope(NamedTuple):
    """What one chain of discovery calls covers. `region` is `GLOBAL` for services without regions."""

    provider: str
    account: str
    region: str


@dataclass(frozen=True, slots=True)
class RemoteObject:
    """One object that exists in a cloud. Never mutated.

    `identity` joins it with what is recorded (`ResourceType.identity_of`); `id` is what `terraform import` takes.
    `attributes` carry Terraform's names and shapes, and only what was really read: an absent key is not compared.
    `unread` maps attributes that could not be read to the reason. `owner` says who made it when that is not a person
    ("aws" for what the platform makes, "cloudformation:STACK", "autoscaling:GROUP"). `parent` is (type, identity) of
    the object that this one is a part of, None for objects that stand alone.
    """

    type: str
    scope: Scope
    identity: str
    id: str
    attributes: Mapping[str, Any]
    unread: Mapping[str, str] = field(default_factory=dict)
    owner: str | None = None
    parent: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """A type that could not be read in a scope, and why. `type` "*" stands for every type of the scope.

    `item` is set when one object alone could not be read: then only recorded objects of that item are unread.
    """

    scope: Scope
    type: str
    reason: str
    item: str | None = None


@dataclass(frozen=True, slots=True)
class Inventory:
    """The objects of a discovery, and everything that it could not read.

    `read` holds each (scope, type) whose list was read to its end: only there may an absent object be called missing.
    `calls` counts the API calls a scope cost. `skipped` maps a type to recorded attributes that the mode did not read.
    """

    objects: tuple[RemoteObject, ...] = ()
    unread: tuple[Unread, ...] = ()
    read: frozenset[tuple[Scope, str]] = frozenset()
    calls: Mapping[Scope, int] = field(default_factory=dict)
    skipped: Mapping[str, frozenset[str]] = field(default_factory=dict)
