#pragma once
// Which sequence numbers to ask for, and when: at first when later packets came or their own time is over, then each
// 1.2 round trips or sooner (LinkEstimates::retry), until half a round trip before their instant. PROTOCOL.md 11.6.
// Pure. Limits: kMaxRequests for one number, kMaxNackEntries for one packet.

#include <functional>
#include <optional>

#include "protocol/rtp/control_packet.hpp"
#include "terminal-fw/live/candidate_store.hpp"
#include "terminal-fw/live/estimates.hpp"
#include "terminal-fw/live/sequence_window.hpp"

namespace tongluo::live {

class Repairs {
 public:
  // `instant`: when a number's first sample sounds, by the steady clock.
  using Instant = std::function<SteadyTime(std::uint32_t sequence)>;

  Repairs(SequenceWindow& window, const CandidateStore& candidates) : window_(window), candidates_(candidates) {}

  // Everything below `sequence` that is not here is missing since now; asked for after the margin seen.
  void notice_below(SteadyTime now, std::uint32_t sequence);
  void notice(SteadyTime now, std::uint32_t sequence);  // this one
  void extend(std::uint32_t highest) { highest_ = std::max(highest_, highest); }
  void begin(std::uint32_t highest) { highest_ = highest; }
  std::uint32_t highest() const { return highest_; }  // that is believed to exist
  // A link that was silent speaks again: what was asked for meanwhile was lost with the rest.
  void link_is_back(SteadyTime now, SteadyTime silent_since);
  // What came now for this number answers a request; sooner than half a round trip it came by itself.
  bool was_repaired(SteadyTime now, const Slot& slot) const;
  // The packet came; counts towards the estimates.
  void on_delivered(SteadyTime now, const Slot& slot);

  // What is due now; nothing: nothing is. Call again until then, at most kMaxNacksAtOnce times.
  std::optional<rtp::Nack> due(SteadyTime now, const Instant& instant);
  SteadyTime next_deadline(const Instant& instant) const;

  LinkEstimates& estimates() { return estimates_; }
  const LinkEstimates& estimates() const { return estimates_; }

 private:
  bool wants(std::uint32_t sequence, const Instant& instant) const;
  bool has_candidate(std::uint32_t sequence) const;

  SequenceWindow& window_;
  const CandidateStore& candidates_;
  LinkEstimates estimates_;
  std::uint32_t highest_ = 0;
};

// How many sequence numbers a request names.
std::size_t asked_count(const rtp::Nack& nack);

}  // namespace tongluo::live
