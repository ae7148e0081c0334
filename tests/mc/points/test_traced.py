"""The expressions of points give the bits of the points themselves."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from mc.expression.node import FLOAT32, FLOAT64, UINT32, Node
from mc.expression.simplify import topological
from mc.points.base import LANE, TILE, Points, tails
from mc.points.philox import Philox
from mc.points.sobol import Sobol
from mc.traced.array import TracedArray
from tests.support.interpret import interpret, leaf

DRIVERS = ["capex", "price", "life", "rate", "delay"]  # one more than Philox encrypts together
DIMENSIONS = dict(zip(DRIVERS, (0, 1, 5, 400, 1023), strict=True))
SOURCES: dict[str, Points] = {
    "philox": Philox(seed=11, replicates=5),
    "sobol": Sobol(seed=11, replicates=5, dimensions=DIMENSIONS),
}


def traced(source: Points, drivers: list[str], tile: int, replicate: int) -> dict[str, npt.NDArray[np.uint32]]:
    """Bits of a tile of one replicate, by way of the words and the expressions."""
    bits = source.trace_bits(drivers)
    words = {
        "run": source.run_words(drivers),
        "tile": source.tile_words(drivers, range(tile, tile + 1))[0],
        "replicate": source.replicate_words(drivers)[replicate],
    }
    feeds: dict[Node, npt.ArrayLike] = {LANE: np.arange(TILE, dtype=np.uint32)}
    for node in topological(list(bits.values())):
        if node.operation == "word":
            array, column = node.attribute
            feeds[node] = words[array][column : column + 1]
    return dict(zip(bits, interpret(list(bits.values()), feeds), strict=True))


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("tile", [0, 1, 4711, 2**22 - 1])
def test_a_tile_has_the_bits_of_its_points(name: str, tile: int) -> None:
    for driver, bits in traced(SOURCES[name], DRIVERS, tile, 3).items():
        np.testing.assert_array_equal(bits, SOURCES[name].bits(driver, tile * TILE, TILE, range(3, 4))[0])


@pytest.mark.parametrize("tile", [2**22, 2**24 - 1, 2**24, 2**24 + 1, 2**54 - 1])
def test_philox_beyond_32_bits(tile: int) -> None:
    """Counters, a quarter of the points, pass 2^32 with tile 2^24."""
    for driver, bits in traced(SOURCES["philox"], DRIVERS[:2], tile, 0).items():
        np.testing.assert_array_equal(bits, SOURCES["philox"].bits(driver, tile * TILE, TILE, range(1))[0])


@pytest.mark.parametrize("name", SOURCES)
def test_words_by_tile_and_replicate(name: str) -> None:
    source = SOURCES[name]
    tiles = source.tile_words(DRIVERS, range(3, 9))
    for row, tile in zip(tiles, range(3, 9), strict=True):
        np.testing.assert_array_equal(row, source.tile_words(DRIVERS, range(tile, tile + 1))[0])
    assert len({row.tobytes() for row in tiles}) == 6
    assert len({row.tobytes() for row in source.replicate_words(DRIVERS)}) == 5
    words = (source.run_words(DRIVERS), tiles, source.replicate_words(DRIVERS))
    assert {array.dtype for array in words} == {UINT32}


@pytest.mark.parametrize("name", SOURCES)
def test_expressions_ask_for_words_that_there_are(name: str) -> None:
    source = SOURCES[name]
    for drivers in (DRIVERS[:1], DRIVERS[:4], DRIVERS):
        found = topological(list(source.trace_bits(drivers).values()))
        asked = {node.attribute for node in found if node.operation == "word"}
        there = {
            "run": source.run_words(drivers).shape[-1],
            "tile": source.tile_words(drivers, range(1)).shape[-1],
            "replicate": source.replicate_words(drivers).shape[-1],
        }
        assert asked == {(array, column) for array, count in there.items() for column in range(count)}


@pytest.mark.parametrize("name", SOURCES)
def test_expressions_do_not_depend_on_the_seed(name: str) -> None:
    """So that a kernel that is compiled once serves all runs of a model."""

    def operations(source: Points) -> list[object]:
        return [
            (node.operation, str(node.attribute)) for node in topological(list(source.trace_bits(DRIVERS).values()))
        ]

    source = SOURCES[name]
    assert operations(source) == operations(replace(source, seed=12))  # type: ignore[type-var]


def test_no_drivers() -> None:
    for source in SOURCES.values():
        assert source.trace_bits([]) == {}
        assert source.run_words([]).shape == (0,)
        assert len(source.tile_words([], range(4))) == 4
        assert len(source.replicate_words([])) == 5


@pytest.mark.parametrize("precision", [FLOAT32, FLOAT64])
def test_tails_of_expressions(precision: np.dtype[np.generic]) -> None:
    bits = np.array([0, 1, 2**24 + 1, 2**31, 2**32 - 2, 2**32 - 1], dtype=np.uint32)
    node = leaf(UINT32)
    lower, upper = tails(TracedArray(node, precision))  # type: ignore[arg-type]
    found = interpret([lower.node, upper.node], {node: bits})  # type: ignore[attr-defined]
    for values, exact in zip(found, tails(bits), strict=True):
        assert values.dtype == precision
        rounding = 0.0 if precision == FLOAT64 else 2.0**-23  # once for the bits and once for the half
        np.testing.assert_allclose(values, exact, rtol=rounding, atol=0.0)
    assert np.all(found[0] > 0.0)
    assert np.all(found[1] > 0.0)
