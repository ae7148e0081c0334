"""The benchmark model alone, and sampling alone: our targets beside NumPy, JAX, Dr.Jit and C++ written by hand.

Run with ``python -m benchmarks.kernels [--samples N] [--repeats K] [--json FILE]``. What is not installed is left out
with a word. One thread means that the process may use one processor only, whatever pools of threads there are in it;
time is the time of that processor.
"""

import argparse
import json
import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks import machine
from benchmarks.agreement import require_agreement
from benchmarks.engine import TARGETS, engine_model, simd_model, simd_sampling
from benchmarks.model.inputs import draw
from benchmarks.peers import drjit_port, jax_port, native, numpy_eager
from benchmarks.peers.kernel import AbsentError, Columns, Kernel
from distributions.special import normal_quantile
from mc.points.base import tails
from mc.points.philox import Philox, stream_key
from mc.simulation import BLOCK_LANES

CPP, OURS = "C++, AVX2", "ours, simd"
FMA_ITERATIONS = 2_000_000
STREAMS = ("cost_of_capital", "radiator_temperature_k", "launch_price_usd_per_kg", "electricity_usd_per_kwh")


def _samples(text: str) -> int:
    """Read a number of samples that all kernels can cut evenly."""
    samples = int(text)
    if samples <= 0 or samples % 4096:
        message = f"{text}: must be a multiple of 4,096"
        raise argparse.ArgumentTypeError(message)
    return samples


