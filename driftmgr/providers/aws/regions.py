"""The names of AWS's regions, as the SDK's data on partitions has them."""

from collections.abc import Iterable
from difflib import get_close_matches

from driftmgr.errors import InvalidInputError


def check_regions(names: Iterable[str]) -> None:
    """Raises InvalidInputError for a name that no region has: asking it would end in one failure for each service."""
    known: frozenset[str] = frozenset()
    for name in names:
        known = known or known_regions()
        if name not in known:
            close = get_close_matches(name.lower(), known, 5)
            close.sort(key=lambda region: sorted(region) != sorted(name.lower()))  # swapped letters first
            advice = f"did you mean {close[0]}?" if close else "give a name like us-east-1"
            raise InvalidInputError(f"aws: {name!r} is not a region; {advice}")


def known_regions() -> frozenset[str]:
    """The regions of all partitions (https://docs.aws.amazon.com/general/latest/gr/rande.html)."""
    from botocore.loaders import create_loader

    partitions = create_loader().load_data("partitions")["partitions"]
    return frozenset(name for partition in partitions for name in partition["regions"])
