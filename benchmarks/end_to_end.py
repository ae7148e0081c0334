"""The main job against its own pieces called by hand in a plain loop.

Run with ``python -m benchmarks.end_to_end [--samples N] [--repeats K] [--json FILE]``. Times are wall times of whole
processes; what counts are the ratios, taken within one run of this program.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from mc.targets.reference import Reference
from pipelines.scenario.load import load_scenario
from pipelines.simulation import scenario_simulation


def by_hand(samples: int) -> float:
    """Points, inverse CDFs, model and histograms in a loop over blocks, one thread; returns seconds."""
    simulation = scenario_simulation(load_scenario("baseline", [f"run.samples={samples}"]))
    target, state = Reference(), simulation.plan.empty()
    start = time.perf_counter()
    for block in range(simulation.block_count):
        with np.errstate(all="ignore"):
            inputs = simulation.space.realise(target.draws(simulation, block))
            result = simulation.model.function(inputs)
        simulation.add(state, block, target.gathered(simulation, result))
    return time.perf_counter() - start


def command(samples: int, threads: int) -> tuple[float, float]:
    """The command in a process of its own; returns seconds and its peak memory in MiB."""
    program = "from pipelines.cli import main; main()"
    with tempfile.TemporaryDirectory() as store:
        arguments = ["run", "baseline", "--samples", str(samples), "--threads", str(threads), "--store", store]
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-c", program, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    if status:
        message = f"the command failed with status {status}"
        raise RuntimeError(message)
    return seconds, usage.ru_maxrss / 1024


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    processors = len(os.sched_getaffinity(0))
    hand, one, all_threads = [], [], []
    for _ in range(options.repeats):  # interleaved, so that a noisy neighbour meets all alike
        hand.append(by_hand(options.samples))
        one.append(command(options.samples, 1))
        all_threads.append(command(options.samples, processors))
    loop = statistics.median(hand)
    longer = command(4 * options.samples, processors)
    table = {
        "machine": f"{platform.machine()}, {processors} processors, Python {platform.python_version()}",
        "samples": options.samples,
        "load_average": os.getloadavg()[0],
        "loop_seconds": loop,
        "loop_us_per_sample": 1e6 * loop / options.samples,
        "command_one_thread_over_loop": statistics.median(seconds for seconds, _ in one) / loop,
        "command_all_threads_over_loop": statistics.median(seconds for seconds, _ in all_threads) / loop,
        "peak_mib": max(memory for _, memory in all_threads),
        "peak_mib_at_four_times_the_samples": longer[1],
    }
    for name, value in table.items():
        print(f"{name:40} {value if isinstance(value, (str, int)) else f'{value:.3g}'}")
    if options.json:
        options.json.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
