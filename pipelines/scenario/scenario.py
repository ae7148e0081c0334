"""A checked scenario: everything a run is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from mc.inputs import InputSpace
from mc.targets import Precision, TargetName
from pipelines.tco.decision import Decision
from pipelines.tco.technology import Technology


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """Where the numbers of one input come from."""

    unit: str
    source: str
    as_of: str
    kind: Literal["quote", "paper", "judgement"]
    evidence: Literal["low", "medium", "high"]
    group: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RunSettings:
    """How a scenario is computed."""

    samples: int = 1_048_576
    seed: int = 0
    points: Literal["sobol", "philox"] = "sobol"
    replicates: int = 16
    target: TargetName = "simd"
    precision: Precision = "float32"
    keep: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """A result that an author published, to be compared with the model's.

    Attributes
    ----------
    output, unit
        Name and unit of an output of the model.
    at
        Coordinate in every dimension of the output.
    value, tolerance
        What was published, and the relative difference from it that still counts as agreement.
    source
        Where it was published.
    """

    output: str
    at: Mapping[str, str | float]
    value: float
    unit: str
    tolerance: float
    source: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Scenario:
    """A scenario that has passed every check.

    Attributes
    ----------
    name, title, description
        As in the file.
    decision, technology, run, space
        The decision, how both sides are built, the run settings, and the uncertain inputs.
    facts
        Provenance of every input and trajectory, by name.
    dimensions
        The Sobol' dimension of every driver, by name.
    claims
        Published results, by a name of their own.
    remarks
        What its author says of cost lines, by ``orbit.COMPONENT`` or ``ground.COMPONENT``: of those of the model that
        have no number, and of others.
    changed
        What the command line switched on (``with NAME``), and its overrides besides the run settings.
    document
        The resolved scenario as plain data (after ``extends``, ``--with`` and ``--set``), without what the model does
        not ask for: written with the results, and enough to make the scenario again.
    """

    name: str
    title: str
    description: str
    decision: Decision
    technology: Technology
    run: RunSettings
    space: InputSpace
    facts: Mapping[str, Fact]
    dimensions: Mapping[str, int]
    claims: Mapping[str, Claim]
    remarks: Mapping[str, str]
    changed: tuple[str, ...]
    document: Mapping[str, object]
