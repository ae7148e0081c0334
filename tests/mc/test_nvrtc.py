import sys

import pytest

from mc.errors import TargetUnavailableError
from mc.targets.cuda.nvrtc import ARCHITECTURES, compile_kernel

KERNEL = """
extern "C" __global__ void kernel(float* x, float a, float b) {
    const unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
    x[i] = a / x[i] + b * sqrtf(x[i]);
}
"""


@pytest.fixture
def _nvrtc() -> None:
    pytest.importorskip("cupy_backends.cuda.libs.nvrtc", reason="NVRTC comes with the extra cuda12")


@pytest.mark.usefixtures("_nvrtc")
@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_ptx_has_only_operations_that_round_once(architecture: str) -> None:
    ptx = compile_kernel(KERNEL, architecture, "ptx").decode()
    assert f".target sm_{architecture}" in ptx
    for opcode in ("div.rn.f32", "sqrt.rn.f32", "mul.rn.f32", "add.rn.f32"):
        assert opcode in ptx
    for forbidden in ("fma", "ftz", "approx", "full"):
        assert forbidden not in ptx


@pytest.mark.usefixtures("_nvrtc")
@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_binary(architecture: str) -> None:
    assert compile_kernel(KERNEL, architecture, "cubin").startswith(b"\x7fELF")


@pytest.mark.usefixtures("_nvrtc")
def test_errors_come_with_the_log() -> None:
    with pytest.raises(RuntimeError, match=r"sm_90 .*\n.*kernel\.cu\(1\): error: .*nonsense"):
        compile_kernel('extern "C" __global__ void k() { nonsense(); }', "90", "ptx")
    with pytest.raises(RuntimeError, match="sm_1 "):
        compile_kernel(KERNEL, "1", "ptx")


def test_without_cupy_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cupy_backends.cuda.libs", None)
    with pytest.raises(TargetUnavailableError, match="extra `cuda12` or `cuda13`"):
        compile_kernel(KERNEL, "90", "ptx")


@pytest.mark.usefixtures("_nvrtc")
def test_without_the_library_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from cupy_backends.cuda.libs import nvrtc

    def missing() -> None:
        message = 'Failure finding "libnvrtc.so.12"'
        raise RuntimeError(message)

    monkeypatch.setattr(nvrtc, "getVersion", missing)
    with pytest.raises(TargetUnavailableError, match=r"libnvrtc\.so\.12.*extra `cuda12`"):
        compile_kernel(KERNEL, "90", "ptx")
