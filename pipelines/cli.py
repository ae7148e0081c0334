"""The command ``orbital-risk``."""

import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pipelines.scenario.scenario import Scenario

EXIT_NO_INPUT, EXIT_UNAVAILABLE, EXIT_IO, EXIT_AGAIN, EXIT_CONFIG = 66, 69, 74, 75, 78
"""Exit codes of sysexits.h. A scheduler should retry after 74 and 75 only."""

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="What does a data centre in orbit cost over its life, against the same one on the ground?",
)

StoreOption = Annotated[
    Path, typer.Option("--store", envvar="ORBITAL_RISK_STORE", help="Directory that runs are kept in.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print data instead of a table.")]
RunArgument = Annotated[str, typer.Argument(help="Run id (or its beginning), 'latest', or the path of a run.")]

DEFAULT_STORE = Path("orbital-risk-store")


@app.command()
def run(
    scenario: Annotated[str, typer.Argument(help="Name of a shipped scenario, or path of a scenario file.")],
    *,
    samples: Annotated[int | None, typer.Option(help="Number of simulated futures.")] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of the points.")] = None,
    switches: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="NAME", help="Switch on: a switch of the scenario, or catalogue/KIND/NAME."),
    ] = None,
    overrides: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Override a key of the scenario, as TOML.")
    ] = None,
    store: StoreOption = DEFAULT_STORE,
    target: Annotated[
        str | None, typer.Option(help="Where the model runs: simd (default), cuda, cupy (GPUs) or reference (NumPy).")
    ] = None,
    precision: Annotated[
        str | None, typer.Option(help="float32 (default) or float64; reference and cupy compute in float64.")
    ] = None,
    keep: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Keep raw samples of this output or input; repeatable.")
    ] = None,
    cluster: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Dask scheduler, such as tcp://host:8786.")
    ] = None,
    threads: Annotated[
        int | None, typer.Option(min=1, help="Threads in this process; default: all processors, or 1 for a GPU.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Compute again what is already computed.")] = False,
    deterministic: Annotated[
        bool,
        typer.Option("--deterministic", help="Compute one future, at central values, line by line; store nothing."),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Compute a scenario, store the distributions, and print the risk summary."""
    from pipelines.scenario.load import load_scenario

    settings = {"samples": samples, "seed": seed, "target": target, "precision": precision, "keep": keep or None}
    options = {name: value for name, value in settings.items() if value is not None}
    if deterministic:
        with errors_as_exit_codes():
            checked = load_scenario(scenario, overrides or (), switches=switches or (), options=options)
            _print_central(checked, as_json=as_json)
        return
    with errors_as_exit_codes(), stoppable(), progress_line() as progress:
        checked = load_scenario(scenario, overrides or (), switches=switches or (), options=options)
        from pipelines.run import run_scenario

        outcome = run_scenario(checked, store, cluster=cluster, threads=threads, force=force, progress=progress)
    _show(outcome.files.path, as_json=as_json, status=outcome.status)


@app.command()
def show(
    run_reference: RunArgument = "latest",
    *,
    components: Annotated[
        bool, typer.Option("--components", help="Mean costs by component, with IT hardware and without.")
    ] = False,
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Print the risk summary of a finished run."""
    with errors_as_exit_codes():
        from pipelines.store import find_run

        path = find_run(store, run_reference).path
    _show(path, as_json=as_json, status="stored", components=components)


@app.command()
def scenarios(
    scenario: Annotated[str | None, typer.Argument(help="One to describe: a name, or the path of a file.")] = None,
    *,
    rows: Annotated[bool, typer.Option("--rows", help="List the rows of the catalogue, for --with, instead.")] = False,
) -> None:
    """List the shipped scenarios, or say what one of them is and can be switched to."""
    with errors_as_exit_codes():
        from pipelines.listing import print_rows, print_scenario, print_scenarios
        from pipelines.terminal import make_console

        if scenario is not None:
            print_scenario(make_console(), scenario)
        else:
            (print_rows if rows else print_scenarios)(make_console())


@app.command()
def inputs(
    scenario: Annotated[str, typer.Argument(help="Name of a shipped scenario, or path of a scenario file.")],
    *,
    switches: Annotated[
        list[str] | None, typer.Option("--with", metavar="NAME", help="Switch on, as with the command run.")
    ] = None,
    overrides: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Override a key, as with the command run.")
    ] = None,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print a page of Markdown.")] = False,
    catalogue: Annotated[
        bool, typer.Option("--catalogue", help="With --markdown: rows of the catalogue and shipped scenarios follow.")
    ] = False,
) -> None:
    """Print every input of a scenario: distribution, unit, source, date and evidence."""
    with errors_as_exit_codes():
        from pipelines.inputs_table import markdown, print_inputs
        from pipelines.scenario.load import load_scenario
        from pipelines.terminal import make_console

        checked = load_scenario(scenario, overrides or (), switches=switches or ())
        if as_markdown:
            sys.stdout.write(markdown(checked, catalogue=catalogue))
        else:
            print_inputs(make_console(), checked)


