"""Loops in parts do what the whole loop did."""

from dataclasses import replace

import numpy as np
import pytest

from mc.expression.node import FLOAT32, Node, constant, sqrt
from mc.kernel.fission import split
from mc.kernel.schedule import Program, reduces, schedule
from mc.kernel.sinks import sink
from mc.kernel.tables import Tables
from mc.points.base import LANE
from mc.targets.simd.vector import VectorWriter

LONGEST = 8


@pytest.fixture(scope="module")
def program() -> Program:
    """Fifty operations in a loop over twelve years, a scan and a reduction among them."""
    years = constant(np.arange(12.0), FLOAT32)
    first = value = sqrt(LANE.convert(FLOAT32) + years)
    for turn in range(16):
        value = sqrt(value * float(turn) + first) - value
        if turn == 5:
            value = Node("scan", FLOAT32, value.shape, (value,), ("add", -1))
    total = Node("reduce", FLOAT32, (), (value,), ("add", -1, False))
    return schedule([sink(total, (), "raw", 0)])


def test_parts_are_short_and_in_order(program: Program) -> None:
    found = split(program, LONGEST)
    loops = [stage for stage in found.stages if stage.domain]
    assert len(loops) >= 6
    assert max(len(stage.nodes) for stage in loops) == LONGEST
    assert [node for stage in found.stages for node in stage.nodes] == [
        node for stage in program.stages for node in stage.nodes
    ]


def test_what_a_later_part_reads_is_kept(program: Program) -> None:
    found = split(program, LONGEST)
    part = {node: number for number, stage in enumerate(found.stages) for node in stage.nodes}
    read_later = {
        operand
        for node, own in part.items()
        for operand in node.operands
        if operand.shape and part.get(operand, own) < own and not reduces(operand)
    }
    assert read_later == set(found.stored)
    assert len(found.stored) > len(program.stored)


def test_short_loops_stay_as_they_are(program: Program) -> None:
    assert split(program, 1000) == program


def test_a_value_that_is_not_kept_is_noticed(program: Program) -> None:
    """A mutant that forgets one of them cannot be written."""
    found = split(program, LONGEST)
    with pytest.raises(KeyError):
        VectorWriter(replace(found, stored=found.stored[1:]), Tables(FLOAT32), 8, 0).write()
