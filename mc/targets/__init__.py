"""The targets by name."""

from typing import Literal, TypeAlias

from distributions.errors import did_you_mean
from mc.errors import SettingError
from mc.expression.node import FLOAT32, FLOAT64
from mc.targets.base import Target

TargetName: TypeAlias = Literal["reference", "simd", "cuda", "cupy"]
Precision: TypeAlias = Literal["float32", "float64"]

TARGETS: tuple[TargetName, ...] = ("reference", "simd", "cuda", "cupy")
COMPILED = frozenset({"simd", "cuda"})
"""Targets that take a precision; the others compute in float64."""

PRECISIONS = {"float32": FLOAT32, "float64": FLOAT64}


def make_target(name: str, precision: str | None = None) -> Target:
    """Make the target `name`.

    Parameters
    ----------
    name
        ``reference``, NumPy in float64, the accuracy oracle; ``simd``, the model compiled for this processor;
        ``cuda``, the same compiled for NVIDIA GPUs; ``cupy``, the model called eagerly on CuPy arrays.
    precision
        ``float32`` or ``float64``; by default float32 where there is a choice.

    Raises
    ------
    SettingError
        There is no such target, or not in this precision.
    TargetUnavailableError
        It needs a package or a device that is not here.
    """
    if name not in TARGETS:
        message = f"target = {name!r}: must be one of {', '.join(TARGETS)}{did_you_mean(name, TARGETS)}"
        raise SettingError(message)
    if precision is not None and precision not in PRECISIONS:
        message = f"precision = {precision!r}: must be one of {', '.join(PRECISIONS)}"
        raise SettingError(message)
    if name not in COMPILED and precision == "float32":
        message = f"precision = 'float32': target {name!r} computes in float64; the targets simd and cuda have a choice"
        raise SettingError(message)
    # Imported where they are used: each needs a package of its own that takes time to load.
    match name:
        case "simd":
            from mc.targets.simd.target import Simd

            return Simd(PRECISIONS[precision or "float32"])
        case "cuda":
            from mc.targets.cuda.target import Cuda

            return Cuda(PRECISIONS[precision or "float32"])
        case "cupy":
            from mc.targets.cupy import Cupy

            return Cupy()
        case _:
            from mc.targets.reference import Reference

            return Reference()
