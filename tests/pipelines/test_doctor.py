"""The doctor: what it looks at is really tried, and what is wrong is said in a line."""

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from typer.testing import CliRunner

import distributions as dist
import mc
from mc.errors import TargetUnavailableError
from mc.targets import TargetName
from pipelines.cli import app
from pipelines.device import Device, find_device
from pipelines.doctor import examine
from pipelines.parity import Comparison
from tests.support.command import orbital_risk

RUNTIME = "cupy_backends.cuda.api"


@pytest.fixture
def device(monkeypatch: pytest.MonkeyPatch) -> None:
    """A CUDA runtime that knows of one device, as the real one describes it."""
    runtime = ModuleType("runtime")
    runtime.__dict__.update(
        CUDARuntimeError=RuntimeError,
        getDevice=lambda: 0,
        driverGetVersion=lambda: 12080,
        getDeviceProperties=lambda _: {
            "name": b"NVIDIA H100 80GB HBM3", "totalGlobalMem": 80 * 2**30, "major": 9, "minor": 0,
        },
    )  # fmt: skip
    api = ModuleType(RUNTIME)
    api.__dict__["runtime"] = runtime
    for module in (ModuleType("cupy_backends"), ModuleType("cupy_backends.cuda"), api):
        monkeypatch.setitem(sys.modules, module.__name__, module)


def test_all_is_well_where_runs_work(tmp_path: Path) -> None:
    shown = orbital_risk("doctor", "--store", tmp_path / "store").stdout
    subjects = [line.split()[0] for line in shown.splitlines()[:-1]]
    assert subjects == ["processor", "packages", "compiler", "Dask", "store", "CuPy", "NVRTC", "GPU"]
    assert all(line.split()[1] == "ok" for line in shown.splitlines()[:5])
    assert shown.splitlines()[-1] == "runs work here"
    assert not (tmp_path / "store").exists()


def test_a_store_that_cannot_be_written_makes_it_fail(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a directory")
    shown = orbital_risk("doctor", "--store", tmp_path / "file" / "store", code=69).stdout
    (line,) = (line for line in shown.splitlines() if line.startswith("store"))
    assert line.split()[1] == "fails"
    assert "NotADirectoryError" in line
    assert shown.splitlines()[-1] == "runs on the default target do not work here"


def test_what_a_default_run_does_not_need_may_be_absent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in (RUNTIME, "cupy_backends.cuda.libs"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setattr("pipelines.doctor.cupy_version", lambda: None)
    found = {finding.subject: finding for finding in examine(tmp_path)}
    for subject in ("CuPy", "NVRTC", "GPU"):
        assert found[subject].verdict == "absent"
        assert not found[subject].needed
    assert found["CuPy"].words == "not installed; only the targets cuda and cupy need it"
    assert "install the extra `cuda12` or `cuda13`" in found["GPU"].words


def test_code_that_gives_other_numbers_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A planted mutant: compiled code that takes one input for a thousandth larger than it is."""
    right = mc.simulate

    def wrong(model: Any, inputs: Any, *, samples: int, target: TargetName) -> Any:
        more = {"cost": dist.Normal(mu=2.002, sigma=0.5)} if target == "simd" else {}
        return right(model, {**inputs, **more}, samples=samples, target=target)

    monkeypatch.setattr("mc.simulate", wrong)
    (found,) = (finding for finding in examine(tmp_path) if finding.subject == "compiler")
    assert found.verdict == "fails"
    assert "differs from the reference by" in found.words


@pytest.mark.usefixtures("device")
def test_a_device_is_described() -> None:
    assert find_device() == Device(
        name="NVIDIA H100 80GB HBM3", memory_bytes=80 * 2**30, compute_capability="9.0", driver_cuda="12.8"
    )
    assert str(find_device()) == "NVIDIA H100 80GB HBM3, 80 GiB, compute capability 9.0, driver for CUDA 12.8"


@pytest.mark.usefixtures("device")
def test_without_a_driver_there_is_no_device(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        message = "cudaErrorNoDevice: no CUDA-capable device is detected"
        raise RuntimeError(message)

    monkeypatch.setattr(sys.modules[RUNTIME].runtime, "getDevice", refuse)
    with pytest.raises(TargetUnavailableError, match=r"no GPU with a working driver \(cudaErrorNoDevice"):
        find_device()


@pytest.mark.usefixtures("device")
@pytest.mark.parametrize(
    ("different", "code", "last"),
    [(0, 0, "cuda gives the bits of simd"), (1, 69, "cuda does not give the bits of simd here")],
)
def test_one_byte_that_differs_is_told(different: int, code: int, last: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [Comparison(case="sobol float32", compared=1_000, different=0)]
    found += [Comparison(case="philox float32", compared=1_000, different=different)]
    monkeypatch.setattr("pipelines.parity.compare_targets", lambda *_: iter(found))
    done = CliRunner().invoke(app, ["doctor", "--gpu"])
    assert done.exit_code == code
    device, equal, told, verdict = done.stdout.splitlines()
    assert device.startswith("NVIDIA H100")
    assert equal.split(maxsplit=2) == ["sobol", "float32", "1,000 bytes compared, all equal"]
    assert told.endswith("1 of them differ" if different else "all equal")
    assert verdict == last


def test_the_gpu_is_proved_or_said_not_to_be_there() -> None:
    device = absence = None
    try:
        device = find_device()
    except TargetUnavailableError as error:
        absence = error
    done = orbital_risk("doctor", "--gpu", code=0 if device else 69)
    if absence:
        assert done.stderr.strip() == f"error: {absence}"
        return
    first, *cases, last = done.stdout.splitlines()
    assert (first, last) == (str(device), "cuda gives the bits of simd")
    assert len(cases) == 4
    assert all(case.endswith("bytes compared, all equal") for case in cases)
