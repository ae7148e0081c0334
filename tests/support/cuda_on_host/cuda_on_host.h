// CUDA C++ as C++17: names, intrinsics and launches, as far as kernels of this project need them.
//
// Blocks run one after the other, their threads as fibers that switch at barriers and warp collectives only. The
// numbers are IEEE's, as on the device; NaNs may have other bits, and conversions of C (unlike the intrinsics below)
// are undefined where the integer cannot hold the value.
#pragma once

#include <ucontext.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#define __global__
#define __device__
#define __host__
#define __constant__
#define __shared__ thread_local  // static in a function, and may be extern: just what shared arrays need
#define __launch_bounds__(...)
#define __forceinline__ inline
#define __noinline__ __attribute__((noinline))

struct uint3 { unsigned x, y, z; };
struct dim3 { unsigned x, y, z; };
struct int2 { int x, y; };
struct uint2 { unsigned x, y; };
struct float2 { float x, y; };
struct double2 { double x, y; };
struct alignas(16) int4 { int x, y, z, w; };
struct alignas(16) uint4 { unsigned x, y, z, w; };
struct alignas(16) float4 { float x, y, z, w; };
static inline uint2 make_uint2(unsigned x, unsigned y) { return {x, y}; }
static inline uint4 make_uint4(unsigned x, unsigned y, unsigned z, unsigned w) { return {x, y, z, w}; }
static inline float2 make_float2(float x, float y) { return {x, y}; }
static inline float4 make_float4(float x, float y, float z, float w) { return {x, y, z, w}; }
static inline double2 make_double2(double x, double y) { return {x, y}; }

static uint3 threadIdx, blockIdx;
static dim3 blockDim, gridDim;
static const int warpSize = 32;

