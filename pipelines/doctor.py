"""What this machine can run on, and whether it works."""

import platform
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

import numpy as np

import distributions as dist
import mc
from mc.errors import TargetUnavailableError
from mc.targets import TargetName
from pipelines.device import find_device
from pipelines.provenance import PACKAGES, cupy_version, simd_features

SAMPLES = 4_096
TOLERANCE = 1e-5
"""Largest relative difference of means in float32 from those in float64: some hundred roundings."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What was found of one thing.

    Attributes
    ----------
    subject, words
        What was looked at, and what was found, or what is wrong.
    works, needed
        Whether it works, and whether a run on the default target needs it.
    """

    subject: str
    words: str
    works: bool
    needed: bool

    @property
    def verdict(self) -> str:
        """One word for it."""
        return "ok" if self.works else "fails" if self.needed else "absent"


def examine(store: Path) -> Iterator[Finding]:
    """Look at everything in turn: some of it takes seconds."""
    for subject, needed, look in (
        ("processor", True, _processor),
        ("packages", True, _packages),
        ("compiler", True, _compiler),
        ("Dask", True, _dask),
        ("store", True, partial(_store, store)),
        ("CuPy", False, _cupy),
        ("NVRTC", False, _nvrtc),
        ("GPU", False, _gpu),
    ):
        yield _finding(subject, look, needed=needed)


def _finding(subject: str, look: Callable[[], str], *, needed: bool) -> Finding:
    try:
        return Finding(subject=subject, words=look(), works=True, needed=needed)
    except TargetUnavailableError as error:
        words = str(error)
    except Exception as error:  # whatever is wrong is what was found
        words = f"{type(error).__name__}: {error}"
    return Finding(subject=subject, words=" ".join(words.split()), works=False, needed=needed)


def _processor() -> str:
    from mc.targets.simd.jit import host

    processor = host()
    vector = f"vectors of {8 * processor.vector_bytes} bits, {processor.vector_bytes // 4} samples in float32"
    return f"{processor.name}: {vector}; NumPy uses {simd_features()[-1]}"


def _packages() -> str:
    names = ("orbital-risk", *PACKAGES)
    return f"Python {platform.python_version()}, " + ", ".join(f"{name} {version(name)}" for name in names)


def _compiler() -> str:
    """Compile a small model, and compare it with NumPy."""
    years = np.arange(1, 11)

    def model(x: mc.Inputs) -> dict[str, dist.arrays.FloatArray]:
        return {"value": np.sum(x.margin * np.exp(x.growth * years) / 1.05**years, axis=-1) - x.cost}

    inputs = {
        "margin": dist.LogNormal(mu=0.0, sigma=0.3),
        "growth": dist.Uniform(low=-0.02, high=0.05),
        "cost": dist.Normal(mu=2.0, sigma=0.5),
    }

    def mean(target: TargetName) -> float:
        return float(mc.simulate(model, inputs, samples=SAMPLES, target=target)["summary"]["value_mean"])

    difference = abs(mean("simd") / mean("reference") - 1.0)
    if not difference < TOLERANCE:
        message = f"the mean of {SAMPLES:,} samples differs from the reference by {difference:.1e} of it"
        raise ArithmeticError(message)
    return f"a model compiled for simd agrees with the reference to {difference:.0e} in {SAMPLES:,} samples"


def _dask() -> str:
    from pipelines.cluster import connect

    with connect(None) as client:
        threads = sum(client.nthreads().values())
        client.submit(abs, -1).result(timeout=30)
    return f"starts, {threads} threads"


def _store(store: Path) -> str:
    there = next(path for path in (store.absolute(), *store.absolute().parents) if path.exists())
    with tempfile.TemporaryFile(dir=there):
        free = shutil.disk_usage(there).free
    return f"{store.absolute()} can be written, {free / 2**30:,.1f} GiB free"


def _cupy() -> str:
    found = cupy_version()
    if found is None:
        raise TargetUnavailableError("not installed; only the targets cuda and cupy need it")
    return found


def _nvrtc() -> str:
    from mc.targets.cuda.nvrtc import compile_kernel

    code = compile_kernel('extern "C" __global__ void nothing() {}', "90", "cubin")
    return f"compiles for compute capability 9.0 ({len(code):,} bytes)"


def _gpu() -> str:
    return str(find_device())
