"""The target `cuda` on what ships: the baseline and another technology, the rest if asked, registers of a benchmark."""

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
from pipelines.tco.decision import Decision
from tests.support.compiled import some_futures
from tests.support.samples import assert_same_samples
from tests.support.standin_cupy import StandinGpu
from tests.support.technologies import MIXES

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


SHORT = Decision(first_start_year=2034, decision_year=2035, horizon=2036, service_years=3)
"""Few years: the loops over them are emulated less often."""


def test_states_of_the_baseline_are_those_of_simd(gpu: Install) -> None:
    gpu("90")
    overrides = ["decision.first_start_year=2034", "decision.horizon=2036", "decision.service_years=3"]
    run = load_scenario("baseline", [*overrides, "run.samples=71", "run.replicates=2"])
    assert run.decision == SHORT
    assert_same_states(scenario_simulation(run), FLOAT32)


def test_states_of_another_technology_are_those_of_simd(gpu: Install) -> None:
    gpu("90")
    assert_same_states(some_futures(MIXES["plant"], SHORT, samples=71, replicates=2), FLOAT32)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_kernels_of_scenarios_are_accepted_by_the_compiler(scenario: Scenario, name: str) -> None:
    kernel = build_kernel(scenario(name, "sobol"), FLOAT32)
    compile_kernel(accumulating(kernel, Tables(FLOAT32)), "90", "ptx")


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
