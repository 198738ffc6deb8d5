#include "tests/sim/trace.hpp"

#include <cinttypes>
#include <cstdio>

namespace tongluo::sim {

void Trace::line(SteadyTime at, const std::string& text) {
  char stamp[32];
  const std::int64_t us = at.time_since_epoch().count();
  std::snprintf(stamp, sizeof stamp, "%6" PRId64 ".%06" PRId64 " ", us / 1'000'000, us % 1'000'000);
  std::string whole = stamp + text;
  for (const char c : whole) hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  ++lines_;
  if (all_ != nullptr) *all_ << whole << '\n';
  last_.push_back(std::move(whole));
  if (last_.size() > kKeptLines) last_.pop_front();
}

}  // namespace tongluo::sim
