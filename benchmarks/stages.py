"""What each stage of a run costs on the compiled target `simd`, in nanoseconds a sample.

Run with ``python -m benchmarks.stages [--scenario NAME] [--samples N] [--repeats K] [--json FILE]``. Kernels that do
successively more are compiled and timed on one processor, and a stage is the difference of two of them. Up to the model
a kernel's result is the sum of all values that it has computed: that keeps them alive, for one addition each. The
accumulators are left out of the kernel of a run, and put back one kind after the other. Work that two stages share
counts for the first.
"""

import argparse
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial, reduce
from operator import add
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from benchmarks import machine
from benchmarks.compiled import CompiledPoints, Rows
from distributions.draw import Draw
from mc.accumulators.base import IntArray
from mc.expression.node import FLOAT32, Node
from mc.inputs import Inputs
from mc.kernel.build import build_kernel
from mc.kernel.sinks import SinkKind
from mc.kernel.words import Words
from mc.model import laid_out
from mc.points.base import tails
from mc.simulation import Simulation
from mc.targets.simd.target import Simd
from mc.traced.array import TracedArray
from pipelines.scenario.load import load_scenario
from pipelines.simulation import scenario_simulation

ACCUMULATORS: tuple[SinkKind, ...] = ("histogram", "moment", "level")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", default="baseline")
    parser.add_argument("--samples", type=int, default=2**16)
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    facts = machine.describe()
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    simulation = scenario_simulation(load_scenario(options.scenario, [f"run.samples={options.samples}"]))
    runs: dict[str, Callable[[], object]] = {**values(simulation), **accumulators(simulation)}
    for run in runs.values():
        run()
    times = machine.interleaved(runs, options.repeats)
    computed = simulation.block_count * simulation.block_samples
    so_far = {name: 1e9 * time / computed for name, time in times.items()}
    whole = so_far[list(runs)[-1]]
    print(f"{'ns a sample, one thread':36} {'stage':>8} {'share':>7} {'so far':>8}")
    rows = {}
    for before, (name, total) in zip([0.0, *so_far.values()], so_far.items(), strict=False):
        rows[name] = {"ns": total - before, "share": (total - before) / whole, "so_far_ns": total}
        print(f"{name:36} {total - before:8.0f} {(total - before) / whole:7.1%} {total:8.0f}")
    if options.json:
        table = {"machine": facts, "scenario": options.scenario, "samples": computed, "stages": rows}
        options.json.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


def values(simulation: Simulation) -> dict[str, Callable[[], Rows]]:
    """Kernels from points up to the model, by what each does more than the one before.

    They return sums, ``(results, replicates, points)``: of the bits of all drivers, and of all values.
    """
    space, words = simulation.space, Words.of(simulation, range(simulation.block_count))
    bits = simulation.points.trace_bits(space.drivers)
    draws = {driver: _draw(node) for driver, node in bits.items()}
    linked = draws if space.copula is None else {**draws, **space.copula.link(draws)}
    realised = space.realise(draws)
    model = laid_out(simulation.model, simulation.model.function(realised))
    points = reduce(add, bits.values())
    results: Mapping[str, list[Node]] = {
        "points": [points],
        "uniforms, independent inverse CDFs": [points, _sum(_scalars(simulation, draws))],
        "copula": [points, _sum(_scalars(simulation, linked))],
        "trajectories": [points, _sum(realised.values())],
        "model": [_sum(value for leaves in model.values() for value, _ in leaves)],
    }
    out = np.empty((2, simulation.points.replicates, words.end), np.float32)
    return {name: partial(CompiledPoints(nodes), words, out[: len(nodes)]) for name, nodes in results.items()}


def accumulators(simulation: Simulation) -> dict[str, Callable[[], IntArray]]:
    """Runs that add up nothing, then histograms, and so on to all; they return their state."""
    kernel, runs = build_kernel(simulation, FLOAT32), dict[str, Callable[[], IntArray]]()
    for count in range(len(ACCUMULATORS) + 1):
        kept = tuple(one for one in kernel.destinations if one.kind in ACCUMULATORS[:count])
        engine, state = Simd(), simulation.plan.empty()
        with patch(f"{Simd.__module__}.build_kernel", return_value=replace(kernel, destinations=kept)):
            engine.accumulate(simulation, range(0), state)  # compiles
        name = f"{ACCUMULATORS[count - 1]}s" if count else "bins and deviations, stored"
        runs[name] = partial(_accumulated, engine, simulation, state)
    return runs


def _accumulated(engine: Simd, simulation: Simulation, state: IntArray) -> IntArray:
    state[:] = 0  # otherwise the target would make another
    engine.accumulate(simulation, range(simulation.block_count), state)
    return state


def _draw(bits: Node) -> Draw:
    traced: Any = TracedArray(bits, FLOAT32)
    return Draw.from_tails(*tails(traced))


def _scalars(simulation: Simulation, draws: Mapping[str, Draw]) -> Iterable[object]:
    """Values of the inputs that are numbers."""
    return Inputs(
        {
            name: family.quantile(draws[name])
            for name, family in simulation.space.distributions.items()
            if not family.is_constant
        }
    ).values()


def _sum(values: Iterable[object]) -> Node:
    """Sum of everything that is not constant, first along the years."""
    numbers: list[Any] = [value for value in values if isinstance(value, TracedArray)]
    sums = [reduce(lambda rest, _: np.sum(rest, axis=-1), value.shape, value * 1.0) for value in numbers]
    total: Node = reduce(add, sums).node
    return total


if __name__ == "__main__":
    main()
