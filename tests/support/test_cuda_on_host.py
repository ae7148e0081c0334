"""The shim itself; that its kernels give the right bits is in test_cuda_kernels."""

from pathlib import Path

import numpy as np
import pytest

from tests.support.cuda_on_host.module import HostModule, needs_compiler

pytestmark = needs_compiler


def test_blocks_and_threads_in_three_dimensions(tmp_path: Path) -> None:
    source = """
        extern "C" __global__ void __launch_bounds__(24, 1) number(unsigned* out) {
            const unsigned block = blockIdx.x + gridDim.x * (blockIdx.y + gridDim.y * blockIdx.z);
            const unsigned thread = threadIdx.x + blockDim.x * (threadIdx.y + blockDim.y * threadIdx.z);
            out[block * 24 + thread] = 1000 * block + thread;
        }
    """
    out = np.zeros((30, 24), dtype=np.uint32)
    HostModule(source, tmp_path).launch("number", (2, 3, 5), (4, 3, 2), [out])
    np.testing.assert_array_equal(out, 1000 * np.arange(30)[:, None] + np.arange(24))


def test_barriers_are_waited_for(tmp_path: Path) -> None:
    source = """
        extern "C" __global__ void turn(unsigned* out) {
            extern __shared__ unsigned seen[];
            for (unsigned round = 0; round < 3; ++round) {
                seen[threadIdx.x] = threadIdx.x + round;
                __syncthreads();
                out[threadIdx.x] += seen[(threadIdx.x + 1) % blockDim.x];
                __syncthreads();
            }
            out[threadIdx.x] += 1000 * __syncthreads_count(threadIdx.x % 3 == 0);
        }
    """
    out = np.zeros(40, dtype=np.uint32)
    HostModule(source, tmp_path).launch("turn", 1, 40, [out])
    np.testing.assert_array_equal(out, 3 * ((np.arange(40) + 1) % 40) + 3 + 14000)


@pytest.mark.parametrize(
    "body",
    [
        "__shfl_sync(1u, 0, 0);",
        "if (threadIdx.x == 3) __shfl_sync(0xFu, 0, 0); else __syncthreads();",
        "__ballot_sync(threadIdx.x < 7 ? 0xFFu : 0x7Fu, 1);",
    ],
)
def test_deadlocks(body: str, tmp_path: Path) -> None:
    module = HostModule(f'extern "C" __global__ void wait(int) {{ {body} }}', tmp_path)
    with pytest.raises(RuntimeError, match="deadlock in wait"):
        module.launch("wait", 1, 64, [np.int32(0)])


def test_errors_of_the_compiler_are_shown(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"kernel\.cu:1:.*nonsense"):
        HostModule('extern "C" __global__ void k(int) { nonsense(); }', tmp_path)
