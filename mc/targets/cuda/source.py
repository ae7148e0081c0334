"""The CUDA C++ of a whole kernel: the model, and the accumulators around it.

One thread computes one sample, one warp a row of 32 neighbouring points of one replicate. Nothing but integers is
added up between threads, so that neither their order nor their number shows in the result.

* Deviations of 32 cells are staged in shared memory, turned, and summed by one thread for each cell in the order of
  `mc.accumulators.moments`: a store, a load and a few additions for each value, where a reduction by shuffles would
  cost five rounds for each cell. The sums are added to integer digits in global memory.
* Bins are written to memory as small integers, by cell, and counted by a second kernel in shared memory, one block for
  a cell of a replicate: hundreds of cells with thousands of bins would otherwise mean two scattered atomic additions
  to global memory for every cell of every sample, many times what the memory system takes.
* Levels are counted by votes of the warp.
"""

from math import prod

import numpy as np
import numpy.typing as npt

from mc.accumulators.exact_sum import DIGITS, POINT
from mc.accumulators.histogram import Histogram
from mc.accumulators.levels import Levels
from mc.accumulators.moments import ORDINARY, ROW
from mc.expression.node import FLOAT32, DType, Node
from mc.kernel.build import Kernel, Part
from mc.kernel.schedule import Program
from mc.kernel.tables import Tables
from mc.targets.cuda.thread import SCALAR, ThreadWriter, literal

THREADS = 128
"""Threads of a block: four warps, which share nothing; small blocks leave no registers idle."""

WINDOW = 12288
"""Bins that a block counts at a time: 48 KiB of shared memory, what every device has."""

_POINTERS = (
    "const {real}* __restrict__ reals, const int* __restrict__ ints, const unsigned int* __restrict__ uints, "
    "const unsigned int* __restrict__ run, const unsigned int* __restrict__ tiles, long long tile_words, "
    "const unsigned int* __restrict__ replicates, long long replicate_words, long long replicate_count"
)


def source(kernel: Kernel, tables: Tables) -> str:
    """Write the kernels ``accumulate``, ``count`` and ``evaluate``, whose first lines give their arguments.

    Parameters
    ----------
    kernel
        What to write.
    tables
        Where its constant arrays go.
    """
    accumulating = Accumulating(kernel, tables)
    accumulating.write()
    evaluating = Evaluating(kernel.evaluate, tables)
    evaluating.write()
    real = SCALAR[kernel.precision.name]
    pointers = _POINTERS.format(real=real)
    return "\n".join(
        [
            f"typedef {real} real;",
            f"typedef {'unsigned short' if _most_bins(kernel) < 1 << 16 else 'unsigned int'} bin_t;",
            _PRELUDE,
            _ADD_DIGITS_32 if kernel.precision == FLOAT32 else _ADD_DIGITS_64,
            _STAGE.replace("ORDINARY", literal(ORDINARY, kernel.precision)),
            _COUNT,
            _ACCUMULATE.replace("POINTERS", pointers).replace("BODY", "\n".join(accumulating.lines)),
            _EVALUATE.replace("POINTERS", pointers).replace("BODY", "\n".join(evaluating.lines)),
        ]
    )


class Accumulating(ThreadWriter):
    """Sinks of samples that are added up."""

    def __init__(self, kernel: Kernel, tables: Tables) -> None:
        super().__init__(kernel.accumulate, tables)
        self._kernel = kernel

    def sink(self, node: Node, cell: str, value: str) -> None:
        part = self._part(node)
        at = f"({cell} - {part.first_cell})"
        stride = prod(part.accumulator.shape[1:])
        if isinstance(part.accumulator, Histogram):
            self.lines.append(f"bins[({cell}) * bin_stride + column] = (bin_t){value};")
            return
        own = f"{part.start} + {at} * {stride}ll + r * {stride // part.accumulator.replicates}ll"
        if isinstance(part.accumulator, Levels):
            dtype, offset = self.tables.add(_levels(part.accumulator, self._kernel.precision))
            count = len(part.accumulator.levels)
            self.lines.append(f"count_levels(state + {own}, wanted, {value}, reals + {offset}, {count});")
            return
        self.lines.append(f"stage.push(wanted ? {value} : 0, {own});")

    def _part(self, node: Node) -> Part:
        kind, first = node.attribute.kind, node.attribute.first_cell
        return next(
            part for part in self._kernel.parts
            if part.kind == kind and part.first_cell <= first < part.first_cell + part.accumulator.cells
        )


class Evaluating(ThreadWriter):
    """Sinks of samples that are kept as they are."""

    def __init__(self, program: Program, tables: Tables) -> None:
        super().__init__(program, tables)

    def sink(self, node: Node, cell: str, value: str) -> None:
        self.lines.append(f"out[({cell}) * stride + column] = {value};")


def _levels(accumulator: Levels, precision: DType) -> npt.NDArray[np.generic]:
    return np.array(accumulator.levels, dtype=precision)


