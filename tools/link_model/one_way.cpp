#include "tools/link_model/one_way.hpp"

#include <algorithm>

#include "protocol/base/assert.hpp"

namespace tongluo::link_model {
namespace {

// Streams of one seed.
constexpr std::uint64_t kWaysStream = 1;

}  // namespace

LossChain::LossChain(const Loss& loss, std::uint64_t seed) : loss_(loss), random_(seed) {
  if (loss.mean_burst == 0) return;
  leave_ = 1 / loss.mean_burst;
  enter_ = loss.share >= 1 ? 1 : leave_ * loss.share / (1 - loss.share);
  bad_ = random_.chance(loss.share);  // stationary from the first datagram on
}

bool LossChain::loses() {
  if (loss_.mean_burst == 0) return random_.chance(loss_.share);
  bad_ = random_.chance(bad_ ? 1 - leave_ : enter_);
  return bad_;
}

Bottleneck::Bottleneck(const Profile& profile)
    : bytes_per_second_(profile.bytes_per_second), queue_bytes_(profile.queue_bytes) {}

std::optional<SteadyTime> Bottleneck::pass(SteadyTime at, std::size_t bytes) {
  if (bytes_per_second_ == 0) return at;
  constexpr std::uint64_t kMicrosPerSecond = 1'000'000;
  const SteadyTime begins = std::max(at, free_at_);
  const std::uint64_t waiting =
      static_cast<std::uint64_t>((begins - at).count()) * bytes_per_second_ / kMicrosPerSecond;
  if (waiting + bytes > queue_bytes_) return std::nullopt;
  free_at_ = begins + microseconds(static_cast<std::int64_t>(bytes * kMicrosPerSecond / bytes_per_second_));
  return free_at_;
}

OneWay::OneWay(const Profile& profile, std::uint64_t seed, const OutagePlan& outages)
    : profile_(profile),
      outages_(outages),
      loss_(profile.loss, seed),
      ways_(mix(seed + kWaysStream)),
      bottleneck_(profile) {
  TL_ASSERT(is_sound(profile));
}

SteadyTime OneWay::travel(SteadyTime from) { return from + profile_.delay + ways_.exponential(profile_.mean_jitter); }

void OneWay::count_order(SteadyTime arrives) {
  if (arrives < latest_arrival_) ++counters_.overtaken;
  latest_arrival_ = std::max(latest_arrival_, arrives);
}

Fate OneWay::send(SteadyTime sent, std::size_t bytes) {
  latest_sent_ = std::max(latest_sent_, sent);
  ++counters_.offered;
  counters_.offered_bytes += bytes;
  if (outages_.is_down(latest_sent_)) return ++counters_.lost_outage, Fate{};
  const auto departs = bottleneck_.pass(latest_sent_, bytes);
  if (!departs) return ++counters_.dropped_queue, Fate{};
  if (loss_.loses()) return ++counters_.lost, Fate{};
  ++counters_.arrived;
  SteadyTime arrives = travel(*departs);
  if (!ways_.chance(profile_.reorder_share)) in_order_until_ = arrives = std::max(arrives, in_order_until_);
  count_order(arrives);
  Fate fate{arrives, std::nullopt};
  if (ways_.chance(profile_.duplicate_share)) {
    ++counters_.copies;
    fate.copy_arrives = travel(*departs);
  }
  return fate;
}

}  // namespace tongluo::link_model
