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
    changed
        Overrides from the command line, besides the run settings.
    document
        The resolved scenario as plain data (after ``extends`` and ``--set``): written with the results, and
        enough to make the scenario again.
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
    changed: tuple[str, ...]
    document: Mapping[str, object]
