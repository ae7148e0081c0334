"""Writing a program as text: the walk that is the same for every language."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import TypeAlias

import numpy as np

from mc.expression.node import BOOL, INT32, Axis, DType, Node
from mc.kernel.schedule import Program, Stage, is_alias, reduces
from mc.kernel.tables import Tables

Index: TypeAlias = "tuple[str, int, int] | int"
"""Position along an axis: ``(loop variable, start, step)``, or a fixed one."""


@dataclass(frozen=True, slots=True)
class Array:
    """Memory of one sample, for values that outlive a loop."""

    number: int
    length: int
    dtype: DType


class Writer(ABC):
    """Writes the stages of a program in some language.

    A value is the name of a variable (or a literal) in that language. Subclasses say how operations, loops and
    arrays are written; what is loaded, computed and stored when is decided here.

    Parameters
    ----------
    program
        What to write.
    tables
        Where its constant arrays go.
    """

    def __init__(self, program: Program, tables: Tables) -> None:
        self.program = program
        self.tables = tables
        self.lines: list[str] = []
        self._scalars: dict[object, str] = {}
        self._values: dict[object, str] = {}
        self._stored: dict[Node, Array] = {}
        self._carried: dict[Node, Array] = {}
        self._names = 0

    def write(self) -> None:
        """Append the statements of the whole program to `lines`."""
        for node in self.program.stored:
            self._stored[node] = self._new_array(node, prod(node.shape))
        for stage in self.program.stages:
            for node in filter(_accumulates, stage.nodes):
                self._carried[node] = self._new_array(node, prod(_carried_shape(node)))
        for stage in self.program.stages:
            self._write_stage(stage)

    def fresh(self) -> str:
        """Return a number for a new name."""
        self._names += 1
        return str(self._names)

    def _new_array(self, node: Node, length: int) -> Array:
        array = Array(len(self._stored) + len(self._carried), length, node.dtype)
        self.declare(array)
        return array

    def _write_stage(self, stage: Stage) -> None:
        self._values = self._scalars if stage.domain == () else {}
        for node in filter(_accumulates, stage.nodes):
            self._fill(self._carried[node], identity(node.attribute[0], node.dtype))
        variables = [self.open_loop(length) for length in stage.domain]
        for node in stage.nodes:
            frame = _frame(node.operands[0].shape if node.operation == "reduce" else node.shape, variables)
            value = self._write_node(node, frame)
            if value is not None:
                self._values[node] = value
                if node in self._stored:
                    own = _frame(node.shape, variables)
                    self.store(self._stored[node], self.address(*_flat(node.shape, own)), value)
        for _ in stage.domain:
            self.close_loop()

    def _fill(self, array: Array, value: object) -> None:
        if array.length == 1:
            self.store(array, "0", self.literal(value, array.dtype))
            return
        variable = self.open_loop(array.length)
        self.store(array, variable, self.literal(value, array.dtype))
        self.close_loop()

    def _write_node(self, node: Node, frame: Sequence[Index]) -> str | None:
        """Write one operation; return its value, unless it has one only when the loop is done."""
        value = None
        match node.operation:
            case "index":
                value = self._write_index(node, frame)
            case "scan":
                value = self._write_accumulation(node, frame)
            case "reduce" if reduces(node):
                self._write_accumulation(node, frame)
            case "reduce":
                value = self._operand(node.operands[0], frame)
            case "sink":
                terms, offset = _flat(node.shape, frame)
                cell = self.address(terms, offset + node.attribute.first_cell)
                self.sink(node, cell, self._operand(node.operands[0], frame))
            case _:
                value = self._write_simple(node, [self._operand(operand, frame) for operand in node.operands])
        return value

    def _write_simple(self, node: Node, operands: Sequence[str]) -> str:
        """Write an operation that does not depend on where in a loop it stands."""
        match node.operation:
            case "lane":
                return self.lane()
            case "word":
                return self.word(*node.attribute)
            case "quad":
                return self.quad(node, operands)
            case "take":
                return self.take(*self.tables.add(node.attribute), operands[0])
            case _:
                return self.elementwise(node, operands)

    def _write_index(self, node: Node, frame: Sequence[Index]) -> str:
        (operand,) = node.operands
        mapped: list[Index] = []
        for axis in node.attribute:
            if not isinstance(axis, Axis):
                mapped.append((self._gathered(axis.positions, frame[axis.out]), 0, 1))
            elif axis.out is None:
                mapped.append(axis.start)
            else:
                mapped.append(_moved(frame[axis.out], axis.start, axis.step))
        if is_alias(node):
            return self._operand(operand, mapped)
        return self._loaded(operand, mapped)

    def _gathered(self, positions: tuple[int, ...], along: Index) -> str:
        dtype, offset = self.tables.add(np.array(positions, dtype=INT32))
        return self.position(dtype, self.address(*_flat((len(positions),), [along], offset)))

    def _write_accumulation(self, node: Node, frame: Sequence[Index]) -> str:
        (operand,) = node.operands
        axis = node.attribute[1]
        carried = [*frame[:axis], *(frame[axis + 1 :] if axis != -1 else [])]
        shape = _carried_shape(node)
        if node.operation == "reduce" and node.attribute[2]:
            carried = [*frame]
            carried[axis] = 0
        array, address = self._carried[node], self.address(*_flat(shape, carried))
        value = self.combine(node.attribute[0], node.dtype, self.load(array, address), self._operand(operand, frame))
        self.store(array, address, value)
        return value

    def _operand(self, operand: Node, frame: Sequence[Index]) -> str:
        """Value of an operand where it broadcasts to the frame of its user."""
        for known in (self._values, self._scalars):
            if operand in known:
                return known[operand]
        own = frame[len(frame) - len(operand.shape) :] if operand.shape else []
        if operand.is_constant and operand.attribute.size == 1:
            return self.literal(operand.attribute.reshape(-1)[0], operand.dtype)
        return self._loaded(operand, own)

    def _loaded(self, operand: Node, indices: Sequence[Index]) -> str:
        terms, offset = _flat(operand.shape, indices)
        if operand.is_constant:
            dtype, start = self.tables.add(operand.attribute)
            key: object = ("table", dtype, tuple(terms), offset + start, operand.dtype)
        else:
            key = (operand, tuple(terms), offset)
        if key not in self._values:
            if key in self._scalars:
                return self._scalars[key]
            if operand.is_constant:
                value = self.table_entry(dtype, self.address(terms, offset + start))
                self._values[key] = self.truth(value) if operand.dtype == BOOL else value
            else:
                array = self._carried[operand] if reduces(operand) else self._stored[operand]
                self._values[key] = self.load(array, self.address(terms, offset))
        return self._values[key]

    @abstractmethod
    def open_loop(self, length: int) -> str:
        """Open a loop from 0 to `length`; return its variable."""

    @abstractmethod
    def close_loop(self) -> None:
        """Close the innermost loop."""

    @abstractmethod
    def address(self, terms: Sequence[tuple[str, int]], offset: int) -> str:
        """Return the sum of variables times strides, and an offset."""

    @abstractmethod
    def literal(self, value: object, dtype: DType) -> str:
        """Write a number."""

    @abstractmethod
    def elementwise(self, node: Node, operands: Sequence[str]) -> str:
        """Write one of `ELEMENTWISE`."""

    @abstractmethod
    def combine(self, function: str, dtype: DType, left: str, right: str) -> str:
        """Write ``add mul min max and or`` of two values; ``min`` and ``max`` are NaN if either is."""

    @abstractmethod
    def truth(self, value: str) -> str:
        """Make a truth value of an int32."""

    @abstractmethod
    def declare(self, array: Array) -> None:
        """Declare an array."""

    @abstractmethod
    def load(self, array: Array, address: str) -> str:
        """Read an entry."""

    @abstractmethod
    def store(self, array: Array, address: str, value: str) -> None:
        """Write an entry."""

    @abstractmethod
    def table_entry(self, table: DType, address: str) -> str:
        """Read a constant, the same in all lanes."""

    @abstractmethod
    def position(self, table: DType, address: str) -> str:
        """Read a constant that is used as a loop variable."""

    @abstractmethod
    def take(self, table: DType, offset: int, index: str) -> str:
        """Read constants at an index by lane."""

    @abstractmethod
    def lane(self) -> str:
        """Position of the point in its tile."""

    @abstractmethod
    def word(self, array: str, column: int) -> str:
        """Read a word that all lanes share."""

    @abstractmethod
    def quad(self, node: Node, operands: Sequence[str]) -> str:
        """Write `quad`."""

    @abstractmethod
    def sink(self, node: Node, cell: str, value: str) -> None:
        """Give a value to its sink."""


def identity(function: str, dtype: DType) -> object:
    """What a reduction begins with."""
    if function in {"min", "max"}:
        if dtype.kind == "f":
            return np.inf if function == "min" else -np.inf
        limits = np.iinfo(dtype)
        return limits.max if function == "min" else limits.min
    return {"add": 0, "mul": 1, "and": True, "or": False}[function]


def _accumulates(node: Node) -> bool:
    return reduces(node) or node.operation == "scan"


def _carried_shape(node: Node) -> tuple[int, ...]:
    """Shape of what a reduction or a scan carries from entry to entry."""
    if node.operation == "reduce":
        return node.shape
    axis = node.attribute[1]
    return tuple(length for k, length in enumerate(node.shape) if k != len(node.shape) + axis)


def _frame(shape: tuple[int, ...], variables: Sequence[str]) -> list[Index]:
    """Position along every axis, in the loops over those that are longer than 1."""
    waiting = iter(variables)
    return [0 if length == 1 else (next(waiting), 0, 1) for length in shape]


def _moved(index: Index, start: int, step: int) -> Index:
    if isinstance(index, int):
        return start + step * index
    name, first, stride = index
    return name, start + step * first, step * stride


def _flat(shape: tuple[int, ...], indices: Sequence[Index], offset: int = 0) -> tuple[list[tuple[str, int]], int]:
    """Terms and offset of the position in a contiguous array."""
    terms: list[tuple[str, int]] = []
    stride = 1
    for length, index in zip(reversed(shape), reversed(list(indices)), strict=True):
        if length != 1:
            if isinstance(index, int):
                offset += stride * index
            else:
                name, start, step = index
                offset += stride * start
                terms.append((name, stride * step))
        stride *= length
    return terms, offset
