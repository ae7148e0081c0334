"""Expressions compiled alone, from the compiled engine's own pieces: of given values, or of the points of a run."""

import ctypes
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from mc.expression.node import FLOAT32, UINT32, Node
from mc.expression.simplify import simplified
from mc.kernel.build import Kernel
from mc.kernel.fission import split
from mc.kernel.schedule import Program, schedule
from mc.kernel.sinks import sink
from mc.kernel.tables import Tables
from mc.kernel.words import Words
from mc.points.base import word
from mc.targets.simd.jit import Library, Processor, host
from mc.targets.simd.module import evaluating
from mc.targets.simd.target import EVALUATE, Function
from mc.targets.simd.vector import VectorWriter

_POINTER, _INTEGER = ctypes.c_void_p, ctypes.c_int64
_SIGNATURE = (_POINTER, _POINTER, _POINTER, _POINTER, _POINTER, _INTEGER, _INTEGER, _INTEGER)


Rows = npt.NDArray[np.float32]


def host_width() -> int:
    """Samples in a register of this processor, in float32."""
    return host().vector_bytes // FLOAT32.itemsize


def given(row: int) -> Node:
    """Make the expression of a sample's value in a row of the array that a `CompiledFunction` is called with, float32.

    A run draws its values and has no place for given ones: the row is a word of its own, one that lanes do not share.
    """
    return word("given", row).bitcast(FLOAT32)


class CompiledFunction:
    """Expressions of `given` values, compiled in float32.

    Parameters
    ----------
    results
        Numbers of a sample, without trailing axes.
    processor, width
        As of `mc.targets.simd.target.Simd`.
    """

    def __init__(self, results: Sequence[Node], processor: Processor, width: int) -> None:
        self._width, self._results = width, len(results)
        tables = Tables(FLOAT32)
        writer = _GivenWriter(split(_program(results)), tables, width, 0)
        writer.write()
        body = "\n".join([*writer.arrays, *writer.lines])
        self._tables = list(tables.arrays())
        self._library = Library(_TEXT.format(body=body, width=width), processor, "call")
        self._call = self._library.function(_SIGNATURE)

    def __call__(self, rows: Rows, out: Rows, samples: range) -> None:
        """Fill columns of `out`, ``(results, columns)``, from those of `rows`; they are whole vectors."""
        if rows.shape[1] != out.shape[1] or not (rows.flags.c_contiguous and out.flags.c_contiguous):
            raise ValueError("rows and results must be contiguous and of one length")
        if len(out) != self._results or any(end % self._width for end in (samples.start, samples.stop)):
            message = f"{len(out)} rows of samples {samples}: must be {self._results} of whole vectors of {self._width}"
            raise ValueError(message)
        addresses = (array.ctypes.data for array in (*self._tables, rows, out))
        self._call(*addresses, samples.start, samples.stop, rows.shape[1])


class CompiledPoints:
    """Expressions of points, compiled in float32 for this processor.

    Parameters
    ----------
    results
        Numbers of a sample, without trailing axes, float32 or uint32.
    """

    def __init__(self, results: Sequence[Node]) -> None:
        program = _program(results)
        kernel = Kernel(
            precision=FLOAT32, accumulate=program, destinations=(), cells={}, evaluate=program, inputs={}, outputs={}
        )
        self._function = Function(*evaluating(kernel, host_width()), host(), "evaluate", EVALUATE)

    def __call__(self, words: Words, out: Rows) -> Rows:
        """Fill `out`, of shape ``(results, replicates, points)``, with the bits of the results, and return it."""
        self._function(None, words, (out,))
        return out


def _program(results: Sequence[Node]) -> Program:
    return schedule(simplified([sink(node, (), "raw", cell) for cell, node in enumerate(results)]))


class _GivenWriter(VectorWriter):
    """Writes words of ``"given"`` as loads of one entry a lane; samples begin at ``%sample``."""

    def word(self, array: str, column: int) -> str:
        if array != "given":
            raise NotImplementedError(array)
        row = self.emit(f"mul nsw i64 %stride, {column}")
        pointer = self.emit(f"getelementptr i32, ptr %rows, i64 {row}")
        return self.emit(f"load {self.vector(UINT32)}, ptr {pointer}, align 4")


_TEXT = """
define internal void @sample(ptr noalias %reals, ptr noalias %ints, ptr noalias %uints, ptr noalias %rows,
                             ptr noalias %out_real, i64 %stride) noinline nounwind {{
entry:
{body}
  ret void
}}

define void @call(ptr noalias %reals, ptr noalias %ints, ptr noalias %uints, ptr noalias %rows, ptr noalias %out,
                  i64 %first, i64 %end, i64 %stride) {{
entry:
  br label %vector
vector:
  %s = phi i64 [%first, %entry], [%s1, %vector]
  %rows_s = getelementptr i32, ptr %rows, i64 %s
  %out_s = getelementptr float, ptr %out, i64 %s
  call void @sample(ptr %reals, ptr %ints, ptr %uints, ptr %rows_s, ptr %out_s, i64 %stride)
  %s1 = add nuw nsw i64 %s, {width}
  %more = icmp ult i64 %s1, %end
  br i1 %more, label %vector, label %done
done:
  ret void
}}

!0 = !{{}}
"""
