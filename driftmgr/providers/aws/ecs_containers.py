"""When two texts of container definitions mean the same containers."""

import json
from collections.abc import Mapping
from typing import Any, Final

from driftmgr.drift.blank import canonical

_DEFAULTS: Final[Mapping[str, Any]] = {"essential": True}
_OF_PORTS: Final[Mapping[str, Any]] = {"protocol": "tcp"}
_OF_HEALTH: Final[Mapping[str, Any]] = {"interval": 30, "timeout": 5, "retries": 3}
_SETS: Final = {"environment": "name", "secrets": "name", "environmentFiles": "value"}
"""Lists whose order means nothing, with what names an element. The rest (commands, dependencies) keeps its order."""


def same_containers(recorded: Any, actual: Any) -> bool:
    """Container definitions: in any order, with or without what ECS fills in, with keys in any case.

    What is recorded is what was configured or what ECS answered, by the provider's version. Numbers may be text.
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
    """
    was, live = _containers(recorded), _containers(actual)
    if was is None or live is None:
        return bool(recorded == actual)
    if was.keys() != live.keys():
        return False
    return all(
        canonical(_plain(was[name], live[name])) == canonical(_plain(live[name], was[name])) for name in was
    )


def _containers(text: Any) -> dict[str, dict[str, Any]] | None:
    """Definitions by name; None for what is no list of them."""
    try:
        told = json.loads(text) if isinstance(text, str) else text
    except ValueError:
        return None
    if not isinstance(told, list) or not all(isinstance(each, dict) for each in told):
        return None
    definitions = [_camel(each) for each in told]
    return {str(each.get("name")): each for each in definitions}


def _camel(told: Mapping[str, Any]) -> dict[str, Any]:
    return {key[:1].lower() + key[1:]: value for key, value in told.items()}


def _plain(told: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """A definition with everything that it leaves to its defaults."""
    found = {**_DEFAULTS, **told}
    for name, by in _SETS.items():
        if isinstance(found.get(name), list):
            found[name] = sorted(map(_camel, found[name]), key=lambda each: str(each.get(by)))
    if isinstance(found.get("portMappings"), list):
        theirs = other.get("portMappings") or []
        found["portMappings"] = sorted(
            (_port(_camel(each), theirs) for each in found["portMappings"]),
            key=lambda each: str(canonical(each)),
        )
    if found.get("healthCheck"):
        found["healthCheck"] = {**_OF_HEALTH, **_camel(found["healthCheck"])}
    return found


def _port(mapping: dict[str, Any], theirs: list[Mapping[str, Any]]) -> dict[str, Any]:
    """A mapping. In mode awsvpc the host's port is the container's, and is told where it was left out."""
    found = {**_OF_PORTS, **mapping}
    same_port = str(found.get("hostPort", "")) == str(found.get("containerPort"))
    left_out = any(
        str(_camel(each).get("containerPort")) == str(found.get("containerPort"))
        and not _camel(each).get("hostPort")
        for each in theirs
    )
    if same_port and left_out:
        del found["hostPort"]
    return found
