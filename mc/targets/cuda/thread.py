"""Programs as CUDA C++: every value is a variable of one thread, which computes one sample."""

from abc import abstractmethod
from collections.abc import Sequence

import numpy as np

from mc.expression.node import BOOL, FLOAT32, FLOAT64, INT32, UINT32, DType, Node
from mc.kernel.schedule import Program
from mc.kernel.tables import Tables
from mc.kernel.writer import Array, Writer

SCALAR = {"float32": "float", "float64": "double", "int32": "int", "uint16": "unsigned short",
          "uint32": "unsigned int", "int64": "long long", "uint64": "unsigned long long", "bool": "bool"}  # fmt: skip
"""CUDA's names of our types."""

_INFIX = {"add": "+", "sub": "-", "mul": "*", "div": "/", "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==",
          "ne": "!=", "and": "&", "or": "|", "xor": "^", "shl": "<<", "shr": ">>"}  # fmt: skip
_TEMPLATES = {
    **{operation: f"{{}} {sign} {{}}" for operation, sign in _INFIX.items()},
    "neg": "-{}", "not": "~{}", "select": "{} ? {} : {}", "mulhi": "__umulhi({}, {})", "reverse_bits": "__brev({})",
    "fma": "fma{f}({}, {}, {})", "abs": "fabs{f}({})", "sqrt": "sqrt{f}({})", "floor": "floor{f}({})",
    "ceil": "ceil{f}({})", "trunc": "trunc{f}({})", "rint": "rint{f}({})",
}  # fmt: skip
_WRAPPING = frozenset({"add", "sub", "mul", "neg", "shl"})
"""Done on unsigned integers: C++ leaves open what signed ones do beyond their range."""

_TABLES = {"f": "reals", "i": "ints", "u": "uints"}
_BITCASTS = {
    (FLOAT32, UINT32): "__float_as_uint", (UINT32, FLOAT32): "__uint_as_float",
    (FLOAT32, INT32): "__float_as_int", (INT32, FLOAT32): "__int_as_float",
}  # fmt: skip


class ThreadWriter(Writer):
    """Writes the statements that one thread executes for its sample.

    Around them stand the variables ``reals ints uints`` (the tables), ``run tile replicate`` (words) and ``lane``
    (position of the sample's point in its tile). All threads of a warp execute them together. Subclasses say what
    becomes of sinks.

    Parameters
    ----------
    program, tables
        As in `Writer`.
    """

    def __init__(self, program: Program, tables: Tables) -> None:
        super().__init__(program, tables)
        self._quads: dict[tuple[str, ...], str] = {}

    def let(self, dtype: DType, expression: str) -> str:
        """Append a variable; return its name."""
        name = f"v{self.fresh()}"
        self.lines.append(f"const {SCALAR[dtype.name]} {name} = {expression};")
        return name

    def open_loop(self, length: int) -> str:
        name = f"i{self.fresh()}"
        self.lines += ["#pragma unroll 1", f"for (int {name} = 0; {name} < {length}; ++{name}) {{"]
        return name

    def close_loop(self) -> None:
        self.lines.append("}")

    def address(self, terms: Sequence[tuple[str, int]], offset: int) -> str:
        parts = [name if stride == 1 else f"{name} * {stride}" for name, stride in terms]
        return " + ".join([*parts, str(offset)] if offset or not parts else parts)

    def literal(self, value: object, dtype: DType) -> str:
        return literal(value, dtype)

    def elementwise(self, node: Node, operands: Sequence[str]) -> str:
        return self.let(node.dtype, self._expression(node, operands))

    def _expression(self, node: Node, operands: Sequence[str]) -> str:
        operation, first, source = node.operation, operands[0], node.operands[0].dtype
        if operation == "convert":
            return f"({SCALAR[node.dtype.name]}){first}"
        if operation == "bitcast":
            return self._bitcast(first, source, node.dtype)
        if operation == "not" and source == BOOL:
            return f"!{first}"
        if operation == "abs" and source.kind == "i":
            return f"{first} < 0 ? -{first} : {first}"
        if operation in _WRAPPING and source.kind == "i":
            unsigned = [f"({SCALAR['u' + source.name]}){operand}" for operand in operands]
            return f"({SCALAR[source.name]})({_TEMPLATES[operation].format(*unsigned)})"
        return _TEMPLATES[operation].format(*operands, f="f" if node.dtype == FLOAT32 else "")

    def _bitcast(self, value: str, source: DType, target: DType) -> str:
        if source.kind != "f" and target.kind != "f":
            return f"({SCALAR[target.name]}){value}"
        if source == FLOAT64:
            return f"({SCALAR[target.name]})__double_as_longlong({value})"
        if target == FLOAT64:
            return f"__longlong_as_double((long long){value})"
        return f"{_BITCASTS[source, target]}({value})"

    def combine(self, function: str, dtype: DType, left: str, right: str) -> str:
        if function in {"min", "max"}:
            sign = "<" if function == "min" else ">"
            nan = f" | ({left} != {left})" if dtype.kind == "f" else ""
            return self.let(dtype, f"(({left} {sign} {right}){nan}) ? {left} : {right}")
        return self.let(dtype, f"{left} {_INFIX[function]} {right}")

    def truth(self, value: str) -> str:
        return self.let(BOOL, f"{value} != 0")

    def declare(self, array: Array) -> None:
        self.lines.append(f"{SCALAR[array.dtype.name]} a{array.number}[{array.length}];")

    def load(self, array: Array, address: str) -> str:
        return self.let(array.dtype, f"a{array.number}[{address}]")

    def store(self, array: Array, address: str, value: str) -> None:
        self.lines.append(f"a{array.number}[{address}] = {value};")

    def table_entry(self, table: DType, address: str) -> str:
        return self.let(table, f"{_TABLES[table.kind]}[{address}]")

    def position(self, table: DType, address: str) -> str:
        return self.table_entry(table, address)

    def take(self, table: DType, offset: int, index: str) -> str:
        return self.let(table, f"{_TABLES[table.kind]}[{index} + {offset}]")

    def lane(self) -> str:
        return "lane"

    def word(self, array: str, column: int) -> str:
        return self.let(UINT32, f"{array}[{column}]")

    def quad(self, node: Node, operands: Sequence[str]) -> str:
        key = tuple(operands)
        if key not in self._quads:
            self._quads[key] = f"q{self.fresh()}"
            self.lines.append(f"const Quad {self._quads[key]} = transposed({', '.join(operands)});")
        return self.let(UINT32, f"{self._quads[key]}.{'xyzw'[node.attribute]}")

    @abstractmethod
    def sink(self, node: Node, cell: str, value: str) -> None: ...


def literal(value: object, dtype: DType) -> str:
    """Write a number exactly: floats in hexadecimal, or by their bits where C++ has no literal."""
    number = dtype.type(value)
    if dtype == BOOL:
        return str(bool(number)).lower()
    if dtype.kind != "f":
        suffix = {"i": "", "u": "u"}[dtype.kind] + ("ll" if dtype.itemsize == 8 else "")
        if dtype.kind == "i" and number == np.iinfo(dtype).min:
            return f"({int(number) + 1}{suffix} - 1)"  # C++ has no literal of it
        return f"({int(number)}{suffix})"
    if np.isfinite(number):
        return f"({float(number).hex()}{'f' if dtype == FLOAT32 else ''})"
    if dtype == FLOAT32:
        return f"__uint_as_float(0x{int(number.view(np.uint32)):08x}u)"
    return f"__longlong_as_double(0x{int(number.view(np.uint64)):016x}ll)"
