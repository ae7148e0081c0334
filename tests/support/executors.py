"""What runs CUDA C++ on machines without a GPU, seen alike: NumPy arrays in, the same arrays changed."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from mc.targets.cuda.nvrtc import compile_kernel
from tests.support.cuda_on_host.module import HostModule
from tests.support.ptx.memory import DeviceArray, Memory
from tests.support.ptx.module import Module, Shape

Argument = npt.NDArray[Any] | np.generic


class Executor(Protocol):
    """A compiled source."""

    def launch(
        self, name: str, grid: Shape, block: Shape, arguments: Sequence[Argument], shared_bytes: int = 0
    ) -> None:
        """Run a kernel; arrays are what pointers point to, and are changed in place."""


class Emulated:
    """Compiled by NVRTC for an architecture, and run on the emulator."""

    def __init__(self, source: str, architecture: str) -> None:
        self.memory = Memory()
        self.module = Module(compile_kernel(source, architecture, "ptx"), self.memory)

    def launch(
        self, name: str, grid: Shape, block: Shape, arguments: Sequence[Argument], shared_bytes: int = 0
    ) -> None:
        copies = [self.memory.array(one) if isinstance(one, np.ndarray) else one for one in arguments]
        try:
            self.module.launch(name, grid, block, copies, shared_bytes)
        finally:
            for one, copy in zip(arguments, copies, strict=True):
                if isinstance(one, np.ndarray) and isinstance(copy, DeviceArray):
                    one[...] = copy.host
                    self.memory.free(copy)


class OnHost:
    """Compiled by g++ and run by the host's own processor."""

    def __init__(self, source: str, folder: Path) -> None:
        self.module = HostModule(source, folder)

    def launch(
        self, name: str, grid: Shape, block: Shape, arguments: Sequence[Argument], shared_bytes: int = 0
    ) -> None:
        del shared_bytes
        self.module.launch(name, grid, block, arguments)
