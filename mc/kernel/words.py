"""What a launch of a kernel needs to know of the points: words that lanes share, and which points are wanted."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mc.accumulators.base import IntArray
from mc.points.base import TILE, Points
from mc.simulation import Simulation

WordArray = npt.NDArray[np.uint32]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Words:
    """Arguments of a kernel for some blocks.

    Attributes
    ----------
    first, end
        The points, of every replicate, from the first up to but without `end`: whole segments.
    run, tiles, replicates
        Words that all lanes share: of shape ``(words,)``, ``(tiles, words)`` and ``(replicates, words)``; tiles
        begin with that of the first point. Contiguous, as kernels have only their addresses.
    limits
        By replicate, the first point that is not wanted any more.
    """

    first: int
    end: int
    run: WordArray
    tiles: WordArray
    replicates: WordArray
    limits: IntArray

    @classmethod
    def of(cls, simulation: Simulation, blocks: range) -> "Words":
        """Collect the arguments for some blocks of a simulation."""
        points, block_points = simulation.points, simulation.block_points
        span = range(blocks.start * block_points, blocks.stop * block_points)
        limits = np.maximum(-(-(simulation.samples - np.arange(points.replicates)) // points.replicates), 0)
        return cls.of_points(points, simulation.space.drivers, span, limits)

    @classmethod
    def of_points(cls, points: Points, drivers: Sequence[str], span: range, limits: IntArray) -> "Words":
        """Collect the arguments for a span of points of every replicate, in whole segments."""
        return cls(
            first=span.start,
            end=span.stop,
            run=np.ascontiguousarray(points.run_words(drivers)),
            tiles=np.ascontiguousarray(points.tile_words(drivers, range(span.start // TILE, -(-span.stop // TILE)))),
            replicates=np.ascontiguousarray(points.replicate_words(drivers)),
            limits=limits,
        )

    @property
    def wanted(self) -> IntArray:
        """Number of wanted points by replicate."""
        return np.clip(self.limits - self.first, 0, self.end - self.first)
