"""Errors of this package: what is wrong, with which value, and what is allowed."""

import difflib
from collections.abc import Iterable


class DistributionError(ValueError):
    """A distribution, copula or trajectory that cannot exist.

    Attributes
    ----------
    parameter
        Name of the parameter at fault, or ``""`` where several are at fault together.
    value
        What was given.
    allowed
        What would have been accepted, in words.
    """

    def __init__(self, parameter: str, value: object, allowed: str) -> None:
        super().__init__(f"{parameter} = {value!r}: {allowed}" if parameter else f"{value}: {allowed}")
        self.parameter = parameter
        self.value = value
        self.allowed = allowed

    def __reduce__(self) -> tuple[type["DistributionError"], tuple[str, object, str]]:
        return type(self), (self.parameter, self.value, self.allowed)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return ``", did you mean 'x'?"`` for the closest known name, or an empty string."""
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f", did you mean {close[0]!r}?" if close else ""
