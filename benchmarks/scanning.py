"""Scan and `terraform plan -refresh-only` on one state, against one AWS, in one run.

The estate is made by a real Terraform on moto, through the proxy. Then each client runs once, so that the proxy has
heard every question; what is measured is answered from memory, 50 ms late: latency, and not moto, is what clients meet.
"""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.estates import configuration, described
from benchmarks.figures import Figure, tell
from benchmarks.offline import LATENCY, Cost, Driftmgr, Refresh, cloud, summary
from tests.terraform.runner import Terraform

RUNS = 5


@dataclass(frozen=True)
class Promise:
    """How many times fewer calls and less time than Terraform a scan with these options takes; None is not promised."""

    name: str
    options: tuple[str, ...]
    calls: float | None = None
    seconds: float | None = None


def race(title: str, composition: Mapping[str, int], promises: tuple[Promise, ...]) -> bool:
    """Make the estate, let all clients run in turns, and print how they compare."""
    with tempfile.TemporaryDirectory() as folder, cloud() as aws:
        terraform = Terraform(Path(folder), aws.url)
        terraform.write(configuration(composition))
        state = terraform.apply(parallelism=40)
        scans = {p.name: Driftmgr(state, aws.url, p.options) for p in promises}
        aws.remember()
        clients: dict[str, Driftmgr | Refresh] = {"terraform": Refresh(terraform), **scans}
        runs: dict[str, list[Cost]] = {name: [] for name in clients}
        for turn in range(1 + RUNS):
            for name, client in clients.items():
                cost = aws.cost(client)
                if turn:  # the first is for the proxy to hear the questions
                    runs[name].append(cost)
    refresh = _best(runs["terraform"])
    kept = tell(
        f"{title}: {sum(composition.values()):,} resources ({described(composition)}), {LATENCY * 1000:.0f} ms a call, "
        f"the best of {RUNS} runs, in turns",
        [
            Figure("terraform plan -refresh-only -parallelism=10: calls", refresh.calls.total()),
            Figure("terraform plan -refresh-only -parallelism=10: time", refresh.seconds, "s"),
            Figure("terraform plan -refresh-only -parallelism=10: processor time", refresh.processor, "s"),
        ],
    )
    for promise in promises:
        kept &= _compared(promise, refresh, _best(runs[promise.name]))
    return kept


def _best(costs: list[Cost]) -> Cost:
    """The quickest run: whatever else the machine did meanwhile can only have made the others slower."""
    return min(costs, key=lambda cost: cost.seconds)


def _compared(promise: Promise, refresh: Cost, scan: Cost) -> bool:
    counts = summary(scan)
    told = ", ".join(f"{counts[name]} {name.replace('_', ' ')}" for name in ("recorded", "in_sync", "unread"))
    kept = tell(
        f"  driftmgr scan {' '.join(promise.options)}: {told}",
        [
            Figure("calls", scan.calls.total()),
            Figure("time", scan.seconds, "s"),
            Figure("processor time", scan.processor, "s"),
            Figure(
                "fewer calls than terraform",
                refresh.calls.total() / scan.calls.total(),
                "x",
                at_least=promise.calls,
            ),
            Figure("less time than terraform", refresh.seconds / scan.seconds, "x", at_least=promise.seconds),
        ],
    )
    print("       " + ", ".join(f"{count} {name}" for name, count in scan.calls.most_common(12)), flush=True)
    return kept
