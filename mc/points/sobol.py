"""Quasirandom points: Sobol' sequences with nested uniform (Owen) scrambling, at any index."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from distributions.errors import did_you_mean
from mc.errors import SettingError
from mc.expression.node import Node, apply
from mc.points.base import LANE, TILE, Points, require_range, require_settings, word
from mc.points.philox import philox, stream_key

DIMENSIONS = 1024
"""Number of dimensions that there are direction numbers for."""

Words = TypeVar("Words", npt.NDArray[np.uint32], Node)

_DIGITS = 11  # of the index, that one table look-up handles: three tables of 8 KiB cover 32 bits


@lru_cache(maxsize=1)
def _primitive_polynomials() -> tuple[tuple[int, ...], ...]:
    """Rows ``(d, s, a, m_1, ..., m_s)`` for d = 2 and on, from the file of Joe and Kuo (2008)."""
    text = resources.files("mc.points").joinpath("joe_kuo.txt").read_text(encoding="utf-8")
    return tuple(tuple(map(int, line.split())) for line in text.splitlines() if not line.startswith("#"))


def direction_numbers(dimension: int) -> list[int]:
    """Return the 32 direction numbers of a dimension (counted from 0), 32-bit fractions.

    Notes
    -----
    Joe and Kuo (2008), equations (2) and (3): ``m_k`` follows from the ``s`` numbers before it by the
    coefficients ``a`` of a primitive polynomial of degree ``s``; dimension 0 is the van der Corput sequence.
    """
    if dimension == 0:
        return [1 << (31 - k) for k in range(32)]
    _, s, a, *initial = _primitive_polynomials()[dimension - 1]
    v = [m << (31 - k) for k, m in enumerate(initial)]
    for k in range(s, 32):
        new = v[k - s] ^ (v[k - s] >> s)
        for i in range(1, s):
            if a >> (s - 1 - i) & 1:
                new ^= v[k - i]
        v.append(new)
    return v[:32]


def _reversed_numbers(dimension: int) -> list[int]:
    """Direction numbers with their bits reversed."""
    return [int(f"{v:032b}"[::-1], 2) for v in direction_numbers(dimension)]


@lru_cache(maxsize=DIMENSIONS)
def _tables(dimension: int) -> tuple[npt.NDArray[np.uint32], ...]:
    """Points of all values of the low, middle and high digits of the index, with their bits reversed."""
    numbers = _reversed_numbers(dimension)
    tables = []
    for start in range(0, 32, _DIGITS):
        table = np.zeros(1, dtype=np.uint32)
        for v in numbers[start : start + _DIGITS]:
            table = np.concatenate([table, table ^ np.uint32(v)])
        tables.append(table)
    return tuple(tables)


def reversed_sobol(dimension: int, index: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Return points of the Sobol' sequence in binary order, as 32-bit fractions with their bits reversed.

    Bit 0 halves the unit interval, bit 1 the halves, and so on: the order in which the scramble wants them.
    """
    low, middle, high = _tables(dimension)
    mask = (1 << _DIGITS) - 1
    points: npt.NDArray[np.uint32] = low[index & mask] ^ middle[index >> _DIGITS & mask] ^ high[index >> 2 * _DIGITS]
    return points


