"""The comparison: everything between what is in memory (state parsed, inventory read) and verdicts.

The limit is the time that orjson takes to parse the bytes of the same state: nothing that looks at every recorded value
can be much quicker than building them. Each size is measured in a process of its own, and orjson before anything else
is in its memory. The promise is for Python as it is; without its collector of cycles, which has more to do where many
objects are made than where they are looked at, both are quicker, and orjson the more.
"""

import gc
import multiprocessing
import os
from functools import partial
from typing import Any

from benchmarks.copies import ACCOUNT, REGION, Estate
from benchmarks.figures import MIB, Figure, peak_memory, tell, timed
from driftmgr.drift.detect import Detection, Scanned, detect
from driftmgr.drift.models import DriftKind
from driftmgr.drift.placement import places
from driftmgr.providers.aws.registry import aws_types
from driftmgr.states.statefile import read_state

SIZES = (10_000, 100_000, 1_000_000)
PROMISED = {100_000: 3}
BYTES_EACH = 12_000
"""Memory to leave for an instance: its text, what is recorded, what is live, and the verdicts."""


def main() -> bool:
    """Three sizes; the smallest tells what an instance costs when everything is small."""
    context, kept, per_instance = multiprocessing.get_context("spawn"), True, {}
    free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    sizes = [size for size in SIZES if size * BYTES_EACH < free]
    for size in sizes:
        with context.Pool(1) as pool:
            found = pool.apply(measure, (size,))
        per_instance[size] = found["compare"] / found["instances"] * 1e6
        kept &= tell(
            f"compare: {found['instances']:,} instances of {found['types']} types, {found['bytes'] / MIB:.0f} MiB; "
            f"{found['in_sync']:,} in sync, {found['changed']:,} changed, {found['missing']:,} missing, "
            f"{found['unmanaged']:,} unmanaged, {found['unread']:,} unread",
            [
                Figure("orjson.loads of the state", found["orjson"], "s"),
                Figure("comparison", found["compare"], "s"),
                Figure("comparison of one instance", per_instance[size], "us"),
                Figure(
                    "comparison / orjson.loads",
                    found["compare"] / found["orjson"],
                    "x",
                    at_most=PROMISED.get(size),
                ),
                Figure("the same without the collector of cycles", found["bare"] / found["bare_orjson"], "x"),
                Figure("peak memory, state text and inventory included", found["memory"] / MIB, "MiB"),
            ],
        )
    if len(sizes) < len(SIZES):
        print(f"\n  left out for want of memory: {SIZES[len(sizes) :]}", flush=True)
    growth = per_instance[sizes[-1]] / per_instance[sizes[0]]
    title = f"compare: an instance among {sizes[-1]:,} against one among {sizes[0]:,} (1 is linear)"
    return tell(title, [Figure("time per instance", growth, "x", at_most=2)]) and kept


def measure(size: int) -> dict[str, Any]:
    """The times and counts of one size; run in a process of its own, so that its memory is its own."""
    import orjson

    estate = Estate(size)
    data = estate.state()
    runs = 3 if size < SIZES[-1] else 1
    parse, document = timed(partial(orjson.loads, data), runs)
    bare_parse, document = timed(partial(orjson.loads, data), runs, collector=False)
    length, instances = len(data), read_state(data, "terraform.tfstate").instances
    del data, document
    inventory = estate.inventory()
    gc.collect()
    scanned = Scanned("aws", aws_types(), (ACCOUNT,), (REGION,))

    def compare() -> Detection:
        return detect(instances, places(instances), inventory, scanned)

    seconds, detection = timed(compare, runs)
    bare, detection = timed(compare, runs, collector=False)
    kinds = [drift.kind for drift in detection.drifts]
    return {
        "instances": len(instances),
        "types": len({instance.type for instance in instances}),
        "bytes": length,
        "orjson": parse,
        "bare_orjson": bare_parse,
        "compare": seconds,
        "bare": bare,
        "in_sync": detection.in_sync,
        "unread": sum(map(len, detection.unread.values())),
        "memory": peak_memory(),
        **{kind.value: kinds.count(kind) for kind in DriftKind},
    }
