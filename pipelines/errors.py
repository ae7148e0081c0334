"""Errors of a run that are not errors of the scenario."""


class StoreError(OSError):
    """The store cannot be written or read; the message names the path and what to do."""


class RunNotFoundError(LookupError):
    """There is no such run in the store."""


class WorkerMismatchError(RuntimeError):
    """A worker of the cluster runs other code than this process."""


class ClusterError(RuntimeError):
    """The cluster cannot be reached, or has been lost; running again may help."""


class RunInterruptedError(RuntimeError):
    """The run was stopped; what was finished is kept, and the same command goes on from there."""
