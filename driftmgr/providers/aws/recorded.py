"""Equality for attributes of which a state may say nothing, or nothing is a value of its own."""

from operator import eq
from typing import Any

from driftmgr.drift.blank import same_scalar
from driftmgr.resources.types import Equivalence


def where_recorded(same: Equivalence = eq) -> Equivalence:
    """As `same`, where anything is recorded: what was left to AWS to choose has no value to keep."""
    return lambda recorded, actual: not recorded or same(recorded, actual)


def left_open(default: Any) -> Equivalence:
    """Equality where no value at all is the default, and 0 or false is a choice of its own."""

    def same(recorded: Any, actual: Any) -> bool:
        was, live = (default if value in (None, "") else value for value in (recorded, actual))
        return same_scalar(was, live, "any")

    return same
