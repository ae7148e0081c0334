"""One future of a run again, from its index alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from rich.console import Console
from rich.table import Table

from distributions.arrays import FloatArray
from mc.errors import SettingError, TargetUnavailableError
from mc.model import Model
from mc.targets import make_target
from mc.targets.base import Target
from pipelines.provenance import code_hash
from pipelines.scenario.load import scenario_from_document
from pipelines.scenario.scenario import RunSettings, Scenario
from pipelines.simulation import scenario_simulation
from pipelines.store import RunFiles
from pipelines.tco.inputs import INPUTS


@dataclass(frozen=True, kw_only=True, slots=True)
class Future:
    """Every number of one sample.

    Attributes
    ----------
    sample
        Its index.
    scenario, model
        The scenario of the run, and its model.
    inputs
        Scalars and trajectories (by calendar year), by name.
    outputs
        By name, of the output's trailing shape.
    same_code
        Whether the run was computed with the code that is running now.
    """

    sample: int
    scenario: Scenario
    model: Model
    inputs: Mapping[str, FloatArray]
    outputs: Mapping[str, FloatArray]
    same_code: bool


def replay(files: RunFiles, sample: int) -> Future:
    """Compute sample `sample` of a finished run again.

    Raises
    ------
    SettingError
        The run has no such sample.
    """
    manifest = files.manifest()
    document = manifest["scenario"]
    assert isinstance(document, Mapping)
    scenario = scenario_from_document(document)
    simulation = scenario_simulation(scenario)
    if not 0 <= sample < simulation.samples:
        message = f"sample = {sample!r}: must be from 0 to {simulation.samples - 1}"
        raise SettingError(message)
    # The whole block is computed: NumPy's inner loops round differently for other lengths.
    block, place = divmod(sample, simulation.block_samples)
    point, replicate = divmod(place, simulation.points.replicates)
    evaluation = _target(scenario.run).evaluate(simulation, block)

    def lane(parts: list[FloatArray], shape: tuple[int, ...]) -> FloatArray:
        return np.concatenate(parts)[:, replicate, point].reshape(shape)

    paths = scenario.space.trajectories
    return Future(
        sample=sample,
        scenario=scenario,
        model=simulation.model,
        inputs={
            name: lane(parts, (len(paths[name].years),) if name in paths else ())
            for name, parts in evaluation.inputs.items()
        },
        outputs={
            output.name: lane(evaluation.outputs[output.name], simulation.plan.shape(output))
            for output in simulation.model.outputs
        },
        same_code=manifest["code_sha256"] == code_hash(),
    )


def _target(run: RunSettings) -> Target:
    """Make the run's own target, or `simd` for a run on a GPU that is not here: it gives the same bits as `cuda`."""
    try:
        return make_target(run.target, run.precision)
    except TargetUnavailableError:
        if run.target != "cuda":
            raise
        return make_target("simd", run.precision)


def print_future(console: Console, future: Future) -> None:
    """Print every input, trajectory and cost line of a future."""
    decision, facts = future.scenario.decision, future.scenario.facts
    console.print(f"[bold]{future.scenario.title}[/bold]: future {future.sample:,}", highlight=False)
    if not future.same_code:
        console.print("warning: the code has changed since this run; numbers may differ from it", style="yellow")
    meanings = {spec.name: spec.meaning for spec in INPUTS}
    inputs = Table("input", "value", "unit", "what it is", title="\nInputs", title_justify="left", box=None)
    inputs.columns[0].no_wrap, inputs.columns[0].overflow = True, "ignore"
    inputs.columns[1].justify = "right"
    for name, value in future.inputs.items():
        if value.ndim == 0:
            inputs.add_row(name, f"{value:,.6g}", facts[name].unit, meanings[name])
    console.print(inputs)
    paths = [name for name, value in future.inputs.items() if value.ndim == 1]
    table = Table(
        "year",
        *(f"{name}\n{facts[name].unit}" for name in paths),
        title="\nTrajectories",
        title_justify="left",
        box=None,
    )
    for index, year in enumerate(decision.calendar_years):
        table.add_row(str(year), *(f"{future.inputs[name][index]:,.6g}" for name in paths))
    console.print(table)
    at = decision.start_years.index(decision.decision_year)
    for side in ("orbit", "ground"):
        _print_costs(console, future, side, at)
    _print_years(console, future)
    for name, meaning in (
        ("breakeven_year", "breakeven year, from which orbit stays cheaper"),
        ("breakeven_year_first", "first year in which orbit is cheaper"),
    ):
        reached = float(future.outputs[name])
        words = f"not by {decision.horizon}" if np.isinf(reached) else f"{reached:.0f}"
        console.print(f"{meaning}: {words}", highlight=False)


def _print_costs(console: Console, future: Future, side: str, at: int) -> None:
    decision = future.scenario.decision
    title = f"\n{side.capitalize()}, start {decision.decision_year}, USD per delivered kW and year"
    table = Table("cost line", "value", title=title, title_justify="left", box=None)
    table.columns[1].justify = "right"
    model = future.model
    lines = future.outputs[f"{side}_cost_usd_per_kw_year"][:, at]
    for label, value in zip(model.coords[f"{side}_component"], lines, strict=True):
        table.add_row(str(label), f"{value:,.2f}")
    total = future.outputs["level_cost_usd_per_kw_year"][model.coords["side"].index(side), at]
    table.add_row("total", f"{total:,.2f}", style="bold")
    console.print(table)


def _print_years(console: Console, future: Future) -> None:
    """Print all results by start year."""
    names = {
        "level_cost_usd_per_kw_year": ("orbit\nUSD/kW-year", "ground\nUSD/kW-year"),
        "gap_usd_per_kw_year": ("gap\nUSD/kW-year",),
        "launch_price_usd_per_kg": ("launch price\nUSD/kg",),
        "breakeven_launch_price_usd_per_kg": ("breakeven launch\nprice, USD/kg",),
    }
    titles = [title for columns in names.values() for title in columns]
    table = Table("start", *titles, title="\nBy start year", title_justify="left", box=None)
    for column in table.columns[1:]:
        column.justify = "right"
    rows = np.concatenate([np.atleast_2d(future.outputs[name]) for name in names])
    for index, year in enumerate(future.scenario.decision.start_years):
        table.add_row(str(year), *(f"{value:,.1f}" for value in rows[:, index]))
    console.print(table)


def future_as_data(future: Future) -> dict[str, object]:
    """Every number of a future, for JSON; what is never reached is the text ``"never"``."""
    model = future.model
    return {
        "sample": future.sample,
        "title": future.scenario.title,
        "changed": list(future.scenario.changed),
        "seed": str(future.scenario.run.seed),
        "same_code": future.same_code,
        "start_years": list(future.scenario.decision.start_years),
        "calendar_years": list(future.scenario.decision.calendar_years),
        "inputs": {
            name: {"unit": future.scenario.facts[name].unit, "value": value.tolist()}
            for name, value in future.inputs.items()
        },
        "outputs": {
            output.name: {
                "unit": output.unit,
                "value": _labelled(future.outputs[output.name], [model.coords[dim] for dim in output.dims]),
            }
            for output in model.outputs
        },
    }


def _labelled(value: FloatArray, coords: Sequence[Sequence[object]]) -> object:
    """Nested lists, or mappings where a dimension has text labels."""
    if value.ndim:
        parts = [_labelled(part, coords[1:]) for part in value]
        labels = coords[0]
        return dict(zip(map(str, labels), parts, strict=True)) if isinstance(labels[0], str) else parts
    number = float(value)
    if np.isnan(number):
        return None
    return "never" if np.isinf(number) else number
