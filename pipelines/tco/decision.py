"""The decision that costs are compared for."""

from dataclasses import dataclass

SIDES = ("orbit", "ground")
"""What is compared."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """Which data centre, when, for how long.

    Attributes
    ----------
    first_start_year, horizon
        First and last start year that is looked at; the first is not before the year that costs are of, as what
        they fall by is counted from then.
    decision_year
        The start year that the summary speaks of.
    service_years
        Length of the service period, years.
    it_power_kw
        IT power of the data centre, kW.
    real_discount_rate
        Real rate, 1/year, at which the decision maker discounts both sides: a choice, and no cost of capital.
    """

    first_start_year: int = 2026
    horizon: int = 2060
    decision_year: int = 2035
    service_years: int = 10
    it_power_kw: float = 1_000_000.0
    real_discount_rate: float = 0.05

    @property
    def start_years(self) -> tuple[int, ...]:
        """All start years."""
        return tuple(range(self.first_start_year, self.horizon + 1))

    @property
    def calendar_years(self) -> tuple[int, ...]:
        """All calendar years in which some data centre is in service: the years of every trajectory."""
        return tuple(range(self.first_start_year, self.horizon + self.service_years))
