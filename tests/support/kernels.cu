// Small kernels with known results, for the tests of what runs CUDA C++ without a GPU.

// Philox4x32-10 of counter (i, 0, 0, 0): Salmon, Moraes, Dror and Shaw (2011).
extern "C" __global__ void philox(unsigned n, unsigned key_low, unsigned key_high, uint4* words) {
    const unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= n) return;
    uint4 c = make_uint4(i, 0, 0, 0);
    for (int round = 0; round < 10; ++round) {
        const unsigned high_0 = __umulhi(0xD2511F53u, c.x), low_0 = 0xD2511F53u * c.x;
        const unsigned high_1 = __umulhi(0xCD9E8D57u, c.z), low_1 = 0xCD9E8D57u * c.z;
        c = make_uint4(high_1 ^ c.y ^ key_low, low_1, high_0 ^ c.w ^ key_high, low_0);
        key_low += 0x9E3779B9u, key_high += 0xBB67AE85u;
    }
    words[i] = c;
}

// Taylor's exp after Cody and Waite's reduction: no good one, but one with fused operations, an int and its bits.
extern "C" __global__ void exp_float(unsigned n, const float* __restrict__ x, float* __restrict__ y) {
    const unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= n) return;
    const float k = rintf(x[i] * 1.44269504f);
    const float r = fmaf(k, 1.42860677e-6f, fmaf(k, -0.693148613f, x[i]));
    float p = 1.0f / 720.0f;
    p = fmaf(p, r, 1.0f / 120.0f);
    p = fmaf(p, r, 1.0f / 24.0f);
    p = fmaf(p, r, 1.0f / 6.0f);
    p = fmaf(p, r, 0.5f);
    p = fmaf(p, r, 1.0f);
    p = fmaf(p, r, 1.0f);
    y[i] = p * __uint_as_float(unsigned(__float2int_rn(k) + 127) << 23);
}

extern "C" __global__ void exp_double(unsigned n, const double* __restrict__ x, double* __restrict__ y) {
    const unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= n) return;
    const double k = rint(x[i] * 1.4426950408889634);
    const double r = fma(k, -1.9082149292705877e-10, fma(k, -0.6931471803691238, x[i]));
    double p = 1.0;
    for (int term = 18; term > 0; --term) p = fma(p, r / term, 1.0);
    y[i] = p * __longlong_as_double((__double2ll_rn(k) + 1023) << 52);
}

// Every operation that IEEE 754 rounds, on two operands.
extern "C" __global__ void arithmetic_float(unsigned n, const float* x, const float* y, float* results) {
    const unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= n) return;
    const float a = x[i], b = y[i];
    const float all[8] = {a + b, a - b, a * b, a / b, sqrtf(a), 1.0f / b, fminf(a, b), fmaxf(a, b)};
    for (int k = 0; k < 8; ++k) results[8 * i + k] = all[k];
}

extern "C" __global__ void arithmetic_double(unsigned n, const double* x, const double* y, double* results) {
    const unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= n) return;
    const double a = x[i], b = y[i];
    const double all[8] = {a + b, a - b, a * b, a / b, sqrt(a), 1.0 / b, fmin(a, b), fmax(a, b)};
    for (int k = 0; k < 8; ++k) results[8 * i + k] = all[k];
}

// Products and sums that a compiler would like to fuse, and must not.
extern "C" __global__ void unfused(unsigned n, const float* x, const float* y, const float* z, float* results) {
    const unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) results[i] = x[i] * y[i] + z[i];
}

// Steps of Collatz's sequence down to one: every lane has its own number of them.
extern "C" __global__ void collatz(unsigned n, unsigned* steps) {
    const unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= n) return;
    unsigned count = 0;
    for (unsigned long long value = i + 1; value != 1; ++count) {
        if (value & 1) {
            value = 3 * value + 1;
        } else {
            value >>= 1;
        }
    }
    steps[i] = count;
}

// Counts by block in shared memory, then in global memory; `planted` is a mistake to be found.
extern "C" __global__ void histogram(unsigned n, const float* x, unsigned planted, unsigned long long* counts) {
    __shared__ unsigned own[64];
    extern __shared__ unsigned total[];
    for (unsigned bin = threadIdx.x; bin < 64; bin += blockDim.x) own[bin] = 0;
    if (threadIdx.x == 0) total[0] = 0;
    __syncthreads();
    for (unsigned i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) {
        atomicAdd(&own[(__float_as_uint(x[i]) + planted) >> 20 & 63u], 1u);
        atomicAdd(&total[0], 1u);
    }
    __syncthreads();
    for (unsigned bin = threadIdx.x; bin < 64; bin += blockDim.x) atomicAdd(&counts[bin], (unsigned long long)own[bin]);
    if (threadIdx.x == 0) atomicAdd(&counts[64], (unsigned long long)total[0]);
}

// Ranks of threads as they came, and sums with carries into the high word.
extern "C" __global__ void atomics(unsigned n, unsigned long long* sum, int* extremes, unsigned* tickets) {
    const unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= n) return;
    atomicAdd(sum, 0xFFFFFFF0ull + i);
    atomicMin(&extremes[0], 100 - int(i));
    atomicMax(&extremes[1], 100 - int(i));
    tickets[atomicAdd(&tickets[n], 1u)] = i;
}

