"""Interpolation and search agree with NumPy, in the stated error."""

from typing import Any

import numpy as np
import pytest

from distributions.families.gamma import Gamma
from mc.expression.node import FLOAT32, FLOAT64, INT32, DType
from mc.expression.simplify import topological
from mc.traced.array import TracedArray
from tests.mc.traced.support import Array, by_sample, evaluated
from tests.support.interpret import leaf

RNG = np.random.default_rng(4)


def unit_roundoff(precision: DType) -> float:
    return float(np.finfo(precision).eps) / 2


GRIDS = {
    "around 0": np.linspace(-8.3, 8.3, 1025),
    "long": np.linspace(-8.3, 8.3, 2**17 + 1),
    "years": np.arange(2026.0, 2061.0),
    "beginning at 0": np.linspace(0.0, 1.0, 11),
    "negative": np.linspace(-3.0, -1.0, 7),
    "two": np.array([1.0, 3.0]),
    "short, uneven": np.array([0.0, 0.1, 2.0, 5.0]),
    "uneven": np.cumsum(RNG.uniform(0.1, 2.0, 40)),
    "uneven, a power of two": np.cumsum(RNG.uniform(0.1, 2.0, 65)) - 30.0,
}


@pytest.mark.parametrize("precision", [FLOAT32, FLOAT64])
@pytest.mark.parametrize("name", GRIDS)
def test_interpolation(name: str, precision: DType) -> None:
    grid = GRIDS[name]
    values = np.sin(grid) + 0.1 * grid
    span = grid[-1] - grid[0]
    x = np.concatenate(
        [RNG.uniform(grid[0] - 0.1 * span, grid[-1] + 0.1 * span, 4000), grid[:200], grid[-200:], [-np.inf, np.inf]]
    ).astype(precision)
    result, found = evaluated(lambda x: np.interp(x, grid, values), {"x": x}, precision)
    assert result.dtype == precision
    u, centre = unit_roundoff(precision), grid[np.argmin(np.abs(grid))]
    moved = np.where(np.isfinite(x), u * (4.0 * np.abs(x - centre) + abs(centre) + np.max(np.diff(grid))), 0.0)
    if "uneven" in name:
        moved += 2.0 * u * np.max(np.abs(grid))  # the grid itself is rounded
    slope = np.max(np.abs(np.diff(values) / np.diff(grid)))
    rounding = u * (2.0 * np.max(np.abs(values)) + np.max(np.abs(np.diff(values)))) + 1e-15 * slope * np.max(
        np.abs(grid)
    )
    error = np.abs(found - np.interp(x.astype(np.float64), grid, values))
    assert np.all(error <= moved * slope + rounding)


def test_a_long_table_in_float32_is_as_accurate_as_its_argument() -> None:
    """Counting cells from the first point of the table would be off by two thousandths of a cell of 2^17 at 0."""
    grid = GRIDS["long"]
    x = np.linspace(-1e-3, 1e-3, 1001).astype(np.float32)
    found = evaluated(lambda x: np.interp(x, grid, grid), {"x": x}, FLOAT32)[1]
    np.testing.assert_allclose(found, x, atol=2e-11, rtol=2.0**-21)
    cells = (x - np.float32(grid[0])) * np.float32(2**17 / 16.6)
    assert np.max(np.abs(cells / (2**17 / 16.6) + grid[0] - x)) > 1e-7


@pytest.mark.parametrize("name", GRIDS)
def test_interpolation_of_nan_and_beyond_the_ends(name: str) -> None:
    grid = GRIDS[name]
    values = np.cos(grid)
    x = np.array([np.nan, -np.inf, grid[0] - 1.0, grid[-1] + 1.0, np.inf])
    found = evaluated(lambda x: np.interp(x, grid, values), {"x": x})[1]
    np.testing.assert_array_equal(found, values[[0, 0, 0, -1, -1]] + [np.nan, 0, 0, 0, 0])


def test_whole_numbers_look_up() -> None:
    values = RNG.random(6)
    n = np.array([-2, 0, 1, 5, 6, 9])
    result, found = evaluated(lambda n: np.interp(n, np.arange(6), values), {"n": n})
    np.testing.assert_array_equal(found, values[[0, 0, 1, 5, 5, 5]])
    assert "fma" not in {node.operation for node in topological([result.node])}
    found = evaluated(lambda n: np.interp(n, np.arange(6) + 1, values), {"n": n})[1]
    np.testing.assert_allclose(found, values[[0, 0, 0, 4, 5, 5]], rtol=1e-15)


def test_a_table_of_one_entry() -> None:
    x = np.array([np.nan, -np.inf, 0.0, 1.0, 2.0, np.inf])
    found = evaluated(lambda x: np.interp(x, [1.0], [7.0]), {"x": x})[1]
    np.testing.assert_array_equal(found, [np.nan, 7, 7, 7, 7, 7])
    found = evaluated(lambda n: np.interp(n, [0], [7.0]), {"n": np.array([-1, 0, 1])})[1]
    np.testing.assert_array_equal(found, [7, 7, 7])


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("size", [0, 1, 2, 7, 8, 9, 15, 16, 17, 100, 1000])
def test_search(size: int, side: Any) -> None:
    table = np.sort(RNG.integers(0, max(size // 2, 1), size)).astype(float)  # with entries that are equal
    x = np.concatenate([table[:50], table[-50:], table[:50] + 0.5, [-1.0, 1e6, -np.inf, np.inf, np.nan]])
    result, found = evaluated(lambda x: np.searchsorted(table, x, side=side), {"x": x})
    assert result.dtype == INT32
    np.testing.assert_array_equal(found, np.searchsorted(table, x, side=side))
    n = np.array([-5, 0, 1, 3, 2**31 - 1])
    found = evaluated(lambda n: np.searchsorted(table.astype(int), n, side=side), {"n": n})[1]
    np.testing.assert_array_equal(found, np.searchsorted(table.astype(int), n, side=side))


@pytest.mark.parametrize("size", [3, 20])
def test_a_constant_number_is_searched(size: int) -> None:
    table = np.array([0.5, 0.7, *range(2, size)])
    count = evaluated(lambda x: np.searchsorted(table, x**0) + np.searchsorted([-np.inf, np.inf], x**0), {"x": table})
    np.testing.assert_array_equal(count[1], 3)


def test_a_long_table_is_halved() -> None:
    x: Any = TracedArray(leaf(FLOAT32))
    operations = [node.operation for node in topological([np.searchsorted(np.arange(1000.0), x).node])]
    assert operations.count("take") <= 10
    operations = [node.operation for node in topological([np.searchsorted(np.arange(8.0), x).node])]
    assert "take" not in operations


def test_paths_look_up_entry_by_entry() -> None:
    x, grid, values = RNG.uniform(-1.0, 4.0, (3, 2, 10)), np.array([0.0, 1.0, 2.0]), np.array([0.0, 10.0, 0.0])

    def function(x: Array) -> Any:
        return np.interp(x, grid, values) + np.searchsorted(grid, x)

    np.testing.assert_allclose(evaluated(function, {"x": x})[1], by_sample(function, {"x": x}), rtol=1e-14, atol=1e-14)


def test_a_table_of_a_distribution_in_float32() -> None:
    table = Gamma(shape=2.0, scale=1.0)._table
    score = RNG.uniform(-6.0, 6.0, 2000).astype(np.float32)
    found = evaluated(lambda score: np.interp(score, table.scores, table.nodes), {"score": score}, FLOAT32)[1]
    exact = np.interp(score.astype(float), table.scores, table.nodes)
    assert np.max(np.abs(found - exact)) < 2e-6