def main() -> None:
    """Measure, check and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=_samples, default=2**18, help="a multiple of 4,096")
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    table: dict[str, object] = {"machine": machine.describe(), "samples": options.samples}
    processors = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(processors)})  # before any of the peers makes its threads
    machine.forget_kernels()
    columns = draw(options.samples).astype(np.float32)
    absent: dict[str, str] = {}
    table["absent"] = absent
    table["model"] = measure_model(columns, options.repeats, absent)
    try:
        cpp = native.build()
    except AbsentError:
        print("no C++: neither its rates nor sampling nor two threads are measured")
    else:
        table["cpp"] = measure_cpp(cpp, columns, options.repeats)
        table["sampling"] = measure_sampling(cpp, options.samples, options.repeats)
        os.sched_setaffinity(0, processors)
        table["threads"] = measure_threads(cpp, columns, options.repeats)
    for name, reason in absent.items():
        print(f"left out: {name}: {reason}")
    if options.json:
        options.json.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


def contestants(columns: Columns) -> dict[str, Callable[[], Kernel]]:
    """Ways to evaluate the model on float32 inputs, by name."""
    return {
        **{f"ours, {target}": partial(engine_model, target, columns) for target in TARGETS},
        "NumPy, float64": partial(numpy_eager.prepare, columns, dtype=np.float64),
        "NumPy, float32": partial(numpy_eager.prepare, columns, dtype=np.float32),
        "NumPy, float32, blocks of 4096": partial(numpy_eager.prepare, columns, dtype=np.float32, block=4096),
        "JAX jit, arrays": partial(jax_port.prepare, columns, loop="arrays"),
        "JAX jit, lax.scan": partial(jax_port.prepare, columns, loop="scan"),
        "Dr.Jit, LLVM": partial(drjit_port.prepare, columns),
        CPP: lambda: native.build().model(columns),
    }


def prepared(columns: Columns, absent: dict[str, str]) -> dict[str, Kernel]:
    """Contestants that can run here, each found to have the results of the first; the others go to `absent`."""
    kernels: dict[str, Kernel] = {}
    reference = engine_model("reference", columns).run()
    for name, prepare in contestants(columns).items():
        try:
            kernels[name] = prepare()
        except AbsentError as error:
            absent[name] = str(error)
        else:
            require_agreement(kernels[name].run(), reference)
    return kernels


def measure_model(columns: Columns, repeats: int, absent: dict[str, str]) -> dict[str, dict[str, float | str]]:
    """Rates of the model on one thread."""
    kernels = prepared(columns, absent)
    times = machine.interleaved({name: kernel.run for name, kernel in kernels.items()}, repeats)
    samples = columns.shape[1]
    slowest, fastest = times["NumPy, float64"], times.get(CPP)
    print(f"{'model, one thread':34} {'M samples/s':>12} {'x NumPy f64':>12} {'of C++':>8} {'compiled in':>12}")
    table: dict[str, dict[str, float | str]] = {}
    for name, kernel in kernels.items():
        rate, ratio = samples / times[name] / 1e6, slowest / times[name]
        share = fastest / times[name] if fastest else float("nan")
        compiled = f"{kernel.compile_seconds:.2f} s" if kernel.compile_seconds else "-"
        print(f"{name:34} {rate:12.2f} {ratio:12.2f} {share:8.3f} {compiled:>12}  {kernel.note}")
        table[name] = {
            "million_samples_per_second": rate,
            "over_numpy_float64": ratio,
            "of_cpp": share,
            "compile_seconds": kernel.compile_seconds,
            "note": kernel.note,
        }
    return table


def measure_cpp(cpp: native.Native, columns: Columns, repeats: int) -> dict[str, float]:
    """How near the C++ port comes to what the processor can do."""
    kernel = cpp.model(columns)
    multiply_adds = cpp.fma_chains(1)
    times = machine.interleaved(
        {"model": kernel.run, "multiply-adds": partial(cpp.fma_chains, FMA_ITERATIONS)}, repeats
    )
    instructions = cpp.instructions_per_sample
    issued = instructions * columns.shape[1] / times["model"] / 1e9
    attainable = multiply_adds * FMA_ITERATIONS / times["multiply-adds"] / 1e9
    print(f"\nC++: {instructions:.0f} arithmetic instructions of 8 lanes a sample, {issued:.2f} 10^9/s issued;")
    print(f"the processor attains {attainable:.2f} 10^9/s in chains of fused multiply-adds: {issued / attainable:.2f}")
    return {"instructions_per_sample": instructions, "issued_giga": issued, "attainable_giga": attainable}


def measure_sampling(cpp: native.Native, samples: int, repeats: int) -> dict[str, float]:
    """Philox, and Philox with normal quantiles, of four inputs on one thread; nanoseconds a draw."""
    points, each = Philox(seed=1, replicates=1), samples // len(STREAMS)
    keys = [stream_key(1, stream) for stream in STREAMS]
    bits, scores = np.empty((len(STREAMS), each), np.uint32), np.empty((len(STREAMS), each), np.float32)

    def ours(*, scored: bool) -> None:
        for stream in STREAMS:
            for first in range(0, each, BLOCK_LANES):
                block = points.bits(stream, first, min(BLOCK_LANES, each - first), range(1))
                if scored:
                    normal_quantile(*tails(block))

    def native_draws(draw_one: Callable[[int, int, Any], None], out: npt.NDArray[Any]) -> None:
        for key, row in zip(keys, out, strict=True):
            draw_one(key, each, row)

    runs: dict[str, Callable[[], object]] = {
        "Philox, ours, reference": partial(ours, scored=False),
        "Philox, ours, simd": simd_sampling(STREAMS, each, scored=False),
        "Philox, C++": partial(native_draws, cpp.uniform_bits, bits),
        "normal, ours, reference": partial(ours, scored=True),
        "normal, ours, simd": simd_sampling(STREAMS, each, scored=True),
        "normal, C++": partial(native_draws, cpp.normals, scores),
    }
    table = {name: 1e9 * time / samples for name, time in machine.interleaved(runs, repeats).items()}
    print("\nsampling, one thread, ns a draw: " + ", ".join(f"{name} {value:.2f}" for name, value in table.items()))
    return table


def measure_threads(cpp: native.Native, columns: Columns, repeats: int) -> dict[str, float]:
    """Two threads over one, by wall time."""
    runs = {f"{CPP}, {threads}": cpp.model(columns, threads=threads).run for threads in (1, 2)}
    runs |= {f"{OURS}, {threads}": simd_model(columns, threads=threads).run for threads in (1, 2)}
    for run in runs.values():  # so that threads are there
        run()
    times = machine.interleaved(runs, repeats, time.perf_counter)
    table = {name: times[f"{name}, 1"] / times[f"{name}, 2"] for name in (CPP, OURS)}
    print("two threads over one: " + ", ".join(f"{name} {ratio:.2f}" for name, ratio in table.items()))
    return table


if __name__ == "__main__":
    main()
