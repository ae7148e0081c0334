"""Instructions that the lanes of a warp execute together (sections 9.7.9.6 and 9.7.13)."""

import re
from collections.abc import Callable

import numpy as np

from tests.support.ptx.batch import WARP, Batch
from tests.support.ptx.elementwise import TYPES, Array
from tests.support.ptx.memory import POISON
from tests.support.ptx.operands import Frame, Reader, Step
from tests.support.ptx.parser import Instruction

_COLLECTIVE = re.compile(
    r"(?P<name>shfl\.sync|vote\.sync|match\.any\.sync|redux\.sync|bar\.warp\.sync)"
    r"(?:\.(?P<mode>up|down|bfly|idx|all|any|uni|ballot|add|min|max|and|or|xor))?(?:\.(?P<kind>pred|[bus](?:32|64)))?"
)

Effect = Callable[[Batch, Array], None]
"""What happens once all lanes have come, given the member mask of each active thread."""


def collective(frame: Frame, instruction: Instruction) -> tuple[Reader, Effect] | None:
    """Compile to the member mask and the effect; None if the instruction is not executed by a warp together."""
    found = _COLLECTIVE.fullmatch(instruction.opcode)
    if found is None:
        return None
    *operands, mask = instruction.operands
    make = {"shfl": _shuffle, "vote": _vote, "match": _match, "redux": _reduce, "bar": _nothing}[found[1].split(".")[0]]
    return frame.reader(mask, "b32"), make(frame, operands, found["mode"] or "", found["kind"] or "")


def active_mask(frame: Frame, operand: str) -> Step:
    """Compile ``activemask``: the lanes that are here now."""
    write = frame.writer(operand)

    def step(batch: Batch) -> None:
        everyone = np.ones(batch.indices().shape, dtype=np.bool_)
        write(batch, _ballot(by_lane(batch, everyone, fill=0))[batch.of_active(batch.warp)])

    return step


def by_lane(batch: Batch, values: Array, fill: int) -> Array:
    """Values of the active threads as ``(warp, lane)``; `fill` where there is no active thread."""
    table = np.full((batch.warps, WARP), fill).astype(values.dtype)
    table[batch.of_active(batch.warp), batch.of_active(batch.lane)] = values
    return table


def _ballot(table: Array) -> Array:
    """One word a warp, with a bit for each true lane."""
    return np.packbits(table, axis=1, bitorder="little").view(np.uint32)[:, 0]


def _nothing(frame: Frame, operands: list[str], mode: str, kind: str) -> Effect:
    del frame, operands, mode, kind
    return lambda _, __: None


def _shuffle(frame: Frame, operands: list[str], mode: str, kind: str) -> Effect:
    """Read another lane's register; what a lane holds that is not there is poison."""
    read, read_lane, read_clamp = (frame.reader(operand, kind) for operand in operands[1:])
    result, _, valid = operands[0].partition("|")
    write, write_valid = frame.writer(result), frame.writer(valid or "_")

    def effect(batch: Batch, mask: Array) -> None:
        del mask
        table = by_lane(batch, read(batch), fill=POISON * 0x01010101)
        lane = batch.of_active(batch.lane)
        offset = read_lane(batch).astype(np.int64) & 31
        clamp = read_clamp(batch).astype(np.int64)
        segment = clamp >> 8 & 31
        first, last = lane & segment, lane & segment | clamp & 31 & ~segment
        source = {
            "up": lane - offset,
            "down": lane + offset,
            "bfly": lane ^ offset,
            "idx": first | offset & ~segment,
        }[mode]
        inside = source >= last if mode == "up" else source <= last
        write(batch, table[batch.of_active(batch.warp), np.where(inside, source, lane)])
        write_valid(batch, inside)

    return effect


def _vote(frame: Frame, operands: list[str], mode: str, kind: str) -> Effect:
    result, predicate = operands
    read, write = frame.reader(predicate, "pred"), frame.writer(result)
    assert (kind == "b32") == (mode == "ballot")

    def effect(batch: Batch, mask: Array) -> None:
        warp = batch.of_active(batch.warp)
        yes, no = (_ballot(by_lane(batch, votes, fill=0))[warp] & mask for votes in (read(batch), ~read(batch)))
        outcome = {"ballot": yes, "any": yes != 0, "all": no == 0, "uni": (no == 0) | (yes == 0)}[mode]
        write(batch, outcome)

    return effect


def _match(frame: Frame, operands: list[str], mode: str, kind: str) -> Effect:
    """Lanes of the member mask that hold the same value."""
    result, value = operands
    read, write = frame.reader(value, kind), frame.writer(result)
    assert not mode

    def effect(batch: Batch, mask: Array) -> None:
        warp = batch.of_active(batch.warp)
        here = by_lane(batch, np.ones(warp.shape, dtype=np.bool_), fill=0)[warp]
        values = np.broadcast_to(read(batch), warp.shape)
        same = (by_lane(batch, values, fill=0)[warp] == values[:, None]) & here
        write(batch, _ballot(same) & mask)

    return effect


def _reduce(frame: Frame, operands: list[str], mode: str, kind: str) -> Effect:
    result, value = operands
    read, write = frame.reader(value, kind), frame.writer(result)
    operation = {"add": np.add, "min": np.minimum, "max": np.maximum}.get(mode) or getattr(np, f"bitwise_{mode}")

    def effect(batch: Batch, mask: Array) -> None:
        warp = batch.of_active(batch.warp)
        table = by_lane(batch, read(batch), fill=0)[warp]
        member = by_lane(batch, np.ones(warp.shape, dtype=np.bool_), fill=0)[warp]
        member &= mask[:, None] >> np.arange(WARP, dtype=np.uint32) & 1 == 1
        total = np.zeros(warp.shape, TYPES[kind])
        for lane in range(WARP):  # each takes the members in turn, beginning with the first one
            begun = member[:, :lane].any(axis=1)
            both = np.where(begun, operation(total, table[:, lane]), table[:, lane])
            total = np.where(member[:, lane], both, total)
        write(batch, total)

    return effect
