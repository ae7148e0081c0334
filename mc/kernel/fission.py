"""Loop fission: long loops in parts, for processors that look ahead only so far.

A processor with speculative execution hides latencies behind the next turns of a loop if they fit into its window of a
few hundred instructions. What one part computes and a later one needs is kept in an array.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from mc.expression.node import Node
from mc.kernel.schedule import Program, Stage, reduces

LONGEST = 48
"""Operations in a part of a loop, at most: so that a window of 300 instructions holds several turns."""


def split(program: Program, longest: int = LONGEST) -> Program:
    """Cut loops of more than `longest` operations where the fewest values have to be kept."""
    stages: list[Stage] = []
    kept: dict[Node, None] = dict.fromkeys(program.stored)
    for stage in program.stages:
        parts = [stage] if stage.domain == () else _parts(stage, longest)
        stages += parts
        for number, part in enumerate(parts[:-1]):
            kept |= dict.fromkeys(_needed(part.nodes, list(chain(*(later.nodes for later in parts[number + 1 :])))))
    return replace(program, stages=tuple(stages), stored=tuple(kept))


def _parts(stage: Stage, longest: int) -> list[Stage]:
    nodes, parts = stage.nodes, []
    while len(nodes) > longest:
        cut = min(range(longest, longest // 2, -1), key=lambda place: len(_needed(nodes[:place], nodes[place:])))
        parts.append(replace(stage, nodes=nodes[:cut]))
        nodes = nodes[cut:]
    return [*parts, replace(stage, nodes=nodes)]


def _needed(earlier: Sequence[Node], later: Sequence[Node]) -> list[Node]:
    """Values of `earlier` that `later` reads; what a reduction gives is kept anyhow."""
    read = {operand for node in later for operand in node.operands}
    return [node for node in earlier if node in read and not reduces(node)]
