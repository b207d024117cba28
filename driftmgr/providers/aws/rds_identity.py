"""The names of RDS: in lower case, and which of them are RDS's own."""

from collections.abc import Callable
from typing import Final

from driftmgr.providers.aws.owners import PLATFORM
from driftmgr.resources.types import Attributes

OF_OTHER_SERVICES: Final = ("docdb", "neptune")
"""Engines whose instances and clusters RDS lists too, and that have types of their own."""


def lower(*names: str) -> Callable[[Attributes], str]:
    """An identity by the first of these attributes that is set: RDS keeps its identifiers in lower case.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
    """
    return lambda attributes: next((str(attributes[n]) for n in names if attributes.get(n)), "").lower()


def group_owner(name: str) -> str | None:
    """Who made a group: RDS itself, for each engine and for each network in which an instance was started by hand.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/parameter-groups-overview.html
    """
    return PLATFORM if name == "default" or name.startswith(("default.", "default-vpc-")) else None