@app.command()
def replay(
    run_reference: RunArgument,
    *,
    sample: Annotated[int, typer.Option(help="Index of the future, from 0.")],
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Recompute one future from its index alone, and print every line of it."""
    with errors_as_exit_codes():
        from pipelines.deterministic import future_as_data
        from pipelines.replay import print_future
        from pipelines.replay import replay as compute
        from pipelines.store import find_run
        from pipelines.terminal import make_console

        future = compute(find_run(store, run_reference), sample)
        if as_json:
            sys.stdout.write(json.dumps(future_as_data(future)) + "\n")
        else:
            print_future(make_console(), future)


@app.command()
def doctor(
    *,
    gpu: Annotated[
        bool, typer.Option("--gpu", help="Prove that the GPU here gives the bits of the target simd.")
    ] = False,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Look at what a run needs on this machine, and say whether it works."""
    with errors_as_exit_codes():
        well = _gpu_is_proved() if gpu else _machine_is_well(store)
    if not well:
        raise typer.Exit(EXIT_UNAVAILABLE)


def _machine_is_well(store: Path) -> bool:
    from pipelines.doctor import examine

    well = True
    for finding in examine(store):
        sys.stdout.write(f"{finding.subject:<10} {finding.verdict:<7} {finding.words}\n")
        well &= finding.works or not finding.needed
    sys.stdout.write("runs work here\n" if well else "runs on the default target do not work here\n")
    return well


def _gpu_is_proved() -> bool:
    from pipelines.device import find_device
    from pipelines.parity import compare_targets

    sys.stdout.write(f"{find_device()}\n")
    different = 0
    for comparison in compare_targets("simd", "cuda"):
        different += comparison.different
        words = f"{comparison.different:,} of them differ" if comparison.different else "all equal"
        sys.stdout.write(f"{comparison.case:<15} {comparison.compared:,} bytes compared, {words}\n")
    sys.stdout.write("cuda does not give the bits of simd here\n" if different else "cuda gives the bits of simd\n")
    return not different


def main() -> None:
    """Entry point."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that has no ± gets a ?, and not a traceback
    app()


def _print_central(scenario: "Scenario", *, as_json: bool) -> None:
    from pipelines.deterministic import future_as_data
    from pipelines.future import central_future
    from pipelines.sheet import print_sheet
    from pipelines.terminal import make_console

    data = future_as_data(central_future(scenario))
    if as_json:
        sys.stdout.write(json.dumps(data) + "\n")
    else:
        print_sheet(make_console(), data)


def _show(path: Path, *, as_json: bool, status: str, components: bool = False) -> None:
    from pipelines.brief import BRIEF_SCHEMA
    from pipelines.errors import RunNotFoundError
    from pipelines.store import RunFiles
    from pipelines.terminal import make_console, print_brief

    with errors_as_exit_codes():
        brief = RunFiles(path).brief()
        if as_json:
            sys.stdout.write(json.dumps({"status": status, "path": str(path), **brief}) + "\n")
            return
        if brief["schema"] != BRIEF_SCHEMA:
            message = f"{path}: its summary is {brief['schema']}, and not {BRIEF_SCHEMA}: run the scenario again"
            raise RunNotFoundError(message)
        print_brief(make_console(), brief, str(path / "result.zarr"), components=components)
        if status == "reused":
            sys.stdout.write("this scenario was computed before with the same code; --force computes it again\n")
        sys.stdout.flush()


@contextmanager
def errors_as_exit_codes() -> Iterator[None]:
    """Turn what can go wrong into a sentence on stderr and an exit code; only a bug shows a traceback."""
    from mc.errors import SettingError, TargetUnavailableError
    from pipelines.errors import ClusterError, RunInterruptedError, RunNotFoundError, StoreError, WorkerMismatchError
    from pipelines.scenario.errors import ScenarioError, ScenarioNotFoundError

    codes: dict[type[Exception], int] = {
        ScenarioError: EXIT_CONFIG,
        SettingError: EXIT_CONFIG,
        ScenarioNotFoundError: EXIT_NO_INPUT,
        RunNotFoundError: EXIT_NO_INPUT,
        TargetUnavailableError: EXIT_UNAVAILABLE,
        WorkerMismatchError: EXIT_UNAVAILABLE,
        RunInterruptedError: EXIT_AGAIN,
        ClusterError: EXIT_AGAIN,
        StoreError: EXIT_IO,
        OSError: EXIT_IO,
    }
    try:
        yield
    except tuple(codes) as error:
        text = str(error)
        if isinstance(error, OSError) and error.filename:
            text = f"{error.filename}: {error.strerror}"
        sys.stderr.write((text if text.startswith("error:") else f"error: {text}") + "\n")
        raise typer.Exit(next(code for kind, code in codes.items() if isinstance(error, kind))) from None


@contextmanager
def stoppable() -> Iterator[None]:
    """Let SIGTERM and Ctrl-C end a run between two commits, with the exit code that says: run again."""
    from pipelines.errors import RunInterruptedError

    def stop(number: int, _frame: FrameType | None) -> None:
        for other in before:
            signal.signal(other, signal.SIG_IGN)  # once is enough
        sys.stderr.write("stopping: waiting for the tasks that are under way\n")
        message = (
            f"stopped by {signal.Signals(number).name}; what is finished is kept, the same command goes on from there"
        )
        raise RunInterruptedError(message)

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def progress_line() -> Iterator[Callable[[int, int], None]]:
    """Show progress on stderr: a bar on a terminal, a line every tenth elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        shown = -1

        def line(done: int, of: int) -> None:
            nonlocal shown
            if 10 * done // of > shown:
                shown = 10 * done // of
                console.print(f"{done:,} of {of:,} futures", highlight=False)

        yield line
        return
    columns = (TextColumn("futures"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("futures", total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
