"""Programs as LLVM IR on vectors: every value is a vector of neighbouring samples."""

import struct
from collections.abc import Sequence

from mc.expression.node import BOOL, FLOAT32, FLOAT64, INT32, UINT32, DType, Node
from mc.kernel.schedule import Program
from mc.kernel.tables import Tables
from mc.kernel.writer import Array, Writer

SCALAR = {"float32": "float", "float64": "double", "int32": "i32", "uint32": "i32", "int64": "i64", "uint64": "i64",
          "bool": "i1"}  # fmt: skip
"""LLVM's names of our types."""

_FLOAT = {"add": "fadd", "sub": "fsub", "mul": "fmul", "div": "fdiv", "neg": "fneg"}
_INTEGER = {"add": "add", "sub": "sub", "mul": "mul", "and": "and", "or": "or", "xor": "xor", "shl": "shl"}
_INTRINSIC = {
    "fma": "fma",
    "sqrt": "sqrt",
    "abs": "fabs",
    "floor": "floor",
    "ceil": "ceil",
    "trunc": "trunc",
    "rint": "roundeven",
}
_COMPARISON = {"lt": ("olt", "lt"), "le": ("ole", "le"), "gt": ("ogt", "gt"), "ge": ("oge", "ge"), "eq": ("oeq", "eq"),
               "ne": ("une", "ne")}  # fmt: skip


STACK_BYTES = 1 << 18
"""Arrays beyond this size lie in memory of their own: a thread's stack may have less than a megabyte."""


