"""`python -m benchmarks [NAME …]`: all of them, or those named."""

import argparse
import sys
from importlib import import_module

from benchmarks.figures import machine

BENCHMARKS = {
    "start": "the import and the smallest command",
    "compare": "comparison in memory, 10,000 to 1,000,000 instances",
    "states": "reading a state of 200 MB",
    "scan-ec2": "a scan of 1,000 EC2-family resources against terraform plan -refresh-only",
    "scan-mixed": "a scan of 1,000 mixed resources against terraform plan -refresh-only",
}


def main() -> int:
    """Run and print; 1 when a promised figure was missed."""
    listed = "\n".join(f"  {name:11} {what}" for name, what in BENCHMARKS.items())
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        epilog=listed,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="benchmarks to run; all by default")
    names = parser.parse_args().names or list(BENCHMARKS)
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"no benchmark is called {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
    print(machine())
    kept = [import_module(f"benchmarks.{name.replace('-', '_')}").main() for name in names]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
