"""Whether inputs stay within what is physically possible."""

import math

import numpy as np

from distributions.base import Distribution
from distributions.draw import Draw, median_draw
from distributions.trajectories.base import Trajectory
from pipelines.scenario.lines import KeyPath
from pipelines.scenario.report import Report
from pipelines.tco.inputs import InputSpec

_PROBES = (1e-3, 0.5, 1.0 - 1e-3)


def check_distribution(report: Report, path: KeyPath, distribution: Distribution, spec: InputSpec) -> None:
    """Note a distribution that reaches beyond the physical limits of its input."""
    low, high = distribution.support
    if spec.low <= low and high <= spec.high:
        return
    if distribution.is_constant:
        report.add((*path, "value"), f"must be {_within(spec)}")
    elif high < spec.low or low > spec.high:
        report.add(path, f"lies from {low:g} to {high:g}, but must be {_within(spec)}")
    else:
        cut = f"truncate = [{max(low, spec.low):g}, {min(high, spec.high):g}]"
        report.add(path, f"reaches from {low:g} to {high:g}, but must be {_within(spec)}: add {cut}")


def check_trajectory(report: Report, path: KeyPath, trajectory: Trajectory, spec: InputSpec) -> None:
    """Note a trajectory with paths beyond the physical limits of its input.

    Each driver is moved in turn to where one future in a thousand lies, either way, the others at their medians:
    a probe, as the range of a path has no closed form.
    """
    middle = dict.fromkeys(trajectory.drivers, median_draw())
    moved = [{name: Draw.from_probability(np.array(p))} for name in trajectory.drivers for p in _PROBES]
    with np.errstate(all="ignore"):  # what overflows is seen below
        paths = [np.broadcast_to(trajectory.path({**middle, **one}), len(trajectory.years)) for one in moved or [{}]]
    values = np.stack(paths)
    wrong = ~((values >= spec.low) & (values <= spec.high) & np.isfinite(values))
    if wrong.any():
        which, year = np.argwhere(wrong)[0]
        value = float(values[which, year])
        report.add(path, f"can be {value:g} in {trajectory.years[year]}, but must be {_within(spec)}")


def _within(spec: InputSpec) -> str:
    """Word the limits of an input."""
    in_unit = "" if spec.unit == "1" else f", in {spec.unit}"
    if math.isinf(spec.high):
        return "a finite number" if math.isinf(spec.low) else f"{spec.low:g} or more{in_unit}"
    return f"{spec.high:g} or less{in_unit}" if math.isinf(spec.low) else f"from {spec.low:g} to {spec.high:g}{in_unit}"