class VectorWriter(Writer):
    """Writes the body of a function that computes one vector of samples.

    The function's arguments, by name: ``%reals %ints %uints`` (the tables), ``%run %tile %replicate`` (words),
    ``%out_real %out_int`` (where sinks write: cell `c` at element ``c * %stride``, bins at ``c * %bin_stride``),
    ``%lane0`` (i32, position in the tile of the first lane). ``%memory`` is where arrays lie that are too large for
    the stack.

    Parameters
    ----------
    program, tables
        As in `Writer`.
    width
        Number of samples in a vector.
    first_level
        Cell of the first level in ``%out_real``, after all deviations.
    """

    def __init__(self, program: Program, tables: Tables, width: int, first_level: int) -> None:
        super().__init__(program, tables)
        self.width = width
        self._first_level = first_level
        self.arrays: list[str] = []  # allocations, which go first
        self.memory_bytes = 0  # that ``%memory`` must have
        self._stack_bytes = 0
        self._loops: list[tuple[str, str, int]] = []
        self._block = "entry"
        self._lane: str | None = None
        self._pairs: dict[tuple[str, str, bool], str] = {}  # of operands of `quad`, which are straight-line code

    def emit(self, text: str) -> str:
        """Append ``%name = text``; return the name."""
        name = "%" + self.fresh()
        self.lines.append(f"  {name} = {text}")
        return name

    def vector(self, dtype: DType) -> str:
        """LLVM's type of a value."""
        return f"<{self.width} x {SCALAR[dtype.name]}>"

    def splat(self, scalar: str, scalar_type: str) -> str:
        """Give all lanes one value."""
        vector = f"<{self.width} x {scalar_type}>"
        first = self.emit(f"insertelement {vector} poison, {scalar_type} {scalar}, i64 0")
        return self.emit(f"shufflevector {vector} {first}, {vector} poison, <{self.width} x i32> zeroinitializer")

    def open_loop(self, length: int) -> str:
        number = self.fresh()
        variable, head = f"%i{number}", f"loop{number}"
        self.lines += [
            f"  br label %{head}",
            f"{head}:",
            f"  {variable} = phi i64 [0, %{self._block}], [%n{number}, %end{number}]",
        ]
        self._loops.append((variable, number, length))
        self._block = head
        return variable

    def close_loop(self) -> None:
        variable, number, length = self._loops.pop()
        self.lines += [
            f"  br label %end{number}",
            f"end{number}:",
            f"  %n{number} = add nuw nsw i64 {variable}, 1",
            f"  %c{number} = icmp ult i64 %n{number}, {length}",
            f"  br i1 %c{number}, label %loop{number}, label %after{number}",
            f"after{number}:",
        ]
        self._block = f"after{number}"

    def address(self, terms: Sequence[tuple[str, int]], offset: int) -> str:
        total = ""
        for name, stride in terms:
            term = name if stride == 1 else self.emit(f"mul nsw i64 {name}, {stride}")
            total = self.emit(f"add nsw i64 {total}, {term}") if total else term
        if not total:
            return str(offset)
        return self.emit(f"add nsw i64 {total}, {offset}") if offset else total

    def literal(self, value: object, dtype: DType) -> str:
        return f"splat ({SCALAR[dtype.name]} {scalar_literal(value, dtype)})"

    def elementwise(self, node: Node, operands: Sequence[str]) -> str:
        operation, source = node.operation, node.operands[-1].dtype
        match operation:
            case "select":
                return self._select(operands[0], source, operands[1], operands[2])
            case "convert":
                return self._converted(operands[0], source, node.dtype)
            case "bitcast":
                return self.emit(f"bitcast {self.vector(source)} {operands[0]} to {self.vector(node.dtype)}")
        if operation in _COMPARISON:
            return self._compared(operation, source, operands)
        return (
            self._of_floats(operation, source, operands)
            if source.kind == "f"
            else self._of_integers(operation, source, operands)
        )

    def _select(self, condition: str, dtype: DType, where_true: str, where_false: str) -> str:
        vector = self.vector(dtype)
        return self.emit(f"select <{self.width} x i1> {condition}, {vector} {where_true}, {vector} {where_false}")

    def _compared(self, operation: str, dtype: DType, operands: Sequence[str]) -> str:
        ordered, integer = _COMPARISON[operation]
        sign = "" if operation in {"eq", "ne"} else "s" if dtype.kind == "i" else "u"
        kind = f"fcmp {ordered}" if dtype.kind == "f" else f"icmp {sign}{integer}"
        return self.emit(f"{kind} {self.vector(dtype)} {operands[0]}, {operands[1]}")

    def _of_floats(self, operation: str, dtype: DType, operands: Sequence[str]) -> str:
        if operation in _INTRINSIC:
            return self._call(_INTRINSIC[operation], dtype, operands)
        return self.emit(f"{_FLOAT[operation]} {self.vector(dtype)} {', '.join(operands)}")

    def _of_integers(self, operation: str, dtype: DType, operands: Sequence[str]) -> str:
        vector, first = self.vector(dtype), operands[0]
        match operation:
            case "mulhi":
                return self._high_product(first, operands[1])
            case "reverse_bits":
                return self._call("bitreverse", dtype, operands)
            case "shr":
                return self.emit(f"{'ashr' if dtype.kind == 'i' else 'lshr'} {vector} {first}, {operands[1]}")
            case "not":
                return self.emit(f"xor {vector} {first}, splat ({SCALAR[dtype.name]} -1)")
            case "neg":
                return self.emit(f"sub {vector} zeroinitializer, {first}")
            case _:
                return self.emit(f"{_INTEGER[operation]} {vector} {first}, {operands[1]}")

    def combine(self, function: str, dtype: DType, left: str, right: str) -> str:
        vector = self.vector(dtype)
        if function not in {"min", "max"}:
            return self.emit(f"{(_FLOAT if dtype.kind == 'f' else _INTEGER)[function]} {vector} {left}, {right}")
        taken = self._compared("lt" if function == "min" else "gt", dtype, (left, right))
        if dtype.kind == "f":
            nan = self.emit(f"fcmp uno {vector} {left}, zeroinitializer")
            taken = self.emit(f"or <{self.width} x i1> {taken}, {nan}")
        return self._select(taken, dtype, left, right)

    def truth(self, value: str) -> str:
        return self.emit(f"icmp ne {self.vector(INT32)} {value}, zeroinitializer")

    def declare(self, array: Array) -> None:
        size = -(-array.length * self.width * _kept(array.dtype).itemsize // 64) * 64
        if self._stack_bytes + size <= STACK_BYTES:
            self._stack_bytes += size
            self.arrays.append(f"  %a{array.number} = alloca {self._memory(array)}, align 64")
        else:
            self.arrays.append(f"  %a{array.number} = getelementptr i8, ptr %memory, i64 {self.memory_bytes}")
            self.memory_bytes += size

    def load(self, array: Array, address: str) -> str:
        kept = _kept(array.dtype)
        value = self.emit(f"load {self.vector(kept)}, ptr {self._entry(array, address)}, align {self._align(kept)}")
        return self.truth(value) if array.dtype == BOOL else value

    def store(self, array: Array, address: str, value: str) -> None:
        kept = _kept(array.dtype)
        if array.dtype == BOOL:
            value = self.emit(f"zext {self.vector(BOOL)} {value} to {self.vector(kept)}")
        entry = self._entry(array, address)
        self.lines.append(f"  store {self.vector(kept)} {value}, ptr {entry}, align {self._align(kept)}")

    def table_entry(self, table: DType, address: str) -> str:
        scalar = SCALAR[table.name]
        pointer = self.emit(f"getelementptr {scalar}, ptr {_TABLES[table.kind]}, i64 {address}")
        return self.splat(self.emit(f"load {scalar}, ptr {pointer}, !invariant.load !0"), scalar)

    def position(self, table: DType, address: str) -> str:
        pointer = self.emit(f"getelementptr i32, ptr {_TABLES[table.kind]}, i64 {address}")
        return self.emit(f"sext i32 {self.emit(f'load i32, ptr {pointer}, !invariant.load !0')} to i64")

    def take(self, table: DType, offset: int, index: str) -> str:
        scalar, lanes = SCALAR[table.name], self.width
        first = self.emit(f"getelementptr {scalar}, ptr {_TABLES[table.kind]}, i64 {offset}")
        pointers = self.emit(f"getelementptr {scalar}, ptr {first}, <{lanes} x i32> {index}")
        vector = self.vector(table)
        return self.emit(
            f"call {vector} @llvm.masked.gather.v{lanes}{_SUFFIX[scalar]}.v{lanes}p0(<{lanes} x ptr> {pointers}, "
            f"i32 {table.itemsize}, <{lanes} x i1> splat (i1 true), {vector} poison)"
        )

    def lane(self) -> str:
        if self._lane is None:
            steps = ", ".join(f"i32 {k}" for k in range(self.width))
            self._lane = self.emit(f"add <{self.width} x i32> {self.splat('%lane0', 'i32')}, <{steps}>")
        return self._lane

    def word(self, array: str, column: int) -> str:
        pointer = self.emit(f"getelementptr i32, ptr %{array}, i64 {column}")
        return self.splat(self.emit(f"load i32, ptr {pointer}, !invariant.load !0"), "i32")

    def quad(self, node: Node, operands: Sequence[str]) -> str:
        # Two rounds of interleaving transpose four by four.
        d, vector = node.attribute, self.vector(UINT32)
        pairs = [self._interleaved(operands[k], operands[k + 1], low=d < 2) for k in (0, 2)]
        halves = self._unpack(low=d % 2 == 0, size=2)
        return self.emit(f"shufflevector {vector} {pairs[0]}, {vector} {pairs[1]}, {self._mask(halves)}")

    def _unpack(self, *, low: bool, size: int) -> list[int]:
        """Lanes of two vectors that interleave groups of `size` in each group of four, from its low or high half."""
        order: list[int] = []
        for quad in range(0, self.width, 4):
            start = quad if low else quad + 2
            taken = range(start, start + 2, size)
            for first in taken:
                for vector in (0, self.width):
                    order.extend(vector + first + k for k in range(size))
        return order

    def _interleaved(self, left: str, right: str, *, low: bool) -> str:
        key = (left, right, low)
        if key not in self._pairs:
            vector = self.vector(UINT32)
            lanes = self._mask(self._unpack(low=low, size=1))
            self._pairs[key] = self.emit(f"shufflevector {vector} {left}, {vector} {right}, {lanes}")
        return self._pairs[key]

    def _mask(self, lanes: Sequence[int]) -> str:
        return f"<{len(lanes)} x i32> <{', '.join(f'i32 {lane}' for lane in lanes)}>"

    def sink(self, node: Node, cell: str, value: str) -> None:
        dtype = node.dtype
        if node.attribute.kind == "level":
            cell = self.address([(cell, 1)], self._first_level)
        out, stride = ("%out_int", "%bin_stride") if dtype == INT32 else ("%out_real", "%stride")
        start = self.emit(f"mul nsw i64 {cell}, {stride}")
        pointer = self.emit(f"getelementptr {SCALAR[dtype.name]}, ptr {out}, i64 {start}")
        self.lines.append(f"  store {self.vector(dtype)} {value}, ptr {pointer}, align {dtype.itemsize}")

    def _memory(self, array: Array) -> str:
        return f"[{array.length} x {self.vector(_kept(array.dtype))}]"

    def _entry(self, array: Array, address: str) -> str:
        return self.emit(f"getelementptr {self._memory(array)}, ptr %a{array.number}, i64 0, i64 {address}")

    def _align(self, dtype: DType) -> int:
        return min(64, self.width * dtype.itemsize)

    def _call(self, name: str, dtype: DType, operands: Sequence[str]) -> str:
        vector = self.vector(dtype)
        suffix = f"v{self.width}{_SUFFIX[SCALAR[dtype.name]]}"
        return self.emit(f"call {vector} @llvm.{name}.{suffix}({', '.join(f'{vector} {x}' for x in operands)})")

    def _high_product(self, left: str, right: str) -> str:
        narrow, wide = f"<{self.width} x i32>", f"<{self.width} x i64>"
        a, b = (self.emit(f"zext {narrow} {value} to {wide}") for value in (left, right))
        product = self.emit(f"mul {wide} {a}, {b}")
        return self.emit(f"trunc {wide} {self.emit(f'lshr {wide} {product}, splat (i64 32)')} to {narrow}")

    def _converted(self, value: str, source: DType, target: DType) -> str:
        old, new = self.vector(source), self.vector(target)
        if source == BOOL and target.kind == "f":
            return self._select(value, target, self.literal(1, target), self.literal(0, target))
        if source != BOOL and "f" not in source.kind + target.kind and source.itemsize == target.itemsize:
            return value
        return self.emit(f"{_cast(source, target)} {old} {value} to {new}")


def _cast(source: DType, target: DType) -> str:
    """LLVM's name of a conversion."""
    wider = target.itemsize > source.itemsize
    match source.kind, target.kind:
        case "f", "f":
            return "fpext" if wider else "fptrunc"
        case "f", kind:
            return "fptosi" if kind == "i" else "fptoui"
        case kind, "f":
            return "sitofp" if kind == "i" else "uitofp"
        case kind, _:
            if kind == "b":
                return "zext"
            return ("sext" if kind == "i" else "zext") if wider else "trunc"


def _kept(dtype: DType) -> DType:
    """Type that a value has in memory."""
    return INT32 if dtype == BOOL else dtype


_TABLES = {"f": "%reals", "i": "%ints", "u": "%uints"}
_SUFFIX = {"float": "f32", "double": "f64", "i32": "i32", "i64": "i64"}


def scalar_literal(value: object, dtype: DType) -> str:
    """Write a number exactly."""
    number = dtype.type(value)
    if dtype in {FLOAT32, FLOAT64}:
        return "0x" + struct.pack(">d", float(number)).hex().upper()  # a float is written as the double of its value
    return str(bool(number)).lower() if dtype == BOOL else str(int(number))