namespace cuda_on_host {

constexpr std::size_t STACK = 128 * 1024;

struct Fiber {
    ucontext_t context;
    std::unique_ptr<char[]> stack{new char[STACK]};
    uint3 index;
    bool done, at_barrier;
    unsigned waits_for;  // member mask of the lanes that this one waits for, or 0
    std::uint64_t slot;  // what it offers to the other lanes
};

struct Call {
    virtual void run() = 0;
};

static std::vector<Fiber> fibers;
static ucontext_t scheduler;
static unsigned self, live, events;
static unsigned counted, counting;  // votes at a barrier
static Call* call;

static inline void yield() { swapcontext(&fibers[self].context, &scheduler); }
static inline unsigned first_of_warp() { return self & ~31u; }

static inline void body() {
    call->run();
    fibers[self].done = true;
    --live, ++events;
    yield();
}

static inline bool lanes_are_here(unsigned mask) {
    if (!(mask >> (self & 31u) & 1u)) return false;  // not a member itself: waits without end
    for (unsigned lane = 0, first = first_of_warp(); lane < 32 && first + lane < fibers.size(); ++lane) {
        const Fiber& fiber = fibers[first + lane];
        if ((mask >> lane & 1u) && !fiber.done && fiber.waits_for != mask) return false;
    }
    return true;
}

static inline void sync_warp(unsigned mask) {
    fibers[self].waits_for = mask;
    ++events;
    while (fibers[self].waits_for) {
        if (!lanes_are_here(mask)) {
            yield();
            continue;
        }
        for (unsigned lane = 0, first = first_of_warp(); lane < 32 && first + lane < fibers.size(); ++lane)
            if (mask >> lane & 1u) fibers[first + lane].waits_for = 0;
    }
}

// Calls visit(lane, value) for each lane of the mask that is there, in order.
template <class T, class Visit>
static inline void exchange(unsigned mask, T value, Visit visit) {
    static_assert(sizeof(T) <= 8 && std::is_trivially_copyable<T>::value, "a register or two");
    std::memcpy(&fibers[self].slot, &value, sizeof(T));
    sync_warp(mask);
    for (unsigned lane = 0, first = first_of_warp(); lane < 32 && first + lane < fibers.size(); ++lane) {
        if (!(mask >> lane & 1u) || fibers[first + lane].done) continue;
        T other;
        std::memcpy(&other, &fibers[first + lane].slot, sizeof(T));
        visit(lane, other);
    }
    sync_warp(mask);  // nobody offers anything new until all have seen this
}

template <class T>
static inline T shuffle(unsigned mask, T value, int source, bool inside) {
    T result = value;
    exchange(mask, value, [&](unsigned lane, T other) {
        if (inside && int(lane) == source) result = other;
    });
    return result;
}

static inline unsigned sync_threads(unsigned vote) {
    counting += vote;
    fibers[self].at_barrier = true;
    ++events;
    while (fibers[self].at_barrier) yield();
    return counted;
}

// Runs one block; false if its threads wait for each other without end.
static inline bool run_block() {
    unsigned number = 0;
    live = unsigned(fibers.size());
    for (Fiber& fiber : fibers) {
        fiber.index = {number % blockDim.x, number / blockDim.x % blockDim.y, number / (blockDim.x * blockDim.y)};
        fiber.done = fiber.at_barrier = false;
        fiber.waits_for = 0;
        getcontext(&fiber.context);
        fiber.context.uc_stack.ss_sp = fiber.stack.get();
        fiber.context.uc_stack.ss_size = STACK;
        fiber.context.uc_link = nullptr;
        makecontext(&fiber.context, body, 0);
        ++number;
    }
    while (live) {
        const unsigned before = events;
        unsigned held = 0;
        for (self = 0; self < fibers.size(); ++self) {
            Fiber& fiber = fibers[self];
            if (!fiber.done && !fiber.at_barrier) {
                threadIdx = fiber.index;
                swapcontext(&scheduler, &fiber.context);
            }
            held += !fiber.done && fiber.at_barrier;
        }
        if (held == live) {
            counted = counting, counting = 0, ++events;
            for (Fiber& fiber : fibers) fiber.at_barrier = false;
        }
        if (events == before) return false;
    }
    return true;
}

template <class... P, std::size_t... I>
static inline int launch(void (*kernel)(P...), const unsigned* shape, void** arguments, std::index_sequence<I...>) {
    struct Bound : Call {
        void (*kernel)(P...);
        void** arguments;
        void run() override { kernel(*static_cast<std::remove_cv_t<P>*>(arguments[I])...); }
    } bound;
    bound.kernel = kernel, bound.arguments = arguments, call = &bound;
    gridDim = {shape[0], shape[1], shape[2]}, blockDim = {shape[3], shape[4], shape[5]};
    fibers = std::vector<Fiber>(std::size_t(blockDim.x) * blockDim.y * blockDim.z);
    counting = 0;
    for (blockIdx.z = 0; blockIdx.z < gridDim.z; ++blockIdx.z)
        for (blockIdx.y = 0; blockIdx.y < gridDim.y; ++blockIdx.y)
            for (blockIdx.x = 0; blockIdx.x < gridDim.x; ++blockIdx.x)
                if (!run_block()) return 1;
    return 0;
}

template <class... P>
static inline int launch(void (*kernel)(P...), const unsigned* shape, void** arguments) {
    return launch(kernel, shape, arguments, std::index_sequence_for<P...>());
}

template <class To, class From>
static inline To bits(From from) {
    static_assert(sizeof(To) == sizeof(From), "same size");
    To to;
    std::memcpy(&to, &from, sizeof to);
    return to;
}

// Saturating conversion of an integral value; NaN is zero, or the highest bit where either type has 64 bits.
template <class To, class From>
static inline To integer(From integral) {
    constexpr int width = 8 * sizeof(To);
    constexpr bool is_signed = std::is_signed<To>::value;
    const double value = integral, end = std::ldexp(1.0, width - is_signed);
    const To top = To(std::uint64_t(1) << (width - 1));
    if (std::isnan(value)) return sizeof(To) == 8 || sizeof(From) == 8 ? top : To(0);
    if (value >= end) return is_signed ? To(~top) : To(~std::uint64_t(0));
    if (value <= (is_signed ? -end : 0.0)) return is_signed ? top : To(0);
    return To(value);
}

// IEEE minimum and maximum with -0 below +0, and the number where one of them is NaN.
template <class T>
static inline T lesser(T a, T b) {
    if (std::isnan(a)) return b;
    if (std::isnan(b)) return a;
    return a < b || (a == b && std::signbit(a)) ? a : b;
}
template <class T>
static inline T greater(T a, T b) {
    if (std::isnan(a)) return b;
    if (std::isnan(b)) return a;
    return a > b || (a == b && std::signbit(b)) ? a : b;
}

template <class T, class Combine>
static inline T update(T* place, Combine combine) {
    const T old = *place;
    *place = combine(old);
    return old;
}

}  // namespace cuda_on_host

