"""The project's own targets as peers among the others."""

from functools import partial

import numpy as np

from benchmarks.model.breakeven import breakeven
from benchmarks.model.inputs import as_inputs
from benchmarks.peers.kernel import AbsentError, Columns, Kernel, Outcome
from benchmarks.peers.numpy_eager import data
from mc.simulation import BLOCK_LANES

TARGETS = ("reference", "simd")


def engine_model(target: str, columns: Columns) -> Kernel:
    """Prepare the benchmark model alone, without sampling or accumulators, on one of `TARGETS`.

    Raises
    ------
    AbsentError
        The target is not available.
    """
    match target:
        case "reference":
            return Kernel(run=partial(_reference, columns.astype(np.float64)))
        case "simd":
            # TO BE WIRED: trace `breakeven`, compile it in float32, call it on `columns.astype(np.float32)`, and return
            # a Kernel with the seconds that tracing and compiling took.
            raise AbsentError("the compiled kernel cannot be called yet")
        case _:
            message = f"target = {target!r}: must be one of {', '.join(TARGETS)}"
            raise ValueError(message)


def _reference(columns: Columns) -> Outcome:
    """Blocks of samples, as `mc.targets.reference` cuts them."""
    result = {name: np.empty(columns.shape[1]) for name in ("breakeven_year", "npv_usd_per_kw")}
    for first in range(0, columns.shape[1], BLOCK_LANES):
        part = slice(first, first + BLOCK_LANES)
        for name, value in breakeven(as_inputs(columns[:, part])).items():
            result[name][part] = data(value)
    return result
