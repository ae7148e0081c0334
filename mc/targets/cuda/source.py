"""The CUDA C++ of a whole kernel: the model, and the accumulators around it.

One thread computes one sample, and one block a segment of neighbouring points of one replicate: what moments sum in
floating point. Nothing but integers is added up between blocks, so that neither their order nor their number shows in
the result. Why it is arranged as it is: docs/adr/0006-gpu-kernel.md.
"""

from collections.abc import Mapping
from importlib import resources
from math import prod

import numpy as np

from mc.accumulators.exact_sum import DIGITS, POINT
from mc.accumulators.histogram import COARSE
from mc.accumulators.levels import Levels
from mc.accumulators.moments import MINUS_INFINITY, NAN, ORDINARY, PLUS_INFINITY, ROW, SEGMENT, SQUARES, SUM
from mc.expression.node import FLOAT32, FLOAT64, INT32, DType, Node
from mc.kernel.build import Destination, Kernel
from mc.kernel.tables import Tables
from mc.points.base import TILE
from mc.targets.cuda.thread import SCALAR, ThreadWriter, literal

THREADS = SEGMENT
"""Threads of a block that computes samples."""

RESIDENT = {FLOAT32: 2, FLOAT64: 1}
"""Blocks of a multiprocessor that there must be registers for: in float32 one computes while the other waits; in
float64, where a number takes two registers, that would leave too few."""

STAGED = 16
"""Cells whose deviations a block keeps in shared memory before it sums them: two for each of its warps."""

COUNTERS = 512
"""Threads of a block that counts bins."""

WINDOW = 12000
"""Bins that a block counts at a time: with two words more within 48 KiB of shared memory, what every device has."""


def accumulating(kernel: Kernel, tables: Tables) -> str:
    """Write the kernels ``accumulate`` and ``count`` of `mc/targets/cuda/accumulate.cu`.

    Parameters
    ----------
    kernel
        What to write.
    tables
        Where its constant arrays go.
    """
    return _source(
        kernel.precision,
        {
            "STAGED": STAGED, "COUNTERS": COUNTERS, "WINDOW": WINDOW, "COARSE": COARSE, "DIGITS": DIGITS,
            "POINT": POINT, "NOT_A_NUMBER": NAN, "BELOW": MINUS_INFINITY, "ABOVE": PLUS_INFINITY, "SUM": SUM.start,
            "SQUARES": SQUARES.start, "ORDINARY": literal(ORDINARY, kernel.precision),
            "HISTOGRAMS": _histogram_places(kernel, tables), "bin_t": SCALAR[bin_type(kernel).name],
        },
        "accumulate.cu",
        Accumulating(kernel, tables),
    )  # fmt: skip


def evaluating(kernel: Kernel, tables: Tables) -> str:
    """Write the kernel ``evaluate`` of `mc/targets/cuda/evaluate.cu`, as `accumulating` does."""
    return _source(kernel.precision, {}, "evaluate.cu", Evaluating(kernel.evaluate, tables))


def _source(precision: DType, constants: Mapping[str, object], name: str, writer: ThreadWriter) -> str:
    writer.write()
    folder = resources.files("mc.targets.cuda")
    definitions = {
        "real": SCALAR[precision.name],
        "RESIDENT": RESIDENT[precision],
        "THREADS": THREADS,
        "ROW": ROW,
        "TILE": TILE,
    }
    return "\n".join(
        [
            *(f"#define {word} {value}" for word, value in (*definitions.items(), *constants.items())),
            folder.joinpath("common.cu").read_text(encoding="utf-8"),
            folder.joinpath(name).read_text(encoding="utf-8").replace("STATEMENTS", "\n".join(writer.lines)),
        ]
    )


def bin_type(kernel: Kernel) -> np.dtype[np.unsignedinteger]:
    """Type of bins between the two kernels: the narrowest that holds the index of NaN, the last of all."""
    last = max((histogram.bins.count for _, histogram in kernel.histograms()), default=0)
    return np.dtype(np.uint16 if last < 1 << 16 else np.uint32)


class Accumulating(ThreadWriter):
    """Sinks of samples that are added up."""

    def __init__(self, kernel: Kernel, tables: Tables) -> None:
        super().__init__(kernel.accumulate, tables)
        self._kernel = kernel

    def sink(self, node: Node, cell: str, value: str) -> None:
        if node.attribute.kind == "histogram":
            self.lines.append(f"bins[({cell}) * bin_stride + column] = (bin_t){value};")
            return
        destination = self._destination(node)
        accumulator = destination.part.accumulator
        of_cell, of_replicate = accumulator.strides
        first = destination.part.start - of_cell * destination.first_cell
        own = f"{first} + ({cell}) * {of_cell} + r * {of_replicate}"
        if isinstance(accumulator, Levels):
            _, offset = self.tables.add(np.array(accumulator.levels, dtype=self._kernel.precision))
            count = len(accumulator.levels)
            self.lines.append(f"count_levels(state + ({own}), wanted, {value}, reals + {offset}, {count});")
        else:
            self.lines.append(f"stage.push(wanted ? {value} : 0, {own});")

    def _destination(self, node: Node) -> Destination:
        """Where the cells of a sink go."""
        kind, first = node.attribute.kind, node.attribute.first_cell
        return next(
            one
            for one in self._kernel.destinations
            if one.kind == kind and 0 <= first - one.first_cell < one.part.accumulator.cells
        )


class Evaluating(ThreadWriter):
    """Sinks of samples that are kept as they are."""

    def sink(self, node: Node, cell: str, value: str) -> None:
        del node
        self.lines.append(f"out[({cell}) * stride + column] = {value};")


def _histogram_places(kernel: Kernel, tables: Tables) -> int:
    """Make a table of where the counts of every cell are in the state, as ``count`` reads it; return its offset."""
    places = [
        (start, start + histogram.coarse_start, histogram.coarse_count)
        for destination, histogram in kernel.histograms()
        for start in range(destination.part.start, destination.part.start + prod(histogram.shape), histogram.strides[0])
    ]
    return tables.add(np.array(places, dtype=INT32))[1]
