// Sixteen float32 lanes in two AVX2 registers, and a stand-in for them that counts instructions.
//
// Two registers at a time, because the chains of dependent operations are long: one alone leaves half of the processor
// idle. Elementary functions have no special cases: no NaN, no infinity, no overflow. The model does not meet them, and
// the port is there to show the most that the processor can do.
#pragma once

#include <immintrin.h>

#include <cstdint>

#define INLINE [[gnu::always_inline]] inline

struct Lanes {
  __m256 a, b;
  Lanes() = default;
  Lanes(__m256 a, __m256 b) : a(a), b(b) {}
  Lanes(float x) : a(_mm256_set1_ps(x)), b(a) {}
  static Lanes load(const float* from) { return {_mm256_loadu_ps(from), _mm256_loadu_ps(from + 8)}; }
  void store(float* to) const { _mm256_storeu_ps(to, a), _mm256_storeu_ps(to + 8, b); }
};

// Applies an operation on registers to both of each argument.
template <class Operation, class... Arguments>
INLINE Lanes both(Operation operation, Arguments... x) {
  return {operation(x.a...), operation(x.b...)};
}

INLINE Lanes operator+(Lanes x, Lanes y) { return {x.a + y.a, x.b + y.b}; }
INLINE Lanes operator-(Lanes x, Lanes y) { return {x.a - y.a, x.b - y.b}; }
INLINE Lanes operator*(Lanes x, Lanes y) { return {x.a * y.a, x.b * y.b}; }
INLINE Lanes operator/(Lanes x, Lanes y) { return {x.a / y.a, x.b / y.b}; }
INLINE Lanes operator-(Lanes x) { return Lanes(-0.0f) - x; }
INLINE Lanes operator>(Lanes x, Lanes y) {
  return both([](__m256 x, __m256 y) { return _mm256_cmp_ps(x, y, _CMP_GT_OQ); }, x, y);
}
INLINE Lanes max(Lanes x, Lanes y) {
  return both([](__m256 x, __m256 y) { return _mm256_max_ps(x, y); }, x, y);
}
INLINE Lanes sqrt(Lanes x) {
  return both([](__m256 x) { return _mm256_sqrt_ps(x); }, x);
}
INLINE Lanes fma(Lanes x, Lanes y, Lanes z) {  // x y + z
  return both([](__m256 x, __m256 y, __m256 z) { return _mm256_fmadd_ps(x, y, z); }, x, y, z);
}
INLINE Lanes fnma(Lanes x, Lanes y, Lanes z) {  // z - x y
  return both([](__m256 x, __m256 y, __m256 z) { return _mm256_fnmadd_ps(x, y, z); }, x, y, z);
}
INLINE Lanes select(Lanes where, Lanes x, Lanes y) {
  return both([](__m256 where, __m256 x, __m256 y) { return _mm256_blendv_ps(y, x, where); }, where, x, y);
}

// The nearest integer, also left in the low bits of `shifted`.
INLINE Lanes round_shifted(Lanes x, Lanes* shifted) {
  const Lanes shift = 12582912.0f;  // 1.5 * 2^23
  *shifted = x + shift;
  return *shifted - shift;
}

// x * 2^n, n being an integer in the low bits of `shifted`.
INLINE Lanes scale(Lanes x, Lanes shifted) {
  return both(
      [](__m256 x, __m256 shifted) {
        const __m256i exponent = _mm256_slli_epi32(_mm256_castps_si256(shifted), 23);
        return _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(x), exponent));
      },
      x, shifted);
}

// x = m * 2^exponent with m from sqrt(1/2) to sqrt(2); returns m.
INLINE Lanes split(Lanes x, Lanes* exponent) {
  const auto power = [](__m256 x) {
    return _mm256_srai_epi32(_mm256_sub_epi32(_mm256_castps_si256(x), _mm256_set1_epi32(0x3f3504f3)), 23);
  };
  const auto mantissa = [=](__m256 x) {
    return _mm256_castsi256_ps(_mm256_sub_epi32(_mm256_castps_si256(x), _mm256_slli_epi32(power(x), 23)));
  };
  *exponent = both([=](__m256 x) { return _mm256_cvtepi32_ps(power(x)); }, x);
  return both(mantissa, x);
}

