// The benchmark model and the sampling in front of it, written by hand for AVX2 and FMA: the most that one can expect.
// Compiled by native.py without contraction: fma is written where it is meant, so that operations can be counted.
#include <cstddef>
#include <thread>
#include <vector>

#include "vector.hpp"

namespace {

constexpr int kInputs = 30;
constexpr int kYears = 20;

// Inputs in the order of benchmarks/model/inputs.py.
enum Input {
  kLaunchPrice, kLaunchFloor, kLearningRate, kFleetGrowth, kFleetSaturation, kExperienceYears, kNewLauncherYears,
  kNewLauncherFactor, kCellEfficiency, kArrayDegradation, kArrayKgPerM2, kArrayUsdPerW, kRadiatorTemperature,
  kRadiatorEmissivity, kRadiatorKgPerM2, kItKgPerKw, kBusMassFraction, kPowerOverhead, kLifeYears, kFailureRate,
  kPlatformDecline, kMaintenanceFraction, kCostOfCapital, kOrbitPremium, kPremiumFadeYears, kElectricity,
  kElectricityGrowth, kPue, kGroundUsdPerKw, kCarbon,
};

template <class V>
struct Outcome {
  V breakeven_year, npv;
};

template <class V>
INLINE V capital_recovery(V rate, V minus_life) {
  return rate / (V(1.0f) - exp2(minus_life * log2(V(1.0f) + rate)));
}

// benchmarks.model.breakeven. What does not depend on the year is computed once; the years are gone through in several
// short loops rather than a long one, so that the processor finds independent work in the next year.
template <class V>
INLINE Outcome<V> breakeven(const float* from, std::size_t stride) {
  const auto x = [&](Input input) { return V::load(from + input * stride); };
  const V one = 1.0f, zero = 0.0f;

  const V life = x(kLifeYears), minus_life = -life;
  const V load_w = fma(V(1000.0f), x(kPowerOverhead), V(1000.0f));
  const V array_w = load_w / exp2(life * log2(one - x(kArrayDegradation)));
  const V array_m2 = array_w / (V(1361.0f * 0.9f) * x(kCellEfficiency));
  const V temperature_2 = x(kRadiatorTemperature) * x(kRadiatorTemperature);
  const V emitted = V(2.0f * 5.670374419e-8f) * x(kRadiatorEmissivity) * (temperature_2 * temperature_2);
  const V radiator_m2 = load_w / (emitted - V(150.0f));
  V payload_kg = fma(array_m2, x(kArrayKgPerM2), x(kItKgPerKw));
  payload_kg = fma(radiator_m2, x(kRadiatorKgPerM2), payload_kg);
  payload_kg = fma(V(2.0f), sqrt(array_m2 + radiator_m2), payload_kg);
  const V mass_kg = payload_kg / (one - x(kBusMassFraction));
  const V platform_usd = fma(x(kArrayUsdPerW), array_w, V(150.0f) * x(kBusMassFraction) * mass_kg);
  const V lost = x(kFailureRate) * life;
  const V launched_per_served = lost / (one - exp(-lost));
  const V transport = launched_per_served * mass_kg * V(1.08f);
  const V platform = launched_per_served * platform_usd;

  const V price = x(kLaunchPrice), floor = x(kLaunchFloor);
  const V later_price = price * x(kNewLauncherFactor), launcher_years = x(kNewLauncherYears);
  const V saturation = x(kFleetSaturation), decay = -x(kFleetGrowth);
  const V per_experience = one / x(kExperienceYears), exponent = log2(one - x(kLearningRate));
  const V decline = -x(kPlatformDecline), maintenance = x(kMaintenanceFraction);
  const V base_rate = x(kCostOfCapital), premium = x(kOrbitPremium), per_fade = one / x(kPremiumFadeYears);
  const V energy = V(8766.0f) * x(kPue), electricity_growth = x(kElectricityGrowth);
  const V electricity = energy * x(kElectricity);
  const V ground = fma(energy, V(0.35e-3f) * x(kCarbon), x(kGroundUsdPerKw) * capital_recovery(base_rate, V(-20.0f)));

  V fleet[kYears], outlay[kYears], gap[kYears], factor[kYears];
  for (int year = 0; year < kYears; ++year) {
    fleet[year] = saturation / fma(saturation - one, exp(decay * V(float(year))), one);
  }
  V fleets = zero;
  for (int year = 0; year < kYears; ++year) {
    fleets = fleets + fleet[year];
    fleet[year] = fma(fleets, per_experience, one);
  }
  for (int year = 0; year < kYears; ++year) {
    const V t = float(year);
    const V learned = exp2(exponent * log2(fleet[year]));
    const V launch_price = max(select(launcher_years > t, price, later_price) * learned, floor);
    outlay[year] = fma(transport, launch_price, platform * exp(decline * t));
  }
  for (int year = 0; year < kYears; ++year) {
    const V t = float(year);
    const V rate = fma(premium, max(fnma(t, per_fade, one), zero), base_rate);
    const V orbit = outlay[year] * (capital_recovery(rate, minus_life) + maintenance);
    gap[year] = orbit - fma(electricity, exp(electricity_growth * t), ground);
    factor[year] = one / (one + rate);
  }
  V discount = one, npv = zero, last_dearer = -1.0f;
  for (int year = 0; year < kYears; ++year) {
    discount = discount * factor[year];
    npv = fnma(gap[year], discount, npv);
    last_dearer = select(gap[year] > zero, V(float(year)), last_dearer);
  }
  return {select(last_dearer > V(kYears - 1.5f), V(__builtin_inff()), last_dearer + one), npv};
}

void evaluate(const float* inputs, std::size_t stride, std::size_t samples, float* year, float* npv) {
  for (std::size_t first = 0; first < samples; first += 16) {
    const Outcome<Lanes> outcome = breakeven<Lanes>(inputs + first, stride);
    outcome.breakeven_year.store(year + first);
    outcome.npv.store(npv + first);
  }
}

// Four counters of Philox4x32-10 (Salmon et al. 2011), as pairs of words in 64-bit lanes, the first of a pair below.
struct Pairs {
  __m256i first, second;
};

Pairs philox(Pairs state, std::uint64_t key) {
  const __m256i high = _mm256_set1_epi64x(std::int64_t(0xffffffff00000000));
  const __m256i multiplier_0 = _mm256_set1_epi64x(0xD2511F53), multiplier_1 = _mm256_set1_epi64x(0xCD9E8D57);
  std::uint32_t key_0 = std::uint32_t(key), key_1 = std::uint32_t(key >> 32);
  for (int round = 0; round < 10; ++round, key_0 += 0x9E3779B9, key_1 += 0xBB67AE85) {
    const __m256i product_0 = _mm256_mul_epu32(state.first, multiplier_0);
    const __m256i product_1 = _mm256_mul_epu32(state.second, multiplier_1);
    const __m256i mixed_0 = _mm256_xor_si256(_mm256_and_si256(state.first, high),
                                             _mm256_set1_epi64x(std::int64_t(std::uint64_t(key_0) << 32)));
    const __m256i mixed_1 = _mm256_xor_si256(_mm256_and_si256(state.second, high),
                                             _mm256_set1_epi64x(std::int64_t(std::uint64_t(key_1) << 32)));
    state.first = _mm256_shuffle_epi32(_mm256_xor_si256(product_1, mixed_0), 0xB1);  // halves change places
    state.second = _mm256_shuffle_epi32(_mm256_xor_si256(product_0, mixed_1), 0xB1);
  }
  return state;
}

// Quantile of the standard normal distribution at the middle of one of 2^32 cells.
// Wichura (1988), algorithm AS 241 (PPND7); its far tail begins below 2^-33 and is never met.
INLINE Lanes normal(__m256i bits_a, __m256i bits_b) {
  const auto to_float = [](__m256i bits) { return _mm256_cvtepi32_ps(bits); };
  const auto from_middle = [](__m256i bits) { return _mm256_xor_si256(bits, _mm256_set1_epi32(INT32_MIN)); };
  const auto from_end = [](__m256i bits) { return _mm256_xor_si256(bits, _mm256_srai_epi32(bits, 31)); };
  const Lanes cell = 0x1p-32f, half_cell = 0x1p-33f, sign_bit = -0.0f;
  const Lanes centred = fma({to_float(from_middle(bits_a)), to_float(from_middle(bits_b))}, cell, half_cell);
  const Lanes tail = fma({to_float(from_end(bits_a)), to_float(from_end(bits_b))}, cell, half_cell);
  const Lanes far = fnma(centred, centred, Lanes(0.180625f));  // negative beyond 0.425
  const Lanes s = sqrt(-log(tail)) - Lanes(1.6f);
  const Lanes near_top = centred * polynomial(far, Lanes(5.9109374720e1f), Lanes(1.5929113202e2f),
                                              Lanes(5.0434271938e1f), Lanes(3.3871327179f));
  const Lanes near_bottom = polynomial(far, Lanes(6.7187563600e1f), Lanes(7.8757757664e1f), Lanes(1.7895169469e1f),
                                       Lanes(1.0f));
  const Lanes far_top = polynomial(s, Lanes(1.7023821103e-1f), Lanes(1.3067284816f), Lanes(2.7568153900f),
                                   Lanes(1.4234372777f));
  const Lanes far_bottom = polynomial(s, Lanes(1.2021132975e-1f), Lanes(7.3700164250e-1f), Lanes(1.0f));
  const auto with_sign = [](__m256 size, __m256 of, __m256 bit) { return _mm256_or_ps(size, _mm256_and_ps(of, bit)); };
  const Lanes signed_top = both(with_sign, far_top, centred, sign_bit);
  return select(far, signed_top, near_top) / select(far, far_bottom, near_bottom);
}

// Points from 0 of a stream, sixteen at a time, in order; `points` is a multiple of sixteen.
template <class Use>
void draw(std::uint64_t key, std::uint64_t replicate, std::size_t points, Use use) {
  __m256i counter = _mm256_setr_epi64x(0, 1, 2, 3);
  for (std::size_t point = 0; point < points; point += 16, counter = _mm256_add_epi64(counter, _mm256_set1_epi64x(4))) {
    const Pairs words = philox({counter, _mm256_set1_epi64x(std::int64_t(replicate))}, key);
    const __m256i even = _mm256_unpacklo_epi64(words.first, words.second);
    const __m256i odd = _mm256_unpackhi_epi64(words.first, words.second);
    use(point, _mm256_permute2x128_si256(even, odd, 0x20), _mm256_permute2x128_si256(even, odd, 0x31));
  }
}

}  // namespace

