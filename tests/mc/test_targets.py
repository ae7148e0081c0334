"""Targets: what is missing is said clearly, and other array libraries need no change to a model."""

import subprocess
import sys
from types import ModuleType

import numpy as np
import pytest

from distributions.families.constant import Constant
from distributions.families.lognormal import LogNormal
from mc.errors import SettingError, TargetUnavailableError
from mc.inputs import Inputs, InputSpace
from mc.model import Model, Output
from mc.points.philox import Philox
from mc.simulation import Simulation
from mc.targets import make_target
from mc.targets.reference import Reference
from tests.support.strict_array import StrictArray


@pytest.fixture
def strict_cupy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in for CuPy whose arrays refuse to be mixed with NumPy's."""
    module = ModuleType("cupy")
    module.__dict__.update(
        __version__="0", is_available=lambda: True, asarray=StrictArray, asnumpy=lambda array: array.get()
    )
    monkeypatch.setitem(sys.modules, "cupy", module)


def model(x: Inputs) -> dict[str, object]:
    years = np.arange(1, 6)
    flow = x.margin * (1.0 + x.growth) ** years
    return {"npv": np.sum(np.where(flow > 1.0, flow, 0.0) / 1.05**years, axis=-1) - x.capex, "flow": flow}


def simulation(samples: int = 999) -> Simulation:
    space = InputSpace(
        distributions={
            "margin": LogNormal(mu=0.0, sigma=0.5),
            "growth": Constant(value=0.02),
            "capex": LogNormal(mu=1.0, sigma=0.2),
        }
    )
    outputs = (Output(name="npv"), Output(name="flow", dims=("year",)))
    declared = Model(function=model, outputs=outputs, coords={"year": (1.0, 2.0, 3.0, 4.0, 5.0)})  # type: ignore[arg-type]
    return Simulation(model=declared, space=space, points=Philox(seed=1, replicates=4), samples=samples)


@pytest.mark.usefixtures("strict_cupy")
def test_a_strict_array_library_gives_the_bits_of_numpy() -> None:
    run = simulation()
    expected = Reference().evaluate(run, 0).outputs
    found = make_target("cupy").evaluate(run, 0).outputs
    for name, parts in expected.items():
        np.testing.assert_array_equal(np.concatenate(found[name]), np.concatenate(parts))


ON_A_GPU = pytest.mark.parametrize(("name", "instead"), [("cuda", "simd"), ("cupy", "reference")])


@ON_A_GPU
def test_without_cupy_the_target_says_what_to_install(name: str, instead: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cupy", None)
    with pytest.raises(TargetUnavailableError, match=rf"target '{name}': .*cuda12.*--target {instead}"):
        make_target(name)


@ON_A_GPU
def test_without_a_gpu_the_target_says_so(name: str, instead: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("cupy")
    module.__dict__.update(__version__="14.2.0", is_available=lambda: False)
    monkeypatch.setitem(sys.modules, "cupy", module)
    message = rf"CuPy 14\.2\.0 is installed but finds no CUDA device.*--target {instead}"
    with pytest.raises(TargetUnavailableError, match=message):
        make_target(name)


@pytest.mark.parametrize(
    ("name", "precision", "message"),
    [
        ("cupi", None, "target = 'cupi': must be one of reference, simd, cuda, cupy, did you mean 'cupy'"),
        ("simd", "float16", "precision = 'float16': must be one of float32, float64"),
        ("reference", "float32", "precision = 'float32': target 'reference' computes in float64"),
        ("cupy", "float32", "precision = 'float32': target 'cupy' computes in float64"),
    ],
)
def test_what_there_is_not_is_refused(name: str, precision: str | None, message: str) -> None:
    with pytest.raises(SettingError, match=message):
        make_target(name, precision)


def test_the_precision_is_that_of_the_results() -> None:
    run = simulation()
    for name, precision, dtype in (
        ("simd", None, np.float32),
        ("simd", "float32", np.float32),
        ("simd", "float64", np.float64),
        ("reference", None, np.float64),
        ("reference", "float64", np.float64),
    ):
        evaluation = make_target(name, precision).evaluate(run, 0)
        for parts in (*evaluation.inputs.values(), *evaluation.outputs.values()):
            assert {part.dtype for part in parts} == {np.dtype(dtype)}


def test_all_blocks_are_evaluated_as_one_by_one() -> None:
    run = simulation(samples=60_000)
    blocks = range(1, run.block_count)
    assert len(blocks) > 2
    for target in (make_target("reference"), make_target("simd")):
        for block, found in zip(blocks, target.evaluate_all(run, blocks), strict=True):
            expected = target.evaluate(run, block)
            for name, parts in expected.outputs.items():
                np.testing.assert_array_equal(np.concatenate(found.outputs[name]), np.concatenate(parts))


def test_importing_the_engine_imports_neither_cupy_nor_dask_nor_zarr() -> None:
    heavy = ("cupy", "llvmlite", "dask", "distributed", "zarr", "xarray")
    program = f"import sys, mc; print([name for name in {heavy} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
