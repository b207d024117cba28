"""Equality for attributes of which a state may say nothing."""

from operator import eq

from driftmgr.resources.types import Equivalence


def where_recorded(same: Equivalence = eq) -> Equivalence:
    """As `same`, where anything is recorded: what was left to AWS to choose has no value to keep."""
    return lambda recorded, actual: not recorded or same(recorded, actual)
