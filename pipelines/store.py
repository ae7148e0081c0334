"""Files of a run: records of finished ranges, kept samples, results. The only module that names Zarr.

A store is a directory::

    STORE/latest.json                    names the last finished run
    STORE/runs/RUN_ID/manifest.json      written last: a run without it is not finished
    STORE/runs/RUN_ID/brief.json         the risk summary as data
    STORE/runs/RUN_ID/result.zarr        what `xarray.open_datatree` opens
    STORE/runs/RUN_ID/records.zarr       accumulated states by range, until the run is finished
"""

import fcntl
import json
import operator
import os
import shutil
import warnings
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial, reduce
from pathlib import Path
from typing import Any, Literal

import numpy as np
import zarr
from zarr.codecs import BloscCodec, Crc32cCodec

from distributions.arrays import FloatArray
from mc.accumulators.base import IntArray
from pipelines.errors import RunNotFoundError, StoreError

_READERS = 4
"""Threads that merge records."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptArray:
    """An array of raw samples to be kept: its name, leading dimensions with their lengths, what it is, and its type."""

    name: str
    dims: tuple[str, ...]
    shape: tuple[int, ...]
    unit: str
    long_name: str
    dtype: Literal["float32", "float64"]


@dataclass(frozen=True, slots=True)
class RunFiles:
    """Paths and contents of one run."""

    path: Path

    @property
    def run_id(self) -> str:
        """Name of the run."""
        return self.path.name

    @property
    def manifest_path(self) -> Path:
        """The commit marker."""
        return self.path / "manifest.json"

    @property
    def result_path(self) -> Path:
        """The labelled results."""
        return self.path / "result.zarr"

    @property
    def _records_path(self) -> Path:
        return self.path / "records.zarr"

    @property
    def finished(self) -> bool:
        """Whether the run is complete."""
        return self.manifest_path.exists()

    def manifest(self) -> dict[str, object]:
        """Read the manifest."""
        return read_json(self.manifest_path)

    def brief(self) -> dict[str, object]:
        """Read the risk summary."""
        return read_json(self.path / "brief.json")

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the run for this process; the kernel lets go when the process ends, however it ends."""
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / "lock").open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                message = f"{self.path}: another process is computing this run"
                raise StoreError(message) from None
            yield

    def prepare(
        self, ranges: int, state_size: int, group_samples: int, samples: int, kept: tuple[KeptArray, ...]
    ) -> None:
        """Create the arrays that workers write to, unless an interrupted run left them.

        Parameters
        ----------
        ranges, state_size
            Number of records, and length of each.
        group_samples, samples, kept
            Length of a chunk of kept samples, number of samples of the run, and the arrays for them.
        """
        for litter in self.path.rglob("*.partial"):
            litter.unlink()
        if self._records_path.exists():
            return
        for array in kept:
            zarr.create_array(
                self.result_path,
                name=f"samples/{array.name}",
                shape=(*array.shape, samples),
                chunks=(*array.shape, min(group_samples, samples)),
                dtype=array.dtype,
                fill_value=np.nan,
                compressors=[
                    BloscCodec(cname="lz4", clevel=5, shuffle="bitshuffle", typesize=np.dtype(array.dtype).itemsize),
                    Crc32cCodec(),
                ],
                dimension_names=(*array.dims, "sample"),
                attributes={"units": array.unit, "long_name": array.long_name},
                overwrite=True,
            )
        unfinished = self._records_path.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        zarr.create_array(
            unfinished,
            name="state",
            shape=(ranges, state_size),
            chunks=(1, state_size),
            dtype="int64",
            fill_value=0,
            compressors=[BloscCodec(cname="lz4", clevel=1, shuffle="shuffle", typesize=8), Crc32cCodec()],
        )
        zarr.create_array(unfinished, name="done", shape=(ranges,), chunks=(1,), dtype="bool", fill_value=False)
        unfinished.rename(self._records_path)

    def write_record(self, index: int, state: IntArray) -> None:
        """Commit the state of one range: the state first, then the mark that it is there."""
        group = zarr.open_group(self._records_path, mode="r+")
        _array(group, "state")[index] = state
        _array(group, "done")[index] = True

    def write_samples(self, name: str, first: int, values: FloatArray) -> None:
        """Write kept samples of one group, ``(cells, samples)``, from sample `first` on."""
        config = {"write_empty_chunks": True}  # a chunk that is not there was not computed, whatever is in it
        array = zarr.open_array(self.result_path, path=f"samples/{name}", mode="r+", config=config)
        array[..., first : first + values.shape[-1]] = values.reshape(*array.shape[:-1], -1)

    def finished_ranges(self) -> list[int]:
        """Ranges whose record is committed."""
        with self._readable():
            done = np.asarray(_array(zarr.open_group(self._records_path, mode="r"), "done")[:])
        return [int(index) for index in np.flatnonzero(done)]

    def merged_state(self) -> IntArray:
        """Sum of all records, one in memory at a time for each of a few threads, which mostly decompress."""
        with self._readable(), ThreadPoolExecutor(_READERS) as threads:
            records = _array(zarr.open_group(self._records_path, mode="r"), "state")
            shares = [range(first, records.shape[0], _READERS) for first in range(_READERS)]
            sums = threads.map(partial(_sum_of, records), filter(None, shares))
            return reduce(operator.iadd, sums)

    @contextmanager
    def _readable(self) -> Iterator[None]:
        """Turn what Zarr says of damaged records into a `StoreError` that says what to do."""
        try:
            yield
        except (ValueError, RuntimeError) as error:
            message = f"{self._records_path}: cannot be read ({error}); remove {self.path} and run again"
            raise StoreError(message) from None

    def require_samples(self, kept: tuple[KeptArray, ...]) -> None:
        """Raise `StoreError` unless the kept samples of all groups are there."""
        for description in kept:
            array = zarr.open_array(self.result_path, path=f"samples/{description.name}", mode="r")
            if array.nchunks_initialized != array.nchunks:
                held = f"{description.name} holds {array.nchunks_initialized} of {array.nchunks} chunks"
                message = f"{self.result_path}: {held}; remove {self.path} and run again"
                raise StoreError(message)

    def consolidate(self) -> None:
        """Gather the metadata of the results, so that a plain `xarray.open_datatree` opens them at once."""
        with warnings.catch_warnings():
            # They are an extension of Zarr 3 that readers may ignore.
            warnings.filterwarnings("ignore", message="Consolidated metadata is currently not part")
            zarr.consolidate_metadata(self.result_path)

    def finish(self, brief: Mapping[str, object], manifest: Mapping[str, object]) -> None:
        """Make the run complete: everything is on disk before the manifest says so."""
        write_json(self.path / "brief.json", brief)
        os.sync()
        write_json(self.manifest_path, manifest)
        self.point_to()

    def point_to(self) -> None:
        """Make the run, which is complete, the latest one, and remove what only an unfinished run needs."""
        latest = self.path.parents[1] / "latest.json"
        current = {"run_id": self.run_id}
        if not latest.exists() or read_json(latest) != current:
            write_json(latest, current)
        shutil.rmtree(self._records_path, ignore_errors=True)


