"""How runs are cut: every block once, and alike wherever it is computed."""

import pytest

from distributions.families.normal import Normal
from mc.inputs import InputSpace
from mc.model import Model, Output
from mc.points.philox import Philox
from mc.simulation import Simulation
from mc.targets import TARGETS, TargetName
from pipelines.ranges import MOST_RANGES, RANGE_SAMPLES, Cut, cut

MILLION = 1_048_576


def run_of(samples: int, replicates: int = 16) -> Simulation:
    return Simulation(
        model=Model(function=lambda x: {"y": x.a}, outputs=(Output(name="y"),)),
        space=InputSpace(distributions={"a": Normal(mu=0.0, sigma=1.0)}),
        points=Philox(seed=0, replicates=replicates),
        samples=samples,
    )


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("samples", [32, 20_003, MILLION, 10**9 + 7])
def test_every_block_is_in_one_group_of_one_range(samples: int, target: TargetName) -> None:
    simulation = run_of(samples)
    found = cut(simulation, target)
    groups = [group for index in range(found.ranges) for group in found.groups_of(index)]
    ends = [0, *(group.stop for group in groups)]
    assert [group.start for group in groups] == ends[:-1]
    assert ends[-1] == simulation.block_count
    assert all(len(group) == found.group_blocks for group in groups[:-1])  # as chunks of an array must
    assert all(found.groups_of(index)[0].start == found.blocks_of(index).start for index in range(found.ranges))


@pytest.mark.parametrize(
    ("target", "samples", "ranges"),
    [
        ("reference", MILLION, 8),
        ("reference", 2_000, 1),
        ("simd", MILLION, 4),
        ("simd", 16 * MILLION, 16),
        ("simd", 128 * MILLION, 32),
        ("cuda", MILLION, 1),
        ("cuda", 1024 * MILLION, 16),
    ],
)
def test_number_of_ranges(target: TargetName, samples: int, ranges: int) -> None:
    """As long as a second of work, with sixteen ranges or more where the shortest are not reached."""
    assert cut(run_of(samples), target).ranges == ranges


@pytest.mark.parametrize("target", TARGETS)
def test_no_run_has_too_many_ranges(target: TargetName) -> None:
    simulation = run_of(10**12)
    found = cut(simulation, target)
    assert MOST_RANGES / 2 < found.ranges <= MOST_RANGES
    assert found.range_blocks * simulation.block_samples > RANGE_SAMPLES[target][1]


@pytest.mark.parametrize("replicates", [2, 10, 512])
def test_odd_numbers_of_replicates(replicates: int) -> None:
    """Blocks are then no power of two; groups are nearly as long, and ranges whole groups."""
    simulation = run_of(MILLION, replicates)
    found = cut(simulation, "simd")
    assert 2**16 < found.group_blocks * simulation.block_samples <= 2**17
    assert found.range_blocks % found.group_blocks == 0
    assert found.ranges in {4, 5}


def test_groups_of_a_short_last_range() -> None:
    found = Cut(blocks=11, group_blocks=2, range_blocks=6)
    assert found.ranges == 2
    assert found.groups_of(1) == [range(6, 8), range(8, 10), range(10, 11)]
