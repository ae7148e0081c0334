"""The LLVM function that counts bins."""

from mc.accumulators.histogram import COARSE
from mc.targets.simd.rows import BIN_STRIDE

_SHIFT = COARSE.bit_length() - 1

HISTOGRAM = f"""
define internal void @histogram(ptr noalias %bins, i64 %cells, i64 %lanes, ptr noalias %fine, i64 %cell_stride,
                                i64 %coarse_start, i64 %coarse_count, ptr noalias %window, ptr noalias %touched) {{
entry:
  br label %cell
cell:
  %c = phi i64 [0, %entry], [%c1, %cell_end]
  %row_start = mul nsw i64 %c, {BIN_STRIDE}
  %row = getelementptr i32, ptr %bins, i64 %row_start
  %state_start = mul nsw i64 %c, %cell_stride
  %state = getelementptr i64, ptr %fine, i64 %state_start
  %coarse = getelementptr i64, ptr %state, i64 %coarse_start
  br label %lane
lane:
  %l = phi i64 [0, %cell], [%l1, %lane]
  %bin_pointer = getelementptr i32, ptr %row, i64 %l
  %bin32 = load i32, ptr %bin_pointer
  %bin = zext i32 %bin32 to i64
  %pointer = getelementptr i32, ptr %window, i64 %bin
  %count = load i32, ptr %pointer
  %more = add i32 %count, 1
  store i32 %more, ptr %pointer
  %group_of = lshr i64 %bin, {_SHIFT}
  %mark = getelementptr i8, ptr %touched, i64 %group_of
  store i8 1, ptr %mark
  %l1 = add nuw nsw i64 %l, 1
  %more_lanes = icmp ult i64 %l1, %lanes
  br i1 %more_lanes, label %lane, label %group
group:
  %g = phi i64 [0, %lane], [%g1, %group_end]
  %mark_pointer = getelementptr i8, ptr %touched, i64 %g
  %marked = load i8, ptr %mark_pointer
  %any = icmp ne i8 %marked, 0
  br i1 %any, label %flush, label %group_end
flush:
  store i8 0, ptr %mark_pointer
  %first = shl i64 %g, {_SHIFT}
  %window_pointer = getelementptr i32, ptr %window, i64 %first
  %counts = load <{COARSE} x i32>, ptr %window_pointer, align 4
  store <{COARSE} x i32> zeroinitializer, ptr %window_pointer, align 4
  %wide = zext <{COARSE} x i32> %counts to <{COARSE} x i64>
  %fine_pointer = getelementptr i64, ptr %state, i64 %first
  %fine_old = load <{COARSE} x i64>, ptr %fine_pointer, align 8
  %fine_new = add <{COARSE} x i64> %fine_old, %wide
  store <{COARSE} x i64> %fine_new, ptr %fine_pointer, align 8
  %sum = call i32 @llvm.vector.reduce.add.v{COARSE}i32(<{COARSE} x i32> %counts)
  %sum_wide = zext i32 %sum to i64
  %coarse_pointer = getelementptr i64, ptr %coarse, i64 %g
  %coarse_old = load i64, ptr %coarse_pointer
  %coarse_new = add i64 %coarse_old, %sum_wide
  store i64 %coarse_new, ptr %coarse_pointer
  br label %group_end
group_end:
  %g1 = add nuw nsw i64 %g, 1
  %more_groups = icmp ult i64 %g1, %coarse_count
  br i1 %more_groups, label %group, label %cell_end
cell_end:
  %c1 = add nuw nsw i64 %c, 1
  %more_cells = icmp ult i64 %c1, %cells
  br i1 %more_cells, label %cell, label %done
done:
  ret void
}}
"""
"""The function that counts bins, fine and coarse, of `rows.BINNED` lanes or fewer of a replicate.

Those of a cell are counted in a window of 32-bit integers, of which only the few lines that are touched come to the
cache, and then added to the state by groups of `COARSE`, whose sums are the coarse counts. Window and marks are zeros
before and after. The last group may reach beyond the fine counts: it adds zeros there.
"""
