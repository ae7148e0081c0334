"""What a model costs a sample, counted in its program: the ground that a roofline stands on."""

from collections import Counter
from dataclasses import dataclass
from math import prod

from mc.expression.node import Node
from mc.kernel.build import Kernel
from mc.kernel.schedule import Program, reduces
from mc.targets.cuda.source import bin_type

DIVISION = 10
"""Instructions that a correctly rounded division or square root takes: an approximation, three fused multiply-adds to
make it exact, and checks. An estimate."""

MOMENT = 10
"""Instructions for each deviation: staged, read again, checked, squared, added twice."""

LEVEL = 3
"""Instructions for each level of a cell: comparison, vote, count."""

BIN = 8
"""Instructions for each bin: its address and store, and its load, comparisons and count in the second kernel."""

FREE = frozenset({"index", "bitcast", "sink", "lane", "word"})
"""Operations that move or rename values."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """Of one sample.

    Attributes
    ----------
    operations
        By name, how often the program does each.
    instructions
        All of them, with those of the accumulators, as instructions of one thread.
    bytes
        Of memory traffic: bins are written once and read twice.
    """

    operations: dict[str, int]
    instructions: int
    bytes: int


def counted(program: Program) -> Counter[str]:
    """How often a program does each operation for a sample."""
    count: Counter[str] = Counter()
    for stage in program.stages:
        for node in stage.nodes:
            count[_name(node)] += prod(stage.domain)
    return count


def _name(node: Node) -> str:
    return node.attribute[0] if node.operation == "scan" or reduces(node) else node.operation


def cost(kernel: Kernel) -> Cost:
    """Cost of adding up one sample."""
    operations = counted(kernel.accumulate)
    weighted = sum(
        times * (0 if name in FREE else DIVISION if name in {"div", "sqrt"} else 1)
        for name, times in operations.items()
    )
    cells = kernel.cells
    levels = sum(
        one.part.accumulator.cells * len(one.part.output.levels) for one in kernel.destinations if one.kind == "level"
    )
    return Cost(
        operations=dict(operations.most_common()),
        instructions=weighted + MOMENT * cells["moment"] + BIN * cells["histogram"] + LEVEL * levels,
        bytes=3 * cells["histogram"] * bin_type(kernel).itemsize,
    )
