#pragma once
// What all parts of one simulated county share: virtual time, the true time of day, the trace, and the witness that
// looks after every event. One thread. A breach of a promise stops the world: nothing that is scheduled runs any more.

#include <functional>
#include <optional>

#include "tests/bench/virtual_time.hpp"
#include "tests/sim/dice.hpp"
#include "tests/sim/trace.hpp"
#include "tests/support/trust_fixture.hpp"

namespace tongluo::sim {

struct Breach {
  std::string promise;
  std::string detail;
};

class Environment {
 public:
  Environment(std::uint64_t seed, std::ostream* all) : dice(seed), trace(all) {}

  SteadyTime now() const { return time_.now(); }
  WallTime true_wall() const { return test::kNow + now().time_since_epoch(); }
  void at(SteadyTime due, std::function<void()> action) { time_.at(due, std::move(action)); }
  void after(microseconds wait, std::function<void()> action) { at(now() + wait, std::move(action)); }
  void run_until(SteadyTime end) {
    time_.run_until(end, [this](const std::function<void()>& action) {
      if (breach) return;
      action();
      ++events;
      if (after_event) after_event();
    });
  }
  void note(const std::string& text) { trace.line(now(), text); }
  void broken(std::string promise, std::string detail) {
    if (breach) return;
    note("BROKEN " + promise + ": " + detail);
    breach = Breach{std::move(promise), std::move(detail)};
  }

  Dice dice;
  Trace trace;
  std::function<void()> after_event;
  std::optional<Breach> breach;
  std::uint64_t events = 0;

 private:
  bench::VirtualTime time_;
};

// The first digits of a digest: enough to tell the objects of one world apart.
inline std::string short_name(const Digest& digest) { return to_string(digest).substr(0, 8); }

}  // namespace tongluo::sim
