// The kernels that add samples to the state.

// Levels: votes of a warp.

static __device__ __forceinline__ void count_levels(word_t* counts, bool wanted, real value, const real* levels, int n) {
#pragma unroll 1
  for (int k = 0; k < n; ++k) {
    const unsigned int votes = __ballot_sync(EVERYONE, wanted && value == levels[k]);
    if (votes && threadIdx.x % ROW == 0) atomicAdd(counts + k, (word_t)__popc(votes));
  }
}

// Exact sums: the mantissa of a finite number, shifted to where its exponent says, in signed digits of 32 bits.

static __device__ __forceinline__ void add_digit(word_t* digits, int k, word_t magnitude, bool negative) {
  if (magnitude) atomicAdd(digits + (k < DIGITS ? k : DIGITS - 1), negative ? (word_t)0 - magnitude : magnitude);
}

static __device__ __forceinline__ void add_digits(word_t* digits, float x) {
  const unsigned int bits = __float_as_uint(x);
  const int exponent = (bits >> 23) & 255;
  word_t mantissa = bits & 0x7fffffu;
  if (exponent) mantissa |= 0x800000u;
  int place = (exponent ? exponent : 1) - (150 - POINT);
  if (place < 0) {
    mantissa >>= -place;
    place = 0;
  }
  const word_t moved = mantissa << (place & 31);
  add_digit(digits, place >> 5, moved & 0xffffffffu, bits >> 31);
  add_digit(digits, (place >> 5) + 1, moved >> 32, bits >> 31);
}

static __device__ __forceinline__ void add_digits(word_t* digits, double x) {
  const word_t bits = (word_t)__double_as_longlong(x);
  const int exponent = (int)(bits >> 52) & 2047;
  word_t mantissa = bits & 0xfffffffffffffull;
  if (exponent) mantissa |= 0x10000000000000ull;
  int place = (exponent ? exponent : 1) - (1075 - POINT);
  if (place < 0) {
    mantissa = place > -64 ? mantissa >> -place : 0;
    place = 0;
  }
  const int shift = place & 31, first = place >> 5;
  const word_t low = mantissa << shift, high = shift ? mantissa >> (64 - shift) : 0;
  add_digit(digits, first, low & 0xffffffffu, bits >> 63);
  add_digit(digits, first + 1, low >> 32, bits >> 63);
  add_digit(digits, first + 2, high, bits >> 63);
}

// Moments: a block stages the deviations of STAGED cells, and then each of its warps sums some of them.

#define ROWS (THREADS / ROW)     // of a segment, one for each warp
#define CELLS (STAGED / ROWS)   // that a warp sums at a time

// Folds each of COUNT vectors of 32 lanes in halves, the second half added to the first, until one lane is left: that of
// vector k is in lanes `32 / COUNT * k` and on. Lanes that one vector needs no more go to another.
template <int COUNT>
static __device__ __forceinline__ real folded(real (&vectors)[COUNT], int lane) {
  int count = COUNT;
#pragma unroll
  for (int half = ROW / 2; half; half /= 2) {
    if (count == 1) {
      vectors[0] += __shfl_xor_sync(EVERYONE, vectors[0], half);
      continue;
    }
    count /= 2;
#pragma unroll
    for (int k = 0; k < count; ++k) {
      const real kept = lane & half ? vectors[k + count] : vectors[k];
      const real given = lane & half ? vectors[k] : vectors[k + count];
      vectors[k] = kept + __shfl_xor_sync(EVERYONE, given, half);
    }
  }
  return vectors[0];
}

