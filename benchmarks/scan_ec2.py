"""A scan of a thousand EC2-family resources against Terraform: list calls against a call or more for each resource."""

from benchmarks.estates import EC2
from benchmarks.scanning import Promise, race


def main() -> bool:
    """Like for like is without looking for what is unmanaged, which Terraform cannot do."""
    return race(
        "scan-ec2",
        EC2,
        (
            Promise("recorded", ("--no-unmanaged",), calls=50, seconds=20),
            Promise("all", ()),
        ),
    )