def runs(store: Path) -> list[RunFiles]:
    """All runs of a store, oldest first."""
    return [RunFiles(path) for path in sorted((store / "runs").glob("*")) if path.is_dir()]


def find_run(store: Path, reference: str) -> RunFiles:
    """Find a finished run by its id (or the beginning of it), by path, or as ``latest``.

    Raises
    ------
    RunNotFoundError
        There is none, or the id is ambiguous, or the run is not finished.
    """
    if reference == "latest":
        latest = store / "latest.json"
        if not latest.exists():
            message = f"no finished run in {store}; make one with: orbital-risk run baseline --store {store}"
            raise RunNotFoundError(message)
        reference = str(read_json(latest)["run_id"])
    path = Path(reference)
    path = path.parent if path.name == "result.zarr" else path
    if (path / "manifest.json").exists():
        return RunFiles(path)
    found = [run for run in runs(store) if run.run_id.startswith(reference)]
    if len(found) > 1 and not any(run.run_id == reference for run in found):
        message = f"{reference!r} is the beginning of {len(found)} runs in {store}: give more of the id"
        raise RunNotFoundError(message)
    if not found:
        known = ", ".join(run.run_id for run in runs(store)[-3:]) or "none"
        message = f"no run {reference!r} in {store} (last runs: {known})"
        raise RunNotFoundError(message)
    run = next((run for run in found if run.run_id == reference), found[0])
    if not run.finished:
        message = f"run {run.run_id} is not finished; the command that started it goes on where it stopped"
        raise RunNotFoundError(message)
    return run


def read_json(path: Path) -> dict[str, object]:
    """Read a JSON object."""
    try:
        content: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        message = f"{path}: not readable as JSON ({error})"
        raise StoreError(message) from None
    return content


def write_json(path: Path, content: Mapping[str, object]) -> None:
    """Write a JSON object so that the file is either the old or the new one, also after a crash."""
    temporary = path.with_suffix(f".{os.getpid()}.partial")
    with temporary.open("w", encoding="utf-8") as handle:
        json.dump(content, handle, indent=1, ensure_ascii=False, allow_nan=False)
        handle.write("\n")
        handle.flush()
        os.fsync(handle.fileno())
    temporary.replace(path)


def _sum_of(records: "zarr.Array[Any]", indices: range) -> IntArray:
    total = np.zeros(records.shape[1], dtype=np.int64)
    for index in indices:
        total += np.asarray(records[index])
    return total


def _array(group: zarr.Group, name: str) -> "zarr.Array[Any]":
    array = group[name]
    if not isinstance(array, zarr.Array):
        message = f"{group.store_path}: {name} is not an array"
        raise StoreError(message)
    return array
