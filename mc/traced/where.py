"""The line of the model that is being run."""

import inspect
import os
from pathlib import Path

import numpy as np

import distributions

_ENGINE = tuple(
    f"{folder}{os.sep}"
    for folder in (Path(__file__).parents[1], Path(str(distributions.__file__)).parent, Path(np.__file__).parent)
)
"""Folders whose functions are not the model's own: this package, `distributions` and NumPy."""


def model_line() -> str | None:
    """Return ``FILE:LINE`` of the innermost call outside the engine and NumPy, or None if there is none."""
    frame = inspect.currentframe()
    while frame is not None and frame.f_code.co_filename.startswith(_ENGINE):
        frame = frame.f_back
    return None if frame is None else f"{frame.f_code.co_filename}:{frame.f_lineno}"


def at_model_line(message: str) -> str:
    """Put the line of the model in front of a message."""
    line = model_line()
    return message if line is None else f"{line}: {message}"
