#pragma once
// What happens later: actions with their instants and the bytes that they hold, run in the order of the instants. One
// thread (the io_context's). Limit: kMaxWaitingBytes over all; what does not fit is refused and counted.

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <vector>

#include "protocol/base/time.hpp"

namespace tongluo::link_emu {

// On the clock that SteadyTime counts.
inline std::chrono::steady_clock::time_point on_clock(SteadyTime at) {
  return std::chrono::steady_clock::time_point(at.time_since_epoch());
}

class Postponed {
 public:
  using Action = std::function<void()>;
  static constexpr std::size_t kMaxWaitingBytes = 64UL * 1024 * 1024;

  explicit Postponed(boost::asio::io_context& context) : timer_(context) {}
  // False: too much waits already, and `action` will not run.
  bool at(SteadyTime due, std::size_t bytes, Action action);

  struct Counters {
    std::uint64_t done = 0;
    std::uint64_t refused = 0;
    microseconds total_late{0};  // how late the machine was, not the model
    microseconds most_late{0};
  };
  const Counters& counters() const { return counters_; }

 private:
  struct Entry {
    SteadyTime due;
    std::uint64_t number;  // equal instants: in the order in which they came
    std::size_t bytes;
    Action action;
  };
  static bool later(const Entry& a, const Entry& b);
  void arm();
  void run_due();

  boost::asio::steady_timer timer_;
  std::vector<Entry> heap_;
  SteadyTime armed_for_ = SteadyTime::max();
  std::uint64_t next_number_ = 0;
  std::size_t waiting_bytes_ = 0;
  Counters counters_;
};

}  // namespace tongluo::link_emu
