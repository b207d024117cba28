"""A scan of a thousand mixed resources against Terraform: half of them have APIs that tell one at a time."""

from benchmarks.estates import MIXED
from benchmarks.scanning import Promise, race


def main() -> bool:
    """Deep mode reads what Terraform reads; quick mode tells existence alone."""
    return race(
        "scan-mixed",
        MIXED,
        (
            Promise("deep", ("--no-unmanaged",), calls=2.5, seconds=6),
            Promise("quick", ("--no-unmanaged", "--mode", "quick"), calls=50),
            Promise("all", ()),
        ),
    )
