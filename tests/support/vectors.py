"""Expressions as vector code: compiled and run for a number of samples."""

from collections import Counter
from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from mc.expression.node import DType, Node
from mc.kernel.build import Kernel
from mc.kernel.schedule import schedule
from mc.kernel.sinks import sink
from mc.kernel.words import Words
from mc.targets.simd.jit import Processor, host
from mc.targets.simd.module import evaluating
from mc.targets.simd.target import EVALUATE, Function


def raw_kernel(nodes: Sequence[Node], precision: DType) -> Kernel:
    """Make a kernel that stores the values of real expressions, one after the other."""
    sinks, first = [], 0
    for node in nodes:
        sinks.append(sink(node, node.shape, "raw", first))
        first += prod(node.shape)
    return Kernel(
        precision=precision,
        accumulate=schedule([]),
        destinations=(),
        cells=Counter(),
        evaluate=schedule(sinks),
        inputs={},
        outputs={"all": range(first)},
    )


def run_on_vectors(
    nodes: Sequence[Node],
    precision: DType,
    *,
    points: int,
    words: npt.NDArray[np.uint32],
    width: int,
    processor: Processor | None = None,
) -> list[npt.NDArray[Any]]:
    """Evaluate real expressions at the first points of a tile; words ``("run", k)`` are those given.

    Returns
    -------
    list of ndarray
        For each of `nodes`, of shape ``(*node.shape, points)``.
    """
    kernel = raw_kernel(nodes, precision)
    text, tables = evaluating(kernel, width)
    function = Function(text, tables, processor or host(), "evaluate", EVALUATE)
    out = np.full((kernel.outputs["all"].stop, points), 7, dtype=precision)
    none = np.zeros((1, 1), dtype=np.uint32)
    arguments = Words(
        first=0, end=points, run=words, tiles=none, replicates=none, limits=np.array([points], dtype=np.int64)
    )
    function(None, arguments, (out,))
    ends = np.cumsum([prod(node.shape) for node in nodes])[:-1]
    return [part.reshape(*node.shape, points) for node, part in zip(nodes, np.split(out, ends), strict=True)]