// Bits.
static inline int __popc(unsigned x) { return __builtin_popcount(x); }
static inline int __popcll(unsigned long long x) { return __builtin_popcountll(x); }
static inline int __clz(int x) { return x ? __builtin_clz(unsigned(x)) : 32; }
static inline int __clzll(long long x) { return x ? __builtin_clzll(x) : 64; }
static inline int __ffs(int x) { return __builtin_ffs(x); }
static inline int __ffsll(long long x) { return __builtin_ffsll(x); }
static inline unsigned __umulhi(unsigned a, unsigned b) { return unsigned(std::uint64_t(a) * b >> 32); }
static inline int __mulhi(int a, int b) { return int(std::int64_t(a) * b >> 32); }
static inline unsigned long long __umul64hi(unsigned long long a, unsigned long long b) {
    return (unsigned long long)((unsigned __int128)a * b >> 64);
}
static inline long long __mul64hi(long long a, long long b) { return (long long)((__int128)a * b >> 64); }
static inline unsigned __brev(unsigned x) {
    unsigned reversed = 0;
    for (int bit = 0; bit < 32; ++bit) reversed |= (x >> bit & 1u) << (31 - bit);
    return reversed;
}
static inline unsigned long long __brevll(unsigned long long x) {
    return (unsigned long long)__brev(unsigned(x)) << 32 | __brev(unsigned(x >> 32));
}
static inline unsigned __funnelshift_l(unsigned low, unsigned high, unsigned n) {
    return unsigned(((std::uint64_t(high) << 32 | low) << (n & 31)) >> 32);
}
static inline unsigned __funnelshift_r(unsigned low, unsigned high, unsigned n) {
    return unsigned((std::uint64_t(high) << 32 | low) >> (n & 31));
}
static inline unsigned __float_as_uint(float x) { return cuda_on_host::bits<unsigned>(x); }
static inline int __float_as_int(float x) { return cuda_on_host::bits<int>(x); }
static inline float __uint_as_float(unsigned x) { return cuda_on_host::bits<float>(x); }
static inline float __int_as_float(int x) { return cuda_on_host::bits<float>(x); }
static inline long long __double_as_longlong(double x) { return cuda_on_host::bits<long long>(x); }
static inline double __longlong_as_double(long long x) { return cuda_on_host::bits<double>(x); }

// Arithmetic, rounded to nearest.
static inline float __fmaf_rn(float a, float b, float c) { return std::fma(a, b, c); }
static inline double __fma_rn(double a, double b, double c) { return std::fma(a, b, c); }
#define CUDA_ON_HOST_ARITHMETIC(T, letter, f)                                  \
    static inline T __##letter##add_rn(T a, T b) { return a + b; }             \
    static inline T __##letter##sub_rn(T a, T b) { return a - b; }             \
    static inline T __##letter##mul_rn(T a, T b) { return a * b; }             \
    static inline T __##letter##div_rn(T a, T b) { return a / b; }             \
    static inline T __##letter##rcp_rn(T a) { return T(1) / a; }               \
    static inline T __##letter##sqrt_rn(T a) { return std::sqrt(a); }          \
    static inline T cuda_fmin##f(T a, T b) { return cuda_on_host::lesser(a, b); } \
    static inline T cuda_fmax##f(T a, T b) { return cuda_on_host::greater(a, b); }
CUDA_ON_HOST_ARITHMETIC(float, f, f)
CUDA_ON_HOST_ARITHMETIC(double, d, )
#define fminf cuda_fminf
#define fmaxf cuda_fmaxf
#define fmin cuda_fmin
#define fmax cuda_fmax
using std::isfinite;
using std::isinf;
using std::isnan;
using std::signbit;

// Conversions.
#define CUDA_ON_HOST_TO_INTEGER(name, From, To)                                                             \
    static inline To __##name##_rn(From x) { return cuda_on_host::integer<To>(std::nearbyint(x)); }         \
    static inline To __##name##_rz(From x) { return cuda_on_host::integer<To>(std::trunc(x)); }             \
    static inline To __##name##_rd(From x) { return cuda_on_host::integer<To>(std::floor(x)); }             \
    static inline To __##name##_ru(From x) { return cuda_on_host::integer<To>(std::ceil(x)); }
CUDA_ON_HOST_TO_INTEGER(float2int, float, int)
CUDA_ON_HOST_TO_INTEGER(float2uint, float, unsigned)
CUDA_ON_HOST_TO_INTEGER(float2ll, float, long long)
CUDA_ON_HOST_TO_INTEGER(float2ull, float, unsigned long long)
CUDA_ON_HOST_TO_INTEGER(double2int, double, int)
CUDA_ON_HOST_TO_INTEGER(double2uint, double, unsigned)
CUDA_ON_HOST_TO_INTEGER(double2ll, double, long long)
CUDA_ON_HOST_TO_INTEGER(double2ull, double, unsigned long long)
#define CUDA_ON_HOST_TO_FLOAT(name, From)                                \
    static inline float __##name##2float_rn(From x) { return float(x); } \
    static inline double __##name##2double_rn(From x) { return double(x); }
CUDA_ON_HOST_TO_FLOAT(int, int)
CUDA_ON_HOST_TO_FLOAT(uint, unsigned)
CUDA_ON_HOST_TO_FLOAT(ll, long long)
CUDA_ON_HOST_TO_FLOAT(ull, unsigned long long)
static inline float __double2float_rn(double x) { return float(x); }