// Counts the instructions that the arithmetic above takes for one register; loads, stores and constants are free.
struct Counted {
  static inline std::uint64_t count = 0;
  Counted() = default;
  Counted(float) {}
  static Counted after(std::uint64_t instructions) {
    count += instructions;
    return {};
  }
  static Counted load(const float*) { return {}; }
  void store(float*) const {}
};

INLINE Counted operator+(Counted, Counted) { return Counted::after(1); }
INLINE Counted operator-(Counted, Counted) { return Counted::after(1); }
INLINE Counted operator*(Counted, Counted) { return Counted::after(1); }
INLINE Counted operator/(Counted, Counted) { return Counted::after(1); }
INLINE Counted operator-(Counted) { return Counted::after(1); }
INLINE Counted operator>(Counted, Counted) { return Counted::after(1); }
INLINE Counted fma(Counted, Counted, Counted) { return Counted::after(1); }
INLINE Counted fnma(Counted, Counted, Counted) { return Counted::after(1); }
INLINE Counted max(Counted, Counted) { return Counted::after(1); }
INLINE Counted sqrt(Counted) { return Counted::after(1); }
INLINE Counted select(Counted, Counted, Counted) { return Counted::after(1); }
INLINE Counted round_shifted(Counted, Counted*) { return Counted::after(2); }
INLINE Counted scale(Counted, Counted) { return Counted::after(2); }
INLINE Counted split(Counted, Counted*) { return Counted::after(5); }

template <class V>
INLINE V polynomial(V, V highest) {
  return highest;
}

// Horner's rule, coefficients from the highest power down.
template <class V, class... Rest>
INLINE V polynomial(V x, V highest, V next, Rest... rest) {
  return polynomial(x, fma(highest, x, next), V(rest)...);
}

// Moshier, Cephes Mathematical Library, single precision: expf, exp2f, logf; within about 1 ulp.
template <class V>
INLINE V exp(V x) {
  V shifted;
  const V n = round_shifted(x * V(1.44269504088896341f), &shifted);
  V r = fnma(n, V(0.693359375f), x);
  r = fnma(n, V(-2.12194440e-4f), r);
  const V p = polynomial(r, V(1.9875691500e-4f), V(1.3981999507e-3f), V(8.3334519073e-3f), V(4.1665795894e-2f),
                         V(1.6666665459e-1f), V(5.0000001201e-1f));
  return scale(fma(p, r * r, r) + V(1.0f), shifted);
}

template <class V>
INLINE V exp2(V x) {
  V shifted;
  const V r = x - round_shifted(x, &shifted);
  const V p = polynomial(r, V(1.535336188319500e-4f), V(1.339887440266574e-3f), V(9.618437357674640e-3f),
                         V(5.550332471162809e-2f), V(2.402264791363012e-1f), V(6.931472028550421e-1f));
  return scale(fma(p, r, V(1.0f)), shifted);
}

// Logarithm of 1 + f, f from sqrt(1/2) - 1 to sqrt(2) - 1.
template <class V>
INLINE V log_near_one(V f) {
  const V p = polynomial(f, V(7.0376836292e-2f), V(-1.1514610310e-1f), V(1.1676998740e-1f), V(-1.2420140846e-1f),
                         V(1.4249322787e-1f), V(-1.6668057665e-1f), V(2.0000714765e-1f), V(-2.4999993993e-1f),
                         V(3.3333331174e-1f));
  const V square = f * f;
  return fma(fma(p, f, V(-0.5f)), square, f);
}

template <class V>
INLINE V log(V x) {
  V exponent;
  const V m = split(x, &exponent);
  return fma(exponent, V(0.693147180559945309f), log_near_one(m - V(1.0f)));
}

template <class V>
INLINE V log2(V x) {
  V exponent;
  const V m = split(x, &exponent);
  return fma(log_near_one(m - V(1.0f)), V(1.44269504088896341f), exponent);
}