def _most_bins(kernel: Kernel) -> int:
    histograms = (part.accumulator for part in kernel.parts if isinstance(part.accumulator, Histogram))
    return max((histogram.bins.count + 1 for histogram in histograms), default=0)


_PRELUDE = f"""
typedef unsigned long long word_t;
struct uint4_ {{ unsigned int x, y, z, w; }};

static __device__ __forceinline__ unsigned int pick(unsigned int k, unsigned int a, unsigned int b, unsigned int c,
                                                    unsigned int d) {{
  return (k & 2) ? ((k & 1) ? d : c) : ((k & 1) ? b : a);
}}

// Four by four transposition among four neighbouring lanes: result d of lane w is operand w of lane d.
static __device__ __forceinline__ uint4_ transposed(unsigned int a, unsigned int b, unsigned int c, unsigned int d) {{
  const unsigned int w = threadIdx.x & 3;
  const unsigned int r0 = pick(w, a, b, c, d);
  const unsigned int r1 = __shfl_xor_sync(0xffffffffu, pick(w ^ 1, a, b, c, d), 1);
  const unsigned int r2 = __shfl_xor_sync(0xffffffffu, pick(w ^ 2, a, b, c, d), 2);
  const unsigned int r3 = __shfl_xor_sync(0xffffffffu, pick(w ^ 3, a, b, c, d), 3);
  uint4_ result;
  result.x = pick(w, r0, r1, r2, r3);
  result.y = pick(w ^ 1, r0, r1, r2, r3);
  result.z = pick(w ^ 2, r0, r1, r2, r3);
  result.w = pick(w ^ 3, r0, r1, r2, r3);
  return result;
}}

static __device__ __forceinline__ void count_levels(word_t* counts, bool wanted, real value, const real* levels, int n) {{
  #pragma unroll 1
  for (int k = 0; k < n; ++k) {{
    const unsigned int votes = __ballot_sync(0xffffffffu, wanted && value == levels[k]);
    if (votes && (threadIdx.x & 31) == 0) atomicAdd(counts + k, (word_t)__popc(votes));
  }}
}}

static __device__ __forceinline__ void add_digit(word_t* digits, int k, word_t magnitude, bool negative) {{
  if (magnitude) atomicAdd(digits + k, negative ? (word_t)0 - magnitude : magnitude);
}}
"""

_ADD_DIGITS_32 = f"""
// A finite float, exactly: its mantissa, shifted to where its exponent says, in digits of 32 bits.
static __device__ __forceinline__ void add_digits(word_t* digits, float x) {{
  const unsigned int bits = __float_as_uint(x);
  const int exponent = (bits >> 23) & 255;
  word_t mantissa = bits & 0x7fffffu;
  if (exponent) mantissa |= 0x800000u;
  int place = (exponent ? exponent : 1) - {150 - POINT};
  if (place < 0) {{
    mantissa = place > -32 ? mantissa >> -place : 0;
    place = 0;
  }}
  const word_t moved = mantissa << (place & 31);
  add_digit(digits, place >> 5, moved & 0xffffffffu, bits >> 31);
  add_digit(digits, (place >> 5) + 1, moved >> 32, bits >> 31);
}}
"""

_ADD_DIGITS_64 = f"""
// A finite double, exactly: its mantissa, shifted to where its exponent says, in digits of 32 bits.
static __device__ __forceinline__ void add_digits(word_t* digits, double x) {{
  const word_t bits = (word_t)__double_as_longlong(x);
  const int exponent = (int)(bits >> 52) & 2047;
  word_t mantissa = bits & 0xfffffffffffffull;
  if (exponent) mantissa |= 0x10000000000000ull;
  int place = (exponent ? exponent : 1) - {1075 - POINT};
  if (place < 0) {{
    mantissa = place > -64 ? mantissa >> -place : 0;
    place = 0;
  }}
  const int shift = place & 31, first = place >> 5;
  const word_t low = mantissa << shift, high = shift ? mantissa >> (64 - shift) : 0;
  add_digit(digits, first, low & 0xffffffffu, bits >> 63);
  add_digit(digits, first + 1, low >> 32, bits >> 63);
  add_digit(digits, first + 2, high, bits >> 63);
}}
"""

