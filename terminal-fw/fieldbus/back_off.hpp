#pragma once
// Pauses that double from kFirstBackOff to kLastBackOff.

#include <algorithm>

#include "terminal-fw/fieldbus/limits.hpp"

namespace tongluo::fieldbus {

// After the `failures`-th failure in a row, counted from 0.
inline milliseconds back_off(std::uint32_t failures) {
  constexpr std::uint32_t kMaxDoublings = 16;
  return std::min<milliseconds>(kLastBackOff, kFirstBackOff * (1 << std::min(failures, kMaxDoublings)));
}

}  // namespace tongluo::fieldbus
