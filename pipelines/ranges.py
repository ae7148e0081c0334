"""How the blocks of a run are cut into tasks and into chunks of the store."""

from dataclasses import dataclass

from mc.simulation import Simulation
from mc.targets import TargetName

GROUP_SAMPLES = 1 << 17
"""Samples of a group, about: few enough that raw samples of every output of a model fit into memory."""

RANGE_SAMPLES: dict[TargetName, tuple[int, int]] = {
    "reference": (1 << 17, 1 << 17),
    "cupy": (1 << 17, 1 << 17),
    "simd": (1 << 18, 1 << 22),
    "cuda": (1 << 24, 1 << 26),
}
"""Samples of the shortest range and of the longest, about.

The longest is a second of work or more, so that what a task and its record cost does not show. In a run too small
for that the shortest still costs no less to compute than to write and to merge.
"""

FEWEST_RANGES = 16
"""Runs that are large enough have at least so many, so that there is work for every processor."""

MOST_RANGES = 512
"""Longer runs have longer ranges, so that the records stay few."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cut:
    """Blocks in groups, and groups in ranges; the last of each may be short.

    A group is a chunk of kept samples, and what of them is in memory at a time. A range is the work of one task, and
    has one record.

    Attributes
    ----------
    blocks
        Of the run.
    group_blocks, range_blocks
        Of a group and of a range, which is whole groups.
    """

    blocks: int
    group_blocks: int
    range_blocks: int

    @property
    def ranges(self) -> int:
        """Number of ranges."""
        return -(-self.blocks // self.range_blocks)

    def blocks_of(self, index: int) -> range:
        """Blocks of a range."""
        first = index * self.range_blocks
        return range(first, min(first + self.range_blocks, self.blocks))

    def groups_of(self, index: int) -> list[range]:
        """Blocks of a range, by group."""
        blocks, step = self.blocks_of(index), self.group_blocks
        return [range(first, min(first + step, blocks.stop)) for first in blocks[::step]]


def cut(simulation: Simulation, target: TargetName) -> Cut:
    """Cut a run as its size and its target ask for.

    The cut does not depend on where the run is computed: an interrupted run is continued with the same ranges.
    """
    shortest, longest = RANGE_SAMPLES[target]
    samples = min(max(simulation.samples // FEWEST_RANGES, shortest), longest)
    group = max(1, GROUP_SAMPLES // simulation.block_samples)
    groups = max(1, samples // (group * simulation.block_samples), -(-simulation.block_count // (group * MOST_RANGES)))
    return Cut(blocks=simulation.block_count, group_blocks=group, range_blocks=groups * group)
