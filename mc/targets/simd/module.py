"""The text of whole modules: the model as a function, what becomes of its values, and the loops around it."""

from collections.abc import Sequence

import numpy as np

from mc.accumulators.levels import Levels
from mc.accumulators.moments import SEGMENT
from mc.expression.node import DType
from mc.kernel.build import Destination, Kernel
from mc.kernel.fission import split
from mc.kernel.schedule import Program
from mc.kernel.tables import Tables
from mc.points.base import TILE
from mc.targets.simd.histogram import HISTOGRAM
from mc.targets.simd.levels import levels
from mc.targets.simd.moments import moments
from mc.targets.simd.rows import BIN_STRIDE, BINNED, VALUE_STRIDE, erase
from mc.targets.simd.vector import SCALAR, VectorWriter, scalar_literal

_MODEL = (
    "ptr noalias %reals, ptr noalias %ints, ptr noalias %uints, ptr noalias %run, ptr noalias %tile, "
    "ptr noalias %replicate, ptr noalias %out_real, ptr noalias %out_int, i64 %stride, i64 %bin_stride, i32 %lane0"
)


def accumulating(kernel: Kernel, width: int) -> tuple[str, Tables]:
    """Write a module whose function ``accumulate`` adds samples to the state.

    Parameters
    ----------
    kernel
        What to write.
    width
        Samples in a vector: a power of two from 4 to 32.

    Returns
    -------
    str, Tables
        The module, and the constant arrays that it reads.
    """
    tables = Tables(kernel.precision)
    parts = [
        _model(kernel.accumulate, tables, width, kernel.cells["moment"]),
        HISTOGRAM,
        _count_bins(kernel),
        levels(kernel.precision, width),
        moments(kernel.precision, width),
        erase(kernel.precision),
        _accumulate(kernel, tables, width),
        _INVARIANT,
    ]
    return "\n".join(parts), tables


def evaluating(kernel: Kernel, width: int) -> tuple[str, Tables]:
    """Write a module whose function ``evaluate`` stores samples as they are; otherwise as `accumulating`."""
    tables = Tables(kernel.precision)
    parts = [_model(kernel.evaluate, tables, width, 0), _evaluate(kernel.precision, width), _INVARIANT]
    return "\n".join(parts), tables


_INVARIANT = "!0 = !{}\n"
"""Of loads of constants: nothing writes to them while the code runs."""


def _model(program: Program, tables: Tables, width: int, first_level: int) -> str:
    writer = VectorWriter(split(program), tables, width, first_level)
    writer.write()
    taken, given, declared = "", "", ""
    if writer.memory_bytes:
        declared = "declare ptr @malloc(i64)\ndeclare void @free(ptr)\n"
        taken = f"""\
  %block = call ptr @malloc(i64 {writer.memory_bytes + 63})
  %start = ptrtoint ptr %block to i64
  %raised = add i64 %start, 63
  %aligned = and i64 %raised, -64
  %memory = inttoptr i64 %aligned to ptr
"""
        given = "  call void @free(ptr %block)\n"
    lines = "\n".join([*writer.arrays, *writer.lines])
    body = f"entry:\n{taken}{lines}\n{given}  ret void\n"
    return f"{declared}define internal void @sample({_MODEL}) noinline nounwind {{\n{body}}}\n"


def _count_bins(kernel: Kernel) -> str:
    """Write the function that counts the bins of replicate ``%r`` that wait, of all histograms."""
    lines = []
    for destination, histogram in kernel.histograms():
        n = destination.part.start
        cell, replicate = histogram.strides
        lines += [
            f"%values{n} = getelementptr i32, ptr %bins, i64 {destination.first_cell * BIN_STRIDE}",
            f"%state{n} = getelementptr i64, ptr %state, i64 {n}",
            f"%replicate{n} = mul i64 %r, {replicate}",
            f"%coarse{n} = add i64 %replicate{n}, {histogram.coarse_start}",
            (
                f"call void @histogram(ptr %values{n}, i64 {histogram.cells}, i64 %lanes, ptr %state{n}, i64 {cell}, "
                f"i64 %coarse{n}, i64 {histogram.coarse_count}, ptr %window, ptr %touched)"
            ),
        ]
    head = "define internal void @count_bins(ptr %state, ptr %bins, ptr %window, ptr %touched, i64 %r, i64 %lanes) {"
    return f"{head}\n{_indented(lines)}  ret void\n}}\n"


