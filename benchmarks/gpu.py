"""Throughput of the target `cuda` on the GPUs of this machine, beside what their arithmetic and memory allow.

Run with ``python -m benchmarks.gpu [--samples N] [--repeats K] [--precision P] [--json FILE]``. Every GPU is driven by
a process of its own; one is measured alone, and then all together. Exit code 69: there is no GPU.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.machine import describe
from benchmarks.model.breakeven import START_YEARS, breakeven
from benchmarks.model.inputs import INPUTS
from benchmarks.operations import cost
from mc.errors import TargetUnavailableError
from mc.inputs import Inputs, InputSpace
from mc.kernel.build import build_kernel
from mc.model import Model, Output, OutputValue
from mc.points.registry import make_points
from mc.simulation import Simulation
from mc.targets import PRECISIONS, make_target
from mc.targets.device import Device
from pipelines.scenario.load import load_scenario
from pipelines.simulation import scenario_simulation

EXIT_UNAVAILABLE = 69  # sysexits.h

LANES = 128
"""Instructions that a multiprocessor starts in a cycle: four schedulers, each for 32 threads."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Peak:
    """Most that a device can do."""

    instructions_per_s: float
    bytes_per_s: float

    @classmethod
    def of(cls, attributes: Mapping[str, int]) -> "Peak":
        """Compute it from ``cupy.cuda.Device().attributes``: clocks in kHz, two transfers in a cycle of memory."""
        return cls(
            instructions_per_s=1e3 * attributes["ClockRate"] * attributes["MultiProcessorCount"] * LANES,
            bytes_per_s=2e3 * attributes["MemoryClockRate"] * attributes["GlobalMemoryBusWidth"] / 8,
        )

    def samples_per_s(self, instructions: int, traffic: int) -> float:
        """Return the roofline: what is lower of the two."""
        return min(self.instructions_per_s / instructions, self.bytes_per_s / max(traffic, 1))


def _breakeven(x: Inputs) -> Mapping[str, OutputValue]:
    outcome = breakeven(x)
    return {"breakeven_year": outcome["breakeven_year"], "npv_usd_per_kw": outcome["npv_usd_per_kw"]}


def benchmark_simulation(samples: int) -> Simulation:
    """A run of the frozen benchmark model."""
    space = InputSpace(distributions=INPUTS)
    outputs = (
        Output(name="breakeven_year", levels=(*map(float, range(START_YEARS)), float("inf"))),
        Output(name="npv_usd_per_kw"),
    )
    return Simulation(
        model=Model(function=_breakeven, outputs=outputs),
        space=space,
        points=make_points("sobol", seed=1, replicates=16, drivers=space.drivers),
        samples=samples,
    )


def baseline_simulation(samples: int) -> Simulation:
    """A run of the scenario that ships."""
    return scenario_simulation(load_scenario("baseline", [f"run.samples={samples}"]))


MODELS: Mapping[str, Callable[[int], Simulation]] = {
    "benchmark": benchmark_simulation,
    "baseline": baseline_simulation,
}


def measured(model: str, samples: int, repeats: int, precision: str, *, wait: Callable[[], None]) -> float:
    """Samples a second of the quickest of some repeats; `wait` is called when everything is compiled."""
    simulation, target = MODELS[model](samples), make_target("cuda", precision)
    state = simulation.plan.empty()
    target.accumulate(simulation, range(1), state)
    wait()
    quickest = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        target.accumulate(simulation, range(simulation.block_count), state)
        quickest = min(quickest, time.perf_counter() - start)
    return samples / quickest


def together(devices: int, arguments: Sequence[str]) -> float:
    """Samples a second of so many devices, each driven by a process of its own, which all start at the same time."""
    known = os.environ.get("CUDA_VISIBLE_DEVICES")
    names = known.split(",") if known else [str(device) for device in range(devices)]
    workers = []
    for name in names[:devices]:
        command = [sys.executable, "-m", "benchmarks.gpu", "--worker", *arguments]
        visible = {**os.environ, "CUDA_VISIBLE_DEVICES": name}
        pipe = subprocess.PIPE
        workers.append(subprocess.Popen(command, env=visible, stdin=pipe, stdout=pipe, text=True))
    for worker in workers:
        assert worker.stdout is not None
        worker.stdout.readline()  # it is ready
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("\n")
        worker.stdin.flush()
    return sum(float(worker.communicate()[0]) for worker in workers)


def work(model: str, samples: int, repeats: int, precision: str) -> None:
    """Measure one model in this process, when told to on the standard input."""

    def wait() -> None:
        print("ready", flush=True)
        sys.stdin.readline()

    print(measured(model, samples, repeats, precision, wait=wait))


def report(device: Device, samples: int, repeats: int, precision: str) -> dict[str, object]:
    """Measure all models on one device and on all."""
    peak, models = Peak.of(device.attributes), {}
    for model, simulation in MODELS.items():
        of_sample = cost(build_kernel(simulation(1 << 14), PRECISIONS[precision]))
        limit = peak.samples_per_s(of_sample.instructions, of_sample.bytes)
        arguments = ["--model", model, "--samples", str(samples), "--repeats", str(repeats), "--precision", precision]
        one, every = together(1, arguments), together(device.count, arguments)
        models[model] = {
            "samples_per_s": one,
            "roofline_samples_per_s": limit,
            "share_of_roofline": one / limit,
            "samples_per_s_of_all_devices": every,
            "cost_of_a_sample": asdict(of_sample),
        }
        print(f"{model:10} {one:.3g} samples/s, {one / limit:.0%} of the roofline; all devices {every:.3g} samples/s")
    settings = {"samples": samples, "repeats": repeats, "precision": precision}
    devices = {"devices": device.count, "compute_capability": device.compute_capability, "peak": asdict(peak)}
    return {"machine": describe(), **devices, **settings, "models": models}


def main() -> None:
    """Measure, print, and write a report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=1 << 26)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--precision", choices=PRECISIONS, default="float32")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--model", choices=MODELS, default="benchmark", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        work(options.model, options.samples, options.repeats, options.precision)
        return
    try:
        device = Device("cuda", instead="python -m benchmarks.kernels, which needs no GPU")
    except TargetUnavailableError as error:
        print(error, file=sys.stderr)
        raise SystemExit(EXIT_UNAVAILABLE) from None
    table = report(device, options.samples, options.repeats, options.precision)
    if options.json:
        options.json.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
