"""What a device loads: its machine code, or PTX where the compiler is older than the device."""

from collections.abc import Sequence

from mc.errors import TargetUnavailableError
from mc.targets.cache import cached
from mc.targets.cuda.nvrtc import FLAGS, Form, compile_kernel, known_architectures, nvrtc_version

OLDEST = 80
"""Compute capability that kernels need, without the point: that of Ampere."""


def image(source: str, capability: str) -> bytes:
    """Compile a source for a device, or take from the disk what was compiled before.

    Parameters
    ----------
    source
        CUDA C++.
    capability
        Compute capability of the device, without the point.

    Raises
    ------
    TargetUnavailableError
        The device is too old, or there is no compiler.
    """
    architecture, form = form_for(capability, known_architectures())
    key = f"NVRTC {nvrtc_version()} {' '.join(FLAGS)} {form} {architecture}\n{source}"
    return cached(key, lambda: compile_kernel(source, architecture, form))


def form_for(capability: str, known: Sequence[str]) -> tuple[str, Form]:
    """Return the architecture to compile for, and to what.

    Of a device that the compiler does not know, the newest one before it is taken, as PTX: the device's driver makes
    machine code of it.
    """
    if int(capability) < OLDEST:
        message = (
            f"target 'cuda': the device has compute capability {capability[:-1]}.{capability[-1]}, and kernels need "
            "8.0 (Ampere) or later; use --target simd, which gives the same results"
        )
        raise TargetUnavailableError(message)
    if capability in known:
        return capability, "cubin"
    return max((one for one in known if int(one) < int(capability)), key=int), "ptx"
