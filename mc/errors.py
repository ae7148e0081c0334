"""Errors of the engine."""

import difflib
from collections.abc import Iterable


class ModelError(TypeError):
    """A model does what the engine cannot compile or run; the message says what to write instead."""


class UnknownInputError(AttributeError):
    """A model asks for an input that the run does not have."""


class SettingError(ValueError):
    """A setting of a run that cannot work: the message names it, its value and what is allowed."""


class TargetUnavailableError(RuntimeError):
    """The chosen target needs hardware or a package that is not here."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return ``", did you mean 'x'?"`` for the closest known name, or an empty string."""
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f", did you mean {close[0]!r}?" if close else ""
