"""What a result was made with: code, versions, commit, scenario."""

import hashlib
import json
import platform
import socket
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

import distributions
import mc
import pipelines
from pipelines.errors import WorkerMismatchError

PACKAGES = ("numpy", "scipy", "llvmlite", "xarray", "zarr", "dask", "distributed")
CUPY_PACKAGES = ("cupy-cuda12x", "cupy-cuda13x", "cupy")
"""Names that CuPy is distributed under, one of which may be installed."""


@cache
def code_hash() -> str:
    """Return the SHA-256 of all that numbers depend on besides the scenario, hexadecimal.

    These are our code and tables, the versions of NumPy, SciPy and llvmlite, and the processor features that NumPy
    uses, as its loops for other features round differently in the last place. That reaches every target: a compiled
    one computes samples without NumPy, and by operations that no version of LLVM may change, but its constants,
    tables and the pivots of its sums come from NumPy and SciPy. Two processes with the same hash compute the same
    bits from the same scenario.
    """
    digest = hashlib.sha256()
    for package in (distributions, mc, pipelines):
        root = Path(str(package.__file__)).parent
        for path in sorted(root.rglob("*")):
            if path.is_file() and path.suffix not in {".toml", ".pyc"}:
                digest.update(f"{root.name}/{path.relative_to(root).as_posix()}\0".encode())
                digest.update(path.read_bytes())
    digest.update(json.dumps([*map(version, ("numpy", "scipy", "llvmlite")), simd_features()]).encode())
    return digest.hexdigest()


def require_code(sha256: str) -> None:
    """Raise `WorkerMismatchError` unless this process runs the code that a run is computed with."""
    if sha256 != code_hash():
        message = (
            f"{socket.gethostname()} runs other code than the run (hash {code_hash()[:12]}, the run {sha256[:12]})"
        )
        raise WorkerMismatchError(message)


def simd_features() -> list[str]:
    """Processor features that NumPy's loops use here."""
    config = np.show_config(mode="dicts")
    extensions = config["SIMD Extensions"]
    return [*extensions.get("baseline", []), *extensions.get("found", [])]


def fingerprint(document: Mapping[str, object]) -> str:
    """Return the SHA-256 of a resolved scenario together with the code hash, hexadecimal: the identity of a result."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{code_hash()}\n{text}".encode()).hexdigest()


def provenance(document: Mapping[str, object]) -> dict[str, str]:
    """Describe what a result of `document` was made with, for attributes and manifests."""
    return {
        "scenario_sha256": hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest(),
        "code_sha256": code_hash(),
        "simd_features": " ".join(simd_features()),
        "orbital_risk_version": version("orbital-risk"),
        "git_commit": git_commit(),
        "python_version": platform.python_version(),
        "platform": platform.platform(),
        **{f"{name}_version": version(name) for name in PACKAGES},
        **({"cupy_version": cupy_version() or "unknown"} if _target(document) in {"cuda", "cupy"} else {}),
    }


def cupy_version() -> str | None:
    """Version of CuPy, if it is installed."""
    for name in CUPY_PACKAGES:
        with suppress(PackageNotFoundError):
            return version(name)
    return None


def _target(document: Mapping[str, object]) -> object:
    run = document["run"]
    return run["target"] if isinstance(run, Mapping) else None


@cache
def git_commit() -> str:
    """Commit of the checkout that the code runs from, with ``-dirty`` after local changes, or ``unknown``."""
    root = Path(str(pipelines.__file__)).parents[1]
    if not (root / ".git").exists():
        return "unknown"
    try:
        commit = _git(root, "rev-parse", "HEAD")
        changed = _git(root, "status", "--porcelain", "--untracked-files=no")
    except (OSError, subprocess.SubprocessError):
        return "unknown"
    return f"{commit}-dirty" if changed else commit


def _git(root: Path, *arguments: str) -> str:
    command = ["git", "-C", str(root), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=10).stdout.strip()
