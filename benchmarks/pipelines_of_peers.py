"""From distributions to quantiles of a present value: libraries for uncertainty beside `mc.simulate`.

Run with ``python -m benchmarks.pipelines_of_peers [--samples N] [--repeats K] [--json FILE]``. All on one processor,
with the same 20 inputs, the same formula and the same number of samples; time is the time of that processor.

Every call of ours on the target `simd` traces the model and finds its machine code on disk, or compiles it. That is the
larger part of a short run, and does not depend on the samples: it is given apart, beside what a further sample costs.
"""

import argparse
import json
import os
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks import machine
from benchmarks.model.npv import INPUTS, npv
from benchmarks.peers import pipelines
from benchmarks.peers.kernel import AbsentError
from benchmarks.peers.pipelines import PROBABILITIES, Pipeline, Summary
from distributions.draw import Draw
from mc.inputs import InputSpace
from mc.points.base import tails
from mc.points.philox import Philox

SIGMAS = 6.0
"""Largest difference from the true value, in standard errors of independent samples: a right library goes beyond it
with a probability of 2e-9, and less with better than independent samples."""

OURS = "ours, simd"
FURTHER = f"{OURS}, each further sample"
LONGER = 64
"""How much longer the run is that tells what further samples cost."""

PIPELINES: dict[str, Callable[[], Pipeline]] = {
    "ours, reference": lambda: pipelines.ours,
    OURS: lambda: partial(pipelines.ours, target="simd"),
    "OpenTURNS, formula": partial(pipelines.openturns, symbolic=True),
    "OpenTURNS, func_sample": partial(pipelines.openturns, symbolic=False),
    "chaospy": pipelines.chaospy,
    "SALib, Saltelli's design": partial(pipelines.salib, sampler="sobol"),
    "SALib, Latin hypercube": partial(pipelines.salib, sampler="latin"),
    "monaco": pipelines.monaco,
}


def true_values(samples: int = 2**22) -> npt.NDArray[np.float64]:
    """Present values of many samples in plain NumPy, increasing."""
    points, space = Philox(seed=99, replicates=1), InputSpace(distributions=INPUTS)
    values = []
    for first in range(0, samples, 2**16):
        draws = {name: Draw.from_tails(*tails(points.bits(name, first, 2**16, range(1))[0])) for name in INPUTS}
        values.append(npv(space.realise(draws)))
    return np.sort(np.concatenate(values))


def require_agreement(found: Summary, true: npt.NDArray[np.float64]) -> None:
    """Raise `ValueError` unless a summary is right within Monte Carlo error."""
    samples = found.independent
    mean, error = float(np.mean(true)), SIGMAS * float(np.std(true)) / samples**0.5
    bounds = {"mean": (found.mean, mean - error, mean + error)}
    for p, value in zip(PROBABILITIES, found.quantiles, strict=True):
        reach = SIGMAS * (p * (1.0 - p) / samples) ** 0.5
        low, high = np.quantile(true, [max(p - reach, 0.0), min(p + reach, 1.0)])
        bounds[f"quantile {p}"] = (value, float(low), float(high))
    for name, (value, low, high) in bounds.items():
        if not low <= value <= high:
            message = f"the {name} is {value:.4g}, which is not from {low:.4g} to {high:.4g}"
            raise ValueError(message)


def main() -> None:
    """Measure, check and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=2**16)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    facts = machine.describe()
    machine.forget_kernels()
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})  # before any library makes its threads
    warnings.simplefilter("ignore")  # of the libraries, on import
    runs: dict[str, Callable[[], object]] = {}
    evaluations: dict[str, int] = {}
    true = true_values()
    for name, make in PIPELINES.items():
        try:
            pipeline = make()
        except AbsentError as error:
            print(f"left out: {name}: {error}")
            continue
        summary = pipeline(options.samples, 1)
        require_agreement(summary, true)
        evaluations[name] = summary.evaluations
        runs[name] = partial(pipeline, options.samples, 1)
    times = machine.interleaved(runs, options.repeats)
    each = {name: 1e6 * time / evaluations[name] for name, time in times.items()}
    compiled = measure_compiled(options.samples, options.repeats)
    each[FURTHER] = compiled["us_per_further_sample"]
    print(f"{'distributions to quantiles':32} {'us a sample':>12} {'over simd':>10} {'further':>10}")
    rows = {}
    for name, time in each.items():
        rows[name] = {"us_per_sample": time, "over_simd": time / each[OURS], "over_further": time / each[FURTHER]}
        print(f"{name:32} {time:12.3f} {rows[name]['over_simd']:10.2f} {rows[name]['over_further']:10.2f}")
    print(
        f"a call before its samples: {compiled['fixed_ms']:.0f} ms, {compiled['compiling_ms']:.0f} ms more to compile"
    )
    if options.json:
        table = {"machine": facts, "samples": options.samples, "compiled": compiled, "pipelines": rows}
        options.json.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


def measure_compiled(samples: int, repeats: int) -> dict[str, float]:
    """What a call of ours costs for each sample, before its samples, and more when its code is not on disk."""

    def anew() -> None:
        machine.forget_kernels()
        pipelines.ours(samples, 1, target="simd")

    times = machine.interleaved(
        {
            "anew": anew,
            "short": partial(pipelines.ours, samples, 1, target="simd"),
            "long": partial(pipelines.ours, LONGER * samples, 1, target="simd"),
        },
        repeats,
    )
    further = (times["long"] - times["short"]) / ((LONGER - 1) * samples)
    return {
        "us_per_further_sample": 1e6 * further,
        "fixed_ms": 1e3 * (times["short"] - samples * further),
        "compiling_ms": 1e3 * (times["anew"] - times["short"]),
    }


if __name__ == "__main__":
    main()
