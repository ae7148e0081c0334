"""The targets by name."""

from distributions.errors import did_you_mean
from mc.errors import SettingError
from mc.targets.base import Target
from mc.targets.cupy import Cupy
from mc.targets.reference import Reference

TARGETS: dict[str, type[Target]] = {"reference": Reference, "cupy": Cupy}


def make_target(name: str) -> Target:
    """Make the target `name`.

    Raises
    ------
    SettingError
        There is no such target.
    TargetUnavailableError
        It needs a package or a device that is not here.
    """
    if name not in TARGETS:
        message = f"target = {name!r}: must be one of {', '.join(TARGETS)}{did_you_mean(name, TARGETS)}"
        raise SettingError(message)
    return TARGETS[name]()
