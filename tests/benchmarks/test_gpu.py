"""The benchmark of GPUs, as far as it goes without one."""

import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks.gpu import EXIT_UNAVAILABLE, Peak, main, measured
from benchmarks.operations import counted
from mc.expression.node import FLOAT32, Node, fma
from mc.kernel.schedule import schedule
from mc.kernel.sinks import sink
from tests.support.standin_cupy import ATTRIBUTES, StandinGpu


def test_without_a_gpu_it_says_so_and_exits_with_69(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "cupy", None)
    monkeypatch.setattr(sys, "argv", ["gpu"])
    with pytest.raises(SystemExit) as exit_:
        main()
    assert exit_.value.code == EXIT_UNAVAILABLE
    assert "CuPy cannot be imported" in capsys.readouterr().err


def test_a_tiny_run_on_the_stand_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pytest.importorskip("cupy_backends.cuda.libs.nvrtc", reason="there is no NVRTC for this machine")
    gpu = StandinGpu().install(monkeypatch, tmp_path)
    ready: list[bool] = []
    rate = measured("benchmark", 40, 2, "float32", wait=lambda: ready.append(True))
    assert np.isfinite(rate)
    assert rate > 0.0
    assert ready == [True]
    assert [name for name, _ in gpu.launches] == ["accumulate", "count"] * 3


def test_operations_are_counted_by_entry() -> None:
    x = Node("convert", FLOAT32, (), (Node("lane", np.dtype(np.uint32), ()),))
    path = fma(x, Node("constant", FLOAT32, (7,), (), np.arange(7, dtype=np.float32)), x)
    total = Node("reduce", FLOAT32, (), (path,), ("add", -1, False))
    program = schedule([sink(total / x, (), "raw", 0)])
    assert counted(program) == {"lane": 1, "convert": 1, "fma": 7, "add": 7, "div": 1, "sink": 1}


def test_the_roofline_of_an_h100() -> None:
    """NVIDIA H100 SXM5 data sheet: 67 TFLOPS in float32 (fused, so two each), 3.35 TB/s; at 1,980 MHz boost."""
    attributes = {**ATTRIBUTES, "MultiProcessorCount": 132}
    peak = Peak.of(attributes)
    assert peak.instructions_per_s * 2 == pytest.approx(67e12, rel=0.01)
    assert peak.bytes_per_s == pytest.approx(3.35e12, rel=0.01)
    assert peak.samples_per_s(1000, 0) == peak.instructions_per_s / 1000
    assert peak.samples_per_s(1, 10_000) == peak.bytes_per_s / 10_000
