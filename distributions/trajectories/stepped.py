"""Trajectories that are moved by an innovation every few years."""

from distributions.trajectories.base import Trajectory
from distributions.trajectories.fields import knots, uncertain_fields


class Stepped(Trajectory):
    """A trajectory of uncertain fields, and of innovations that are drivers of their own: ``step_YEAR``.

    Attributes
    ----------
    from_year
        Year that the path sets out from.
    step_years
        Years between innovations.
    """

    __slots__ = ()

    from_year: int
    step_years: int

    @property
    def knots(self) -> tuple[int, ...]:
        """Years in which an innovation has come in full; the last may lie beyond the path."""
        return knots(self.from_year, self.step_years, self.years)

    @property
    def drivers(self) -> tuple[str, ...]:
        return (*uncertain_fields(self), *(f"step_{knot}" for knot in self.knots))
