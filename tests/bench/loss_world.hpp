#pragma once
// One live stream through a bad link to several terminals, in virtual time: the controller's and the terminals' real
// machines, tools/link_model between them. Deterministic by its settings, but for the signatures' bytes.

#include "protocol/base/time.hpp"
#include "tools/link_model/profile.hpp"

namespace tongluo::bench {

struct LossSettings {
  link_model::Profile profile;
  milliseconds playout_delay{};
  std::size_t train_packets = 1;
  std::size_t terminals = 20;  // each has its own seed
  std::uint64_t first_seed = 1;
  std::size_t packets = 10'000;  // of 60 ms
};

// Sums over all terminals. Octets with the 28 of IPv4 and UDP; those of the control channel without.
struct LossResult {
  std::uint64_t packets = 0;  // that should have sounded
  std::uint64_t missing = 0;  // not there at their instant
  std::uint64_t gaps = 0;     // runs of missing ones
  std::uint64_t longest_gap = 0;
  std::uint64_t fallbacks = 0;   // to the control channel
  std::uint64_t reconnects = 0;  // plays that ended because the stream was lost
  std::uint64_t packet_octets = 0;
  std::uint64_t manifest_octets = 0;
  std::uint64_t repair_octets = 0;  // with challenges and answers
  std::uint64_t up_octets = 0;      // requests, opens, questions
  std::uint64_t control_octets = 0;

  double missing_pct() const { return 100.0 * static_cast<double>(missing) / static_cast<double>(packets); }
  double pct_of_packets(std::uint64_t octets) const {
    return 100.0 * static_cast<double>(octets) / static_cast<double>(packet_octets);
  }
};

LossResult run_loss(const LossSettings& settings);

}  // namespace tongluo::bench
