"""How a device is filled, which code it gets, and what is said where it cannot be used."""

import importlib
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mc.errors import TargetUnavailableError
from mc.targets.cuda.image import form_for
from mc.targets.cuda.launch import pieces, resident_blocks
from mc.targets.cuda.nvrtc import ARCHITECTURES, compile_kernel
from mc.targets.cuda.target import Cuda
from mc.targets.device import Multiprocessors
from tests.mc.targets.small import simulation
from tests.support.standin_cupy import ATTRIBUTES, StandinGpu

pytest.importorskip("cupy_backends.cuda.libs.nvrtc", reason="there is no NVRTC for this machine")

H100 = Multiprocessors(
    count=132, registers=65536, threads=2048, blocks=32, shared_bytes=233472, reserved_shared_bytes=1024
)
"""NVIDIA (2025), CUDA C++ Programming Guide 12.9, table "Technical Specifications per Compute Capability", 9.0."""


@pytest.mark.parametrize(
    ("threads", "registers", "shared_bytes", "blocks"),
    [
        (256, 32, 0, 8),  # as many threads as there is room for
        (256, 40, 0, 6),  # 75 %: 48 of 64 warps
        (256, 128, 0, 2),
        (256, 255, 0, 1),
        (32, 16, 0, 32),  # blocks
        (512, 32, 48000, 4),  # shared memory, with 1 KiB for the system
        (128, 168, 0, 3),
    ],
)
def test_resident_blocks_are_those_of_nvidias_calculator(
    threads: int, registers: int, shared_bytes: int, blocks: int
) -> None:
    """Compared by hand with the occupancy calculator of Nsight Compute 2025.1, compute capability 9.0."""
    assert resident_blocks(H100, threads=threads, registers=registers, shared_bytes=shared_bytes) == blocks


@given(st.integers(0, 50), st.integers(0, 200), st.integers(-3, 60))
def test_pieces_are_the_range_in_order(start: int, length: int, most: int) -> None:
    blocks = range(start, start + length)
    parts = list(pieces(blocks, most))
    assert [block for part in parts for block in part] == list(blocks)
    assert all(0 < len(part) <= max(most, 1) for part in parts)


@pytest.mark.parametrize(
    ("capability", "code"),
    [("90", ("90", "cubin")), ("89", ("80", "ptx")), ("103", ("100", "ptx")), ("130", ("120", "ptx"))],
)
def test_a_device_gets_its_own_code_or_ptx_of_the_one_before(capability: str, code: tuple[str, str]) -> None:
    assert form_for(capability, ("70", *ARCHITECTURES)) == code


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_machine_code_is_a_cubin(architecture: str) -> None:
    """ELF of machine 190, EM_CUDA in the registry of the generic ABI."""
    image = compile_kernel('extern "C" __global__ void nothing() {}', architecture, "cubin")
    assert (image[:4], int.from_bytes(image[18:20], "little")) == (b"\x7fELF", 190)


def test_cupy_has_what_its_stand_in_has() -> None:
    cupy: Any = importlib.import_module("cupy")
    standin = vars(StandinGpu().module())
    for name in set(standin) - {"__name__", "__doc__", "__loader__", "__package__", "__spec__"}:
        assert hasattr(cupy, name), name
    for name, value in vars(standin["cuda"]).items():
        real = getattr(cupy.cuda, name)
        assert not isinstance(value, SimpleNamespace) or all(hasattr(real, part) for part in vars(value)), name
    for real, parts in (
        (cupy.cuda.Device, ("id", "attributes", "compute_capability", "mem_info", "synchronize")),
        (cupy.cuda.Stream, ("synchronize", "__enter__", "__exit__")),
        (cupy.cuda.MemoryPool, ("free_bytes", "used_bytes", "get_limit")),
        (cupy.RawModule, ("get_function",)),
        (cupy.RawKernel, ("num_regs", "shared_size_bytes", "__call__")),
        (cupy.ndarray, ("get", "nbytes", "shape", "dtype")),
        (cupy.cuda.runtime, [f"cudaDevAttr{name}" for name in ATTRIBUTES]),
    ):
        assert all(hasattr(real, part) for part in parts), real


def test_an_old_device_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    StandinGpu(capability="75").install(monkeypatch, tmp_path)
    run = simulation(samples=40)
    with pytest.raises(TargetUnavailableError, match=r"compute capability 7\.5.*8\.0.*--target simd"):
        Cuda().evaluate(run, 0)


def test_without_nvrtc_it_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    StandinGpu().install(monkeypatch, tmp_path)
    monkeypatch.setitem(sys.modules, "cupy_backends.cuda.libs.nvrtc", None)
    monkeypatch.delattr("cupy_backends.cuda.libs.nvrtc", raising=False)
    with pytest.raises(TargetUnavailableError, match=r"NVRTC library.*cuda12"):
        Cuda().evaluate(simulation(samples=40), 0)


def test_a_failing_launch_is_reported(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    StandinGpu(launch_error="CUDA_ERROR_ILLEGAL_ADDRESS", number=3).install(monkeypatch, tmp_path)
    run = simulation(samples=40)
    with pytest.raises(TargetUnavailableError, match=r"device 3 failed \(CUDA_ERROR_ILLEGAL_ADDRESS\)"):
        Cuda().accumulate(run, range(run.block_count), run.plan.empty())


def test_too_little_memory_says_how_much_there_is_and_what_to_change(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    gpu = StandinGpu().install(monkeypatch, tmp_path)
    run = simulation(samples=40)
    gpu.total_bytes = run.plan.size * 8 - 1
    with pytest.raises(TargetUnavailableError) as caught:
        Cuda().accumulate(run, range(run.block_count), run.plan.empty())
    message = str(caught.value)
    assert f"has {gpu.total_bytes:,} bytes" in message
    assert f"allocating {run.plan.size * 8:,} bytes" in message
    assert "fewer replicates or outputs" in message
    np.testing.assert_equal(gpu.used, 0)
