#include "tools/link-emu/postponed.hpp"

#include <algorithm>
#include <tuple>

#include "protocol/os/clock.hpp"

namespace tongluo::link_emu {

bool Postponed::later(const Entry& a, const Entry& b) { return std::tie(a.due, a.number) > std::tie(b.due, b.number); }

bool Postponed::at(SteadyTime due, std::size_t bytes, Action action) {
  if (waiting_bytes_ + bytes > kMaxWaitingBytes) return ++counters_.refused, false;
  waiting_bytes_ += bytes;
  heap_.push_back({due, next_number_++, bytes, std::move(action)});
  std::push_heap(heap_.begin(), heap_.end(), later);
  arm();
  return true;
}

void Postponed::arm() {
  if (heap_.empty() || heap_.front().due >= armed_for_) return;
  armed_for_ = heap_.front().due;
  timer_.expires_at(on_clock(armed_for_));
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) run_due();
  });
}

void Postponed::run_due() {
  armed_for_ = SteadyTime::max();
  const SteadyTime now = os::steady_now();
  while (!heap_.empty() && heap_.front().due <= now) {
    std::pop_heap(heap_.begin(), heap_.end(), later);
    const Entry entry = std::move(heap_.back());
    heap_.pop_back();
    waiting_bytes_ -= entry.bytes;
    const microseconds late = now - entry.due;
    counters_.total_late += late;
    counters_.most_late = std::max(counters_.most_late, late);
    ++counters_.done;
    entry.action();
  }
  arm();
}

}  // namespace tongluo::link_emu
