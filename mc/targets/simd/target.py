"""Whole runs on vectors of this machine's processor."""

import ctypes
from collections.abc import Sequence
from threading import Lock

import numpy as np
import numpy.typing as npt

from mc.accumulators.base import IntArray
from mc.accumulators.histogram import COARSE
from mc.accumulators.moments import ROW
from mc.expression.node import FLOAT32, DType
from mc.kernel.build import build_kernel
from mc.kernel.tables import Tables
from mc.kernel.words import Words
from mc.simulation import Simulation
from mc.targets.base import Evaluation, Target
from mc.targets.simd.jit import Library, Processor, host
from mc.targets.simd.module import accumulating, evaluating, most_coarse_bins
from mc.targets.simd.rows import BIN_STRIDE, VALUE_STRIDE

_POINTER, _INTEGER = ctypes.c_void_p, ctypes.c_int64
_TABLES = (_POINTER, _POINTER, _POINTER)
_WORDS = (_POINTER, _POINTER, _INTEGER, _POINTER, _INTEGER, _INTEGER)
ACCUMULATE = (_POINTER, *_TABLES, *_WORDS, *(5 * (_POINTER,)), _INTEGER, _INTEGER)
EVALUATE = (*_TABLES, *_WORDS, _POINTER, _INTEGER, _INTEGER)

_FUNCTIONS = {"accumulate": (accumulating, ACCUMULATE), "evaluate": (evaluating, EVALUATE)}
"""What writes each function, and the types of its arguments."""


class Simd(Target):
    """A model as one function on vectors of samples, from points to integer state.

    Parameters
    ----------
    precision
        Of real numbers.
    processor
        What code is made for; by default this machine's processor.
    width
        Samples in a vector, a power of two from 4 to 32; by default as many as a register holds.
    """

    def __init__(
        self, precision: DType = FLOAT32, processor: Processor | None = None, width: int | None = None
    ) -> None:
        self._precision = precision
        self._processor = processor or host()
        self._width = width or min(max(self._processor.vector_bytes // precision.itemsize, 4), ROW)
        self._compiled: _Compiled | None = None
        self._compiling = Lock()

    def evaluate(self, simulation: Simulation, block: int) -> Evaluation:
        return self._compile(simulation).evaluate(block)

    def accumulate(self, simulation: Simulation, blocks: range, state: IntArray) -> None:
        self._compile(simulation).accumulate(blocks, state)

    def _compile(self, simulation: Simulation) -> "_Compiled":
        """Return the code of the simulation that this target was asked for last, or make it."""
        with self._compiling:
            if self._compiled is None or self._compiled.simulation is not simulation:
                self._compiled = _Compiled(simulation, self._precision, self._processor, self._width)
            return self._compiled


class _Compiled:
    """Machine code of one simulation."""

    def __init__(self, simulation: Simulation, precision: DType, processor: Processor, width: int) -> None:
        self.simulation = simulation
        self._kernel = build_kernel(simulation, precision)
        self._processor, self._width = processor, width
        self._functions: dict[str, Function] = {}
        self._compiling = Lock()

    def _function(self, name: str) -> "Function":
        """Compile a function when it is first needed, once for all threads."""
        write, argument_types = _FUNCTIONS[name]
        with self._compiling:
            if name not in self._functions:
                text, tables = write(self._kernel, self._width)
                self._functions[name] = Function(text, tables, self._processor, name, argument_types)
            return self._functions[name]

    def accumulate(self, blocks: range, state: IntArray) -> None:
        plan, cells = self.simulation.plan, self._kernel.cells
        words = Words.of(self.simulation, blocks)
        real = np.empty((cells["moment"] + cells["level"], VALUE_STRIDE), dtype=self._kernel.precision)
        bins = np.empty((cells["histogram"], BIN_STRIDE), dtype=np.int32)
        window = np.zeros((most_coarse_bins(self._kernel), COARSE), dtype=np.int32)
        touched = np.zeros(len(window), dtype=np.int8)
        fresh = plan.empty() if state[0] else state  # `complete` needs what this call alone has added
        self._function("accumulate")(fresh, words, (words.limits, real, bins, window, touched))
        plan.complete(fresh, words.wanted)
        if fresh is not state:
            state += fresh

    def evaluate(self, block: int) -> Evaluation:
        kernel = self._kernel
        out = np.empty((kernel.evaluated_cells, *self.simulation.lanes), dtype=kernel.precision)
        self._function("evaluate")(None, Words.of(self.simulation, range(block, block + 1)), (out,))
        return Evaluation.of_cells(out, kernel.inputs, kernel.outputs)


class Function:
    """One compiled function, with the constant arrays that it reads."""

    def __init__(
        self, text: str, tables: Tables, processor: Processor, name: str, argument_types: tuple[type, ...]
    ) -> None:
        self._tables = [np.ascontiguousarray(table) for table in tables.arrays()]
        self._library = Library(text, processor, name)
        self._call = self._library.function(argument_types)

    def __call__(self, state: IntArray | None, words: Words, others: Sequence[npt.NDArray[np.generic]]) -> None:
        arrays = [*([] if state is None else [state]), *self._tables, words.run]
        self._call(
            *map(_at, arrays),
            *(_at(words.tiles), words.tiles.shape[1], _at(words.replicates), words.replicates.shape[1]),
            len(words.replicates),
            *map(_at, others),
            *(words.first, words.end),
        )


def _at(array: npt.NDArray[np.generic]) -> int:
    """Address of an array's first entry."""
    return int(array.ctypes.data)
