"""Inputs that notice what a model asks for."""

from collections.abc import Callable
from functools import partial

from distributions.arrays import FloatArray
from mc.errors import ModelError
from mc.inputs import Inputs


class WatchedInputs(Inputs):
    """The same inputs, with a list of those that were asked for."""

    __slots__ = ("_used",)

    def __init__(self, inputs: Inputs) -> None:
        super().__init__(inputs)
        self._used: set[str] = set()

    def __getattr__(self, name: str) -> FloatArray:
        self._used.add(name)
        return super().__getattr__(name)

    def __getitem__(self, name: str) -> FloatArray:
        self._used.add(name)
        return super().__getitem__(name)

    @property
    def used(self) -> frozenset[str]:
        """Names of the inputs that were asked for."""
        return frozenset(self._used)

    def require_all_used(self, function: Callable[..., object]) -> None:
        """Raise `ModelError` if a model has not asked for some of its inputs."""
        unused = sorted(set(self) - self._used)
        if not unused:
            return
        names = ", ".join(map(repr, unused))
        message = (
            f"{_place(function)}the model never uses {names}: leave it out, or use it; a misspelt name looks so too"
        )
        raise ModelError(message)


def _place(function: Callable[..., object]) -> str:
    """File and line of a function, to stand in front of a message; nothing for what is not written in Python."""
    while isinstance(function, partial):
        function = function.func
    code = getattr(function, "__code__", None)
    return f"{code.co_filename}:{code.co_firstlineno}: " if code else ""
