"""Statistics of a run and their Monte Carlo errors, from replicates."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from distributions.arrays import FloatArray
from mc.accumulators.base import IntArray
from mc.accumulators.histogram import COARSE, Histogram
from mc.accumulators.levels import Levels
from mc.accumulators.moments import FINITE, Moments

CONFIDENCE = 0.95


@dataclass(frozen=True, kw_only=True, slots=True)
class Estimate:
    """Estimates with their standard errors, of one shape."""

    value: FloatArray
    mcse: FloatArray


@dataclass(frozen=True, kw_only=True, slots=True)
class Quantiles:
    """Quantiles with the ends of their 95 % intervals, of one shape; and their standard errors, for real numbers."""

    value: FloatArray
    low: FloatArray
    high: FloatArray
    mcse: FloatArray | None = None


def half_width(mcse: FloatArray, replicates: int) -> FloatArray:
    """Half-width of the 95 % interval that goes with a standard error from `replicates` replicates.

    Student's t with ``replicates - 1`` degrees of freedom: independent scrambles or streams are the sample.
    """
    return np.asarray(mcse * stats.t.ppf(0.5 + CONFIDENCE / 2, replicates - 1))


def moments(accumulator: Moments, state: IntArray) -> tuple[Estimate, Estimate]:
    """Mean and standard deviation of finite values, shape ``(cells,)``, from the state of `Moments`."""
    mean, deviation = accumulator.mean_and_deviation(state.sum(axis=1))
    means, deviations = accumulator.mean_and_deviation(state)
    return (
        Estimate(value=mean, mcse=_error_of_mean(means)),
        Estimate(value=deviation, mcse=_error_of_mean(deviations)),
    )


def finite_counts(state: IntArray) -> IntArray:
    """Numbers of finite, NaN, minus infinite and infinite values, shape ``(cells, 4)``."""
    return np.asarray(state[..., FINITE : FINITE + 4].sum(axis=1))


def level_probabilities(state: IntArray, *, cumulative: bool = False) -> Estimate:
    """Probability of every level (or of not exceeding it), shape ``(cells, levels)``, from the state of `Levels`."""
    counts = np.cumsum(state[..., :-1], axis=-1) if cumulative else state[..., :-1]
    by_replicate = _shares(counts, state.sum(axis=-1, keepdims=True))
    pooled = _shares(counts.sum(axis=1), state.sum(axis=(1, 2))[:, None])
    return Estimate(value=pooled, mcse=_error_of_mean(by_replicate))


def level_quantiles(levels: Levels, state: IntArray, probabilities: FloatArray) -> Quantiles:
    """Quantiles of an ordinal output by inverted CDF, shape ``(cells, quantiles)``.

    A quantile is always a level; as with real numbers, NaN values make every quantile NaN.
    """
    values = np.asarray(levels.levels)
    cumulative = level_probabilities(state, cumulative=True)
    reach = half_width(cumulative.mcse, levels.replicates)

    def invert(shift: float) -> FloatArray:
        shifted = np.maximum.accumulate(cumulative.value + shift * reach, axis=-1)
        short = shifted[:, None, :] < probabilities[:, None] - 1e-12
        quantiles = values[np.minimum(np.count_nonzero(short, axis=-1), len(values) - 1)]
        return np.where(state[..., -1].any(axis=1, keepdims=True), np.nan, quantiles)

    middle = invert(0.0)
    return Quantiles(value=middle, low=invert(1.0), high=invert(-1.0))


def histogram_quantiles(histogram: Histogram, state: IntArray, probabilities: FloatArray) -> Quantiles:
    """Quantiles of a real output, shape ``(cells, quantiles)``, from the state of `Histogram`.

    Values are taken as spread evenly within a bin, so that a quantile is at most one bin off
    (`mc.accumulators.histogram.RELATIVE_WIDTH`; a quantile in the bin around zero is zero). A quantile among values
    beyond the last edge is infinite; NaN values have no place in the order and make every quantile NaN.

    The error of the distribution function at a quantile is measured between replicates at the ends of the coarse
    bin that holds it; what happens within that bin is added as if samples were independent, which errs on the safe
    side. The histogram carries it over to the value. The error of the even spread, estimated from how much
    neighbouring bins differ, is added to it.
    """
    fine, coarse = histogram.fine(state), histogram.by_replicate(state)
    edges = np.concatenate([[-np.inf], histogram.bins.edges, [np.inf]])
    undefined = np.full((4, len(probabilities)), np.nan)
    quantiles = [
        _cell_quantiles(edges, fine[cell, :-1], coarse[cell], probabilities) if fine[cell, -1] == 0 else undefined
        for cell in range(histogram.cells)
    ]
    value, mcse, low, high = np.moveaxis(np.asarray(quantiles), 1, 0)
    return Quantiles(value=value, low=low, high=high, mcse=mcse)


def _cell_quantiles(edges: FloatArray, counts: IntArray, coarse: IntArray, probabilities: FloatArray) -> FloatArray:
    """Value, standard error, low and high end for every probability: shape ``(4, quantiles)``."""
    cumulative = np.cumsum(counts) / counts.sum()
    populated = np.flatnonzero(counts)

    def bin_of(p: FloatArray) -> npt.NDArray[np.intp]:
        return populated[np.minimum(np.searchsorted(cumulative[populated], p - 1e-15), len(populated) - 1)]

    def invert(p: FloatArray) -> FloatArray:
        index = bin_of(p)
        share = np.clip(
            (p - (cumulative[index] - counts[index] / counts.sum())) * counts.sum() / counts[index], 0.0, 1.0
        )
        left, right = edges[index], edges[index + 1]
        with np.errstate(invalid="ignore"):
            within = left + share * (right - left)
        within = np.where(np.isnan(within) | np.isinf(left), left, np.where(np.isinf(right), right, within))
        return np.where(index == len(counts) // 2, 0.0, within)

    held = bin_of(probabilities)
    error = _error_of_distribution(cumulative, coarse, held, probabilities)
    reach = half_width(error, len(coarse))
    value = invert(probabilities)
    spread = _error_of_even_spread(edges, counts, held)
    low = invert(np.maximum(probabilities - reach, 0.0)) - spread
    high = invert(np.minimum(probabilities + reach, 1.0)) + spread
    with np.errstate(invalid="ignore"):
        carried = invert(np.minimum(probabilities + error, 1.0)) - invert(np.maximum(probabilities - error, 0.0))
    return np.stack([value, np.hypot(carried / 2.0, spread), low, high])


def _error_of_distribution(
    cumulative: FloatArray, coarse: IntArray, index: npt.NDArray[np.intp], probabilities: FloatArray
) -> FloatArray:
    """Standard error of the distribution function at quantiles that lie in the fine bins `index`."""
    held = index // COARSE
    ends = np.concatenate([[0.0], cumulative[COARSE - 1 :: COARSE], [1.0]])
    start, stop = ends[held], ends[np.minimum(held + 1, len(ends) - 1)]
    share = np.clip((probabilities - start) / np.maximum(stop - start, 1e-300), 0.0, 1.0)
    shares = _shares(np.cumsum(coarse, axis=-1), coarse.sum(axis=-1, keepdims=True))
    before = np.where(held > 0, shares[:, held - 1], 0.0)
    between = before + share * (shares[:, held] - before)
    within = (stop - start) * share * (1.0 - share) / coarse.sum()
    return np.asarray(np.sqrt(_error_of_mean(between[None])[0] ** 2 + within))


def _error_of_even_spread(edges: FloatArray, counts: IntArray, index: npt.NDArray[np.intp]) -> FloatArray:
    """How far values may be off because they are taken as spread evenly in their bin.

    A density that changes by `d` of itself from bin to bin bends the distribution function by at most ``d / 8`` of
    the bin's width; never more than half of it.
    """
    below, above = counts[np.maximum(index - 1, 0)], counts[np.minimum(index + 1, len(counts) - 1)]
    width = edges[index + 1] - edges[index]
    bend = np.minimum(np.abs(above - below) / (16.0 * counts[index]), 0.5)
    return np.asarray(np.where(np.isfinite(width), width, 0.0) * bend)


def _error_of_mean(by_replicate: FloatArray) -> FloatArray:
    """Standard error of the mean over replicates, axis 1."""
    return np.asarray(np.std(by_replicate, axis=1, ddof=1) / np.sqrt(by_replicate.shape[1]))


def _shares(counts: IntArray, of: IntArray) -> FloatArray:
    with np.errstate(invalid="ignore"):
        return np.asarray(counts / of, dtype=np.float64)
