"""Futures again: on the target and in the precision of their run, or to the same bits without its GPU."""

import json
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from mc.errors import TargetUnavailableError
from pipelines.replay import replay
from pipelines.run import run_scenario
from pipelines.scenario.load import load_scenario
from pipelines.store import RunFiles

SAMPLES = 2_000


def run_on(target: str, store: Path) -> RunFiles:
    settings = [f"run.samples={SAMPLES}", f'run.target="{target}"', 'run.keep=["gap_usd_per_kw_year", "pue"]']
    return run_scenario(load_scenario("baseline", settings), store).files


@pytest.fixture(scope="module")
def simd(tmp_path_factory: pytest.TempPathFactory) -> RunFiles:
    return run_on("simd", tmp_path_factory.mktemp("store"))


def claimed(run: RunFiles, target: str, precision: str, path: Path) -> RunFiles:
    """A copy of a run that says it was made by another target."""
    shutil.copytree(run.path, path)
    manifest = json.loads((path / "manifest.json").read_text())
    manifest["scenario"]["run"] |= {"target": target, "precision": precision}
    (path / "manifest.json").write_text(json.dumps(manifest))
    return RunFiles(path)


def test_a_replay_has_the_precision_of_its_run(simd: RunFiles, tmp_path: Path) -> None:
    single, double = replay(simd, 7), replay(run_on("reference", tmp_path), 7)
    for name, value in single.outputs.items():
        assert (value.dtype.name, double.outputs[name].dtype.name) == ("float32", "float64")
    gap = "gap_usd_per_kw_year"
    assert not np.array_equal(single.outputs[gap], double.outputs[gap])
    np.testing.assert_allclose(single.outputs[gap], double.outputs[gap], rtol=1e-3, atol=1.0)


def test_a_run_of_a_gpu_is_replayed_without_one(
    simd: RunFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "cupy", None)
    expected = replay(simd, SAMPLES - 1)
    found = replay(claimed(simd, "cuda", "float32", tmp_path / "cuda"), SAMPLES - 1)
    for name, value in {**expected.inputs, **expected.outputs}.items():
        np.testing.assert_array_equal({**found.inputs, **found.outputs}[name], value)
    with pytest.raises(TargetUnavailableError, match="target 'cupy'"):
        replay(claimed(simd, "cupy", "float64", tmp_path / "cupy"), 0)