// Kept out of line, because it is needed wherever a deviation is staged.
static __device__ __noinline__ void sum_staged(const real (*staged)[THREADS], const int* owners, word_t* state,
                                               int filled) {
  __syncthreads();
  const int lane = threadIdx.x % ROW, first = threadIdx.x / ROW * CELLS;
  real sums[2 * CELLS];
  bool ordinary = true;
#pragma unroll
  for (int c = 0; c < CELLS; ++c) {
    real values = 0, squares = 0;
    if (first + c < filled) {
#pragma unroll
      for (int row = 0; row < ROWS; ++row) {
        real x = staged[first + c][row * ROW + lane];
        if (!(fabs(x) < ORDINARY)) {
          ordinary = false;
          x = 0;
        }
        values += x;
        squares += x * x;
      }
    }
    sums[2 * c] = values;
    sums[2 * c + 1] = squares;
  }
  const real sum = folded(sums, lane);
  const int lanes = ROW / (2 * CELLS), which = lane / lanes, cell = first + which / 2;
  if (lane % lanes == 0 && cell < filled) add_digits(state + owners[cell] + (which % 2 ? SQUARES : SUM), sum);
  if (!ordinary) {
#pragma unroll 1
    for (int k = 0; k < CELLS * ROWS && first + k / ROWS < filled; ++k) {
      const real x = staged[first + k / ROWS][k % ROWS * ROW + lane];
      const int kind = x != x ? NOT_A_NUMBER : x < 0 ? BELOW : ABOVE;
      if (!(fabs(x) < ORDINARY)) atomicAdd(state + owners[first + k / ROWS] + kind, (word_t)1);
    }
  }
  __syncthreads();
}

struct Stage {
  real (*staged)[THREADS];
  int* owners;
  word_t* state;
  int filled;

  __device__ __forceinline__ void push(real deviation, int owner) {
    staged[filled][threadIdx.x] = deviation;
    if (threadIdx.x == 0) owners[filled] = owner;
    if (++filled == STAGED) sum();
  }

  __device__ __forceinline__ void sum() {
    sum_staged(staged, owners, state, filled);
    filled = 0;
  }
};

// Adds levels and moments to the state, and writes bins: by cell, each at its column.
extern "C" __global__ void __launch_bounds__(THREADS, RESIDENT)
    accumulate(word_t* __restrict__ state, TABLES, WORDS, bin_t* __restrict__ bins) {
  __shared__ real staged[STAGED][THREADS];
  __shared__ int owners[STAGED];
  Stage stage = {staged, owners, state, 0};
  FOR_EACH_SEGMENT {
    POSITION
    if (start >= limits[r]) continue;
    const bool wanted = point < limits[r];
    const long long bin_stride = replicate_count * points;
STATEMENTS
  }
  if (stage.filled) stage.sum();
}

// Counts bins. Block x is for a cell of a replicate; blocks y share its points.
extern "C" __global__ void __launch_bounds__(COUNTERS)
    count(word_t* __restrict__ state, TABLES, WORDS, const bin_t* __restrict__ bins) {
  __shared__ unsigned int window[WINDOW];
  __shared__ int least, most;
  const int cell = blockIdx.x / replicate_count, r = blockIdx.x % replicate_count;
  const long long points = end - first, left = limits[r] - first;
  const long long n = left < points ? left : points;
  const long long start = blockIdx.y * COUNTERS + threadIdx.x, step = gridDim.y * COUNTERS;
  const bin_t* const data = bins + blockIdx.x * points;
  if (threadIdx.x == 0) least = 0x7fffffff, most = -1;
  __syncthreads();
  int low = 0x7fffffff, high = -1;
  for (long long i = start; i < n; i += step) {
    const int bin = data[i];
    low = bin < low ? bin : low;
    high = bin > high ? bin : high;
  }
  atomicMin(&least, low);
  atomicMax(&most, high);
  __syncthreads();
  low = least, high = most;
  const int* const place = ints + HISTOGRAMS + 3 * cell;  // of the fine counts, the coarse ones, and of one replicate
  word_t* const fine = state + place[0];
  word_t* const coarse = state + place[1] + r * place[2];
  for (int base = low; base <= high; base += WINDOW) {
    const int used = high - base < WINDOW ? high - base + 1 : WINDOW;
    for (int k = threadIdx.x; k < used; k += COUNTERS) window[k] = 0;
    __syncthreads();
    for (long long i = start; i < n; i += step) {
      const unsigned int k = (unsigned int)((int)data[i] - base);
      if (k < (unsigned int)used) atomicAdd(window + k, 1u);
    }
    __syncthreads();
    for (int k = threadIdx.x; k < used; k += COUNTERS) {
      if (window[k]) {
        atomicAdd(fine + base + k, (word_t)window[k]);
        atomicAdd(coarse + (base + k) / COARSE, (word_t)window[k]);
      }
    }
    __syncthreads();
  }
}
