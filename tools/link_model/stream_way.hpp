#pragma once
// One direction of a TCP connection over such a link: every byte arrives, in order, some late. Pure.
//
// Each segment of at most kSegmentBytes crosses the bottleneck and is lost as a datagram would be. A lost segment is
// sent again after one round trip and kMinRto, then after twice as long each time (at most kMaxRto); a repetition finds
// the loss chain in its long-run state, and an outage loses it for certain. Everything behind it waits (head-of-line
// blocking). Not modelled: fast retransmit (a real stack mends a single loss within a round trip) and the congestion
// window; so the model is harsher on single losses and kinder on throughput than a real stack. What a real bottleneck
// would drop waits instead.

#include "tools/link_model/one_way.hpp"

namespace tongluo::link_model {

struct StreamCounters {
  std::uint64_t bytes = 0;
  std::uint64_t segments = 0;
  std::uint64_t retransmissions = 0;
  microseconds longest_stall{0};  // the longest that repetitions held up one segment
};

class StreamWay {
 public:
  static constexpr std::size_t kSegmentBytes = 1'400;
  static constexpr auto kMinRto = milliseconds(200);
  static constexpr auto kMaxRto = seconds(60);
  static constexpr int kMostRepetitions = 16;  // then it arrives: the relay has no way to lose bytes

  StreamWay(const Profile& profile, std::uint64_t seed, const OutagePlan& outages);
  // When the last of these bytes arrives; never before those sent earlier.
  SteadyTime send(SteadyTime sent, std::size_t bytes);
  const StreamCounters& counters() const { return counters_; }

 private:
  SteadyTime segment(SteadyTime sent, std::size_t bytes);
  SteadyTime repeat_until_through(SteadyTime sent);

  Profile profile_;
  OutagePlan outages_;
  LossChain loss_;
  SeededRandom ways_;
  Bottleneck bottleneck_;
  SteadyTime delivered_until_{};
  StreamCounters counters_;
};

}  // namespace tongluo::link_model
