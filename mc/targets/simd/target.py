"""Whole runs on vectors of this machine's processor."""

import ctypes
from collections.abc import Mapping
from threading import Lock

import numpy as np
import numpy.typing as npt

from distributions.arrays import FloatArray
from mc.accumulators.base import IntArray
from mc.accumulators.moments import ROW, SEGMENT
from mc.expression.node import FLOAT32, DType
from mc.kernel.build import Kernel, build_kernel
from mc.kernel.tables import Tables
from mc.kernel.words import Words
from mc.simulation import Simulation
from mc.targets.base import Evaluation, Target
from mc.targets.simd.jit import Library, Processor, host
from mc.targets.simd.module import module

_POINTER, _INTEGER = ctypes.c_void_p, ctypes.c_int64
_TABLES = (_POINTER, _POINTER, _POINTER)
_WORDS = (_POINTER, _POINTER, _INTEGER, _POINTER, _INTEGER, _INTEGER)
_ACCUMULATE = (_POINTER, *_TABLES, *_WORDS, _POINTER, _POINTER, _POINTER, _INTEGER, _INTEGER)
_EVALUATE = (*_TABLES, *_WORDS, _POINTER, _INTEGER, _INTEGER)


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

    def __init__(self, precision: DType = FLOAT32, processor: Processor | None = None, width: int | None = None) -> None:
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
    """Machine code of one simulation, and the constant arrays that it reads."""

    def __init__(self, simulation: Simulation, precision: DType, processor: Processor, width: int) -> None:
        self.simulation = simulation
        self._kernel = build_kernel(simulation, precision)
        tables = Tables(precision)
        text = module(self._kernel, tables, width)
        self._tables = [np.ascontiguousarray(table) for table in tables.arrays()]
        self._library = Library(text, processor)
        self._accumulate = self._library.function("accumulate", _ACCUMULATE)
        self._evaluate = self._library.function("evaluate", _EVALUATE)

    def accumulate(self, blocks: range, state: IntArray) -> None:
        simulation, cells, points = self.simulation, self._kernel.cells, self.simulation.block_points
        words = Words.of(simulation, blocks)
        real = np.empty((cells["moment"] + cells["level"], SEGMENT), dtype=self._kernel.precision)
        whole = np.empty((cells["histogram"], SEGMENT), dtype=np.int32)
        fresh = simulation.plan.empty() if state[0] else state
        self._accumulate(
            _at(fresh), *map(_at, self._tables), *_words(words), _at(words.limits), _at(real), _at(whole),
            words.first, words.end,
        )
        simulation.plan.complete(fresh, words.wanted)
        if fresh is not state:
            state += fresh

    def evaluate(self, block: int) -> Evaluation:
        words = Words.of(self.simulation, range(block, block + 1))
        kernel = self._kernel
        cells = max((span.stop for span in (*kernel.inputs.values(), *kernel.outputs.values())), default=0)
        out = np.empty((cells, *self.simulation.lanes), dtype=kernel.precision)
        self._evaluate(*map(_at, self._tables), *_words(words), _at(out), words.first, words.end)

        def parts(spans: Mapping[str, range]) -> dict[str, list[FloatArray]]:
            return {name: [out[span.start : span.stop]] for name, span in spans.items()}

        return Evaluation(parts(kernel.inputs), parts(kernel.outputs))


def _words(words: Words) -> tuple[object, ...]:
    return (
        _at(words.run), _at(words.tiles), words.tiles.shape[1], _at(words.replicates), words.replicates.shape[1],
        len(words.replicates),
    )


def _at(array: npt.NDArray[np.generic]) -> int:
    return array.ctypes.data
