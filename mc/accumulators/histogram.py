"""Log-linear histograms on the bit pattern of floats: static edges, no pilot run."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from distributions.arrays import FloatArray
from mc.accumulators.base import Accumulator, BoolArray, IntArray

BITS = 8
"""Leading bits of the mantissa that tell bins apart: 256 bins an octave."""

RELATIVE_WIDTH = 2.0**-BITS
"""Largest width of a bin relative to its values (0.4 %); a quantile is never further off than one bin."""

COARSE = 16
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
        patterns = (self._first_pattern + np.arange(self.magnitudes + 1, dtype=np.int64)) << (52 - BITS)
        positive = patterns.view(np.float64)
        return np.concatenate([-positive[::-1], positive])

    def index(self, values: FloatArray) -> npt.NDArray[np.intp]:
        """Bin of every value; of its shape."""
        high = np.ascontiguousarray(values).view(np.int32)[..., _HIGH_WORD::2]
        magnitude = ((high & 0x7FFFFFFF) >> (20 - BITS)) - (self._first_pattern - 1)
        np.clip(magnitude, 0, self.magnitudes + 1, out=magnitude)
        np.negative(magnitude, out=magnitude, where=high < 0)
        index: npt.NDArray[np.intp] = np.add(magnitude, self.magnitudes + 1, dtype=np.intp)
        nan = np.isnan(values)
        if nan.any():
            index[nan] = self.count
        return index

    @property
    def _first_pattern(self) -> int:
        return int(np.float64(self.smallest).view(np.int64)) >> (52 - BITS)


_HIGH_WORD = 1 if np.little_endian else 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Histogram(Accumulator):
    """Counts by bin over all replicates, and by `COARSE` bins for every replicate.

    The fine counts give quantiles; the coarse ones tell how much a distribution function varies between
    replicates, and so the error of those quantiles, at a sixteenth of the memory a replicate.

    State: ``(cells, bins + 1 + replicates * coarse bins)``: see `fine` and `by_replicate`.
    """

    bins: Bins
    cells: int
    replicates: int

    @property
    def shape(self) -> tuple[int, ...]:
        return self.cells, self.bins.count + 1 + self.replicates * self._coarse_count

    def fine(self, state: IntArray) -> IntArray:
        """Counts by bin, NaN last: ``(cells, bins + 1)``."""
        return state[:, : self.bins.count + 1]

    def by_replicate(self, state: IntArray) -> IntArray:
        """Counts by coarse bin: ``(cells, replicates, coarse bins)``; bin `k` starts with bin ``COARSE * k``."""
        return state[:, self.bins.count + 1 :].reshape(self.cells, self.replicates, self._coarse_count)

    def update(self, state: IntArray, values: FloatArray, wanted: BoolArray) -> None:
        index = self.bins.index(values)
        rows = np.arange(len(state))[:, None, None] * state.shape[1]
        replicates = np.arange(self.replicates)[:, None] * self._coarse_count
        flat = state.reshape(-1)
        np.add.at(flat, _chosen(rows + index, wanted), 1)
        np.add.at(flat, _chosen(rows + self.bins.count + 1 + replicates + index // COARSE, wanted), 1)

    @property
    def _coarse_count(self) -> int:
        return self.bins.count // COARSE + 1


def _chosen(index: npt.NDArray[np.intp], wanted: BoolArray) -> npt.NDArray[np.intp]:
    return index.reshape(-1) if wanted.all() else index[:, wanted].reshape(-1)
