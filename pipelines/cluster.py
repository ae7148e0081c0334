"""Dask: where tasks run, and how many are under way. The only module that names it."""

import logging
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import dask
from distributed import Client, Future, KilledWorker, as_completed
from distributed.client import FutureCancelledError
from distributed.comm.core import CommClosedError

from mc.errors import SettingError
from pipelines.errors import ClusterError
from pipelines.provenance import code_hash, require_code

Result = TypeVar("Result")

ATTEMPTS = 4
"""How often a task may lose its worker before the run gives up."""

CONNECT_SECONDS = 10.0
"""How long a scheduler may take to answer."""


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
    SettingError
        The address is none.
    ClusterError
        There is no scheduler at the address, or no worker within a minute.
    WorkerMismatchError
        A worker of the cluster has other code than this process.
    """
    logging.getLogger("distributed").setLevel(logging.ERROR)  # its warnings at a stop are no news
    if address is not None:
        with _reached(address) as client:
            client.run(require_code, code_hash())
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
        except (FutureCancelledError, CommClosedError) as error:
            message = f"the scheduler is gone ({error}); what is finished is kept, the same command goes on from there"
            raise ClusterError(message) from None
        except KilledWorker as error:
            if attempts[index] >= ATTEMPTS:
                message = f"range {index} lost its worker {ATTEMPTS} times, perhaps for want of memory ({error})"
                raise ClusterError(message) from None
            running.add(submit(index))
            continue
        finally:
            future.release()
        following = next(waiting, None)
        if following is not None:
            running.add(submit(following))
        yield result


def _reached(address: str) -> Client:
    """Connect to a scheduler that has a worker."""
    if not re.fullmatch(r"(tcp|tls|wss?|ucx)://\S+:\d+", address):
        message = f"--cluster {address}: must be the address of a Dask scheduler, such as tcp://host:8786"
        raise SettingError(message)
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        message = f"--cluster {address}: no scheduler answers there ({error})"
        raise ClusterError(message) from None
    try:
        client.wait_for_workers(1, timeout=60.0)
    except TimeoutError:
        client.close()
        message = f"--cluster {address}: the scheduler has had no worker for a minute"
        raise ClusterError(message) from None
    return client


def _processors() -> int:
    """Number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
