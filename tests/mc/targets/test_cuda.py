"""The target `cuda` gives the bits of `simd`: its real host side, and its real kernels without a GPU."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from mc.accumulators.base import IntArray
from mc.expression.node import FLOAT32, FLOAT64, DType
from mc.simulation import Simulation
from mc.targets.cuda import image
from mc.targets.cuda.nvrtc import ARCHITECTURES, Form
from mc.targets.cuda.target import Cuda
from mc.targets.device import Device
from mc.targets.reference import Reference
from mc.targets.simd.target import Simd
from tests.mc.targets.small import simulation
from tests.support.cuda_on_host.module import COMPILER
from tests.support.ptx.machine import ExecutionError
from tests.support.samples import assert_same_samples
from tests.support.standin_cupy import StandinGpu

pytest.importorskip("cupy_backends.cuda.libs.nvrtc", reason="there is no NVRTC for this machine")

Install = Callable[..., StandinGpu]
REPLICATES = 4
PARTIAL = (REPLICATES, REPLICATES + 1, 31 * REPLICATES, 33 * REPLICATES + 5, 257 * REPLICATES - 1)
"""Samples that leave rows, segments and replicates incomplete."""


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Kernels that were compiled in this session."""
    return tmp_path_factory.mktemp("kernels")


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch, cache: Path) -> Install:
    """Put a GPU into this machine."""
    return lambda **settings: StandinGpu(**settings).install(monkeypatch, cache)


@pytest.fixture(params=["emulated", "host"])
def gpu(request: pytest.FixtureRequest, install: Install, cache: Path) -> StandinGpu:
    if request.param == "host" and COMPILER is None:
        pytest.skip("no g++ on this machine")
    return install(on_host=cache if request.param == "host" else None)


def accumulated(target: Cuda | Simd, run: Simulation, blocks: range | None = None) -> IntArray:
    state = run.plan.empty()
    target.accumulate(run, range(run.block_count) if blocks is None else blocks, state)
    return state


@pytest.mark.parametrize("precision", [FLOAT32, FLOAT64], ids=str)
@pytest.mark.parametrize("points", ["sobol", "philox"])
def test_states_and_samples_are_those_of_simd(gpu: StandinGpu, points: str, precision: DType) -> None:
    for samples in PARTIAL if gpu.on_host else PARTIAL[1::2]:  # the emulator takes its time
        run = simulation(points, samples=samples)
        target, oracle = Cuda(precision), Simd(precision)
        state = accumulated(target, run)
        assert state[0] == samples
        np.testing.assert_array_equal(state, accumulated(oracle, run))
    assert_same_samples(target.evaluate(run, 0), oracle.evaluate(run, 0))


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_every_architecture_computes_the_same(install: Install, architecture: str) -> None:
    install(capability=architecture)
    run = simulation("philox", samples=300, replicates=3)
    np.testing.assert_array_equal(accumulated(Cuda(), run), accumulated(Simd(), run))


def test_a_device_that_the_compiler_does_not_know_runs_ptx(install: Install) -> None:
    install(capability="130")
    run = simulation(samples=40)
    np.testing.assert_array_equal(accumulated(Cuda(), run), accumulated(Simd(), run))


def test_points_beyond_32_bits(install: Install) -> None:
    install()
    run = simulation("philox", samples=2**37)
    block = 2**33 // run.block_points
    few = range(block, block + 1)
    target = Cuda(FLOAT64)
    assert_same_samples(target.evaluate(run, block), Simd(FLOAT64).evaluate(run, block))
    uniform = Reference().evaluate(run, block).inputs["cost"][0]  # exact in float64
    np.testing.assert_array_equal(target.evaluate(run, block).inputs["cost"][0], uniform)
    np.testing.assert_array_equal(accumulated(target, run, few), accumulated(Simd(FLOAT64), run, few))


def test_memory_decides_how_many_launches_there_are_and_not_the_result(install: Install) -> None:
    gpu = install()
    run = simulation(samples=16384 + 40)
    state = accumulated(Cuda(), run)
    np.testing.assert_array_equal(state, accumulated(Simd(), run))
    assert [name for name, _ in gpu.launches] == ["accumulate", "count"]
    gpu.launches.clear()
    gpu.limit_bytes = gpu.used + run.plan.size * 8 + 3 * 24 * run.block_samples * 4  # half of it holds one block
    np.testing.assert_array_equal(accumulated(Cuda(), run), state)
    assert [name for name, _ in gpu.launches] == ["accumulate", "count"] * 2


def test_state_is_added_to(install: Install) -> None:
    install()
    run = simulation(samples=40)
    target, state = Cuda(), run.plan.empty()
    for _ in range(2):
        target.accumulate(run, range(1), state)
    np.testing.assert_array_equal(state, 2 * accumulated(target, run))


