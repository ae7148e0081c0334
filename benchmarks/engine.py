"""The project's own targets as peers among the others."""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.compiled import CompiledFunction, CompiledPoints, given, host_width
from benchmarks.model.breakeven import breakeven
from benchmarks.model.inputs import INPUTS, as_inputs
from benchmarks.peers.kernel import Columns, Kernel, Outcome
from benchmarks.peers.numpy_eager import data
from distributions.special import normal_quantile
from mc.expression.node import FLOAT32
from mc.inputs import Inputs
from mc.kernel.words import Words
from mc.points.base import tails
from mc.points.philox import Philox
from mc.simulation import BLOCK_LANES
from mc.targets.simd.jit import host
from mc.traced.array import TracedArray

TARGETS = ("reference", "simd")

OUTPUTS = ("breakeven_year", "npv_usd_per_kw")


def engine_model(target: str, columns: Columns) -> Kernel:
    """Prepare the benchmark model alone, without sampling or accumulators, on one of `TARGETS`."""
    match target:
        case "reference":
            return Kernel(run=partial(_reference, columns.astype(np.float64)))
        case "simd":
            return simd_model(columns)
        case _:
            message = f"target = {target!r}: must be one of {', '.join(TARGETS)}"
            raise ValueError(message)


def simd_model(columns: Columns, *, threads: int = 1) -> Kernel:
    """Prepare the model as vector code in float32, called by some Python threads on a part of the samples each."""
    inputs, samples = np.ascontiguousarray(columns, np.float32), columns.shape[1]
    result = np.empty((len(OUTPUTS), samples), np.float32)
    start = time.perf_counter()
    leaves: dict[str, Any] = {name: TracedArray(given(row)) for row, name in enumerate(INPUTS)}
    outcome: Mapping[str, Any] = breakeven(Inputs(leaves))
    traced = time.perf_counter()
    function = CompiledFunction([outcome[name].node for name in OUTPUTS], host(), host_width())
    done = time.perf_counter()
    share = samples // threads
    parts = [range(thread * share, (thread + 1) * share) for thread in range(threads)]
    pool = ThreadPoolExecutor(threads)

    def run() -> Outcome:
        if threads == 1:
            function(inputs, result, parts[0])
        else:
            list(pool.map(partial(function, inputs, result), parts))
        return dict(zip(OUTPUTS, result, strict=True))

    note = f"{host_width()} lanes; of {done - start:.2f} s tracing took {traced - start:.2f} s"
    return Kernel(run=run, compile_seconds=done - start, note=note)


def simd_sampling(streams: Sequence[str], points: int, *, scored: bool) -> Callable[[], npt.NDArray[np.float32]]:
    """Prepare draws of streams of Philox as vector code in float32; what is returned makes them.

    Parameters
    ----------
    streams
        Their names; four at a time have most of their work in common.
    points
        Draws of each, a multiple of 1,024.
    scored
        Whether the result, of shape ``(streams, 1, points)``, is normal quantiles, or uniform bits in a float32 array.
    """
    source = Philox(seed=1, replicates=1)
    nodes = list(source.trace_bits(streams).values())
    if scored:
        traced: list[Any] = [TracedArray(bits, FLOAT32) for bits in nodes]
        scores: list[Any] = [normal_quantile(*tails(bits)) for bits in traced]
        nodes = [score.node for score in scores]
    out = np.empty((len(streams), 1, points), np.float32)
    words = Words.of_points(source, streams, range(points), np.array([points]))
    return partial(CompiledPoints(nodes), words, out)


def _reference(columns: Columns) -> Outcome:
    """Blocks of samples, as `mc.targets.reference` cuts them."""
    result = {name: np.empty(columns.shape[1]) for name in OUTPUTS}
    for first in range(0, columns.shape[1], BLOCK_LANES):
        part = slice(first, first + BLOCK_LANES)
        for name, value in breakeven(as_inputs(columns[:, part])).items():
            result[name][part] = data(value)
    return result
