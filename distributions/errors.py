"""Errors of this package: what is wrong, with which value, and what is allowed."""


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
