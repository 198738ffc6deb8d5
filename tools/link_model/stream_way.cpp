#include "tools/link_model/stream_way.hpp"

#include <algorithm>
#include <limits>

#include "protocol/base/assert.hpp"

namespace tongluo::link_model {
namespace {

constexpr std::uint64_t kStreamWaysStream = 2;

Profile with_endless_queue(Profile profile) {
  profile.queue_bytes = std::numeric_limits<std::size_t>::max() / 2;
  return profile;
}

}  // namespace

StreamWay::StreamWay(const Profile& profile, std::uint64_t seed, const OutagePlan& outages)
    : profile_(profile),
      outages_(outages),
      loss_(profile.loss, seed),
      ways_(mix(seed + kStreamWaysStream)),
      bottleneck_(with_endless_queue(profile)) {
  TL_ASSERT(is_sound(profile));
}

SteadyTime StreamWay::send(SteadyTime sent, std::size_t bytes) {
  counters_.bytes += bytes;
  for (std::size_t left = bytes; left > 0;) {
    const std::size_t part = std::min(left, kSegmentBytes);
    delivered_until_ = std::max(delivered_until_, segment(sent, part));
    left -= part;
  }
  return std::max(delivered_until_, sent);
}

SteadyTime StreamWay::segment(SteadyTime sent, std::size_t bytes) {
  ++counters_.segments;
  const SteadyTime departs = *bottleneck_.pass(sent, bytes);
  const SteadyTime through = loss_.loses() || outages_.is_down(departs) ? repeat_until_through(departs) : departs;
  counters_.longest_stall = std::max<microseconds>(counters_.longest_stall, through - departs);
  return through + profile_.delay + ways_.exponential(profile_.mean_jitter);
}

SteadyTime StreamWay::repeat_until_through(SteadyTime sent) {
  microseconds timeout = kMinRto + 2 * profile_.delay;
  for (int i = 0; i < kMostRepetitions; ++i) {
    sent += timeout;
    timeout = std::min<microseconds>(2 * timeout, kMaxRto);
    ++counters_.retransmissions;
    if (!outages_.is_down(sent) && !ways_.chance(profile_.loss.share)) break;
  }
  return sent;
}

}  // namespace tongluo::link_model
