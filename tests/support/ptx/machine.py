"""Execution: basic blocks, who goes next, and who waits for whom."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from tests.support.ptx.batch import END, EVERYONE, WARP, Batch
from tests.support.ptx.elementwise import Array
from tests.support.ptx.memory import MemoryFault
from tests.support.ptx.operands import Reader, Step
from tests.support.ptx.warps import Effect, by_lane

LIMIT = 1_000_000
"""Basic blocks that a batch may execute: more is taken for a loop without end."""


class ExecutionError(RuntimeError):
    """A kernel does what it must not; the message says which instruction and which thread."""


class Exit(Protocol):
    """The last instruction of a basic block."""

    def leave(self, batch: Batch, here: int) -> int | Array | None:
        """Next block of the active threads, of each of them or of all; None if they wait or have been sent on."""


@dataclass(frozen=True, slots=True)
class Jump:
    """On to one place, which may be `END`."""

    target: int

    def leave(self, batch: Batch, here: int) -> int:
        del batch, here
        return self.target


@dataclass(frozen=True, slots=True)
class Branch:
    """To one place or another, by a predicate."""

    condition: Reader
    target: int
    otherwise: int

    def leave(self, batch: Batch, here: int) -> int | Array:
        del here
        taken = self.condition(batch)
        if taken.all():
            return self.target
        return np.where(taken, self.target, self.otherwise) if taken.any() else self.otherwise


@dataclass(frozen=True, slots=True)
class Switch:
    """To a place from a table."""

    index: Reader
    targets: tuple[int, ...]

    def leave(self, batch: Batch, here: int) -> Array:
        del here
        return np.broadcast_to(np.array(self.targets)[self.index(batch)], batch.indices().shape)


@dataclass(frozen=True, slots=True)
class Trap:
    """The kernel gives up."""

    def leave(self, batch: Batch, here: int) -> None:
        del here
        message = f"trap in thread {batch.indices()[0]} of the batch"
        raise ExecutionError(message)


@dataclass(frozen=True, slots=True)
class Barrier:
    """All threads of a block that have not exited wait for each other."""

    target: int
    effect: Step

    def leave(self, batch: Batch, here: int) -> None:
        batch.place[batch.active], batch.waiting[batch.active] = here, True

    def release(self, batch: Batch, here: int) -> bool:
        """Send on the blocks that are complete; say whether there are any."""
        missing = (batch.place != END) & ~(batch.waiting & (batch.place == here))
        complete = np.bincount(batch.block, missing)[batch.block] == 0
        return _send_on(batch, complete & (batch.place == here), self.effect, self.target)


@dataclass(frozen=True, slots=True)
class Collective:
    """The lanes of a member mask that have not exited wait for each other."""

    target: int
    mask: Reader
    effect: Effect

    def leave(self, batch: Batch, here: int) -> None:
        batch.place[batch.active], batch.waiting[batch.active] = here, True
        self.release(batch, here)

    def release(self, batch: Batch, here: int) -> bool:
        """Send on the lanes whose fellows are all here; say whether there are any."""
        alive = _lanes(batch, batch.place != END)
        waiting = (batch.place == here) & batch.waiting
        batch.active = np.flatnonzero(waiting)
        mask = np.broadcast_to(self.mask(batch), batch.active.shape)
        warp, lane = batch.warp[waiting], batch.lane[waiting]
        if not (mask >> lane.astype(np.uint32) & 1).all():
            raise ExecutionError("a lane is not in its own member mask")
        needed = mask & alive[warp]
        complete = needed & ~_lanes(batch, waiting)[warp] == 0
        masks = by_lane(batch, mask, fill=0)[warp]
        differs = (masks != mask[:, None]) & (needed[:, None] >> np.arange(WARP, dtype=np.uint32) & 1 == 1)
        if differs[complete].any():
            raise ExecutionError("lanes that wait for each other give different member masks")
        ready = np.zeros(batch.count, dtype=np.bool_)
        ready[batch.active[complete]] = True
        return _send_on(batch, ready, lambda some: self.effect(some, mask[complete]), self.target)


def _send_on(batch: Batch, ready: Array, effect: Step, target: int) -> bool:
    batch.active = np.flatnonzero(ready)
    if not batch.active.size:
        return False
    if batch.active.size == batch.count:
        batch.active = EVERYONE
    effect(batch)
    batch.place[ready], batch.waiting[ready] = target, False
    return True


def _lanes(batch: Batch, chosen: Array) -> Array:
    """One word a warp, with a bit for each chosen thread."""
    words = np.zeros(batch.warps, dtype=np.uint32)
    np.bitwise_or.at(words, batch.warp[chosen], np.uint32(1) << batch.lane[chosen].astype(np.uint32))
    return words


@dataclass(frozen=True, slots=True)
class BasicBlock:
    """Instructions that are executed one after the other, with their text, and the way out."""

    steps: list[tuple[str, Step]] = field(default_factory=list)
    exits: list[tuple[str, Exit]] = field(default_factory=list)


def run(code: list[BasicBlock], batch: Batch, describe: Callable[[Batch, int], str]) -> None:
    """Run all threads to their end, those furthest behind first, so that threads that parted meet again.

    Raises
    ------
    ExecutionError
        A memory fault, a deadlock, a trap, or no end in sight. `describe` says which thread it is.
    """
    text, executed = "", 0
    try:
        while executed < LIMIT:
            places = np.where(batch.waiting, END + 1, batch.place)
            here = int(places.min())
            if here >= END:
                if not batch.waiting.any():
                    return
                _resolve(code, batch)
                continue
            chosen = places == here
            together = bool(chosen.all())
            rivals = END if together else min(int(places[~chosen].min()), END)
            batch.active = EVERYONE if together else np.flatnonzero(chosen)
            onward: int | Array | None = here
            while isinstance(onward, int) and onward < rivals and executed < LIMIT:
                here, executed = onward, executed + 1
                for text, step in code[here].steps:  # noqa: B007  # the text is of use if the step fails
                    step(batch)
                text, out = code[here].exits[0]
                onward = out.leave(batch, here)
            if onward is not None:
                batch.place[batch.active] = onward
        raise ExecutionError("no end in sight")
    except MemoryFault as fault:
        thread = describe(batch, int(batch.indices()[fault.bad[0]]))
        message = f"{fault} at {fault.address:#x} by {thread}: {text}"
        raise ExecutionError(message) from fault


def _resolve(code: list[BasicBlock], batch: Batch) -> None:
    """Release what can be released when nobody can move."""
    released = False
    for here in np.unique(batch.place[batch.waiting]):
        out = code[here].exits[0][1]
        assert isinstance(out, Barrier | Collective)
        released |= out.release(batch, int(here))
    if not released:
        places = {code[here].exits[0][0] for here in np.unique(batch.place[batch.waiting])}
        message = f"deadlock: threads wait for others that do not come, at {sorted(places)}"
        raise ExecutionError(message)
