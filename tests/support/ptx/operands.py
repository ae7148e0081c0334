"""Operands of instructions: registers, constants, addresses."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tests.support.ptx.batch import Batch
from tests.support.ptx.elementwise import TYPES, Array
from tests.support.ptx.parser import UnsupportedError, integer

_SPECIAL = re.compile(r"%(?:laneid|warpid|n?(?:tid|ctaid)\.[xyz]|lanemask_\w\w)")
_ADDRESS = re.compile(r"\[\s*([^+\]\s]+)\s*(?:\+\s*(-?\w+)\s*)?\]")

Reader = Callable[[Batch], Array]
Writer = Callable[[Batch, Array], None]
Step = Callable[[Batch], None]


@dataclass(frozen=True, slots=True)
class Frame:
    """The names of a kernel: types of registers, spaces and addresses of variables."""

    registers: dict[str, str]
    symbols: dict[str, tuple[str, int]]

    def width(self, register: str) -> np.dtype[np.generic]:
        """Type that keeps the bits of a register."""
        kind = "u32" if _SPECIAL.fullmatch(register) else self.registers[register]
        return TYPES[kind if kind == "pred" else f"u{kind[1:]}"]

    def is_register(self, operand: str) -> bool:
        """Whether an operand is a register."""
        return operand in self.registers or _SPECIAL.fullmatch(operand) is not None

    def reader(self, operand: str, kind: str) -> Reader:
        """Compile the reading of an operand as a type; of a wider register the low bits are read."""
        dtype = TYPES[kind]
        if operand.startswith("!"):
            plain = self.reader(operand[1:], kind)
            return lambda batch: ~plain(batch)
        if self.is_register(operand):
            own = self.width(operand)
            if own.itemsize == dtype.itemsize:
                return lambda batch: batch.read(operand, own).view(dtype)
            bits = TYPES[f"u{kind[1:]}"]
            return lambda batch: batch.read(operand, own).astype(bits).view(dtype)
        value = self.symbols[operand][1] if operand in self.symbols else _literal(operand)
        size = 8 * dtype.itemsize
        constant = np.array([value % 2**size], dtype=f"u{dtype.itemsize}").view(dtype)
        return lambda _: constant

    def writer(self, operand: str) -> Writer:
        """Compile the writing of a register, or of nothing where the operand is a sink."""
        if operand == "_":
            return lambda _, __: None
        own = self.width(operand)
        return lambda batch, value: batch.write(operand, value, own)

    def address(self, operand: str) -> Reader:
        """Compile the address ``[base + offset]``."""
        found = _ADDRESS.fullmatch(operand)
        if found is None:
            raise UnsupportedError(operand)
        base, offset = self.reader(found[1], "u64"), np.uint64(int(found[2] or "0", 0) % 2**64)
        return lambda batch: base(batch) + offset


def _literal(text: str) -> int:
    try:
        return integer(text)
    except ValueError:
        raise UnsupportedError(text) from None


def elements(operand: str) -> list[str]:
    """Parts of a vector ``{a, b}``; a plain operand is the only part of itself."""
    return [part.strip() for part in operand.strip("{}").split(",")]
