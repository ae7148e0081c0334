"""How the emulator executes: who waits for whom, which accesses are faults, and what it refuses."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from tests.support.ptx.machine import ExecutionError
from tests.support.ptx.memory import Memory
from tests.support.ptx.module import Argument, Module
from tests.support.ptx.parser import UnsupportedError

HEADER = """
.version 8.8
.target sm_90
.address_size 64
.const .align 4 .b8 table[8] = {1, 0, 0, 0, 2, 0, 0, 128};
.visible .entry kernel(.param .u64 kernel_param_0)
{
    .reg .pred %p<9>;
    .reg .b32 %r<9>;
    .reg .b64 %rd<9>;
    .shared .align 4 .b8 shared[256];
    .local .align 4 .b8 local[16];
    ld.param.u64 %rd1, [kernel_param_0];
    mov.u32 %r1, %tid.x;
    mul.wide.u32 %rd2, %r1, 4;
    add.s64 %rd3, %rd1, %rd2;  // the thread's own element
"""


def run(body: str, block: int = 64, size: int = 64) -> npt.NDArray[np.uint32]:
    """Run a kernel with the address of its own element in %rd3, and %r1 = %tid.x; return all elements."""
    memory = Memory()
    out = memory.array(np.zeros(size, dtype=np.uint32))
    Module((HEADER + body + "\nret;\n}\n").encode(), memory).launch("kernel", 1, block, [out])
    result: npt.NDArray[Any] = out.host
    return result


def test_threads_that_parted_meet_again() -> None:
    result = run("""
        and.b32 %r2, %r1, 1;
        setp.eq.u32 %p1, %r2, 0;
        @%p1 bra $even;
        mov.u32 %r3, 10;
        bra.uni $both;
        $even:
        mov.u32 %r3, 20;
        $both:
        activemask.b32 %r4;
        popc.b32 %r4, %r4;
        add.s32 %r3, %r3, %r4;
        st.global.u32 [%rd3], %r3;""")
    np.testing.assert_array_equal(result, np.where(np.arange(64) % 2, 42, 52))


def test_predicates_and_tables_of_targets() -> None:
    result = run("""
        and.b32 %r2, %r1, 3;
        setp.gt.u32 %p1, %r2, 2;
        mov.u32 %r3, 7;
        @!%p1 add.s32 %r3, %r3, %r2;
        @%p1 bra $end;
        $targets: .branchtargets $zero, $one, $end;
        brx.idx %r2, $targets;
        $zero:
        add.s32 %r3, %r3, 100;
        $one:
        add.s32 %r3, %r3, 1000;
        $end:
        st.global.u32 [%rd3], %r3;""")
    np.testing.assert_array_equal(result[:4], [1107, 1008, 9, 7])


def test_a_generic_address_is_of_any_space() -> None:
    """A third of the threads writes to global memory, a third to shared, a third to local, by one instruction."""
    result = run("""
        mov.u64 %rd4, shared;
        add.s64 %rd4, %rd4, %rd2;
        cvta.shared.u64 %rd4, %rd4;
        mov.u64 %rd5, local;
        cvta.local.u64 %rd5, %rd5;
        rem.u32 %r2, %r1, 3;
        setp.eq.u32 %p1, %r2, 1;
        selp.b64 %rd6, %rd4, %rd3, %p1;
        setp.eq.u32 %p2, %r2, 2;
        selp.b64 %rd6, %rd5, %rd6, %p2;
        add.s32 %r3, %r1, 5;
        st.u32 [%rd6], %r3;
        ld.u32 %r4, [%rd6];
        isspacep.shared %p3, %rd6;
        @%p3 add.s32 %r4, %r4, 1000;
        isspacep.local %p3, %rd6;
        @%p3 add.s32 %r4, %r4, 2000;
        st.global.u32 [%rd3], %r4;""")
    thread = np.arange(64)
    np.testing.assert_array_equal(result, thread + 5 + 1000 * (thread % 3))


def test_vectors_and_initial_values() -> None:
    result = run("""
        mov.u64 %rd4, table;
        ld.const.v2.u32 {%r2, %r3}, [%rd4];
        mov.b64 %rd5, {%r3, %r2};
        mov.b64 {_, %r4}, %rd5;
        st.global.u32 [%rd1], %r3;
        ld.const.s8 %r5, [%rd4+7];
        st.global.v2.u32 [%rd1+8], {%r4, %r5};""")
    np.testing.assert_array_equal(result[:4], [0x80000002, 0, 1, 0xFFFFFF80])


def test_atomics_return_what_was_there() -> None:
    result = run("""
        setp.eq.u32 %p1, %r1, 0;
        @%p1 st.shared.u32 [shared], 3;
        bar.sync 0;
        atom.shared.cas.b32 %r2, [shared], 3, 9;
        atom.global.exch.b32 %r3, [%rd1+252], %r1;
        bar.sync 0;
        setp.lt.u32 %p1, %r1, 3;
        @%p1 st.global.u32 [%rd3], %r2;
        atom.shared.add.u32 %r4, [shared], 1;
        setp.eq.u32 %p2, %r1, 62;
        @%p2 st.global.u32 [%rd3], %r4;""")
    np.testing.assert_array_equal(result[:4], [3, 9, 9, 0])
    assert result[62] == 9 + 62
    assert result[63] == 63


def test_barriers_count() -> None:
    result = run("""
        setp.lt.u32 %p1, %r1, 10;
        bar.red.popc.u32 %r2, 0, %p1;
        st.global.u32 [%rd3], %r2;""")
    np.testing.assert_array_equal(result, 10)


def test_registers_are_not_shared_by_a_copy() -> None:
    """A copy under a predicate must not change what it was copied from."""
    result = run("""
        mov.u32 %r2, %r1;
        mov.u32 %r3, %r2;
        setp.lt.u32 %p1, %r1, 5;
        @%p1 mov.u32 %r3, 77;
        st.global.u32 [%rd3], %r2;""")
    np.testing.assert_array_equal(result, np.arange(64))


FAULTS = {
    "below": (
        "ld.global.u32 %r2, [%rd1+-4];",
        r"outside of every buffer .* by thread \(0, 0, 0\) of block \(0, 0, 0\): ld",
    ),
    "beyond": ("st.global.u32 [%rd3+4], %r1;", r"by thread \(63, 0, 0\) of block \(0, 0, 0\): st"),
    "across the end": ("ld.global.v2.u32 {%r2, %r3}, [%rd1+256];", "access of 8 bytes outside of every buffer"),
    "null": ("mov.u64 %rd4, 0; ld.global.u32 %r2, [%rd4];", "outside of every buffer at 0x0 "),
    "misaligned": ("ld.global.u32 %r2, [%rd3+2];", "misaligned access of 4 bytes"),
    "misaligned vector": ("ld.global.v2.u32 {%r2, %r3}, [%rd3];", r"misaligned access of 8 bytes .* thread \(1,"),
    "shared beyond": ("mov.u64 %rd4, shared; st.shared.u32 [%rd4+256], %r1;", "access of 4 bytes outside of 256 bytes"),
    "shared null": (
        "st.shared.u32 [shared], 1; mov.u32 %r2, 0; ld.shared.u32 %r3, [%r2];",
        "outside of 256 bytes at 0x0 ",
    ),
    "shared not written": ("ld.shared.u32 %r2, [shared+8];", "never written"),
    "shared half written": ("st.shared.u16 [shared], 1; ld.shared.u32 %r2, [shared];", "never written"),
    "counted from nothing": ("red.shared.add.u32 [shared], 1;", "never written"),
    "local not written": ("ld.local.u32 %r2, [local+4];", "never written"),
    "local beyond": ("st.local.u32 [local+16], 1;", "outside of 16 bytes"),
    "trap": ("trap;", "trap"),
    "endless": ("$again: bra.uni $again;", "no end in sight"),
    "endless for some": ("setp.eq.u32 %p1, %r1, 7; $again: @%p1 bra $again;", "no end in sight"),
}


@pytest.mark.parametrize(("body", "message"), FAULTS.values(), ids=FAULTS.keys())
def test_faults(body: str, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.support.ptx.machine.LIMIT", 1000)
    with pytest.raises(ExecutionError, match=message):
        run(body)


def test_use_after_free() -> None:
    memory = Memory()
    module = Module((HEADER + "st.global.u32 [%rd3], %r1; ret; }").encode(), memory)
    out = memory.array(np.zeros(64, dtype=np.uint32))
    module.launch("kernel", 1, 64, [out])
    memory.free(out)
    with pytest.raises(ExecutionError, match="outside of every buffer"):
        module.launch("kernel", 1, 64, [out])


DEADLOCKS = {
    "half of a block": """
        setp.lt.u32 %p1, %r1, 32;
        @%p1 bra $first;
        bar.sync 0;
        $first:
        bar.sync 0;""",
    "a barrier and a warp": """
        setp.eq.u32 %p1, %r1, 3;
        @%p1 bra $three;
        bar.warp.sync -1;
        $three:
        bar.sync 0;""",
    "a lane elsewhere": """
        setp.eq.u32 %p1, %r1, 3;
        @%p1 bra $three;
        shfl.sync.idx.b32 %r2, %r1, 0, 31, -1;
        bra.uni $end;
        $three:
        shfl.sync.idx.b32 %r2, %r1, 0, 31, -1;
        $end:
        st.global.u32 [%rd3], %r2;""",
}


@pytest.mark.parametrize("body", DEADLOCKS.values(), ids=DEADLOCKS.keys())
def test_deadlocks(body: str) -> None:
    with pytest.raises(ExecutionError, match="deadlock"):
        run(body)


def test_masks_that_disagree() -> None:
    with pytest.raises(ExecutionError, match="different member masks"):
        run("""
            setp.eq.u32 %p1, %r1, 3;
            selp.b32 %r2, 15, 31, %p1;
            setp.gt.u32 %p2, %r1, 4;
            @%p2 bra $end;
            bar.warp.sync %r2;
            $end:""")
    with pytest.raises(ExecutionError, match="not in its own member mask"):
        run("bar.warp.sync 1;")


def test_those_who_have_left_are_not_waited_for() -> None:
    result = run("""
        setp.gt.u32 %p1, %r1, 40;
        @%p1 bra $end;
        bar.sync 0;
        not.pred %p2, %p1;
        vote.sync.ballot.b32 %r2, %p2, -1;
        st.global.u32 [%rd3], %r2;
        $end:""")
    np.testing.assert_array_equal(result, [0xFFFFFFFF] * 32 + [0x1FF] * 9 + [0] * 23)


UNKNOWN = (
    "sin.approx.f32 %r2, %r1;",
    "add.ftz.f32 %r2, %r1, %r1;",
    "bar.sync 0, 32;",
    "@%p1 bar.sync 0;",
    "call f, ();",
    "what;",
)


@pytest.mark.parametrize("line", UNKNOWN)
def test_unknown_instructions_are_shown(line: str) -> None:
    with pytest.raises(UnsupportedError) as raised:
        run(line)
    assert str(raised.value) == line.rstrip(";")


LAUNCHES: dict[str, tuple[int, int, list[Argument]]] = {
    "narrow argument": (1, 32, [np.uint32(1)]),
    "no argument": (1, 32, []),
    "large block": (1, 1025, [np.uint64(1)]),
    "no block": (0, 32, [np.uint64(1)]),
}


@pytest.mark.parametrize(("grid", "block", "arguments"), LAUNCHES.values(), ids=LAUNCHES.keys())
def test_launches_that_do_not_fit(grid: int, block: int, arguments: list[Argument]) -> None:
    with pytest.raises(ValueError, match="kernel"):
        Module((HEADER + "ret; }").encode(), Memory()).launch("kernel", grid, block, arguments)


def test_launch_bounds_hold() -> None:
    ptx = HEADER.replace("kernel_param_0)\n", "kernel_param_0)\n.maxntid 32, 1, 1\n") + "ret; }"
    with pytest.raises(ValueError, match="64 threads"):
        Module(ptx.encode(), Memory()).launch("kernel", 1, 64, [np.uint64(0)])


def test_memory_is_limited_and_holds_poison() -> None:
    memory = Memory(4096)
    assert (memory.empty(8, np.uint8).host == 0xA5).all()
    with pytest.raises(MemoryError, match="8192 bytes asked for"):
        memory.empty(1024, np.float64)
