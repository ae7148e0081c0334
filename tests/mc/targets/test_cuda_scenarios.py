"""The target `cuda` on what ships: every scenario, every architecture, and registers of the benchmark model."""

import itertools
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from benchmarks.gpu import benchmark_simulation
from mc.expression.node import FLOAT32, FLOAT64, DType
from mc.kernel.build import build_kernel
from mc.kernel.tables import Tables
from mc.simulation import Simulation
from mc.targets.cuda.nvrtc import ARCHITECTURES, compile_kernel
from mc.targets.cuda.source import accumulating, evaluating
from mc.targets.cuda.target import Cuda
from mc.targets.simd.target import Simd
from pipelines.scenario.load import load_scenario, shipped_scenarios
from pipelines.simulation import scenario_simulation
from tests.support.samples import assert_same_samples
from tests.support.standin_cupy import StandinGpu

pytest.importorskip("cupy_backends.cuda.libs.nvrtc", reason="there is no NVRTC for this machine")

NAMES = [name for name, *_ in shipped_scenarios()]
PTXAS = shutil.which("ptxas")

Scenario = Callable[[str, str], Simulation]
Install = Callable[[str], StandinGpu]


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """Runs by scenario and points, of two replicates: every cell of each has a block that counts its bins."""
    known: dict[tuple[str, str], Simulation] = {}

    def load(name: str, points: str) -> Simulation:
        if (name, points) not in known:
            overrides = ["run.samples=71", "run.replicates=2", f'run.points="{points}"']
            known[name, points] = scenario_simulation(load_scenario(name, overrides))
        return known[name, points]

    return load


@pytest.fixture
def gpu(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Install:
    """Put a GPU of an architecture into this machine."""
    return lambda architecture: StandinGpu(capability=architecture).install(monkeypatch, tmp_path)


def assert_same_states(run: Simulation, precision: DType) -> None:
    states = []
    for target in (Cuda(precision), Simd(precision)):
        states.append(run.plan.empty())
        target.accumulate(run, range(run.block_count), states[-1])
    np.testing.assert_array_equal(states[0], states[1])


@pytest.mark.parametrize(
    ("name", "architecture"),
    [*(("baseline", architecture) for architecture in ARCHITECTURES), *((n, "90") for n in NAMES if n != "baseline")],
)
def test_states_of_scenarios_are_those_of_simd(scenario: Scenario, gpu: Install, name: str, architecture: str) -> None:
    gpu(architecture)
    assert_same_states(scenario(name, "sobol"), FLOAT32)


@pytest.mark.slow
@pytest.mark.parametrize("architecture", ARCHITECTURES)
@pytest.mark.parametrize("precision", [FLOAT32, FLOAT64], ids=str)
@pytest.mark.parametrize("run", list(itertools.product(NAMES, ("sobol", "philox"))), ids="-".join)
def test_states_and_samples_of_all_scenarios_are_those_of_simd(
    scenario: Scenario, gpu: Install, run: tuple[str, str], precision: DType, architecture: str
) -> None:
    gpu(architecture)
    simulation = scenario(*run)
    assert_same_states(simulation, precision)
    assert_same_samples(Cuda(precision).evaluate(simulation, 0), Simd(precision).evaluate(simulation, 0))


@pytest.mark.skipif(PTXAS is None, reason="no ptxas on this machine: it comes with CUDA")
@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_the_benchmark_model_stays_in_registers(tmp_path: Path, architecture: str) -> None:
    """No register is spilled, and there is no stack but for the arrays that the source declares."""
    kernel = build_kernel(benchmark_simulation(1 << 20), FLOAT32)
    for write in (accumulating, evaluating):
        source = write(kernel, Tables(FLOAT32))
        declared = sum(
            4 * int(length) for length in re.findall(r"^(?:float|int|unsigned int) a\d+\[(\d+)\];", source, re.M)
        )
        ptx = tmp_path / "kernel.ptx"
        ptx.write_bytes(compile_kernel(source, architecture, "ptx").rstrip(b"\0"))
        command = [str(PTXAS), "-v", f"-arch=sm_{architecture}", str(ptx), "-o", str(tmp_path / "kernel.cubin")]
        report = subprocess.run(command, capture_output=True, text=True, check=True).stderr
        figures = re.findall(r"(\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill loads", report)
        assert len(figures) == len(re.findall(r"Function properties", report)) >= 1
        for stack, stores, loads in figures:
            assert (int(stores), int(loads)) == (0, 0), report
            assert int(stack) <= declared, report
        assert max(map(int, re.findall(r"Used (\d+) registers", report))) <= 128, report  # two blocks at a time
