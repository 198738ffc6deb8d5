#pragma once
// The model's own random numbers: xoshiro256** (Blackman, Vigna 2018), seeded by splitmix64. Integers only, and no
// function of the mathematics library, so that one seed gives one trace on every platform and standard library.

#include <array>
#include <chrono>
#include <cstdint>

#include "protocol/base/time.hpp"

namespace tongluo::link_model {

// One step of splitmix64: a well mixed 64-bit number for each input. Also makes independent seeds of one seed.
std::uint64_t mix(std::uint64_t value);

class SeededRandom {
 public:
  explicit SeededRandom(std::uint64_t seed);
  std::uint64_t next();
  // True with this probability, 0 to 1.
  bool chance(double probability);
  // Exponentially distributed, 0 to about 40 means; zero when the mean is. The mean is at most kMaxMean.
  microseconds exponential(microseconds mean);
  static constexpr auto kMaxMean = seconds(60);

 private:
  std::array<std::uint64_t, 4> state_{};
};

}  // namespace tongluo::link_model
