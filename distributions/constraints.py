"""Rules for parameters, as values: one object checks, words the message and documents."""

import math
import numbers
from collections.abc import Callable
from dataclasses import dataclass

from distributions.errors import DistributionError


@dataclass(frozen=True, slots=True)
class Constraint:
    """A rule that one number must satisfy.

    Parameters
    ----------
    allowed
        The rule in words, completing the sentence "must be ...".
    holds
        Whether a number satisfies it; never called with NaN.
    """

    allowed: str
    holds: Callable[[float], bool]

    def check(self, parameter: str, value: object) -> None:
        """Raise `DistributionError` that names `parameter`, `value` and the rule, unless the rule holds."""
        number = isinstance(value, numbers.Real) and not isinstance(value, bool)
        if not number or math.isnan(value) or not self.holds(value):  # type: ignore[arg-type]
            raise DistributionError(parameter, value, f"must be {self.allowed}")


FINITE = Constraint("a finite number", math.isfinite)
POSITIVE = Constraint("a finite number greater than 0", lambda value: 0 < value < math.inf)
NON_NEGATIVE = Constraint("a finite number, 0 or greater", lambda value: 0 <= value < math.inf)
PROBABILITY = Constraint("a probability from 0 to 1", lambda value: 0 <= value <= 1)
OPEN_PROBABILITY = Constraint("a probability greater than 0 and less than 1", lambda value: 0 < value < 1)
NOT_NAN = Constraint("a number (infinity is allowed)", lambda value: not math.isnan(value))


def require_increasing(*, strictly: bool = True, **values: float) -> None:
    """Raise `DistributionError` unless the named values increase in the order given."""
    names, numbers = list(values), list(values.values())
    sign = "<" if strictly else "<="
    for name, lower, upper in zip(names[1:], numbers, numbers[1:], strict=False):
        if lower > upper or (strictly and lower == upper):
            given = ", ".join(f"{key} = {value!r}" for key, value in values.items())
            raise DistributionError(name, upper, f"must satisfy {f' {sign} '.join(names)} (given {given})")
