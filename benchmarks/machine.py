"""The machine that figures were taken on, without its name, and how time is measured on it."""

import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np


def describe() -> dict[str, str | int | float]:
    """Processor, versions and load."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    facts = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
    flags = facts.get("flags", "").split()
    return {
        "architecture": platform.machine(),
        "processor": facts.get("model name", "unknown"),
        "vectors": next((name for name in ("avx512f", "avx2", "avx") if name in flags), "unknown"),
        "processors": len(os.sched_getaffinity(0)),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "load_average": os.getloadavg()[0],
    }


def forget_kernels() -> None:
    """Go on with an empty cache on disk: ours is looked for whenever a model compiles, a peer's when it is imported."""
    os.environ["HOME"] = os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp()


def interleaved(
    runs: Mapping[str, Callable[[], object]], repeats: int, clock: Callable[[], float] = time.process_time
) -> dict[str, float]:
    """Median time of each run, in seconds.

    One repeat of all after the other, so that a noisy neighbour meets all alike. By default the processor's time is
    taken, of all threads: on one processor that is the wall time less what neighbours took of it.
    """
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(repeats):
        for name, run in runs.items():
            start = clock()
            run()
            times[name].append(clock() - start)
    return {name: statistics.median(values) for name, values in times.items()}
