"""The model as it is, called on NumPy arrays: what a user of NumPy has without any engine."""

from functools import partial

import numpy as np
import numpy.typing as npt

from benchmarks.model.breakeven import YEARS, breakeven
from benchmarks.model.inputs import as_inputs
from benchmarks.peers.kernel import Columns, Kernel, Outcome
from mc.sample_array import SampleArray


def prepare(columns: Columns, *, dtype: npt.DTypeLike, block: int | None = None) -> Kernel:
    """Evaluate whole arrays, or `block` samples at a time.

    Samples lie last in memory, years first: NumPy's loops are then long, and sums over years run over whole rows.
    """
    return Kernel(run=partial(_run, columns.astype(dtype), YEARS.astype(dtype), block or columns.shape[1]))


def _run(columns: Columns, years: npt.NDArray[np.floating], block: int) -> Outcome:
    result = {name: np.empty(columns.shape[1], columns.dtype) for name in ("breakeven_year", "npv_usd_per_kw")}
    for first in range(0, columns.shape[1], block):
        part = slice(first, first + block)
        for name, value in breakeven(as_inputs(columns[:, part]), years).items():  # type: ignore[arg-type]
            result[name][part] = data(value)
    return result


def data(value: object) -> npt.NDArray[np.floating]:
    """Array behind an output of the model."""
    return value.data if isinstance(value, SampleArray) else np.asarray(value)
