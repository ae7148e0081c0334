"""Dask: where tasks run, and how many are under way. The only module that names it."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import dask
from distributed import Client, Future, KilledWorker, as_completed

from pipelines.errors import WorkerMismatchError
from pipelines.provenance import code_hash

Result = TypeVar("Result")

ATTEMPTS = 4
"""How often a task may lose its worker before the run gives up."""


@contextmanager
def connect(address: str | None, threads: int | None = None) -> Iterator[Client]:
    """Connect to a cluster, or start threads in this process.

    Parameters
    ----------
    address
        Of a Dask scheduler, as ``tcp://host:8786``; none for this process alone.
    threads
        Number of threads in this process; by default one for each processor that it may use.

    Raises
    ------
    WorkerMismatchError
        A worker of the cluster has other code than this process.
    """
    if address is not None:
        with Client(address, timeout="10s", set_as_default=False) as client:
            _require_same_code(client)
            yield client
        return
    quiet = {"distributed.admin.system-monitor.interval": "10s"}
    with (
        dask.config.set(quiet),
        Client(
            processes=False,
            n_workers=1,
            threads_per_worker=threads or _processors(),
            dashboard_address="127.0.0.1:0",  # any free port: None would take 8787, and warn if it is taken
            set_as_default=False,
        ) as client,
    ):
        yield client


def run_tasks(client: Client, name: str, task: Callable[[int], Result], indices: Sequence[int]) -> Iterator[Result]:
    """Run ``task(index)`` for all indices, a bounded number at a time, and yield results as they come.

    A task whose worker dies is given out again, up to `ATTEMPTS` times: Dask's own `retries` covers only raised
    exceptions. Few tasks are in flight, so that a dying worker takes few others under suspicion with it.
    """
    workers = max(1, sum(client.nthreads().values()))
    waiting = iter(indices)
    attempts: dict[int, int] = {}
    index_of: dict[Future[Result], int] = {}

    def submit(index: int) -> Future[Result]:
        attempts[index] = attempts.get(index, 0) + 1
        future = client.submit(task, index, key=f"{name}-range-{index}-attempt-{attempts[index]}", pure=False)
        index_of[future] = index
        return future

    running = as_completed(loop=client.loop)
    for _, index in zip(range(2 * workers + 2), waiting, strict=False):
        running.add(submit(index))
    for future in running:
        index = index_of.pop(future)
        try:
            result = future.result()
        except KilledWorker:
            if attempts[index] >= ATTEMPTS:
                raise
            running.add(submit(index))
            continue
        finally:
            future.release()
        following = next(waiting, None)
        if following is not None:
            running.add(submit(following))
        yield result


def _processors() -> int:
    """Number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _require_same_code(client: Client) -> None:
    own = code_hash()
    for worker, theirs in client.run(code_hash).items():
        if theirs != own:
            message = f"worker {worker} runs other code than this process (hash {theirs[:12]}, here {own[:12]})"
            raise WorkerMismatchError(message)