// What lanes learn from each other: sum, prefix, ballot, neighbour, and the first lane with the same residue.
extern "C" __global__ void warps(unsigned n, const int* x, int* results) {
    const unsigned i = blockIdx.x * blockDim.x + threadIdx.x, lane = threadIdx.x & 31u;
    const unsigned here = __ballot_sync(0xFFFFFFFFu, i < n);
    if (i >= n) return;
    int sum = x[i], prefix = x[i];
    for (int by = 16; by > 0; by >>= 1) {
        const int other = __shfl_down_sync(here, sum, by);
        if (lane + by < 32u && (here >> (lane + by) & 1u)) sum += other;
    }
    for (int by = 1; by < 32; by <<= 1) {
        const int other = __shfl_up_sync(here, prefix, by);
        if (lane >= unsigned(by)) prefix += other;
    }
    int* own = results + 8 * i;
    own[0] = __shfl_sync(here, sum, 0);
    own[1] = prefix;
    own[2] = int(__ballot_sync(here, x[i] > 0));
    const int neighbour = __shfl_xor_sync(here, x[i], 1);
    own[3] = (here >> (lane ^ 1u) & 1u) ? neighbour : 0;
    own[4] = __ffs(int(__match_any_sync(here, x[i] & 3))) - 1;
    own[5] = __any_sync(here, x[i] == 7) + 2 * __all_sync(here, x[i] < 90);
    own[6] = __reduce_add_sync(here, x[i]);
    if (lane & 1u) {
        own[7] = __shfl_sync(here & 0xAAAAAAAAu, x[i], int(lane) ^ 2);
    } else {
        own[7] = int(__popc(__ballot_sync(here & 0x55555555u, x[i] & 1)));
    }
}

// Integer instructions of which most have no operator in C.
extern "C" __global__ void bits(unsigned n, const unsigned* x, const unsigned* y, unsigned* results) {
    const unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= n) return;
    const unsigned a = x[i], b = y[i];
    const unsigned long long wide = (unsigned long long)a << 32 | b;
    const unsigned all[16] = {
        __brev(a), unsigned(__popc(a)), unsigned(__clz(int(a))), unsigned(__ffs(int(a))),
        __umulhi(a, b), unsigned(__mulhi(int(a), int(b))), __funnelshift_l(a, b, b), __funnelshift_r(a, b, a),
        unsigned(__umul64hi(wide, wide) >> 32), unsigned(__brevll(wide)), unsigned(__clzll((long long)wide)),
        a / (b | 1u), unsigned(int(a) / int(b | 1u)), a % (b | 1u), unsigned(int(a) >> (b & 31u)),
        (a & b) ^ (~a | (b << 3)) ^ (a >> 5 & b),
    };
    for (int k = 0; k < 16; ++k) results[16 * i + k] = all[k];
}

// Conversions to integers and back, with all roundings and out of range.
extern "C" __global__ void conversions(unsigned n, const float* x, const double* y, long long* results, float* floats) {
    const unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= n) return;
    const float a = x[i];
    const double b = y[i];
    const long long all[12] = {
        __float2int_rn(a), __float2int_rz(a), __float2int_rd(a), __float2int_ru(a),
        __float2uint_rn(a), __float2ll_rz(a), (long long)__float2ull_rn(a), __double2int_rn(b),
        __double2uint_rz(b), __double2ll_rd(b), (long long)__double2ull_ru(b), __double2ll_rn(b),
    };
    for (int k = 0; k < 12; ++k) results[12 * i + k] = all[k];
    floats[6 * i + 0] = __int2float_rn(all[0]);
    floats[6 * i + 1] = __ll2float_rn(all[5]);
    floats[6 * i + 2] = __ull2float_rn((unsigned long long)all[6]);
    floats[6 * i + 3] = __double2float_rn(b);
    floats[6 * i + 4] = floorf(a) + ceilf(a);
    floats[6 * i + 5] = truncf(a) + rintf(a);
}

// Where things are kept: constants, a structure by value, shared and local arrays behind one pointer, a real call.
struct Choice {
    unsigned char shift;
    short scale;
    double weight[3];
};
__constant__ short steps[6] = {-1, 2, -3, 4, -5, 6};

__device__ __noinline__ long long summed(const int* from, int count, long long sum) {
    for (int k = 0; k < count; ++k) sum += from[k];
    return sum;
}

extern "C" __global__ void storage(unsigned n, Choice choice, const short* x, long long* y) {
    const unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= n) return;
    __shared__ int shared[128];
    int local[8];
    shared[threadIdx.x] = 100 * x[i];
    for (unsigned k = 0; k < 8; ++k) local[k] = (x[i] * steps[(i + k) % 6]) >> choice.shift;
    long long sum = summed(i % 2 ? local + (i & 3) : shared + threadIdx.x, i % 2 ? 4 : 1, i);
    switch (x[i] & 7) {
        case 0: sum = -sum; break;
        case 1: sum *= choice.scale; break;
        case 2: sum <<= 40; break;
        case 3: sum += (long long)choice.weight[i % 3]; break;
        case 4: sum = (signed char)sum; break;
        case 5: sum = summed(local, 8, sum); break;
    }
    y[i] = sum;
}

// One element too many, when asked to.
extern "C" __global__ void copy(unsigned n, unsigned beyond, const float* x, float* y) {
    const unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n + beyond) y[i] = x[i];
}
