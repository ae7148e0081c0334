"""CUDA C++ to machine code, with no GPU needed. The only module that reaches NVRTC, through CuPy's bindings."""

from types import ModuleType
from typing import Literal, TypeAlias

from mc.errors import TargetUnavailableError

ARCHITECTURES = ("80", "90", "100", "120")
"""Compute capabilities that are compiled for and tested: A100, H100, B200, RTX 50."""

FLAGS = ("--std=c++17", "--fmad=false", "-ftz=false", "--prec-div=true", "--prec-sqrt=true")
"""Every operation rounds once, to nearest, and keeps subnormals; a fused one is where the source says so."""


Form: TypeAlias = Literal["ptx", "cubin"]


def compile_kernel(source: str, architecture: str, form: Form) -> bytes:
    """Compile one CUDA C++ source, which includes no header.

    CuPy's own compiler always adds ``-ftz=true``, so NVRTC is called directly; what it returns is loaded with
    ``cupy.RawModule(path=...)``.

    Parameters
    ----------
    source
        Text of the translation unit.
    architecture
        A compute capability without the point, such as ``"90"``.
    form
        PTX, which the driver compiles for its device and for later ones, or the binary for just this architecture.

    Raises
    ------
    TargetUnavailableError
        CuPy or the NVRTC library is not installed.
    RuntimeError
        The source does not compile: an error of this engine, with the compiler's log.
    """
    nvrtc = _bindings()
    virtual = "compute" if form == "ptx" else "sm"
    program = nvrtc.createProgram(source, "kernel.cu", (), ())
    try:
        nvrtc.compileProgram(program, (*FLAGS, f"-arch={virtual}_{architecture}"))
        compiled: bytes = nvrtc.getPTX(program) if form == "ptx" else nvrtc.getCUBIN(program)
    except nvrtc.NVRTCError as error:
        log = nvrtc.getProgramLog(program)
        message = f"NVRTC did not compile a generated kernel for sm_{architecture} ({error}):\n{log}"
        raise RuntimeError(message) from None
    finally:
        nvrtc.destroyProgram(program)
    return compiled


def nvrtc_version() -> str:
    """Version of the compiler, such as ``"12.9"``."""
    return ".".join(map(str, _bindings().getVersion()))


def known_architectures() -> tuple[str, ...]:
    """Compute capabilities that the compiler knows, without the point."""
    return tuple(map(str, _bindings().getSupportedArchs()))


def _bindings() -> ModuleType:
    """CuPy's bindings, with the library behind them."""
    try:
        from cupy_backends.cuda.libs import nvrtc

        nvrtc.getVersion()  # the library is found and loaded on the first call
    except (ImportError, RuntimeError) as error:
        message = (
            f"target 'cuda' needs CuPy and the NVRTC library, and one of them is missing ({str(error).strip()}); "
            "install the extra `cuda12` or `cuda13` of this project, as README says, or use another --target"
        )
        raise TargetUnavailableError(message) from None
    return nvrtc  # type: ignore[no-any-return]
