"""What trajectories share: fields that are distributions, and the axis of years."""

import math
from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, cast

import numpy as np

from distributions.arrays import FloatArray
from distributions.base import Distribution
from distributions.constraints import POSITIVE
from distributions.draw import Draw, median_draw
from distributions.errors import DistributionError
from distributions.trajectories.base import Trajectory

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_LONGEST_LEAD = 200  # years: a path is built through all of them


def uncertain_fields(trajectory: Trajectory) -> tuple[str, ...]:
    """Names of the fields that hold a distribution with any uncertainty: each is a driver of that name."""
    names = (field.name for field in fields(cast("DataclassInstance", trajectory)))
    values = ((name, getattr(trajectory, name)) for name in names)
    return tuple(name for name, value in values if isinstance(value, Distribution) and not value.is_constant)


def realised(trajectory: Trajectory, name: str, draws: Mapping[str, Draw]) -> FloatArray:
    """Value of a field that holds a distribution, with room for the axis ``calendar_year``."""
    family: Distribution = getattr(trajectory, name)
    return by_year(family.quantile(median_draw() if family.is_constant else draws[name]))


def by_year(value: FloatArray | float) -> FloatArray:
    """Give a value of trailing shape ``()`` an axis that broadcasts against years."""
    return value if isinstance(value, int | float) else value[..., None]  # type: ignore[return-value]  # as in Constant


def year_row(years: tuple[int, ...]) -> FloatArray:
    """Calendar years as numbers."""
    return np.array(years, dtype=np.float64)


def require_years(years: tuple[int, ...]) -> None:
    """Raise `DistributionError` unless calendar years increase by one."""
    if not years or years != tuple(range(years[0], years[0] + len(years))):
        raise DistributionError("years", years, "must be calendar years that increase by one")


def require_from_year(from_year: int, years: tuple[int, ...]) -> None:
    """Raise `DistributionError` unless a path that is built from `from_year` on reaches all of its years."""
    if not years[0] - _LONGEST_LEAD <= from_year <= years[0]:
        allowed = f"must be {years[0]}, the first year of the path, or at most {_LONGEST_LEAD} years before it"
        raise DistributionError("from_year", from_year, allowed)


def knots(from_year: int, step_years: int, years: tuple[int, ...]) -> tuple[int, ...]:
    """Years in which a step from `from_year` on has come in full; the last may lie beyond the path."""
    return tuple(range(from_year + step_years, years[-1] + step_years, step_years))


def require_step(step_years: int) -> None:
    """Raise `DistributionError` unless a step is a year or more."""
    if step_years < 1:
        raise DistributionError("step_years", step_years, "must be 1 or more")


def require_positive(trajectory: Trajectory, *names: str) -> None:
    """Raise `DistributionError` unless fields are positive, but for an end of their support at 0."""
    for name in names:
        require_support(name, getattr(trajectory, name), 0.0, math.inf, "0 or greater")
        POSITIVE.check(f"median of {name}", getattr(trajectory, name).median)


def require_support(name: str, family: Distribution, low: float, high: float, allowed: str) -> None:
    """Raise `DistributionError` unless a distribution keeps within ``[low, high]``."""
    first, last = family.support
    if not (low <= first and last <= high):
        raise DistributionError(name, family, f"must be {allowed}; its values lie from {first:g} to {last:g}")
