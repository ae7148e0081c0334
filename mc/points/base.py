"""What every point set provides."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from distributions.arrays import FloatArray
from mc.errors import SettingError
from mc.expression.node import UINT32, Node

TILE = 1024
"""Consecutive points of a replicate that share words; tiles start at multiples of it."""

LANE = Node("lane", UINT32, ())
"""Position of a point in its tile."""


class Points(ABC):
    """Standard draws as a pure function of (seed, replicate, driver, point): no state, no order, no cut.

    Sample ``I`` of a run is point ``I // replicates`` of replicate ``I % replicates``. Replicates are independent
    of each other, and standard errors come from them. Point sets are frozen dataclasses, checked once when made
    (`SettingError`).
    """

    @property
    @abstractmethod
    def replicates(self) -> int:
        """Number of independent replicates."""

    @property
    @abstractmethod
    def capacity(self) -> int:
        """Number of points that one replicate can have."""

    @abstractmethod
    def bits(self, driver: str, first_point: int, points: int, replicates: range) -> npt.NDArray[np.uint32]:
        """Return uniform 32-bit integers.

        Parameters
        ----------
        driver
            Name of the draw.
        first_point, points
            The points wanted, of each replicate.
        replicates
            The replicates wanted.

        Returns
        -------
        ndarray
            Of shape ``(len(replicates), points)``.
        """

    @abstractmethod
    def trace_bits(self, drivers: Sequence[str]) -> dict[str, Node]:
        """Return what `bits` computes as expressions, by driver.

        They depend on the position of a point in its tile, and on words that all points of the tile share and that
        the host computes beforehand: the columns of `run_words`, `tile_words` and `replicate_words` of the same
        drivers.
        """

    @abstractmethod
    def run_words(self, drivers: Sequence[str]) -> npt.NDArray[np.uint32]:
        """Words that are the same for all points; of shape ``(words,)``."""

    @abstractmethod
    def tile_words(self, drivers: Sequence[str], tiles: range) -> npt.NDArray[np.uint32]:
        """Words of each tile, tile `t` being that of points ``1024 t`` to ``1024 t + 1023``; ``(tiles, words)``."""

    @abstractmethod
    def replicate_words(self, drivers: Sequence[str]) -> npt.NDArray[np.uint32]:
        """Words of each replicate; of shape ``(replicates, words)``."""


def word(array: str, column: int) -> Node:
    """Make the expression of a word that the points of a tile share; `array` is ``run``, ``tile`` or ``replicate``."""
    return Node("word", UINT32, (), (), (array, column))


def tails(bits: npt.NDArray[np.uint32]) -> tuple[FloatArray, FloatArray]:
    """Probabilities of not exceeding, and of exceeding, the middle of one of 2^32 equal cells.

    Returns
    -------
    lower, upper
        ``(bits + 0.5) / 2**32`` and ``(2**32 - bits - 0.5) / 2**32``: neither is ever 0, and they mirror each other.
        Exact in float64; in float32, where each is rounded for itself, the small one keeps its relative precision.
    """
    return (bits + 0.5) * 2.0**-32, (~bits + 0.5) * 2.0**-32  # type: ignore[return-value]  # NumPy's stubs say: any float


def require_settings(seed: int, replicates: int) -> None:
    """Raise `SettingError` unless the seed fits 64 bits and there is a replicate."""
    if not 0 <= seed < 2**64:
        message = f"seed = {seed!r}: must be from 0 to 2**64 - 1"
        raise SettingError(message)
    if not 1 <= replicates <= 2**32:
        message = f"replicates = {replicates!r}: must be from 1 to 2**32"
        raise SettingError(message)


def require_range(source: Points, first_point: int, points: int, replicates: range) -> None:
    """Raise `SettingError` unless `source` has the points and replicates asked for."""
    if first_point < 0 or points < 0 or first_point + points > source.capacity:
        message = (
            f"points {first_point} to {first_point + points - 1}: a replicate of {type(source).__name__} "
            f"has points 0 to {source.capacity - 1}"
        )
        raise SettingError(message)
    if any(not 0 <= end < source.replicates for end in (*replicates[:1], *replicates[-1:])):
        message = f"replicates {replicates!r}: the run has replicates 0 to {source.replicates - 1}"
        raise SettingError(message)
