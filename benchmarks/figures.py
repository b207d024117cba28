"""Measured figures: how they are taken, and how they are printed beside the figure that is promised."""

import gc
import os
import platform
import resource
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

MIB = 1024 * 1024


@dataclass(frozen=True)
class Figure:
    """A measured value. `at_most` or `at_least` is what is promised; without either it is only told."""

    name: str
    value: float
    unit: str = ""
    at_most: float | None = None
    at_least: float | None = None

    @property
    def verdict(self) -> str:
        """PASS, MISS, or "" where nothing is promised."""
        if self.at_most is not None:
            return "PASS" if self.value <= self.at_most else "MISS"
        if self.at_least is not None:
            return "PASS" if self.value >= self.at_least else "MISS"
        return ""

    def __str__(self) -> str:
        promised = ""
        if self.at_most is not None:
            promised = f"(at most {self.at_most:g})"
        elif self.at_least is not None:
            promised = f"(at least {self.at_least:g})"
        return (
            f"  {self.verdict or '·':4} {self.name:58} {self.value:10.4g} {self.unit:8} {promised}".rstrip()
        )


def tell(title: str, figures: Iterable[Figure]) -> bool:
    """Print figures under a title; whether every promise was kept."""
    print(f"\n{title}", flush=True)
    shown = list(figures)
    for figure in shown:
        print(figure, flush=True)
    return all(figure.verdict != "MISS" for figure in shown)


def machine() -> str:
    """Where the figures are from, and how busy it is: they are ratios because of that."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{os.cpu_count()} cores, {python}, {platform.system()} {platform.machine()}, load average {load}"


def timed(function: Callable[[], Any], runs: int = 3, *, collector: bool = True) -> tuple[float, Any]:
    """Median seconds of a call that keeps one core busy, and its last result.

    It is the process's own time that is taken, so that other work on the machine counts less. `collector` says whether
    Python's collector of reference cycles runs meanwhile, as it does unless a program switches it off.
    """
    seconds, result = [], None
    for _ in range(runs):
        result = None
        gc.collect()
        if not collector:
            gc.disable()
        try:
            start = time.process_time()
            result = function()
            seconds.append(time.process_time() - start)
        finally:
            gc.enable()
    return statistics.median(seconds), result


def peak_memory() -> int:
    """The most bytes that this process ever held in memory (Linux counts in KiB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
