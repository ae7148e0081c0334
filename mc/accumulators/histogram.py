"""Log-linear histograms on the bit pattern of floats: static edges, no pilot run."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from distributions.arrays import FloatArray
from mc.accumulators.base import Accumulator, BoolArray, IntArray, Values
from mc.bits import as_int32, bit_pattern

BITS = 9
"""Leading bits of the mantissa that tell bins apart: 512 bins an octave."""

RELATIVE_WIDTH = 2.0**-BITS
"""Largest width of a bin relative to its values (under 0.2 %); a quantile is never further off than one bin."""

COARSE = 32
"""Bins that are taken together where counts are kept by replicate."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bins:
    """Bins of one output, from ``-largest`` to ``largest``; both ends are powers of two.

    Index 0 counts values of ``-largest`` and below, the last but one those of ``largest`` and above, the last
    NaN; the middle bin is ``(-smallest, smallest)``.
    """

    smallest: float
    largest: float

    @property
    def magnitudes(self) -> int:
        """Number of bins on each side of the middle one."""
        return round(math.log2(self.largest / self.smallest)) << BITS

    @property
    def count(self) -> int:
        """Number of bins, with those beyond on both sides but without NaN."""
        return 2 * self.magnitudes + 3

    @property
    def edges(self) -> FloatArray:
        """Edges of the bins between those beyond, increasing, shape ``(count - 1,)``."""
        octave, step = np.divmod(np.arange(self.magnitudes + 1), 1 << BITS)
        positive = np.ldexp(self.smallest * (1.0 + step * 2.0**-BITS), octave)
        return np.concatenate([-positive[::-1], positive])

    def index(self, values: Values) -> npt.NDArray[np.int32]:
        """Bin of every value, of its shape; can be traced.

        A number has the same bin in either precision, provided that `smallest` and `largest` are normal numbers of it.
        """
        real = np.finfo(values.dtype)
        unsigned = np.uint32 if real.bits == 32 else np.uint64
        leading = as_int32(bit_pattern(values) >> unsigned(real.nmant - BITS))
        size = leading & np.int32((1 << (real.iexp + BITS)) - 1)  # exponent and `BITS` of the mantissa, no sign
        smallest = (math.frexp(self.smallest)[1] - int(real.minexp)) << BITS
        magnitude = np.minimum(np.maximum(size - np.int32(smallest - 1), np.int32(0)), np.int32(self.magnitudes + 1))
        middle = np.int32(self.magnitudes + 1)
        index = np.where(values < real.dtype.type(0.0), middle - magnitude, middle + magnitude)
        return np.where(np.isnan(values), np.int32(self.count), index)


@dataclass(frozen=True, kw_only=True, slots=True)
class Histogram(Accumulator):
    """Counts by bin over all replicates, and by `COARSE` bins for every replicate.

    The fine counts give quantiles; the coarse ones tell how much a distribution function varies between
    replicates, and so the error of those quantiles, at a thirty-second of the memory a replicate.

    State: ``(cells, bins + 1 + replicates * coarse bins)``: see `fine` and `by_replicate`.
    """

    bins: Bins

    @property
    def shape(self) -> tuple[int, ...]:
        return self.cells, self.coarse_start + self.replicates * self.coarse_count

    @property
    def strides(self) -> tuple[int, int]:
        return self.shape[1], self.coarse_count

    @property
    def coarse_start(self) -> int:
        """Number of fine counts of a cell, after which those of its replicates follow."""
        return self.bins.count + 1

    @property
    def coarse_count(self) -> int:
        """Number of coarse bins; NaN is in the last."""
        return self.bins.count // COARSE + 1

    def fine(self, state: IntArray) -> IntArray:
        """Counts by bin, NaN last: ``(cells, bins + 1)``."""
        return state[:, : self.coarse_start]

    def by_replicate(self, state: IntArray) -> IntArray:
        """Counts by coarse bin: ``(cells, replicates, coarse bins)``; bin `k` starts with bin ``COARSE * k``."""
        return state[:, self.coarse_start :].reshape(self.cells, self.replicates, self.coarse_count)

    def update(self, state: IntArray, values: Values, wanted: BoolArray, first: int = 0) -> None:
        index = self.bins.index(values)
        cell, replicate = self.strides
        cells = np.arange(first, first + len(values))[:, None, None] * cell
        replicates = np.arange(self.replicates)[:, None] * replicate
        flat = state.reshape(-1)
        np.add.at(flat, _chosen(cells + index, wanted), 1)
        np.add.at(flat, _chosen(cells + self.coarse_start + replicates + index // COARSE, wanted), 1)

    def complete(self, state: IntArray, wanted: IntArray) -> None:
        """Nothing follows: all bins are counted."""


def _chosen(index: npt.NDArray[np.intp], wanted: BoolArray) -> npt.NDArray[np.intp]:
    return index.reshape(-1) if wanted.all() else index[:, wanted].reshape(-1)