#define CUDA_ON_HOST_EXTREMES(T)                             \
    static inline T min(T a, T b) { return b < a ? b : a; }  \
    static inline T max(T a, T b) { return a < b ? b : a; }
CUDA_ON_HOST_EXTREMES(int)
CUDA_ON_HOST_EXTREMES(unsigned)
CUDA_ON_HOST_EXTREMES(long long)
CUDA_ON_HOST_EXTREMES(unsigned long long)

// Memory: blocks run one after the other, so that nothing more is needed for atomicity.
template <class T>
static inline T __ldg(const T* place) { return *place; }
static inline void __threadfence() {}
static inline void __threadfence_block() {}
#define CUDA_ON_HOST_ATOMICS(T)                                                                                        \
    static inline T atomicAdd(T* place, T x) { return cuda_on_host::update(place, [=](T old) { return old + x; }); }   \
    static inline T atomicMin(T* place, T x) { return cuda_on_host::update(place, [=](T old) { return min(old, x); }); } \
    static inline T atomicMax(T* place, T x) { return cuda_on_host::update(place, [=](T old) { return max(old, x); }); } \
    static inline T atomicAnd(T* place, T x) { return cuda_on_host::update(place, [=](T old) { return old & x; }); }   \
    static inline T atomicOr(T* place, T x) { return cuda_on_host::update(place, [=](T old) { return old | x; }); }    \
    static inline T atomicXor(T* place, T x) { return cuda_on_host::update(place, [=](T old) { return old ^ x; }); }   \
    static inline T atomicExch(T* place, T x) { return cuda_on_host::update(place, [=](T) { return x; }); }            \
    static inline T atomicCAS(T* place, T expected, T x) {                                                             \
        return cuda_on_host::update(place, [=](T old) { return old == expected ? x : old; });                          \
    }
CUDA_ON_HOST_ATOMICS(int)
CUDA_ON_HOST_ATOMICS(unsigned)
CUDA_ON_HOST_ATOMICS(unsigned long long)

// Threads together.
static inline void __syncthreads() { cuda_on_host::sync_threads(0); }
static inline int __syncthreads_count(int vote) { return int(cuda_on_host::sync_threads(vote != 0)); }
static inline int __syncthreads_or(int vote) { return cuda_on_host::sync_threads(vote != 0) != 0; }
static inline int __syncthreads_and(int vote) { return cuda_on_host::sync_threads(vote == 0) == 0; }
static inline void __syncwarp(unsigned mask = ~0u) { cuda_on_host::sync_warp(mask); }
template <class T>
static inline T __shfl_sync(unsigned mask, T value, int source, int width = 32) {
    const int first = int(cuda_on_host::self & 31u) & ~(width - 1);
    return cuda_on_host::shuffle(mask, value, first | (source & (width - 1)), true);
}
template <class T>
static inline T __shfl_up_sync(unsigned mask, T value, unsigned by, int width = 32) {
    const int lane = int(cuda_on_host::self & 31u), source = lane - int(by);
    return cuda_on_host::shuffle(mask, value, source, source >= (lane & ~(width - 1)));
}
template <class T>
static inline T __shfl_down_sync(unsigned mask, T value, unsigned by, int width = 32) {
    const int lane = int(cuda_on_host::self & 31u), source = lane + int(by);
    return cuda_on_host::shuffle(mask, value, source, source <= (lane | (width - 1)));
}
template <class T>
static inline T __shfl_xor_sync(unsigned mask, T value, int by, int width = 32) {
    const int lane = int(cuda_on_host::self & 31u), source = lane ^ by;
    return cuda_on_host::shuffle(mask, value, source, source <= (lane | (width - 1)));
}
static inline unsigned __ballot_sync(unsigned mask, int vote) {
    unsigned word = 0;
    cuda_on_host::exchange(mask, vote, [&](unsigned lane, int other) { word |= unsigned(other != 0) << lane; });
    return word;
}
static inline int __any_sync(unsigned mask, int vote) { return __ballot_sync(mask, vote) != 0; }
static inline int __all_sync(unsigned mask, int vote) { return __ballot_sync(mask, !vote) == 0; }
template <class T>
static inline unsigned __match_any_sync(unsigned mask, T value) {
    unsigned word = 0;
    cuda_on_host::exchange(mask, value, [&](unsigned lane, T other) { word |= unsigned(other == value) << lane; });
    return word;
}
template <class T>
static inline T __reduce_add_sync(unsigned mask, T value) {
    T total = 0;
    cuda_on_host::exchange(mask, value, [&](unsigned, T other) { total += other; });
    return total;
}

#define CUDA_ON_HOST_ENTRY(kernel)                                                                \
    extern "C" int launch_##kernel(const unsigned* shape, void** arguments) {                     \
        return cuda_on_host::launch(kernel, shape, arguments);                                    \
    }
