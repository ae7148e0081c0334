"""Statistics of the scramble: uniform, with the variance of Owen's scrambling, replicates independent."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from mc.points.base import tails
from mc.points.sobol import Sobol, dimension_map, reverse_bits, reversed_sobol, scramble
from tests.support.statistics import FALSE_ALARM_RATE

Words = npt.NDArray[np.uint32]
Scramble = Callable[[Words, Words], Words]

Z = stats.norm.isf(FALSE_ALARM_RATE / 2)


def unit(bits: Words) -> npt.NDArray[np.float64]:
    return tails(bits)[0]


def ours(reversed_points: Words, seeds: Words) -> Words:
    return scramble(reversed_points, *seeds)


def laine_karras(reversed_points: Words, seeds: Words) -> Words:
    """Permutation of Burley (2020), section 3, with the constants of Laine and Karras (2011)."""
    x = reversed_points + seeds[0]
    for constant in (0x6C50B47C, 0xB82F1E52, 0xC7AFE638, 0x8D22F6E6):
        x = x ^ x * np.uint32(constant)
    return reverse_bits(x)


def unseeded(reversed_points: Words, seeds: Words) -> Words:
    """Without the shift, point 0 is fixed: zero times anything."""
    return scramble(reversed_points, np.zeros_like(seeds[0]), seeds[1])


def digital_shift(reversed_points: Words, seeds: Words) -> Words:
    """One flip for all cells of a level: uniform, but not nested."""
    return reverse_bits(reversed_points ^ seeds[0])


def owen(reversed_points: Words, rng: np.random.Generator, scrambles: int) -> Words:
    """Nested uniform scrambling as Owen (1995) defines it: an independent flip in each cell of each level."""
    out = np.zeros((scrambles, len(reversed_points)), dtype=np.uint32)
    for level in range(32):
        above = reversed_points & np.uint32((1 << level) - 1)
        cells, cell = np.unique(above, return_inverse=True)
        flips = rng.integers(2, size=(scrambles, len(cells)), dtype=np.uint32)[:, cell]
        out |= ((reversed_points >> np.uint32(level) & np.uint32(1)) ^ flips) << np.uint32(level)
    return reverse_bits(out)


def seeds(count: int, seed: int) -> Words:
    return np.random.default_rng(seed).integers(2**32, size=(2, count, 1), dtype=np.uint32)


def uniformity(method: Scramble, index: int) -> float:
    """P-value: is point `index` uniform over the scrambles?"""
    points = unit(method(reversed_sobol(3, np.array([index], dtype=np.uint32)), seeds(20000, 1))).ravel()
    return float(stats.kstest(points, "uniform").pvalue)


@pytest.mark.parametrize("index", [0, 1, 2, 1000, 2**32 - 1])
def test_every_point_is_uniform(index: int) -> None:
    assert uniformity(ours, index) > FALSE_ALARM_RATE


def test_uniformity_rejects_a_scramble_whose_seed_does_not_reach_the_first_point() -> None:
    assert uniformity(unseeded, 0) < FALSE_ALARM_RATE


def variance_score(method: Scramble, m: int) -> float:
    """Standard errors from the variance of 2^m points, f(x) = x, to that of Owen's scrambling, 1 / (12 n^3).

    One point lies in each of n strata, independently of the others once the strata are given.
    """
    n, scrambles = 2**m, 4000 if m < 10 else 1000
    index = np.arange(n, dtype=np.uint32)
    deviations = unit(method(reversed_sobol(0, index), seeds(scrambles, m))).mean(axis=1) - 0.5
    squares = deviations**2 * 12.0 * n**3
    return float((squares.mean() - 1.0) / (squares.std() / np.sqrt(scrambles)))


@pytest.mark.parametrize("m", [0, 1, 2, 5, 8, 12])
def test_variance_is_that_of_owen(m: int) -> None:
    assert abs(variance_score(ours, m)) < Z


@pytest.mark.parametrize("method", [laine_karras, digital_shift])
def test_variance_rejects_weaker_scrambles(method: Scramble) -> None:
    assert abs(variance_score(method, 5)) > Z


def product(points: list[npt.NDArray[np.float64]]) -> npt.NDArray[np.float64]:
    """Integral over the unit cube is 1."""
    return np.asarray(np.prod([1.0 + 1.5 * (x - 0.5) for x in points], axis=0).mean(axis=1))


@pytest.mark.parametrize("dimensions", [(0, 1), (3, 17, 40)])
def test_variance_of_a_product_is_that_of_the_reference(dimensions: tuple[int, ...]) -> None:
    scrambles, rng = 1500, np.random.default_rng(5)
    points = [reversed_sobol(d, np.arange(64, dtype=np.uint32)) for d in dimensions]
    reference = product([unit(owen(x, rng, scrambles)) for x in points])
    hashed = product([unit(ours(x, seeds(scrambles, 90 + d))) for d, x in zip(dimensions, points, strict=True)])
    spread = [np.log(np.square(y - 1.0).mean()) for y in (hashed, reference)]
    error = [stats.sem(np.square(y - 1.0)) / np.square(y - 1.0).mean() for y in (hashed, reference)]
    assert abs(spread[0] - spread[1]) < Z * np.hypot(*error)
    assert abs(hashed.mean() - 1.0) < Z * stats.sem(hashed)


def convergence_order(estimate: Callable[[int], npt.NDArray[np.float64]]) -> float:
    """Slope of the logarithm of the error of 128 replicates against that of the number of points."""
    n = 2 ** np.arange(4, 13, 2)
    rmse = [np.sqrt(np.square(estimate(int(k)) - 1.0).mean()) for k in n]
    return float(np.polyfit(np.log(n), np.log(rmse), 1)[0])


# An RMSE of 128 replicates has relative error 1 / sqrt(2 * 128); the abscissas 4, 6, ..., 12 times log(2).
SLOPE_ERROR = 1.0 / np.sqrt(256) / (np.log(2.0) * np.sqrt(40.0))


def test_convergence_is_of_order_three_halves() -> None:
    """Owen (1997), Annals of Statistics 25(4): n^-3/2 for smooth integrands, here additive."""
    source = Sobol(seed=3, replicates=128, dimensions={"x": 0, "y": 7})

    def estimate(n: int) -> npt.NDArray[np.float64]:
        x, y = (unit(source.bits(name, 0, n, range(128))) for name in "xy")
        return np.asarray((x + y).mean(axis=1))

    rng = np.random.default_rng(1)
    assert convergence_order(estimate) == pytest.approx(-1.5, abs=Z * SLOPE_ERROR)
    assert convergence_order(lambda n: rng.random((128, n)).mean(axis=1) + 0.5) > -1.5 + Z * SLOPE_ERROR


def test_intervals_cover() -> None:
    """A 95 % interval of Student t from 16 replicates holds the truth in 95 % of 500 runs."""
    runs, names = 500, ["x", "y", "z"]
    source = Sobol(seed=4, replicates=16 * runs, dimensions=dimension_map(names))
    points = [unit(source.bits(name, 0, 64, range(16 * runs))) for name in names]
    means = product(points).reshape(runs, 16)
    half = stats.t.ppf(0.975, 15) * stats.sem(means, axis=1)
    covered = int(np.sum(np.abs(means.mean(axis=1) - 1.0) < half))
    assert stats.binomtest(covered, runs, 0.95).pvalue > FALSE_ALARM_RATE
    too_narrow = int(np.sum(np.abs(means.mean(axis=1) - 1.0) < half / 4.0))  # sixteen replicates dividing twice by 4
    assert stats.binomtest(too_narrow, runs, 0.95).pvalue < FALSE_ALARM_RATE


def replicate_correlation(values: npt.NDArray[np.float64]) -> float:
    """Largest correlation of neighbouring columns in any lag up to 16, in standard errors, Bonferroni included."""
    scores = stats.norm.ppf(stats.rankdata(values) / (len(values) + 1.0))
    scores /= scores.std()
    lags = range(1, 17)
    worst = max(abs(np.mean(scores[lag:] * scores[:-lag])) * np.sqrt(len(scores) - lag) for lag in lags)
    return float(worst / stats.norm.isf(FALSE_ALARM_RATE / 2 / len(lags)))


def test_replicates_are_independent() -> None:
    source = Sobol(seed=6, replicates=8192, dimensions={"x": 0})
    assert replicate_correlation(unit(source.bits("x", 0, 8, range(8192))).mean(axis=1)) < 1.0


def test_independence_rejects_seeds_that_are_not_hashed() -> None:
    counted = np.arange(8192, dtype=np.uint32)[:, None]
    assert replicate_correlation(unit(ours(np.arange(1, dtype=np.uint32), np.stack([counted] * 2))).mean(axis=1)) > 1.0


def test_dimensions_are_scrambled_independently() -> None:
    source = Sobol(seed=6, replicates=8192, dimensions={"x": 0, "y": 1})
    x, y = (unit(source.bits(name, 0, 1, range(8192))).ravel() for name in "xy")
    assert stats.pearsonr(x, y).pvalue > FALSE_ALARM_RATE
    assert stats.pearsonr(x, x).pvalue < FALSE_ALARM_RATE
