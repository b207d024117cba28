"""Which attributes are sensitive.

The generator's scripts do not say. Pulumi's bridged providers do: a resource class lists as
`additional_secret_outputs` the top-level attributes that Terraform's schema flags `sensitive`, under
Pulumi's names. Nested attributes appear in no list, so a few names that hold nothing but secrets count too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

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
    types: Mapping[str, Block], outputs: Iterable[SecretOutputs], prefix: str
) -> dict[str, Block]:
    """The types with `sensitive` set.

    Raises ValueError where a class with secrets fits no type, or has a secret that its type has not: the
    packages are of provider releases too far apart, and a secret would go unmarked.
    """
    flagged: dict[str, set[str]] = {}
    for one in outputs:
        type_name = _type_of(one, types, prefix)
        unknown = set(one.secrets) - types[type_name].keys()
        if unknown:
            raise ValueError(f"{type_name} has no attribute {', '.join(sorted(unknown))}")
        flagged.setdefault(type_name, set()).update(one.secrets)
    return {name: _marked(block, flagged.get(name, set())) for name, block in types.items()}


def _marked(block: Block, flagged: set[str]) -> Block:
    return {name: _mark(name, attribute, name in flagged) for name, attribute in block.items()}


def _mark(name: str, attribute: Attribute, flagged: bool) -> Attribute:
    if attribute.block is not None:
        return replace(attribute, element=_marked(attribute.block, set()), sensitive=flagged)
    textual = (attribute.element or attribute.kind) in _TEXTUAL
    return replace(attribute, sensitive=flagged or (textual and _SECRET_NAME.search(name) is not None))


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
