"""LLVM functions that add up a segment's deviations and their squares, as `mc.accumulators.moments` defines it."""

from mc.accumulators.exact_sum import DIGITS, POINT
from mc.accumulators.moments import MINUS_INFINITY, NAN, ORDINARY, PLUS_INFINITY, ROW, SEGMENT, SQUARES, SUM
from mc.expression.node import FLOAT32, DType
from mc.targets.simd.rows import VALUE_STRIDE
from mc.targets.simd.vector import SCALAR, scalar_literal


def moments(precision: DType, width: int) -> str:
    """Return the functions that add up the deviations of one segment, and their squares.

    Each of the `ROW` lanes is summed through the rows of the segment first; then the lanes are folded in halves.
    """
    real, vector, mask = SCALAR[precision.name], f"<{width} x {SCALAR[precision.name]}>", f"<{width} x i1>"
    suffix = "f32" if precision == FLOAT32 else "f64"
    vectors = range(ROW // width)
    phis = "\n".join(
        f"  %sum.{k} = phi {vector} [zeroinitializer, %cell], [%sum.{k}.next, %row]\n"
        f"  %square.{k} = phi {vector} [zeroinitializer, %cell], [%square.{k}.next, %row]"
        for k in vectors
    )
    adds = "\n".join(
        f"""\
  %p.{k} = getelementptr {real}, ptr %row_values, i64 {k * width}
  %x.{k} = load {vector}, ptr %p.{k}, align {precision.itemsize}
  %size.{k} = call {vector} @llvm.fabs.v{width}{suffix}({vector} %x.{k})
  %ordinary.{k} = fcmp olt {vector} %size.{k}, splat ({real} {scalar_literal(ORDINARY, precision)})
  %d.{k} = select {mask} %ordinary.{k}, {vector} %x.{k}, {vector} zeroinitializer
  %sum.{k}.next = fadd {vector} %sum.{k}, %d.{k}
  %square.{k}.term = fmul {vector} %d.{k}, %d.{k}
  %square.{k}.next = fadd {vector} %square.{k}, %square.{k}.term
  %ordinary.{k}.so_far = and {mask} {f"%ordinary.{k - 1}.so_far" if k else "%all"}, %ordinary.{k}"""
        for k in vectors
    )
    return (
        f"""
define internal void @moments(ptr noalias %values, i64 %cells, ptr noalias %sums, i64 %cell_stride) {{
entry:
  br label %cell
cell:
  %c = phi i64 [0, %entry], [%c1, %cell_end]
  %row_start = mul nsw i64 %c, {VALUE_STRIDE}
  %cell_values = getelementptr {real}, ptr %values, i64 %row_start
  %state_start = mul nsw i64 %c, %cell_stride
  %state = getelementptr i64, ptr %sums, i64 %state_start
  br label %row
row:
  %l = phi i64 [0, %cell], [%l1, %row]
  %all = phi {mask} [splat (i1 true), %cell], [%ordinary.{vectors[-1]}.so_far, %row]
{phis}
  %row_values = getelementptr {real}, ptr %cell_values, i64 %l
{adds}
  %l1 = add nuw nsw i64 %l, {ROW}
  %more_rows = icmp ult i64 %l1, {SEGMENT}
  br i1 %more_rows, label %row, label %summed
summed:
{_folded("sum", precision, width)}
{_folded("square", precision, width)}
  %sum_digits = getelementptr i64, ptr %state, i64 {SUM.start}
  %square_digits = getelementptr i64, ptr %state, i64 {SQUARES.start}
  call void @add_digits(ptr %sum_digits, {real} %sum)
  call void @add_digits(ptr %square_digits, {real} %square)
  %none_rare = call i1 @llvm.vector.reduce.and.v{width}i1({mask} %ordinary.{vectors[-1]}.so_far)
  br i1 %none_rare, label %cell_end, label %rare
rare:
  call void @not_ordinary(ptr %cell_values, ptr %state)
  br label %cell_end
cell_end:
  %c1 = add nuw nsw i64 %c, 1
  %more_cells = icmp ult i64 %c1, %cells
  br i1 %more_cells, label %cell, label %done
done:
  ret void
}}
"""
        + _not_ordinary(precision)
        + _add_digits(precision)
    )


def _folded(name: str, precision: DType, width: int) -> str:
    """Write ``%name``, the sum of the lanes of ``%name.0.next`` and on, the second half added to the first each time.

    There are as many of them as it takes to hold a row.
    """
    real = SCALAR[precision.name]
    values, lines = [f"%{name}.{k}.next" for k in range(ROW // width)], []
    lanes = ROW
    while lanes > 1:
        lanes //= 2
        result = f"<{min(lanes, width)} x {real}>"
        if len(values) > 1:
            half = len(values) // 2
            pairs = list(zip(values[:half], values[half:], strict=True))
        else:
            old = f"<{2 * lanes} x {real}>"
            for part, start in (("low", 0), ("high", lanes)):
                chosen = ", ".join(f"i32 {start + k}" for k in range(lanes))
                both = f"{old} {values[0]}, {old} poison"
                lines.append(f"  %{name}.{part}{lanes} = shufflevector {both}, <{lanes} x i32> <{chosen}>")
            pairs = [(f"%{name}.low{lanes}", f"%{name}.high{lanes}")]
        values = [f"%{name}.fold{lanes}.{k}" for k in range(len(pairs))]
        lines += [f"  {new} = fadd {result} {a}, {b}" for new, (a, b) in zip(values, pairs, strict=True)]
    lines.append(f"  %{name} = extractelement <1 x {real}> {values[0]}, i64 0")
    return "\n".join(lines)


def _not_ordinary(precision: DType) -> str:
    """Return the function that counts values apart that are NaN or at least `ORDINARY` in size."""
    real = SCALAR[precision.name]
    return f"""
define internal void @not_ordinary(ptr noalias %row, ptr noalias %state) noinline {{
entry:
  br label %lane
lane:
  %l = phi i64 [0, %entry], [%l1, %lane]
  %pointer = getelementptr {real}, ptr %row, i64 %l
  %x = load {real}, ptr %pointer
  %nan = fcmp uno {real} %x, %x
  %high = fcmp oge {real} %x, {scalar_literal(ORDINARY, precision)}
  %low = fcmp ole {real} %x, {scalar_literal(-ORDINARY, precision)}
  %signed = select i1 %high, i64 {PLUS_INFINITY}, i64 {MINUS_INFINITY}
  %kind = select i1 %nan, i64 {NAN}, i64 %signed
  %outside = or i1 %high, %low
  %counts = or i1 %nan, %outside
  %one = zext i1 %counts to i64
  %counter = getelementptr i64, ptr %state, i64 %kind
  %old = load i64, ptr %counter
  %new = add i64 %old, %one
  store i64 %new, ptr %counter
  %l1 = add nuw nsw i64 %l, 1
  %more = icmp ult i64 %l1, {SEGMENT}
  br i1 %more, label %lane, label %done
done:
  ret void
}}
"""


def _add_digits(precision: DType) -> str:
    """Add a finite float to digits of 32 bits, exactly: its mantissa, shifted to where its exponent says."""
    single = precision == FLOAT32
    real, bits = ("float", 32) if single else ("double", 64)
    mantissa, exponent_mask, bias = (23, 255, 150) if single else (52, 2047, 1075)
    wide, digits = ("i64", 2) if single else ("i128", 3)
    lines = [
        f"""
define internal void @add_digits(ptr noalias %digits, {real} %x) alwaysinline {{
  %bits = bitcast {real} %x to i{bits}
  %negative = icmp slt i{bits} %bits, 0
  %shifted = lshr i{bits} %bits, {mantissa}
  %exponent = and i{bits} %shifted, {exponent_mask}
  %fraction = and i{bits} %bits, {(1 << mantissa) - 1}
  %normal = icmp ne i{bits} %exponent, 0
  %leading = select i1 %normal, i{bits} {1 << mantissa}, i{bits} 0
  %significand = or i{bits} %fraction, %leading
  %at_least_one = select i1 %normal, i{bits} %exponent, i{bits} 1
  %place = sub i{bits} %at_least_one, {bias - POINT}
  %missing = sub i{bits} 0, %place
  %beyond = icmp sgt i{bits} %missing, 0
  %lost = call i{bits} @llvm.umin.i{bits}(i{bits} %missing, i{bits} {bits - 1})
  %kept = lshr i{bits} %significand, %lost
  %whole = select i1 %beyond, i{bits} %kept, i{bits} %significand
  %position = select i1 %beyond, i{bits} 0, i{bits} %place
  %digit = lshr i{bits} %position, 5
  %shift = and i{bits} %position, 31
  %wide = zext i{bits} %whole to {wide}
  %by = zext i{bits} %shift to {wide}
  %moved = shl {wide} %wide, %by"""
    ]
    for k in range(digits):
        source = "%moved"
        if k:
            lines.append(f"  %upper{k} = lshr {wide} %moved, {32 * k}")
            source = f"%upper{k}"
        narrow = f"{source}" if wide == "i64" else f"%narrow{k}"
        if wide != "i64":
            lines.append(f"  {narrow} = trunc {wide} {source} to i64")
        lines.append(f"""\
  %part{k} = and i64 {narrow}, 4294967295
  %minus{k} = sub i64 0, %part{k}
  %signed{k} = select i1 %negative, i64 %minus{k}, i64 %part{k}
  %index{k}.free = add i{bits} %digit, {k}
  %index{k} = call i{bits} @llvm.umin.i{bits}(i{bits} %index{k}.free, i{bits} {DIGITS - 1})
  %pointer{k} = getelementptr i64, ptr %digits, i{bits} %index{k}
  %old{k} = load i64, ptr %pointer{k}
  %new{k} = add i64 %old{k}, %signed{k}
  store i64 %new{k}, ptr %pointer{k}""")
    lines.append("  ret void\n}\n")
    return "\n".join(lines)