extern "C" {

// Inputs are rows of `stride` samples; `samples` is a multiple of sixteen times `threads`.
void model(const float* inputs, std::size_t stride, std::size_t samples, int threads, float* year, float* npv) {
  std::vector<std::thread> others;
  const std::size_t share = samples / threads;
  for (int thread = 1; thread < threads; ++thread) {
    const std::size_t first = thread * share;
    others.emplace_back(evaluate, inputs + first, stride, share, year + first, npv + first);
  }
  evaluate(inputs, stride, share, year, npv);
  for (std::thread& other : others) other.join();
}

// Arithmetic vector instructions for eight samples.
std::uint64_t model_instructions() {
  Counted::count = 0;
  breakeven<Counted>(nullptr, 0);
  return Counted::count;
}

void uniform_bits(std::uint64_t key, std::uint64_t replicate, std::size_t points, std::uint32_t* bits) {
  draw(key, replicate, points, [=](std::size_t point, __m256i first, __m256i second) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(bits + point), first);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(bits + point + 8), second);
  });
}

void normals(std::uint64_t key, std::uint64_t replicate, std::size_t points, float* scores) {
  draw(key, replicate, points, [=](std::size_t point, __m256i first, __m256i second) {
    normal(first, second).store(scores + point);
  });
}

// 12 * `iterations` fused multiply-adds on eight lanes: more chains than two units of four cycles each need to be busy.
// Returns what comes out, so that none is optimised away.
float fma_chains(std::uint64_t iterations) {
  constexpr int kPairs = 6;
  Lanes chains[kPairs];
  for (int pair = 0; pair < kPairs; ++pair) chains[pair] = float(pair);
  const Lanes factor = 0.999f, step = 0.001f;
  for (std::uint64_t iteration = 0; iteration < iterations; ++iteration) {
    for (int pair = 0; pair < kPairs; ++pair) chains[pair] = fma(chains[pair], factor, step);
  }
  Lanes sum = 0.0f;
  for (const Lanes& chain : chains) sum = sum + chain;
  return _mm256_cvtss_f32(sum.a + sum.b);
}

}  // extern "C"
