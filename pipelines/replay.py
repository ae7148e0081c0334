"""One future of a run again, from its index alone."""

from collections.abc import Mapping

import numpy as np
from rich.console import Console
from rich.table import Table

from distributions.arrays import FloatArray
from mc.errors import SettingError, TargetUnavailableError
from mc.targets import make_target
from mc.targets.base import Target
from pipelines.deterministic import future_as_data
from pipelines.future import Future
from pipelines.provenance import code_hash
from pipelines.scenario.load import scenario_from_document
from pipelines.scenario.scenario import RunSettings
from pipelines.sheet import print_sheet
from pipelines.simulation import scenario_simulation
from pipelines.store import RunFiles
from pipelines.tco.inputs import INPUTS


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
    if not future.same_code:
        console.print("warning: the code has changed since this run; numbers may differ from it", style="yellow")
    decision, facts = future.scenario.decision, future.scenario.facts
    meanings = {spec.name: spec.meaning for spec in INPUTS}
    inputs = _table("Inputs", "input", "value", "unit", "what it is")
    inputs.columns[0].no_wrap, inputs.columns[0].overflow = True, "ignore"
    for column in inputs.columns[2:]:
        column.justify = "left"
    for name, value in future.inputs.items():
        if value.ndim == 0:
            inputs.add_row(name, f"{value:,.6g}", facts[name].unit, meanings[name])
    console.print(inputs)
    paths = {name: value for name, value in future.inputs.items() if value.ndim == 1}
    table = _table("Trajectories", "year", *(f"{name}\n{facts[name].unit}" for name in paths))
    for index, year in enumerate(decision.calendar_years):
        table.add_row(str(year), *(f"{value[index]:,.6g}" for value in paths.values()))
    console.print(table)
    _print_years(console, future)
    print_sheet(console, future_as_data(future))


def _print_years(console: Console, future: Future) -> None:
    """Print all results by start year."""
    names = {
        "level_cost_usd_per_kw_year": ("orbit\nUSD/kW-year", "ground\nUSD/kW-year"),
        "gap_usd_per_kw_year": ("gap\nUSD/kW-year",),
        "launch_price_usd_per_kg": ("launch price\nUSD/kg",),
        "breakeven_launch_price_usd_per_kg": ("breakeven launch\nprice, USD/kg",),
    }
    table = _table("By start year", "start", *(title for columns in names.values() for title in columns))
    rows = np.concatenate([np.atleast_2d(future.outputs[name]) for name in names])
    for index, year in enumerate(future.scenario.decision.start_years):
        table.add_row(str(year), *(f"{value:,.1f}" for value in rows[:, index]))
    console.print(table)


def _table(title: str, *columns: str) -> Table:
    """Make a table of numbers by what its first column says."""
    table = Table(*columns, title=f"\n{title}", title_justify="left", box=None, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    return table
