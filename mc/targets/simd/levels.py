"""The LLVM function that counts levels."""

from mc.expression.node import DType
from mc.targets.simd.rows import VALUE_STRIDE
from mc.targets.simd.vector import SCALAR


def levels(precision: DType, width: int) -> str:
    """Return the function that counts how many lanes of a segment have each level."""
    real, vector, mask = SCALAR[precision.name], f"<{width} x {SCALAR[precision.name]}>", f"<{width} x i1>"
    return f"""
define internal void @levels(ptr noalias %values, i64 %cells, i64 %lanes, ptr noalias %counts, i64 %cell_stride,
                             ptr noalias %levels, i64 %level_count) {{
entry:
  br label %cell
cell:
  %c = phi i64 [0, %entry], [%c1, %cell_end]
  %row_start = mul nsw i64 %c, {VALUE_STRIDE}
  %row = getelementptr {real}, ptr %values, i64 %row_start
  %state_start = mul nsw i64 %c, %cell_stride
  %state = getelementptr i64, ptr %counts, i64 %state_start
  br label %level
level:
  %k = phi i64 [0, %cell], [%k1, %level_end]
  %level_pointer = getelementptr {real}, ptr %levels, i64 %k
  %value = load {real}, ptr %level_pointer
  %first = insertelement {vector} poison, {real} %value, i64 0
  %wanted = shufflevector {vector} %first, {vector} poison, <{width} x i32> zeroinitializer
  br label %lane
lane:
  %l = phi i64 [0, %level], [%l1, %lane]
  %count = phi i64 [0, %level], [%count1, %lane]
  %lane_pointer = getelementptr {real}, ptr %row, i64 %l
  %found = load {vector}, ptr %lane_pointer, align {precision.itemsize}
  %equal = fcmp oeq {vector} %found, %wanted
  %bits = bitcast {mask} %equal to i{width}
  %ones = call i{width} @llvm.ctpop.i{width}(i{width} %bits)
  %wide = zext i{width} %ones to i64
  %count1 = add i64 %count, %wide
  %l1 = add nuw nsw i64 %l, {width}
  %more_lanes = icmp ult i64 %l1, %lanes
  br i1 %more_lanes, label %lane, label %level_end
level_end:
  %count_pointer = getelementptr i64, ptr %state, i64 %k
  %old = load i64, ptr %count_pointer
  %new = add i64 %old, %count1
  store i64 %new, ptr %count_pointer
  %k1 = add nuw nsw i64 %k, 1
  %more_levels = icmp ult i64 %k1, %level_count
  br i1 %more_levels, label %level, label %cell_end
cell_end:
  %c1 = add nuw nsw i64 %c, 1
  %more_cells = icmp ult i64 %c1, %cells
  br i1 %more_cells, label %cell, label %done
done:
  ret void
}}
"""
