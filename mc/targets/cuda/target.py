"""Whole runs on one NVIDIA GPU."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from threading import Lock

import numpy as np

from mc.accumulators.base import IntArray
from mc.accumulators.moments import SEGMENT
from mc.expression.node import FLOAT32, DType
from mc.kernel.build import Kernel, build_kernel
from mc.kernel.tables import Tables
from mc.kernel.words import Words
from mc.simulation import Simulation
from mc.targets.base import Evaluation, Target
from mc.targets.cuda.image import image
from mc.targets.cuda.launch import pieces, resident_blocks
from mc.targets.cuda.source import COUNTERS, THREADS, accumulating, bin_type, evaluating
from mc.targets.cupy_types import Argument, HostArray, Stream
from mc.targets.device import Device

SHARE = 0.5
"""Part of the free memory that the bins of one launch may take."""

LONGEST = 1 << 28
"""Samples of one launch at most: about a second."""

COUNTED = 4096
"""Points that a block counts at least: fewer are not worth its window."""

_HINT = "Use fewer replicates or outputs, which the state of a run grows with, or a device with more memory."


class Cuda(Target):
    """A model as one kernel, from points to integer state, on the CUDA device that is current when it is called.

    One process with one thread drives one device.

    Parameters
    ----------
    precision
        Of real numbers.

    Raises
    ------
    TargetUnavailableError
        CuPy, NVRTC, or a device that they can use is missing.
    """

    def __init__(self, precision: DType = FLOAT32) -> None:
        self._precision = precision
        self._device = Device("cuda", instead="--target simd, which gives the same results")
        self._loaded: _Loaded | None = None
        self._loading = Lock()

    def evaluate(self, simulation: Simulation, block: int) -> Evaluation:
        (evaluation,) = self.evaluate_all(simulation, range(block, block + 1))
        return evaluation

    def evaluate_all(self, simulation: Simulation, blocks: range) -> Iterator[Evaluation]:
        with self._device.failures(_HINT):
            yield from self._load(simulation).evaluate_all(blocks)

    def accumulate(self, simulation: Simulation, blocks: range, state: IntArray) -> None:
        with self._device.failures(_HINT):
            self._load(simulation).accumulate(blocks, state)

    def _load(self, simulation: Simulation) -> "_Loaded":
        """Return the kernels of the simulation that this target was asked for last, or make them."""
        with self._loading:
            loaded = self._loaded
            if loaded is None or loaded.simulation is not simulation or loaded.number != self._device.number:
                self._loaded = loaded = _Loaded(simulation, self._precision, self._device)
            return loaded


class _Loaded:
    """The kernels of one simulation on one device, made when they are first needed."""

    def __init__(self, simulation: Simulation, precision: DType, device: Device) -> None:
        self.simulation = simulation
        self.number = device.number
        self._device = device
        self._kernel = build_kernel(simulation, precision)

    @cached_property
    def _accumulating(self) -> "_Kernels":
        return _Kernels(self._kernel, accumulating, {"accumulate": THREADS, "count": COUNTERS}, self._device)

    @cached_property
    def _evaluating(self) -> "_Kernels":
        return _Kernels(self._kernel, evaluating, {"evaluate": THREADS}, self._device)

    @cached_property
    def _streams(self) -> tuple[Stream, Stream]:
        return self._device.stream(), self._device.stream()

    def accumulate(self, blocks: range, state: IntArray) -> None:
        simulation, device = self.simulation, self._device
        sums = device.zeros(simulation.plan.size, np.int64)
        wanted = np.zeros(simulation.points.replicates, dtype=np.int64)
        rows, narrow = self._kernel.cells["histogram"] * simulation.points.replicates, bin_type(self._kernel)
        block_bytes = rows * simulation.block_points * narrow.itemsize
        kernels = self._accumulating
        most = min(LONGEST // simulation.block_samples, int(SHARE * device.free_bytes) // max(block_bytes, 1))
        cut = list(pieces(blocks, most))
        bins = device.empty(rows * simulation.block_points * max(map(len, cut), default=0), narrow)
        for piece in cut:
            words = Words.of(simulation, piece)
            arguments = (*kernels.tables, *self._uploaded(words))
            kernels.launch("accumulate", self._segments(words), sums, *arguments, bins)
            if rows:
                sharing = -(-(words.end - words.first) // COUNTED)
                kernels.launch("count", (rows, sharing), sums, *arguments, bins)
            wanted += words.wanted
        fresh = device.download(sums)
        simulation.plan.complete(fresh, wanted)
        state += fresh

    def evaluate_all(self, blocks: range) -> Iterator[Evaluation]:
        """Compute blocks, each while the one before is copied to the host."""
        started: deque[tuple[Stream, HostArray]] = deque()
        for k, block in enumerate(blocks):
            started.append(self._start(block, self._streams[k % 2]))
            if len(started) == 2:
                yield self._finished(*started.popleft())
        while started:
            yield self._finished(*started.popleft())

    def _start(self, block: int, stream: Stream) -> tuple[Stream, HostArray]:
        words = Words.of(self.simulation, range(block, block + 1))
        kernel, kernels = self._kernel, self._evaluating
        with stream:
            out = self._device.empty((kernel.evaluated_cells, *self.simulation.lanes), kernel.precision)
            kernels.launch("evaluate", self._segments(words), *kernels.tables, *self._uploaded(words), out)
            return stream, self._device.start_download(out, stream)

    def _finished(self, stream: Stream, out: HostArray) -> Evaluation:
        stream.synchronize()
        return Evaluation.of_cells(out, self._kernel.inputs, self._kernel.outputs)

    def _segments(self, words: Words) -> int:
        return len(words.replicates) * (words.end - words.first) // SEGMENT

    def _uploaded(self, words: Words) -> tuple[Argument, ...]:
        upload = self._device.upload
        return (
            upload(words.run), upload(words.tiles), np.int64(words.tiles.shape[1]), upload(words.replicates),
            np.int64(words.replicates.shape[1]), np.int64(len(words.replicates)), upload(words.limits),
            np.int64(words.first), np.int64(words.end),
        )  # fmt: skip


class _Kernels:
    """Loaded kernels, with the constant arrays that they read.

    Parameters
    ----------
    kernel
        What they compute.
    write
        Writes them.
    threads
        Of a block, by kernel.
    device
        What they are loaded on.
    """

    def __init__(
        self, kernel: Kernel, write: Callable[[Kernel, Tables], str], threads: Mapping[str, int], device: Device
    ) -> None:
        tables = Tables(kernel.precision)
        text = write(kernel, tables)
        self._raw = device.load(image(text, device.compute_capability), tuple(threads))
        self.tables = tuple(map(device.upload, tables.arrays()))
        device.synchronize()  # streams do not wait for tables that came on another one
        self._threads = threads
        each = device.multiprocessors
        self._resident = {
            name: each.count
            * resident_blocks(each, threads=threads[name], registers=raw.num_regs, shared_bytes=raw.shared_size_bytes)
            for name, raw in self._raw.items()
        }

    def launch(self, name: str, work: int | tuple[int, int], *arguments: Argument) -> None:
        """Launch a kernel on the current stream.

        Parameters
        ----------
        name
            Of the kernel.
        work
            Pieces of work, of which a block takes one after the other: no more blocks are launched than run at a time.
            Or pieces for a block each, and how many blocks could share one.
        arguments
            Of the kernel.
        """
        resident = self._resident[name]
        grid = (min(work, resident),) if isinstance(work, int) else (work[0], max(1, min(work[1], resident // work[0])))
        self._raw[name](grid, (self._threads[name],), arguments)
