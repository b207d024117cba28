"""Which attributes are sensitive.

The generator's scripts do not say. Pulumi's bridged providers do: a resource class lists as
`additional_secret_outputs` the top-level attributes that Terraform's schema flags `sensitive`, under
Pulumi's names. Nested attributes appear in no list, so a few names that hold nothing but secrets count too;
what neither rule gets right is listed by path (`Exceptions`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from driftmgr.resources.catalogue.models import Attribute, Block

_SECRETS = re.compile(r"additional_secret_outputs=\[([^\]]*)\]")
_TOKEN = re.compile(r"\.__init__\(\s*'(\w+):(\w+)/\w+:(\w+)'")
_PROPERTY = re.compile(r'__props__\.__dict__\["(\w+)"\] = ')
_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SECRET_NAME = re.compile(
    r"(?:^|_)(?:passwords?|passphrase|client_secret|shared_secret|secret_string|secret_binary|secret_key"
    r"|secret_access_key|private_key|access_token|refresh_token|auth_token|secret_token|api_token|oauth_token"
    r"|api_key|auth_key|preshared_key|basic_auth_credentials|credentials_map|custom_authentication_credentials)"
    r"(?:_wo)?$"
    r"|^(?:secret|token)$"
)
_TEXTUAL = ("string", "any")
_SAME_RESOURCE = 0.8
"""Least share of equal property names for a class to be the same resource as a type of another name."""


@dataclass(frozen=True, slots=True)
class SecretOutputs:
    """The secrets of one Pulumi resource class."""

    module: str
    name: str
    secrets: tuple[str, ...]
    properties: frozenset[str]


@dataclass(frozen=True, slots=True)
class Exceptions:
    """Patterns of paths such as `aws_mq_broker.user.password`, in which `*` spans any part of a path.

    `secret` are flagged in the provider's schema without being in Pulumi's list or having a telling name;
    `public` have the name of a secret and hold none. `secret` wins over `public`.
    """

    secret: tuple[str, ...] = ()
    public: tuple[str, ...] = ()


def secret_outputs(scripts: Iterable[str]) -> list[SecretOutputs]:
    """The resource classes with secrets in a Pulumi provider's Python modules."""
    found = []
    for script in scripts:
        for listed in _SECRETS.finditer(script):
            token = _TOKEN.search(script, listed.end())
            if token is None:  # the provider's own configuration, which is no resource
                continue
            found.append(
                SecretOutputs(
                    module=token.group(2),
                    name=token.group(3),
                    secrets=tuple(_snake(name) for name in re.findall(r'"(\w+)"', listed.group(1))),
                    properties=frozenset(_PROPERTY.findall(script)),
                )
            )
    return found


def with_sensitive(
    types: Mapping[str, Block],
    outputs: Iterable[SecretOutputs],
    prefix: str,
    exceptions: Exceptions = Exceptions(),
) -> dict[str, Block]:
    """The types with `sensitive` set.

    Raises ValueError where a class with secrets fits no type, has a secret that its type has not, or a
    pattern matches nothing: the packages or the patterns are out of date, and a secret would go unmarked.
    """
    flagged: set[str] = set()
    for one in outputs:
        type_name = _type_of(one, types, prefix)
        unknown = set(one.secrets) - types[type_name].keys()
        if unknown:
            raise ValueError(f"{type_name} has no attribute {', '.join(sorted(unknown))}")
        flagged.update(f"{type_name}.{secret}" for secret in one.secrets)
    paths = [path for name, block in types.items() for path in _paths(block, name)]
    flagged |= _matching(exceptions.secret, paths)
    public = _matching(exceptions.public, paths) - flagged
    return {name: _marked(block, name, flagged, public) for name, block in types.items()}


def _paths(block: Block, above: str) -> Iterator[str]:
    for name, attribute in block.items():
        yield f"{above}.{name}"
        if attribute.block is not None:
            yield from _paths(attribute.block, f"{above}.{name}")


def _matching(patterns: Iterable[str], paths: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for pattern in patterns:
        matches = {path for path in paths if fnmatchcase(path, pattern)}
        if not matches:
            raise ValueError(f"no attribute matches {pattern}")
        found |= matches
    return found


def _marked(block: Block, above: str, flagged: set[str], public: set[str]) -> Block:
    marked: dict[str, Attribute] = {}
    for name, attribute in block.items():
        path = f"{above}.{name}"
        if attribute.block is not None:
            nested = _marked(attribute.block, path, flagged, public)
            marked[name] = replace(attribute, element=nested, sensitive=path in flagged)
        else:
            telling = (attribute.element or attribute.kind) in _TEXTUAL and _SECRET_NAME.search(
                name
            ) is not None
            secret = path in flagged or (telling and path not in public)
            marked[name] = replace(attribute, sensitive=secret)
    return marked


def _type_of(one: SecretOutputs, types: Mapping[str, Block], prefix: str) -> str:
    """The Terraform type of a Pulumi class: equal but for the case and the underscores, or nearly equal
    properties (`aws:rds/instance:Instance` is `aws_db_instance`)."""
    wanted = f"{prefix}{one.module}{one.name}".lower()
    for type_name in types:
        if type_name.replace("_", "") == wanted:
            return type_name
    properties = {_singular(name) for name in one.properties}
    likeness, type_name = max(
        (_likeness(properties, {_singular(name) for name in block}), name) for name, block in types.items()
    )
    if likeness < _SAME_RESOURCE:
        raise ValueError(f"no type is like {one.module}/{one.name}; the closest is {type_name}")
    return type_name


def _likeness(one: set[str], other: set[str]) -> float:
    other = other - {"id", "timeout"}
    return len(one & other) / len(one | other)


def _singular(name: str) -> str:
    return name.rstrip("s")


def _snake(name: str) -> str:
    return _WORD_START.sub("_", name).lower()
