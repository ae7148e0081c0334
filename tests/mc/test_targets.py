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


def simulation() -> Simulation:
    space = InputSpace(
        distributions={
            "margin": LogNormal(mu=0.0, sigma=0.5),
            "growth": Constant(value=0.02),
            "capex": LogNormal(mu=1.0, sigma=0.2),
        }
    )
    outputs = (Output(name="npv"), Output(name="flow", dims=("year",)))
    declared = Model(function=model, outputs=outputs, coords={"year": (1.0, 2.0, 3.0, 4.0, 5.0)})  # type: ignore[arg-type]
    return Simulation(model=declared, space=space, points=Philox(seed=1, replicates=4), samples=999)


@pytest.mark.usefixtures("strict_cupy")
def test_a_strict_array_library_gives_the_bits_of_numpy() -> None:
    run = simulation()
    expected = Reference().evaluate(run, 0).outputs
    found = make_target("cupy").evaluate(run, 0).outputs
    for name, parts in expected.items():
        np.testing.assert_array_equal(np.concatenate(found[name]), np.concatenate(parts))


def test_without_cupy_the_target_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cupy", None)
    with pytest.raises(TargetUnavailableError, match=r"cuda12.*--target reference"):
        make_target("cupy")


def test_without_a_gpu_the_target_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("cupy")
    module.__dict__.update(__version__="14.2.0", is_available=lambda: False)
    monkeypatch.setitem(sys.modules, "cupy", module)
    with pytest.raises(TargetUnavailableError, match=r"CuPy 14\.2\.0 is installed but finds no CUDA device"):
        make_target("cupy")


def test_an_unknown_target_is_named_with_the_nearest_one() -> None:
    with pytest.raises(SettingError, match="target = 'cupi': must be one of reference, cupy, did you mean 'cupy'"):
        make_target("cupi")


def test_importing_the_engine_imports_neither_cupy_nor_dask_nor_zarr() -> None:
    heavy = ("cupy", "dask", "distributed", "zarr", "xarray")
    program = f"import sys, mc; print([name for name in {heavy} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
