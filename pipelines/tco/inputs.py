"""What the model asks for: every input with its unit and its physical limits."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class InputSpec:
    """One input of the model.

    Attributes
    ----------
    name, unit, meaning
        Name in scenario files, unit of its values, and what it is, in a phrase.
    low, high
        Physical limits: no distribution of the input may reach beyond them.
    by_year
        Whether it is a trajectory by calendar year instead of one number.
    """

    name: str
    unit: str
    meaning: str
    low: float = 0.0
    high: float = math.inf
    by_year: bool = False
