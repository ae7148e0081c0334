"""What the model is evaluated for: one scenario, in all of its futures at once."""

from dataclasses import dataclass

from mc.inputs import Inputs
from pipelines.tco.decision import Decision
from pipelines.tco.technology import Technology


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """Inputs, technology and decision.

    Attributes
    ----------
    x
        Values of the inputs, in every future.
    technology, decision
        The same in every future.
    """

    x: Inputs
    technology: Technology
    decision: Decision