def most_coarse_bins(kernel: Kernel) -> int:
    """Number of coarse bins of the longest histogram, which `HISTOGRAM` has marks and windows for."""
    return max((histogram.coarse_count for _, histogram in kernel.histograms()), default=0)


def _sums(kernel: Kernel, tables: Tables) -> str:
    """Write the calls that add a segment's moments and levels up, for the replicate ``%r``."""
    real = SCALAR[kernel.precision.name]
    lines = []
    for destination in kernel.destinations:
        accumulator, n = destination.part.accumulator, destination.part.start
        if destination.kind == "histogram":
            continue
        cell, replicate = accumulator.strides
        lines += [
            f"%values{n} = getelementptr {real}, ptr %out_real, i64 {_row(destination, kernel) * VALUE_STRIDE}",
            f"%first{n} = mul i64 %r, {replicate}",
            f"%state{n} = getelementptr i64, ptr %state, i64 {n}",
            f"%own{n} = getelementptr i64, ptr %state{n}, i64 %first{n}",
        ]
        values, own = f"ptr %values{n}, i64 {accumulator.cells}", f"ptr %own{n}, i64 {cell}"
        if isinstance(accumulator, Levels):
            _, offset = tables.add(np.array(accumulator.levels, dtype=kernel.precision))
            lines += [
                f"%levels{n} = getelementptr {real}, ptr %reals, i64 {offset}",
                f"call void @levels({values}, i64 %lanes, {own}, ptr %levels{n}, i64 {len(accumulator.levels)})",
            ]
        else:
            lines.append(f"call void @moments({values}, {own})")
    return _indented(lines)


def _indented(lines: Sequence[str]) -> str:
    return "".join(f"  {line}\n" for line in lines)


def _row(destination: Destination, kernel: Kernel) -> int:
    """Its first row in what the model writes: deviations, then levels; bins apart."""
    return destination.first_cell + (kernel.cells["moment"] if destination.kind == "level" else 0)


def _erasures(kernel: Kernel) -> str:
    """Write what becomes of lanes of the last segment that are not wanted: no deviation, no level."""
    real, deviations = SCALAR[kernel.precision.name], kernel.cells["moment"]
    nan = scalar_literal(np.nan, kernel.precision)
    return f"""\
  call void @erase(ptr %out_real, i64 {deviations}, i64 %lanes, {real} 0.0)
  %erased = getelementptr {real}, ptr %out_real, i64 {deviations * VALUE_STRIDE}
  call void @erase(ptr %erased, i64 {kernel.cells["level"]}, i64 %lanes, {real} {nan})"""


