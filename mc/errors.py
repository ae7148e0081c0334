"""Errors of the engine."""


class ModelError(TypeError):
    """A model does what the engine cannot compile or run; the message says what to write instead."""


class UnknownInputError(AttributeError):
    """A model asks for an input that the run does not have."""


class SettingError(ValueError):
    """A setting of a run that cannot work: the message names it, its value and what is allowed."""


class TargetUnavailableError(RuntimeError):
    """The chosen target needs hardware or a package that is not here."""
