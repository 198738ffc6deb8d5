#pragma once
// One direction of a link for datagrams: when, if ever, does each arrive? Pure; deterministic by profile, seed and what
// is sent. `sent` must not go back; an earlier instant counts as the latest one.

#include <optional>

#include "tools/link_model/outages.hpp"
#include "tools/link_model/seeded_random.hpp"

namespace tongluo::link_model {

enum class Direction : std::uint8_t { up, down };  // up: terminal to controller

// The two-state loss chain alone.
class LossChain {
 public:
  LossChain(const Loss& loss, std::uint64_t seed);
  bool loses();  // steps once

 private:
  Loss loss_;
  double enter_ = 0;  // probability of good → bad in one step
  double leave_ = 0;  // of bad → good
  SeededRandom random_;
  bool bad_ = false;
};

// A rate and a bounded queue before it.
class Bottleneck {
 public:
  explicit Bottleneck(const Profile& profile);
  // When the last byte has left; nothing: the queue was full.
  std::optional<SteadyTime> pass(SteadyTime at, std::size_t bytes);

 private:
  std::uint64_t bytes_per_second_;
  std::size_t queue_bytes_;
  SteadyTime free_at_{};
};

struct Fate {
  std::optional<SteadyTime> arrives;       // nothing: lost
  std::optional<SteadyTime> copy_arrives;  // a duplicate's own instant
};

struct WayCounters {
  std::uint64_t offered = 0;
  std::uint64_t offered_bytes = 0;
  std::uint64_t lost = 0;           // by the loss chain
  std::uint64_t lost_outage = 0;    // offered while the link was down
  std::uint64_t dropped_queue = 0;  // tail drop at the bottleneck
  std::uint64_t arrived = 0;        // without copies
  std::uint64_t copies = 0;
  std::uint64_t overtaken = 0;  // arrive after one that was sent later
};

class OneWay {
 public:
  // Outages belong to the whole link: both directions are built with the same plan.
  OneWay(const Profile& profile, std::uint64_t seed, const OutagePlan& outages);
  Fate send(SteadyTime sent, std::size_t bytes);
  const WayCounters& counters() const { return counters_; }

 private:
  SteadyTime travel(SteadyTime from);
  void count_order(SteadyTime arrives);

  Profile profile_;
  OutagePlan outages_;
  LossChain loss_;
  SeededRandom ways_;  // jitter, order and copies; apart, so that one parameter does not shift the other's trace
  Bottleneck bottleneck_;
  SteadyTime latest_sent_{};
  SteadyTime in_order_until_{};  // of the datagrams that keep their order
  SteadyTime latest_arrival_{};
  WayCounters counters_;
};

}  // namespace tongluo::link_model
