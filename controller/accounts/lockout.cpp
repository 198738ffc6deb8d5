#include "controller/accounts/lockout.hpp"

#include <algorithm>

namespace tongluo::accounts {

void Lockout::begin(WallTime now) {
  if (now - last_ > kLockMemory) failures_ = 0;
  last_ = now;
  ++failures_;
  if (failures_ < kFreeFailures) return;
  constexpr std::uint32_t kMostDoublings = 8;
  const std::uint32_t doublings = std::min(failures_ - kFreeFailures, kMostDoublings);
  until_ = now + std::min(kLongestLock, kFirstLock * (1 << doublings));
}

void Lockout::take_back() {
  if (failures_ > 0) --failures_;
  until_ = WallTime{};
}

}  // namespace tongluo::accounts
