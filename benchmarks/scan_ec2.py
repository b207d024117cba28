"""A scan of a thousand EC2-family resources against Terraform: list calls against a call or more for each resource."""

from benchmarks.estates import EC2
from benchmarks.scanning import Promise, race


def main() -> bool:
    """Like for like is without looking for what is unmanaged, which Terraform cannot do.

    The promise is smart mode's, which needs lists alone here. Deep mode adds two calls for each instance: no list tells
    its termination protection and its shutdown behaviour.
    """
    return race(
        "scan-ec2",
        EC2,
        (
            Promise("smart", ("--no-unmanaged", "--mode", "smart"), calls=50, seconds=20),
            Promise("deep", ("--no-unmanaged",)),
            Promise("all", ()),
        ),
    )
