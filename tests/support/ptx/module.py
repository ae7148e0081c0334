"""A module that is loaded on a device, and launches of its kernels."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from tests.support.ptx.batch import Batch, Extent
from tests.support.ptx.elementwise import Array
from tests.support.ptx.linker import Kernel, link
from tests.support.ptx.machine import run
from tests.support.ptx.memory import DeviceArray, Memory, Scratch
from tests.support.ptx.parser import parse

THREADS = 4096
"""Run at a time, where blocks are small enough: more of them fall out of the processor's cache."""

Argument = np.generic | npt.NDArray[Any] | DeviceArray
Shape = int | tuple[int, ...]


class Module:
    """PTX, loaded on the device that `memory` belongs to."""

    def __init__(self, ptx: bytes, memory: Memory) -> None:
        self.memory = memory
        self.source = parse(ptx.decode())
        self.kernels: dict[str, Kernel] = {}
        self.variables: dict[str, DeviceArray] = {}
        for variable in self.source.variables:
            if variable.space in {"global", "const"}:
                array = memory.empty(variable.size, np.uint8)
                element = np.dtype(f"u{int(variable.type[1:]) // 8}")
                values = np.array(variable.values, dtype=object) % 2 ** (8 * element.itemsize)
                array.host[:] = 0  # what is not given is zero
                array.host.view(element)[: len(values)] = values.astype(element)
                self.variables[variable.name] = array

    def kernel(self, name: str) -> Kernel:
        """Link a kernel, once.

        Raises
        ------
        KeyError
            The module has no such kernel.
        UnsupportedError
            It needs what this emulator does not have.
        """
        if name not in self.kernels:
            addresses = {variable: array.address for variable, array in self.variables.items()}
            self.kernels[name] = link(name, self.source, addresses)
        return self.kernels[name]

    def launch(
        self, name: str, grid: Shape, block: Shape, arguments: Sequence[Argument], shared_bytes: int = 0
    ) -> None:
        """Run a kernel to its end.

        Parameters
        ----------
        name
            Of the kernel, as in the PTX.
        grid, block
            Numbers of blocks, and of threads of a block, in up to three dimensions.
        arguments
            NumPy scalars (or arrays, for structures) of exactly the sizes that the kernel declares, and device arrays.
        shared_bytes
            Dynamic shared memory of a block.

        Raises
        ------
        ValueError
            The launch does not fit the kernel.
        ExecutionError
            The kernel does what it must not; the message says which instruction and which thread.
        """
        kernel = self.kernel(name)
        grid, block = _extent(grid), _extent(block)
        threads, blocks = int(np.prod(block)), int(np.prod(grid))
        if not 0 < threads <= kernel.max_threads or blocks < 1:
            message = f"{name} cannot be launched with {blocks} blocks of {threads} threads"
            raise ValueError(message)
        parameters = _parameters(kernel, arguments)
        many = max(1, THREADS // threads)

        def describe(batch: Batch, index: int) -> str:
            where = [int(batch.registers[f"%{kind}.{axis}"][index]) for kind in ("ctaid", "tid") for axis in "xyz"]
            return f"thread {tuple(where[3:])} of block {tuple(where[:3])}"

        with np.errstate(all="ignore"):
            for first in range(0, blocks, many):
                some = range(first, min(first + many, blocks))
                sizes = (-(-kernel.shared // 16) * 16 + shared_bytes, kernel.local)
                run(kernel.code, Batch(grid, block, some, (self.memory, parameters), sizes), describe)


def _extent(shape: Shape) -> Extent:
    x, y, z = (*((shape,) if isinstance(shape, int) else shape), 1, 1)[:3]
    return x, y, z


def _parameters(kernel: Kernel, arguments: Sequence[Argument]) -> Scratch:
    """Bytes of the arguments, where the kernel looks for them."""
    values: list[Array] = [
        np.array([value.address], dtype=np.uint64) if isinstance(value, DeviceArray) else np.array([value])
        for value in arguments
    ]
    sizes, declared = [value.nbytes for value in values], [size for _, size in kernel.parameters]
    if sizes != declared:
        message = f"{kernel.name} takes parameters of {declared} bytes; those given have {sizes}"
        raise ValueError(message)
    parameters = Scratch(1, sum(kernel.parameters[-1]) if declared else 0, tracked=False)
    for (offset, size), value in zip(kernel.parameters, values, strict=True):
        parameters.bytes[offset : offset + size] = value.view(np.uint8).ravel()
    return parameters
