"""The C++ port: compiled by g++ on first use, loaded by ctypes."""

import ctypes
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.peers.kernel import AbsentError, Columns, Kernel, Outcome

SOURCE = Path(__file__).with_name("native.cpp")
FLAGS = (
    "-std=c++17",
    "-O3",
    "-mavx2",
    "-mfma",
    "-ffp-contract=off",
    "-fschedule-insns",
    "-shared",
    "-fPIC",
    "-pthread",
)
LANES = 16

_INT, _SIZE, _WORD, _POINTER = ctypes.c_int, ctypes.c_size_t, ctypes.c_uint64, ctypes.c_void_p
_SIGNATURES: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "model": (None, (_POINTER, _SIZE, _SIZE, _INT, _POINTER, _POINTER)),
    "model_instructions": (_WORD, ()),
    "uniform_bits": (None, (_WORD, _WORD, _SIZE, _POINTER)),
    "normals": (None, (_WORD, _WORD, _SIZE, _POINTER)),
    "fma_chains": (ctypes.c_float, (_WORD,)),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Native:
    """Functions of `native.cpp`."""

    library: ctypes.CDLL
    compile_seconds: float

    def model(self, columns: Columns, *, threads: int = 1) -> Kernel:
        """Prepare the model; samples must be a multiple of `LANES` for each thread."""
        inputs = np.ascontiguousarray(columns, np.float32)
        samples = inputs.shape[1]
        if samples % (LANES * threads):
            message = f"{samples} samples are no multiple of {LANES} for each of {threads} threads"
            raise ValueError(message)
        year, npv = np.empty(samples, np.float32), np.empty(samples, np.float32)

        def run() -> Outcome:
            self.library.model(inputs.ctypes.data, samples, samples, threads, year.ctypes.data, npv.ctypes.data)
            return {"breakeven_year": year, "npv_usd_per_kw": npv}

        return Kernel(run=run, compile_seconds=self.compile_seconds, note="8 lanes, AVX2")

    @property
    def instructions_per_sample(self) -> float:
        """Arithmetic vector instructions of the model for each sample, a fused multiply-add being one."""
        return int(self.library.model_instructions()) / 8

    def uniform_bits(self, key: int, points: int, bits: npt.NDArray[np.uint32]) -> None:
        """Fill `bits` with the first points of a Philox stream."""
        self.library.uniform_bits(key, 0, points, bits.ctypes.data)

    def normals(self, key: int, points: int, scores: npt.NDArray[np.float32]) -> None:
        """Fill `scores` with normal scores of the same points."""
        self.library.normals(key, 0, points, scores.ctypes.data)

    def fma_chains(self, iterations: int) -> int:
        """Run fused multiply-adds on eight lanes; returns how many."""
        self.library.fma_chains(iterations)
        return 12 * iterations


def build() -> Native:
    """Compile and load.

    Raises
    ------
    AbsentError
        There is no g++, or the processor lacks AVX2 or FMA.
    """
    processor = Path("/proc/cpuinfo")
    flags = processor.read_text(encoding="utf-8").split() if processor.exists() else []
    if "avx2" not in flags or "fma" not in flags:
        raise AbsentError("no x86-64 Linux with AVX2 and FMA")
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "native.so"
        try:
            subprocess.run(["g++", *FLAGS, str(SOURCE), "-o", str(path)], check=True)
        except FileNotFoundError:
            raise AbsentError("no g++") from None
        library = ctypes.CDLL(str(path))
    for name, (result, arguments) in _SIGNATURES.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return Native(library=library, compile_seconds=time.perf_counter() - start)