def reverse_bits(x: Words) -> Words:
    """Reverse the order of the 32 bits."""
    if isinstance(x, Node):
        return apply("reverse_bits", x)
    x = x.byteswap()
    half = np.empty_like(x)
    for shift, mask in ((4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        np.right_shift(x, shift, half)
        half &= mask
        x &= mask
        x <<= shift
        x |= half
    return x


def scramble(reversed_points: Words, shift: Words, factor: Words) -> Words:
    """Nested uniform (Owen) scrambling by hashing, of arrays or of expressions.

    Parameters
    ----------
    reversed_points
        Points with their bits reversed.
    shift, factor
        The two words of each scramble; broadcast against the points.

    Returns
    -------
    ndarray or Node
        Scrambled points, their bits in the usual order again.

    Notes
    -----
    Burley (2020), Practical hash-based Owen scrambling, Journal of Computer Graphics Techniques 9(4), 1-20, with
    the permutation of Vegdahl (2021), Building a better LK hash. Every step carries only from lower bits to
    higher ones, hence each bit is flipped as a function of the bits before it: an Owen scramble. Vegdahl folds
    the shift and the factor from one 32-bit seed; here they are independent, so that every point is exactly
    uniform over the shifts. docs/adr/0002 has the measurements.
    """
    x = (reversed_points ^ reversed_points * np.uint32(0x3D20ADEA)) + shift
    x *= factor | np.uint32(1)
    for constant in (0x05526C56, 0x53A22864):
        x ^= x * np.uint32(constant)
    return reverse_bits(x)


@lru_cache(maxsize=4 * DIMENSIONS)
def scramble_words(seed: int, dimension: int, replicates: range) -> npt.NDArray[np.uint32]:
    """Return shift and factor of each replicate, of shape ``(2, replicates, 1)``: Philox of dimension and replicate."""
    counter = np.zeros((4, len(replicates)), dtype=np.uint64)
    counter[0] = dimension
    counter[1] = np.array(replicates, dtype=np.uint64)
    return philox(counter, stream_key(seed, "sobol")).T[:2, :, None].copy()


@dataclass(frozen=True, kw_only=True, slots=True)
class Sobol(Points):
    """Sobol' points; each replicate is one independent scramble of all dimensions.

    Parameters
    ----------
    seed
        From 0 to 2^64 - 1.
    replicates
        Number of independent replicates.
    dimensions
        The dimension of every driver, as `dimension_map` makes it.
    """

    dimensions: Mapping[str, int]
    seed: int
    replicates: int = field(default=16)

    def __post_init__(self) -> None:
        require_settings(self.seed, self.replicates)
        _require_dimensions(self.dimensions)

    @property
    def capacity(self) -> int:
        return 2**32

    def bits(self, driver: str, first_point: int, points: int, replicates: range) -> npt.NDArray[np.uint32]:
        require_range(self, first_point, points, replicates)
        dimension = self._dimension(driver)
        index = np.arange(first_point, first_point + points, dtype=np.uint32)
        return scramble(reversed_sobol(dimension, index), *scramble_words(self.seed, dimension, replicates))

    def trace_bits(self, drivers: Sequence[str]) -> dict[str, Node]:
        # A point is the exclusive or of the first of its tile and of its position in the tile.
        digits = [0 - (LANE >> k & 1) for k in range(TILE.bit_length() - 1)]
        bits = {}
        for column, driver in enumerate(drivers):
            point = word("tile", column)
            for digit, number in zip(digits, _reversed_numbers(self._dimension(driver)), strict=False):
                point = point ^ (digit & number)
            bits[driver] = scramble(point, word("replicate", 2 * column), word("replicate", 2 * column + 1))
        return bits

    def run_words(self, drivers: Sequence[str]) -> npt.NDArray[np.uint32]:  # noqa: ARG002 - it needs none
        return np.empty(0, dtype=np.uint32)

    def tile_words(self, drivers: Sequence[str], tiles: range) -> npt.NDArray[np.uint32]:
        first = np.array(tiles, dtype=np.uint32) * np.uint32(TILE)
        columns = [reversed_sobol(self._dimension(driver), first) for driver in drivers]
        return np.stack(columns, axis=-1) if columns else np.empty((len(tiles), 0), dtype=np.uint32)

    def replicate_words(self, drivers: Sequence[str]) -> npt.NDArray[np.uint32]:
        replicates = range(self.replicates)
        words = [scramble_words(self.seed, self._dimension(driver), replicates)[..., 0] for driver in drivers]
        return np.concatenate([np.empty((0, self.replicates), dtype=np.uint32), *words]).T

    def _dimension(self, driver: str) -> int:
        try:
            return self.dimensions[driver]
        except KeyError:
            message = f"driver {driver!r} has no dimension{did_you_mean(driver, self.dimensions)}"
            raise SettingError(message) from None


def dimension_map(drivers: Sequence[str], fixed: Mapping[str, int] | None = None) -> dict[str, int]:
    """Give every driver a dimension of its own.

    Parameters
    ----------
    drivers
        Names, in order.
    fixed
        Dimensions that are taken already, by name: they stay, whether or not the driver is still there.

    Returns
    -------
    dict
        `fixed`, and then the other drivers at the lowest free dimensions, in order of appearance.
    """
    dimensions = dict(fixed or {})
    _require_dimensions(dimensions)
    new = [driver for driver in drivers if driver not in dimensions]
    if len(set(drivers)) < len(drivers):
        message = f"drivers {sorted({driver for driver in drivers if drivers.count(driver) > 1})}: given twice"
        raise SettingError(message)
    taken = set(dimensions.values())
    free = [dimension for dimension in range(DIMENSIONS) if dimension not in taken]
    if len(new) > len(free):
        message = (
            f"{len(new)} drivers need a dimension, but {len(free)} of {DIMENSIONS} are free: use points = 'philox'"
        )
        raise SettingError(message)
    return dimensions | dict(zip(new, free, strict=False))


def _require_dimensions(dimensions: Mapping[str, int]) -> None:
    owners: dict[int, str] = {}
    for driver, dimension in dimensions.items():
        if not 0 <= dimension < DIMENSIONS:
            message = f"dimension {dimension!r} of {driver!r}: must be from 0 to {DIMENSIONS - 1}"
            raise SettingError(message)
        if dimension in owners:
            message = f"dimension {dimension} is given to both {owners[dimension]!r} and {driver!r}"
            raise SettingError(message)
        owners[dimension] = driver
