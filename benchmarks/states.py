"""Reading a state of 200 MB: time, and memory as a multiple of the file, against bare JSON parsers.

Each measurement is a process of its own, as a command is: it reads the file, parses it, and holds the result.
"""

import gc
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.copies import Estate
from benchmarks.figures import MIB, Figure, peak_memory, tell

SIZE = 200_000_000
RUNS = 3
CONTENDERS = ("orjson", "msgspec", "read_state")


def main() -> bool:
    """Medians of three processes for each, in turns."""
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "terraform.tfstate"
        with context.Pool(1) as pool:
            instances = pool.apply(write, (path,))
        length = path.stat().st_size
        found: dict[str, list[tuple[float, int]]] = {name: [] for name in CONTENDERS}
        for _ in range(RUNS):
            for name in CONTENDERS:
                with context.Pool(1) as pool:
                    found[name].append(pool.apply(read, (name, path)))
    seconds = {name: statistics.median(s for s, _ in runs) for name, runs in found.items()}
    memory = {name: statistics.median(m for _, m in runs) / length for name, runs in found.items()}
    return tell(
        f"states: {length / MIB:.0f} MiB, {instances:,} instances, medians of {RUNS} processes",
        [
            *(Figure(f"{name}: time", seconds[name], "s") for name in CONTENDERS),
            Figure("read_state / orjson.loads", seconds["read_state"] / seconds["orjson"], "x"),
            Figure("read_state / msgspec.json.decode", seconds["read_state"] / seconds["msgspec"], "x"),
            *(Figure(f"{name}: peak memory / file", memory[name], "x") for name in CONTENDERS),
        ],
    )


def write(path: Path) -> int:
    """Write a state of about `SIZE` bytes; how many instances it has."""
    sample = Estate(1000)
    estate = Estate(round(SIZE / (len(sample.state()) / sample.size)))
    path.write_bytes(estate.state())
    return estate.size


def read(name: str, path: Path) -> tuple[float, int]:
    """Seconds of one core to parse the file, and the most memory held meanwhile, the file's bytes included."""
    import msgspec
    import orjson

    from driftmgr.states.statefile import read_state

    parsers: dict[str, Callable[[bytes], Any]] = {
        "orjson": orjson.loads,
        "msgspec": msgspec.json.decode,
        "read_state": lambda data: read_state(data, str(path)),
    }
    data = path.read_bytes()
    gc.collect()
    start = time.process_time()
    result = parsers[name](data)
    seconds = time.process_time() - start
    memory = peak_memory()
    del result
    return seconds, memory