def test_a_block_is_copied_while_the_next_is_computed(install: Install) -> None:
    gpu = install()
    run = simulation(samples=3 * 4096, replicates=64)
    blocks = range(1, 4)
    target = Cuda()
    found = target.evaluate_all(run, blocks)
    first = next(found)
    assert [name for name, _ in gpu.launches] == ["evaluate"] * 2
    for evaluation, block in zip([first, *found], blocks, strict=True):
        assert_same_samples(evaluation, target.evaluate(run, block))


@pytest.mark.parametrize("lost", ["stream", "tables"])
def test_what_is_not_waited_for_is_noticed(install: Install, monkeypatch: pytest.MonkeyPatch, lost: str) -> None:
    """The stand-in is strict enough to find a missing synchronisation."""
    install()
    run = simulation(samples=40)
    expected = Simd().evaluate(run, 0)
    if lost == "tables":
        monkeypatch.setattr(Device, "synchronize", lambda _: None)
    else:
        monkeypatch.setattr("tests.support.standin_cupy.Stream.synchronize", lambda _: None)
    with pytest.raises((AssertionError, ExecutionError)):
        assert_same_samples(Cuda().evaluate(run, 0), expected)


MUTANTS = {
    "a sum": ("values += x;", "values += x + x;"),
    "an order of additions": ("half = ROW / 2; half; half /= 2", "half = 1; half < ROW; half *= 2"),
    "a digit": ("add_digit(digits, (place >> 5) + 1,", "add_digit(digits, (place >> 5) + 2,"),
    "a vote": ("wanted && value == levels[k]", "value == levels[k]"),
    "a coarse bin": ("(base + k) / COARSE", "(base + k + 1) / COARSE"),
    "a bin of the last replicate": ("r = blockIdx.x % replicate_count", "r = (blockIdx.x + 1) % replicate_count"),
    "a lane of a counter": ("pick(w ^ 1, a, b, c, d), 1)", "pick(w ^ 1, a, b, c, d), 2)"),
    "a limit": ("point < limits[r]", "point <= limits[r]"),
    "a point": ("(index_t)point % TILE", "(index_t)(point + 1) % TILE"),
    "a last place": ("p-32f", "p-32f * 0x1.000002p+0f"),
}
"""Operations of kernels, each with one that is nearly the same."""


def compiled_with(gpu: StandinGpu, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, old: str, new: str) -> None:
    def compiled(source: str, architecture: str, form: Form) -> bytes:
        assert old in source
        return gpu.compiled(source.replace(old, new, 1), architecture, form)

    monkeypatch.setattr(image, "compile_kernel", compiled)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_wrong_operation_is_noticed(
    install: Install, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, mutant: str
) -> None:
    compiled_with(install(), monkeypatch, tmp_path, *MUTANTS[mutant])
    run = simulation("philox", samples=33 * REPLICATES + 5)
    with pytest.raises((AssertionError, ExecutionError)):
        np.testing.assert_array_equal(accumulated(Cuda(), run), accumulated(Simd(), run))


BARRIERS = {
    "before sums": "__syncthreads();\n  const int lane",
    "after sums": "__syncthreads();\n}\n\nstruct Stage",
    "after the range of bins": "__syncthreads();\n  low = least",
    "after counting": "__syncthreads();\n    for (int k = threadIdx.x; k < used; k += COUNTERS) {",
}


@pytest.mark.skipif(COMPILER is None, reason="no g++ on this machine")
@pytest.mark.parametrize("barrier", BARRIERS)
def test_a_missing_barrier_is_noticed(
    install: Install, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, barrier: str
) -> None:
    """On the host a thread runs until it must wait for others."""
    old = BARRIERS[barrier]
    gpu = install(on_host=tmp_path)
    compiled_with(gpu, monkeypatch, tmp_path, old, old.removeprefix("__syncthreads();"))
    run = simulation(samples=300 * REPLICATES)
    with pytest.raises(AssertionError):
        np.testing.assert_array_equal(accumulated(Cuda(), run), accumulated(Simd(), run))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("* bin_stride + column] =", "* bin_stride + column + bin_stride] ="),
        ("staged[filled][threadIdx.x]", "staged[filled + STAGED][threadIdx.x]"),
    ],
    ids=["bins", "shared memory"],
)
def test_an_access_out_of_bounds_is_an_error(
    install: Install, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, old: str, new: str
) -> None:
    compiled_with(install(), monkeypatch, tmp_path, old, new)
    run = simulation(samples=40)
    with pytest.raises(ExecutionError, match="outside of"):
        accumulated(Cuda(), run)