def _accumulate(kernel: Kernel, tables: Tables, width: int) -> str:
    """Loops over replicates and segments; lanes at or beyond the replicate's limit are not wanted."""
    return f"""
define void @accumulate(ptr noalias %state, ptr noalias %reals, ptr noalias %ints, ptr noalias %uints,
                        ptr noalias %run, ptr noalias %tiles, i64 %tile_words,
                        ptr noalias %replicates, i64 %replicate_words, i64 %replicate_count, ptr noalias %limits,
                        ptr noalias %out_real, ptr noalias %out_int, ptr noalias %window, ptr noalias %touched,
                        i64 %first, i64 %end) {{
entry:
  %first_tile = lshr i64 %first, {TILE.bit_length() - 1}
  br label %replicate_head
replicate_head:
  %r = phi i64 [0, %entry], [%r1, %replicate_done]
  %r_words = mul i64 %r, %replicate_words
  %replicate = getelementptr i32, ptr %replicates, i64 %r_words
  %limit_pointer = getelementptr i64, ptr %limits, i64 %r
  %limit = load i64, ptr %limit_pointer
  %stop = call i64 @llvm.umin.i64(i64 %end, i64 %limit)
  br label %segment_head
segment_head:
  %p = phi i64 [%first, %replicate_head], [%p1, %segment_end]
  %waiting = phi i64 [0, %replicate_head], [%waiting_still, %segment_end]
  %some = icmp ult i64 %p, %stop
  br i1 %some, label %segment, label %replicate_end
segment:
  %p1 = add i64 %p, {SEGMENT}
  %segment_stop = call i64 @llvm.umin.i64(i64 %p1, i64 %stop)
  %lanes = sub i64 %segment_stop, %p
  %t = lshr i64 %p, {TILE.bit_length() - 1}
  %t_row = sub i64 %t, %first_tile
  %t_words = mul i64 %t_row, %tile_words
  %tile = getelementptr i32, ptr %tiles, i64 %t_words
  %in_tile = and i64 %p, {TILE - 1}
  br label %vector
vector:
  %v = phi i64 [0, %segment], [%v1, %vector]
  %lane = add i64 %in_tile, %v
  %lane0 = trunc i64 %lane to i32
  %out_real_v = getelementptr {SCALAR[kernel.precision.name]}, ptr %out_real, i64 %v
  %bin_lane = add i64 %waiting, %v
  %out_int_v = getelementptr i32, ptr %out_int, i64 %bin_lane
  call void @sample(ptr %reals, ptr %ints, ptr %uints, ptr %run, ptr %tile, ptr %replicate,
                    ptr %out_real_v, ptr %out_int_v, i64 {VALUE_STRIDE}, i64 {BIN_STRIDE}, i32 %lane0)
  %v1 = add i64 %v, {width}
  %more_vectors = icmp ult i64 %v1, %lanes
  br i1 %more_vectors, label %vector, label %computed
computed:
  %partial = icmp ne i64 %lanes, {SEGMENT}
  br i1 %partial, label %erasing, label %adding
erasing:
{_erasures(kernel)}
  br label %adding
adding:
{_sums(kernel, tables)}
  %waiting_more = add i64 %waiting, %lanes
  %full = icmp ugt i64 %waiting_more, {BINNED - SEGMENT}
  br i1 %full, label %counting, label %segment_end
counting:
  call void @count_bins(ptr %state, ptr %out_int, ptr %window, ptr %touched, i64 %r, i64 %waiting_more)
  br label %segment_end
segment_end:
  %waiting_still = phi i64 [%waiting_more, %adding], [0, %counting]
  br label %segment_head
replicate_end:
  %left = icmp ne i64 %waiting, 0
  br i1 %left, label %counting_last, label %replicate_done
counting_last:
  call void @count_bins(ptr %state, ptr %out_int, ptr %window, ptr %touched, i64 %r, i64 %waiting)
  br label %replicate_done
replicate_done:
  %r1 = add nuw nsw i64 %r, 1
  %more_replicates = icmp ult i64 %r1, %replicate_count
  br i1 %more_replicates, label %replicate_head, label %done
done:
  ret void
}}
"""


def _evaluate(precision: DType, width: int) -> str:
    """Loops over replicates and vectors; cell `c` of point `p` of replicate `r` is ``out[c, r, p - first]``."""
    return f"""
define void @evaluate(ptr noalias %reals, ptr noalias %ints, ptr noalias %uints, ptr noalias %run,
                      ptr noalias %tiles, i64 %tile_words, ptr noalias %replicates, i64 %replicate_words,
                      i64 %replicate_count, ptr noalias %out, i64 %first, i64 %end) {{
entry:
  %points = sub i64 %end, %first
  %stride = mul i64 %points, %replicate_count
  %first_tile = lshr i64 %first, {TILE.bit_length() - 1}
  br label %replicate_head
replicate_head:
  %r = phi i64 [0, %entry], [%r1, %replicate_end]
  %r_words = mul i64 %r, %replicate_words
  %replicate = getelementptr i32, ptr %replicates, i64 %r_words
  %r_start = mul i64 %r, %points
  br label %vector
vector:
  %p = phi i64 [%first, %replicate_head], [%p1, %vector]
  %t = lshr i64 %p, {TILE.bit_length() - 1}
  %t_row = sub i64 %t, %first_tile
  %t_words = mul i64 %t_row, %tile_words
  %tile = getelementptr i32, ptr %tiles, i64 %t_words
  %lane = and i64 %p, {TILE - 1}
  %lane0 = trunc i64 %lane to i32
  %column = sub i64 %p, %first
  %position = add i64 %r_start, %column
  %out_v = getelementptr {SCALAR[precision.name]}, ptr %out, i64 %position
  call void @sample(ptr %reals, ptr %ints, ptr %uints, ptr %run, ptr %tile, ptr %replicate,
                    ptr %out_v, ptr null, i64 %stride, i64 0, i32 %lane0)
  %p1 = add i64 %p, {width}
  %more = icmp ult i64 %p1, %end
  br i1 %more, label %vector, label %replicate_end
replicate_end:
  %r1 = add nuw nsw i64 %r, 1
  %more_replicates = icmp ult i64 %r1, %replicate_count
  br i1 %more_replicates, label %replicate_head, label %done
done:
  ret void
}}
"""
