#include "tools/link_model/seeded_random.hpp"

#include <bit>

#include "protocol/base/assert.hpp"

namespace tongluo::link_model {

std::uint64_t mix(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15ULL;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
  return value ^ (value >> 31);
}

SeededRandom::SeededRandom(std::uint64_t seed) {
  constexpr std::uint64_t kGoldenRatio = 0x9e3779b97f4a7c15ULL;
  for (std::size_t i = 0; i < state_.size(); ++i) state_[i] = mix(seed + i * kGoldenRatio);
}

std::uint64_t SeededRandom::next() {
  const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const std::uint64_t shifted = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

bool SeededRandom::chance(double probability) {
  constexpr double kUnit = 1.0 / 9007199254740992.0;  // 2^-53: the product is exact
  return static_cast<double>(next() >> 11) * kUnit < probability;
}

// Von Neumann's method: compares uniform numbers only. A falling run of odd length accepts its first number as the
// fraction; an even one adds one mean and tries again.
microseconds SeededRandom::exponential(microseconds mean) {
  TL_ASSERT(mean >= microseconds(0) && mean <= kMaxMean);
  constexpr std::uint64_t kMostMeans = 40;  // e^-40 never happens; it only bounds the loop
  for (std::uint64_t whole = 0;; ++whole) {
    const std::uint64_t first = next();
    std::uint64_t previous = first;
    bool odd = true;
    for (std::uint64_t drawn = next(); drawn < previous; drawn = next()) {
      previous = drawn;
      odd = !odd;
    }
    if (!odd && whole < kMostMeans) continue;
    const std::uint64_t means_32 = (whole << 32) | (first >> 32);  // in 2^-32 of a mean
    return microseconds(static_cast<std::int64_t>((means_32 * static_cast<std::uint64_t>(mean.count())) >> 32));
  }
}

}  // namespace tongluo::link_model
