"""What the model's function writes and accumulators read: rows of neighbouring points of one replicate, one a cell.

Values are added up when a segment of them is there, `mc.accumulators.moments.SEGMENT`; bins wait for more.
"""

from mc.accumulators.moments import SEGMENT
from mc.expression.node import DType
from mc.targets.simd.vector import SCALAR

BINNED = 2048
"""Lanes whose bins wait to be counted: the counts of a cell then come to the cache once for all of them."""

_PADDING = 16  # lanes between rows, so that one lane's entries in them do not fall into the same sets of a cache

VALUE_STRIDE = SEGMENT + _PADDING
BIN_STRIDE = BINNED + _PADDING
"""Entries from the row of a cell to the next, of values and of bins."""


def erase(precision: DType) -> str:
    """Return the function that overwrites the lanes of a segment from `first` on with a value."""
    real = SCALAR[precision.name]
    return f"""
define internal void @erase(ptr noalias %values, i64 %cells, i64 %first, {real} %value) {{
entry:
  %some = icmp ne i64 %cells, 0
  br i1 %some, label %cell, label %done
cell:
  %c = phi i64 [0, %entry], [%c1, %cell_end]
  %row_start = mul nsw i64 %c, {VALUE_STRIDE}
  %row = getelementptr {real}, ptr %values, i64 %row_start
  br label %lane
lane:
  %l = phi i64 [%first, %cell], [%l1, %lane]
  %pointer = getelementptr {real}, ptr %row, i64 %l
  store {real} %value, ptr %pointer
  %l1 = add nuw nsw i64 %l, 1
  %more_lanes = icmp ult i64 %l1, {SEGMENT}
  br i1 %more_lanes, label %lane, label %cell_end
cell_end:
  %c1 = add nuw nsw i64 %c, 1
  %more_cells = icmp ult i64 %c1, %cells
  br i1 %more_cells, label %cell, label %done
done:
  ret void
}}
"""
