"""How much of a device a kernel fills, and how much of a run fits its memory."""

from collections.abc import Iterator

from mc.targets.device import Multiprocessors

WARP = 32
_SCHEDULERS = 4  # of a multiprocessor; each has its own registers
_REGISTERS, _SHARED_BYTES = 256, 128  # units in which they are given, to a warp and to a block


def resident_blocks(each: Multiprocessors, *, threads: int, registers: int, shared_bytes: int) -> int:
    """Number of blocks that a multiprocessor runs at a time, at least 1.

    Parameters
    ----------
    each
        What it has.
    threads, registers, shared_bytes
        Of a block, of a thread, of a block.

    Notes
    -----
    NVIDIA, CUDA C++ Programming Guide, "Hardware Multithreading", with the units of allocation of devices from compute
    capability 8.0 on.
    """
    warps = -(-threads // WARP)
    of_warp = _rounded_up(registers * WARP, _REGISTERS)
    by_registers = each.registers // _SCHEDULERS // of_warp * _SCHEDULERS // warps
    of_block = _rounded_up(shared_bytes + each.reserved_shared_bytes, _SHARED_BYTES)
    return max(1, min(by_registers, each.threads // (warps * WARP), each.blocks, each.shared_bytes // max(of_block, 1)))


def pieces(blocks: range, most: int) -> Iterator[range]:
    """Cut a range into pieces of at most so many blocks, at least one, and of about the same length."""
    count = -(-len(blocks) // max(most, 1))
    for k in range(count):
        yield blocks[len(blocks) * k // count : len(blocks) * (k + 1) // count]


def _rounded_up(number: int, unit: int) -> int:
    return -(-number // unit) * unit
