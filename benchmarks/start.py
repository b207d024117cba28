"""How long it takes until something happens: the import, and the smallest command."""

import os
import statistics
import subprocess
import sys
import time

from benchmarks.figures import Figure, tell

RUNS = 15
# What the installed script of this name does, and no more.
COMMAND = (sys.executable, "-c", "import sys; from driftmgr.cli.main import main; sys.exit(main())")


def main() -> bool:
    """Medians of whole processes, taken in turns, from fork to exit."""
    contenders = {
        "nothing": [sys.executable, "-c", "pass"],
        "import": [sys.executable, "-c", "import driftmgr"],
        "version": [*COMMAND, "version"],
    }
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(RUNS):
        for name, arguments in contenders.items():
            seconds[name].append(_seconds(arguments))
    nothing, imported, version = (statistics.median(taken) for taken in seconds.values())
    return tell(
        f"start: median of {RUNS} processes",
        [
            Figure("python -c pass", nothing, "s"),
            Figure("import driftmgr", imported, "s", at_most=0.3),
            Figure("driftmgr version", version, "s", at_most=0.4),
            Figure("import driftmgr / python -c pass", imported / nothing, "x"),
            Figure("driftmgr version / python -c pass", version / nothing, "x"),
        ],
    )


def _seconds(arguments: list[str]) -> float:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    subprocess.run(arguments, check=True, env=environment, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start
