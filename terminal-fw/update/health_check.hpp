#pragma once
// Is a new image well? Facts and time in, a verdict out. Pure; time is steady and handed in.

#include <optional>
#include <string>

#include "protocol/base/time.hpp"
#include "terminal-fw/update/limits.hpp"

namespace tongluo::update {

struct HealthFacts {
  bool storage = false;  // journal open, its last commit succeeded
  bool sound = false;    // sound device open, self-check passed
  bool session = false;  // a controller's Welcome was received and the session is open
  bool operator==(const HealthFacts&) const = default;
};

// How long it may take; update/limits.hpp has the usual ones.
struct HealthLimits {
  microseconds healthy_for{kHealthyFor};
  microseconds local_deadline{kLocalDeadline};
  microseconds session_deadline{kSessionDeadline};
};

enum class Verdict : std::uint8_t { undecided, healthy, failed };

class HealthCheck {
 public:
  explicit HealthCheck(SteadyTime began, HealthLimits limits = {}) : began_(began), limits_(limits) {}
  void on_facts(SteadyTime now, const HealthFacts& facts);
  Verdict verdict(SteadyTime now) const;
  // When the verdict may change by time alone.
  SteadyTime next_deadline(SteadyTime now) const;
  std::string reason() const;  // what is missing: "storage sound session"

 private:
  bool local() const { return facts_.storage && facts_.sound; }
  SteadyTime began_;
  HealthLimits limits_;
  HealthFacts facts_;
  std::optional<SteadyTime> well_since_;  // everything works
};

}  // namespace tongluo::update