_STAGE = f"""
// Rows of deviations that wait to be summed, one for each thread of the warp.
struct Stage {{
  real (*rows)[{ROW + 1}];
  long long* owners;
  word_t* state;
  int filled;

  __device__ __forceinline__ void push(real deviation, long long owner) {{
    rows[filled][threadIdx.x & 31] = deviation;
    if ((threadIdx.x & 31) == 0) owners[filled] = owner;
    if (++filled == {ROW}) sum();
  }}

  __device__ __forceinline__ void sum() {{
    __syncwarp();
    const int mine = threadIdx.x & 31;
    if (mine < filled) {{
      word_t* const own = state + owners[mine];
      real sums[{ROW}], squares[{ROW}];
      #pragma unroll
      for (int k = 0; k < {ROW}; ++k) {{
        real x = rows[mine][k];
        if (!(fabs(x) < ORDINARY)) {{
          atomicAdd(own + (x != x ? 1 : x < 0 ? 2 : 3), (word_t)1);
          x = 0;
        }}
        sums[k] = x;
        squares[k] = x * x;
      }}
      #pragma unroll
      for (int half = {ROW // 2}; half; half >>= 1) {{
        #pragma unroll
        for (int k = 0; k < half; ++k) {{
          sums[k] += sums[k + half];
          squares[k] += squares[k + half];
        }}
      }}
      add_digits(own + 4, sums[0]);
      add_digits(own + {4 + DIGITS}, squares[0]);
    }}
    __syncwarp();
    filled = 0;
  }}
}};
"""

_COUNT = f"""
// One block for a cell of a replicate. `cells`: where the fine counts of a cell are, where its coarse counts are, how many.
extern "C" __global__ void __launch_bounds__({THREADS}) count(
    word_t* __restrict__ state, const bin_t* __restrict__ bins, const long long* __restrict__ cells, int coarse_shift,
    long long replicate_count, const long long* __restrict__ limits, long long first, long long end) {{
  __shared__ unsigned int window[{WINDOW}];
  __shared__ int lows[{THREADS}], highs[{THREADS}];
  const long long points = end - first, cell = blockIdx.x / replicate_count, r = blockIdx.x % replicate_count;
  const long long left = limits[r] - first, n = left < points ? left : points;
  const bin_t* const data = bins + (cell * replicate_count + r) * points;
  int low = 0x7fffffff, high = -1;
  for (long long i = threadIdx.x; i < n; i += {THREADS}) {{
    const int bin = data[i];
    low = bin < low ? bin : low;
    high = bin > high ? bin : high;
  }}
  lows[threadIdx.x] = low;
  highs[threadIdx.x] = high;
  __syncthreads();
  for (int k = 0; k < {THREADS}; ++k) {{
    low = lows[k] < low ? lows[k] : low;
    high = highs[k] > high ? highs[k] : high;
  }}
  word_t* const fine = state + cells[3 * cell];
  word_t* const coarse = state + cells[3 * cell + 1] + r * cells[3 * cell + 2];
  for (int base = low; base <= high; base += {WINDOW}) {{
    const int used = high - base + 1 < {WINDOW} ? high - base + 1 : {WINDOW};
    for (int k = threadIdx.x; k < used; k += {THREADS}) window[k] = 0;
    __syncthreads();
    for (long long i = threadIdx.x; i < n; i += {THREADS}) {{
      const unsigned int k = (unsigned int)((int)data[i] - base);
      if (k < {WINDOW}u) atomicAdd(window + k, 1u);
    }}
    __syncthreads();
    for (int k = threadIdx.x; k < used; k += {THREADS}) {{
      if (window[k]) {{
        atomicAdd(fine + base + k, (word_t)window[k]);
        atomicAdd(coarse + ((base + k) >> coarse_shift), (word_t)window[k]);
      }}
    }}
    __syncthreads();
  }}
}}
"""

_ROWS = f"""
  const long long points = end - first, first_tile = first >> 10, rows = points / {ROW};
  for (long long row = blockIdx.x * {THREADS // 32}ll + threadIdx.x / 32; row < rows * replicate_count;
       row += gridDim.x * {THREADS // 32}ll) {{
    const long long r = row / rows, point = first + row % rows * {ROW} + (threadIdx.x & 31);
    const unsigned int lane = (unsigned int)point & 1023u;
    const unsigned int* const tile = tiles + ((point >> 10) - first_tile) * tile_words;
    const unsigned int* const replicate = replicates + r * replicate_words;"""

_ACCUMULATE = (
    f"""
extern "C" __global__ void __launch_bounds__({THREADS}) accumulate(
    word_t* __restrict__ state, POINTERS, const long long* __restrict__ limits, bin_t* __restrict__ bins,
    long long first, long long end) {{
  __shared__ real staged[{THREADS // 32}][{ROW}][{ROW + 1}];
  __shared__ long long owners[{THREADS // 32}][{ROW}];
  Stage stage = {{staged[threadIdx.x / 32], owners[threadIdx.x / 32], state, 0}};"""
    + _ROWS
    + """
    const bool wanted = point < limits[r];
    if (!__any_sync(0xffffffffu, wanted)) continue;
    const long long column = r * points + (point - first), bin_stride = replicate_count * points;
BODY
  }
  stage.sum();
}
"""
)

_EVALUATE = (
    f"""
extern "C" __global__ void __launch_bounds__({THREADS}) evaluate(
    POINTERS, real* __restrict__ out, long long first, long long end) {{
  const long long stride = replicate_count * (end - first);"""
    + _ROWS
    + """
    const long long column = r * points + (point - first);
BODY
  }
}
"""
)
