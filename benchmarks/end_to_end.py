"""The command against its kernel: what start, checks, Dask, records, merging, results and summary add.

Run with ``python -m benchmarks.end_to_end [--samples N] [--repeats K] [--large N] [--json FILE]``. Times are wall
times, of whole processes for the command; what counts are the ratios, taken within one run of this program. The command
finds its machine code on disk, and what compiling it takes is given apart.
"""

import argparse
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks import machine
from mc.expression.node import FLOAT32
from mc.kernel.build import build_kernel
from mc.simulation import Simulation
from mc.targets.simd.target import Simd
from pipelines.scenario.load import load_scenario
from pipelines.simulation import scenario_simulation


def baseline(samples: int) -> Simulation:
    """The run that is measured."""
    return scenario_simulation(load_scenario("baseline", [f"run.samples={samples}", 'run.target="simd"']))


def compiled(simulation: Simulation) -> tuple[Simd, float]:
    """A target that has compiled the simulation, or found its code on disk; and seconds."""
    target, start = Simd(), time.perf_counter()
    target.accumulate(simulation, range(0), simulation.plan.empty())
    return target, time.perf_counter() - start


def kernel(target: Simd, simulation: Simulation, threads: int) -> float:
    """Call the kernel on as many parts of the samples as there are threads; returns seconds."""
    start = time.perf_counter()
    ends = np.linspace(0, simulation.block_count, threads + 1).astype(int).tolist()
    blocks = [range(*pair) for pair in itertools.pairwise(ends)]
    states = [simulation.plan.empty() for _ in blocks]
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(partial(target.accumulate, simulation), blocks, states))
    np.sum(states, axis=0)
    return time.perf_counter() - start


def command(samples: int, threads: int) -> tuple[float, float]:
    """The command in a process of its own; returns seconds and its peak memory in MiB."""
    program = "from pipelines.cli import main; main()"
    with tempfile.TemporaryDirectory() as store:
        arguments = ["run", "baseline", "--target", "simd", "--samples", str(samples), "--threads", str(threads)]
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-c", program, *arguments, "--store", store],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    if status:
        message = f"the command failed with status {status}"
        raise RuntimeError(message)
    return seconds, usage.ru_maxrss / 1024


def measured(samples: int, repeats: int, large: int | None) -> Iterator[tuple[str, float]]:
    """Names and figures."""
    simulation, processors = baseline(samples), len(os.sched_getaffinity(0))
    machine.forget_kernels()
    start = time.perf_counter()
    build_kernel(simulation, FLOAT32)
    yield "seconds_to_trace", time.perf_counter() - start
    target, seconds = compiled(simulation)
    yield "seconds_to_trace_and_compile", seconds
    yield "seconds_with_code_on_disk", compiled(simulation)[1]
    times: dict[str, list[float]] = defaultdict(list)
    memory = 0.0
    for _ in range(repeats):  # interleaved, so that a noisy neighbour meets all alike
        for name, threads in (("one_thread", 1), ("all_threads", processors)):
            times[f"kernel_{name}"].append(kernel(target, simulation, threads))
            seconds, memory = command(samples, threads)
            times[f"command_{name}"].append(seconds)
    middle = {name: statistics.median(values) for name, values in times.items()}
    for name, seconds in middle.items():
        yield f"seconds_{name}", seconds
    yield "us_per_sample_one_thread", 1e6 * middle["kernel_one_thread"] / samples
    for name in ("one_thread", "all_threads"):
        yield f"command_over_kernel_{name}", middle[f"command_{name}"] / middle[f"kernel_{name}"]
    yield "peak_mib", memory
    if large:
        seconds, memory = command(large, processors)
        yield "samples_of_the_large_run", large
        yield "seconds_of_the_large_run", seconds
        yield "peak_mib_of_the_large_run", memory


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=10_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--large", type=int, help="samples of one more, long run: does memory stay what it is?")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    table: dict[str, object] = {"machine": machine.describe(), "samples": options.samples}
    for name, value in measured(options.samples, options.repeats, options.large):
        print(f"{name:40} {value:.3g}", flush=True)
        table[name] = value
    if options.json:
        options.json.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
