"""Compile CUDA C++ with g++ and launch its kernels, on NumPy arrays."""

import ctypes
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

COMPILER = shutil.which("g++")
needs_compiler = pytest.mark.skipif(COMPILER is None, reason="no g++ on this machine")

HEADER = Path(__file__).with_name("cuda_on_host.h")
SHARED_BYTES = 48 * 1024
"""Of the dynamic shared array, always: what a block may have without asking for more."""

_FLAGS = ("-O1", "-ffp-contract=off", "-std=c++17", "-shared", "-fPIC", "-Wall", "-Werror", "-Wno-unknown-pragmas")
_UNUSED = ("-Wno-unused-function", "-Wno-unused-variable")
_OWN_NAMES = "-Wl,-Bsymbolic"  # a kernel may have the name of a function of the C library
_KERNEL = re.compile(r"__global__\s+void\s+(?:__launch_bounds__\s*\([^)]*\)\s*)?(\w+)\s*\(")
_DYNAMIC = re.compile(r"extern\s+__shared__\s+(?:alignas\s*\(\d+\)\s*)?([\w\s]+?)\s+(\w+)\s*\[\s*\]")
_CPU = Path("/proc/cpuinfo")

Shape = int | tuple[int, ...]


class HostModule:
    """CUDA C++, compiled for the host into a folder.

    Raises
    ------
    RuntimeError
        The source does not compile; the message is the compiler's.
    """

    def __init__(self, source: str, folder: Path) -> None:
        if COMPILER is None:
            raise RuntimeError("no g++ on this machine")
        kernels = _KERNEL.findall(source)
        arrays = sorted(set(_DYNAMIC.findall(source)))
        parts = [
            f'#include "{HEADER}"\n#line 1 "kernel.cu"',
            source,
            *(f"alignas(16) thread_local {kind} {name}[{SHARED_BYTES} / sizeof({kind})];" for kind, name in arrays),
            *(f"CUDA_ON_HOST_ENTRY({kernel})" for kernel in kernels),
        ]
        text, library = folder / "kernel.cpp", folder / "kernel.so"
        text.write_text("\n".join(parts) + "\n")
        fused = ["-mfma"] if _CPU.exists() and " fma " in _CPU.read_text() else []
        command = [COMPILER, *_FLAGS, *_UNUSED, _OWN_NAMES, *fused, str(text), "-o", str(library)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr)
        loaded = ctypes.CDLL(str(library))
        self._entries = {kernel: getattr(loaded, f"launch_{kernel}") for kernel in kernels}

    def launch(self, name: str, grid: Shape, block: Shape, arguments: Sequence[npt.NDArray[Any] | np.generic]) -> None:
        """Run a kernel to its end.

        Parameters
        ----------
        name
            Of the kernel.
        grid, block
            Numbers of blocks, and of threads of a block, in up to three dimensions.
        arguments
            NumPy scalars of exactly the kernel's types, and arrays for pointers.

        Raises
        ------
        RuntimeError
            The threads of a block wait for each other without end.
        """
        shape = (ctypes.c_uint * 6)(*_extent(grid), *_extent(block))
        cells = [np.array([one.ctypes.data if isinstance(one, np.ndarray) else one]) for one in arguments]
        pointers = (ctypes.c_void_p * len(cells))(*(cell.ctypes.data for cell in cells))
        if self._entries[name](shape, pointers):
            message = f"deadlock in {name}"
            raise RuntimeError(message)


def _extent(shape: Shape) -> tuple[int, int, int]:
    x, y, z = (*((shape,) if isinstance(shape, int) else shape), 1, 1)[:3]
    return x, y, z
