"""A small model's inputs, and a scenario that describes them."""

from collections.abc import Sequence
from pathlib import Path

from pipelines.scenario.check import checked
from pipelines.scenario.files import parse
from pipelines.scenario.overrides import overridden
from pipelines.scenario.scenario import Scenario
from pipelines.tco.decision import Decision
from pipelines.tco.inputs import InputSpec
from pipelines.tco.technology import Technology

INPUTS = (
    InputSpec(name="cell_efficiency", unit="1", meaning="efficiency of the cells", high=1.0),
    InputSpec(name="array_cost_usd_per_w", unit="USD/W", meaning="solar array"),
    InputSpec(name="pue", unit="1", meaning="power usage effectiveness", low=1.0),
    InputSpec(name="launch_price_usd_per_kg", unit="USD/kg", meaning="launch price", by_year=True),
)

GOOD = """\
[scenario]
name = "small"
title = "Small"
description = "Four inputs."

[decision]
horizon = 2040

[run]
samples = 4096

[dimensions]
pue = 7

[inputs.cell_efficiency]
distribution = "triangular"
low = 0.28
mode = 0.30
high = 0.34
unit = "1"
source = "data sheet"
as_of = 2025-06-01
class = "quote"
evidence = "high"
group = "power"

[inputs.array_cost_usd_per_w]
distribution = "lognormal"
p5 = 0.5
p95 = 15
truncate = [0.3, inf]
unit = "USD/W"
source = "survey"
as_of = 2026-06-01
class = "judgement"
evidence = "low"
group = "power"

[inputs.pue]
value = 1.25
unit = "1"
source = "survey"
as_of = 2026-06-01
class = "paper"
evidence = "medium"
group = "ground"

[trajectories.launch_price_usd_per_kg]
trajectory = "random_walk"
from_year = 2026
start = { distribution = "lognormal", p5 = 900.0, p95 = 3600.0 }
drift_per_year = 0.0
volatility_per_year = 0.1
step_years = 5
unit = "USD/kg"
source = "survey"
as_of = 2026-06-01
class = "judgement"
evidence = "low"
group = "launch"

[dependence]
copula = "gaussian"
pairs = [
  { between = ["cell_efficiency", "array_cost_usd_per_w"], correlation = 0.5, source = "survey", class = "judgement" },
]

[technology]
array = "mean"

[claims.price]
output = "level_cost_usd_per_kw_year"
at = { side = "orbit" }
value = 9000
unit = "USD/kW-year"
source = "survey"

[remarks]
orbit.enclosure = "not said"

[switches.dear]
title = "Dear cells"
inputs.pue.value = 1.3
"""


def asked(_decision: Decision, technology: Technology) -> set[str]:
    """Inputs that the small model asks for: not the efficiency of an array whose area is given."""
    return {spec.name for spec in INPUTS} - ({"cell_efficiency"} if technology.array == "given" else set())


def check(text: str, overrides: Sequence[str] = (), folder: Path | None = None) -> Scenario:
    """Check a text against the inputs of the small model."""
    return checked(overridden(parse("scenario.toml", text, folder=folder), overrides), INPUTS, asked)
