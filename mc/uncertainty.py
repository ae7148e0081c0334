"""Statistics of a run and their Monte Carlo errors, from replicates."""

from dataclasses import dataclass

import numpy as np
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
    (`mc.accumulators.histogram.RELATIVE_WIDTH`). Its error is that of the distribution function at the quantile,
    measured between replicates, carried over to the value by the histogram itself. A quantile among values
    beyond the last edge is infinite; NaN values have no place in the order and make every quantile NaN.
    """
    fine = histogram.fine(state)
    counts = fine[:, :-1]
    edges = histogram.bins.edges
    cumulative = _shares(np.cumsum(counts, axis=-1), fine.sum(axis=-1)[:, None])
    errors = _error_of_distribution(histogram, state)
    quantiles = [
        _cell_quantiles(edges, cumulative[cell], errors[cell], probabilities, histogram.replicates)
        if fine[cell, -1] == 0
        else np.full((4, len(probabilities)), np.nan)
        for cell in range(histogram.cells)
    ]
    value, mcse, low, high = np.moveaxis(np.asarray(quantiles), 1, 0)
    return Quantiles(value=value, low=low, high=high, mcse=mcse)


def _cell_quantiles(
    edges: FloatArray, cumulative: FloatArray, errors: FloatArray, probabilities: FloatArray, replicates: int
) -> FloatArray:
    """Value, standard error, low and high end for every probability: shape ``(4, quantiles)``."""

    def invert(p: FloatArray) -> FloatArray:
        index = np.minimum(np.searchsorted(cumulative, np.clip(p, 1e-300, None) - 1e-15), len(cumulative) - 1)
        below = np.where(index > 0, cumulative[index - 1], 0.0)
        share = (p - below) / np.maximum(cumulative[index] - below, 1e-300)
        padded = np.concatenate([[-np.inf], edges, [np.inf]])
        left, right = padded[index], padded[index + 1]
        inside = np.isfinite(left) & np.isfinite(right)
        within = np.where(inside, left, 0.0) + np.where(inside, right - left, 0.0) * np.clip(share, 0.0, 1.0)
        return np.where(inside, within, np.where(np.isinf(right), np.inf, -np.inf))

    error = np.interp(probabilities, cumulative[COARSE - 1 :: COARSE], errors[: len(cumulative[COARSE - 1 :: COARSE])])
    reach = half_width(error, replicates)
    up, down = np.minimum(probabilities + error, 1.0), np.maximum(probabilities - error, 0.0)
    value = invert(probabilities)
    with np.errstate(invalid="ignore"):
        mcse = (invert(up) - invert(down)) / 2.0
    return np.stack(
        [value, mcse, invert(np.maximum(probabilities - reach, 0.0)), invert(np.minimum(probabilities + reach, 1.0))]
    )


def _error_of_distribution(histogram: Histogram, state: IntArray) -> FloatArray:
    """Standard error of the distribution function at the ends of coarse bins, ``(cells, coarse bins)``."""
    counts = histogram.by_replicate(state)
    shares = _shares(np.cumsum(counts, axis=-1), counts.sum(axis=-1, keepdims=True))
    return _error_of_mean(shares)


def _error_of_mean(by_replicate: FloatArray) -> FloatArray:
    """Standard error of the mean over replicates, axis 1."""
    return np.asarray(np.std(by_replicate, axis=1, ddof=1) / np.sqrt(by_replicate.shape[1]))


def _shares(counts: IntArray, of: IntArray) -> FloatArray:
    with np.errstate(invalid="ignore"):
        return np.asarray(counts / of, dtype=np.float64)
