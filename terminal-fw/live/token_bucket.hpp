#pragma once
// So many a second, so many at once. Pure value.

#include <algorithm>
#include <cstdint>

#include "protocol/base/time.hpp"

namespace tongluo::live {

class TokenBucket {
 public:
  TokenBucket(std::uint32_t per_second, std::uint32_t burst)
      : interval_(microseconds(seconds(1)) / per_second), room_(interval_ * burst), credit_(room_) {}
  bool take(SteadyTime now) {
    if (now > last_) credit_ = std::min(room_, credit_ + (now - last_));
    last_ = std::max(last_, now);
    if (credit_ < interval_) return false;
    credit_ -= interval_;
    return true;
  }

 private:
  microseconds interval_;
  microseconds room_;
  microseconds credit_;
  SteadyTime last_{};
};

}  // namespace tongluo::live
