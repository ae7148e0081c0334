"""Elementwise expressions compiled by g++, for measurements that are too long for NumPy."""

import ctypes
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mc.expression.node import DType, Node
from mc.expression.simplify import topological

Array = npt.NDArray[Any]

_INFIX = {
    "add": "+", "sub": "-", "mul": "*", "div": "/", "and": "&", "or": "|", "xor": "^", "shl": "<<", "shr": ">>",
    "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==", "ne": "!=",
}  # fmt: skip
_PATTERNS = {
    "select": "{} ? {} : {}", "neg": "-{}", "convert": "{type}({})", "bitcast": "__builtin_bit_cast({type}, {})",
}  # fmt: skip
_NAMES = {"float32": "float", "float64": "double", "bool": "bool"}
_FLAGS = ("-std=c++20", "-O3", "-march=native", "-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math")


def compiled(outputs: Sequence[Node], inputs: Sequence[Node], folder: Path) -> Callable[..., list[Array]]:
    """Function of arrays of samples, for expressions of no trailing axes; built in the folder."""
    names = {node: f"in{i}[i]" for i, node in enumerate(inputs)}
    lines = []
    for node in topological(outputs):
        if node.is_constant:
            names[node] = _literal(node.attribute.item(), node.dtype)
        elif node not in names:
            names[node] = f"v{len(names)}"
            lines.append(
                f"const {_type(node.dtype)} {names[node]} = {_written(node, [names[o] for o in node.operands])};"
            )
    lines += [f"out{i}[i] = {names[node]};" for i, node in enumerate(outputs)]
    arguments = [f"const {_type(node.dtype)}* __restrict in{i}" for i, node in enumerate(inputs)]
    arguments += [f"{_type(node.dtype)}* __restrict out{i}" for i, node in enumerate(outputs)]
    body = "\n    ".join(lines)
    source, library = folder / "expression.cpp", folder / "expression.so"
    signature = f'extern "C" void run(long n, {", ".join(arguments)})'
    loop = f"for (long i = 0; i < n; ++i) {{\n    {body}\n  }}"
    source.write_text(f"#include <cstdint>\n#include <limits>\n{signature} {{\n  {loop}\n}}\n")
    subprocess.run(["g++", *_FLAGS, "-shared", "-fPIC", "-o", library, source], check=True)
    run = ctypes.CDLL(str(library)).run

    def function(*arrays: Array) -> list[Array]:
        given = [np.ascontiguousarray(array, node.dtype) for array, node in zip(arrays, inputs, strict=True)]
        results = [np.empty(given[0].shape, node.dtype) for node in outputs]
        run(ctypes.c_long(given[0].size), *(ctypes.c_void_p(array.ctypes.data) for array in (*given, *results)))
        return results

    return function


def _type(dtype: DType) -> str:
    return _NAMES.get(dtype.name, f"std::{dtype.name}_t")


def _literal(value: float, dtype: DType) -> str:
    if dtype.kind != "f":
        return f"{_type(dtype)}({value}{'u' if dtype.kind == 'u' else ''})" if dtype.kind != "b" else str(value).lower()
    if np.isfinite(value):
        return f"{_type(dtype)}({value.hex()})"
    special = "quiet_NaN" if np.isnan(value) else "infinity"
    return f"{'-' if value < 0 else ''}std::numeric_limits<{_type(dtype)}>::{special}()"


def _written(node: Node, operands: list[str]) -> str:
    operation, single = node.operation, "f" if node.operands[0].dtype.itemsize == 4 else ""
    if operation in _INFIX:
        return f" {_INFIX[operation]} ".join(operands)
    if operation in _PATTERNS:
        return _PATTERNS[operation].format(*operands, type=_type(node.dtype))
    if operation == "not":
        return f"{'!' if node.dtype.kind == 'b' else '~'}{operands[0]}"
    name = {"abs": "fabs"}.get(operation, operation)
    return f"__builtin_{name}{single}({', '.join(operands)})"
