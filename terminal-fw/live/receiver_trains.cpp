// LiveReceiver: manifests. What an unverified one claims only decides whether its signature is worth checking; it
// changes nothing.

#include <algorithm>

#include "protocol/base/assert.hpp"
#include "terminal-fw/live/live_receiver.hpp"

namespace tongluo::live {
namespace {

constexpr std::int64_t kPacketSamples = limits::kLivePacketSamples;

std::uint32_t behind(const rtp::TrainManifest& manifest) {
  return manifest.first_sequence + static_cast<std::uint32_t>(manifest.packets.size());
}

}  // namespace

void LiveReceiver::take_manifest(Now now, ByteView datagram, Way way) {
  const auto claimed = rtp::parse_manifest(datagram);
  if (!claimed) return refuse_manifest(now, way);
  if (claimed->manifest.stream_id != stream_.stream_id) {
    ++counters_.malformed;
    return;
  }
  switch (judge(now, claimed->manifest)) {
    case Claim::out_of_time:
      ++counters_.manifests_replayed;
      return;
    case Claim::known:
      ++counters_.manifests_replayed;
      paths_.on_verified_train(now.steady, way);
      return;
    case Claim::contradicts:
      return refuse_manifest(now, way);
    case Claim::worth_checking:
      break;
  }
  if (!within_budget(now.steady, way)) {
    ++counters_.manifests_unchecked;
    if (way == Way::datagram) paths_.on_unchecked_manifest(now.steady);
    return;
  }
  const auto manifest = verifier_.verify(datagram);
  if (!manifest) return refuse_manifest(now, way);
  ++counters_.manifests_verified;
  accept(now, *manifest, way);
}

void LiveReceiver::refuse_manifest(Now now, Way way) {
  ++counters_.manifests_failed;
  if (way == Way::datagram) paths_.on_failed_manifest(now.steady);
}

// A flood costs at most this; and while it goes on, the stream comes by the control channel, which has its own.
bool LiveReceiver::within_budget(SteadyTime now, Way way) {
  if (way == Way::control_channel) return control_verifies_.take(now);
  return paths_.control_channel_works(now) ? probe_verifies_.take(now) : datagram_verifies_.take(now);
}

LiveReceiver::Claim LiveReceiver::judge(Now now, const rtp::TrainManifest& claimed) const {
  if (claimed.first_sequence >= kMaxSequence || claimed.capture > now.wall + kClockDoubt) return Claim::out_of_time;
  const bool tells_end = claimed.end && !end_sequence_;
  if (claimed.end && end_sequence_ && *end_sequence_ != behind(claimed)) return Claim::contradicts;
  const std::int64_t end =
      position_of(claimed.capture) + kPacketSamples * static_cast<std::int64_t>(claimed.packets.size());
  if (!tells_end && instant_of(end) <= now.wall) return Claim::out_of_time;
  const Claim compared = compare(claimed);
  return tells_end && compared == Claim::known ? Claim::worth_checking : compared;
}

// Against what is known of its numbers.
LiveReceiver::Claim LiveReceiver::compare(const rtp::TrainManifest& claimed) const {
  bool all_known = true;
  for (std::size_t i = 0; i < claimed.packets.size(); ++i) {
    const std::uint32_t sequence = claimed.first_sequence + static_cast<std::uint32_t>(i);
    const bool known = window_.contains(sequence) && window_.at(sequence).state != Slot::State::unknown;
    if (known && window_.at(sequence).hash != claimed.packets[i]) return Claim::contradicts;
    all_known = all_known && known;
  }
  return all_known ? Claim::known : Claim::worth_checking;
}

// Verified.
void LiveReceiver::accept(Now now, const rtp::TrainManifest& manifest, Way way) {
  paths_.on_verified_train(now.steady, way);
  if (!manifest.packets.empty() && place(now, manifest)) {
    const SteadyTime silent_since = std::exchange(train_at_, now.steady);
    learn(now, manifest, way);
    const std::int64_t position = position_of(manifest.capture);
    for (std::size_t i = 0; i < manifest.packets.size(); ++i) {
      const std::uint32_t sequence = manifest.first_sequence + static_cast<std::uint32_t>(i);
      if (window_.contains(sequence))
        promise(now, sequence, manifest.packets[i], position + kPacketSamples * static_cast<std::int64_t>(i));
    }
    know(manifest.first_sequence, behind(manifest) - 1);
    repairs_.extend(behind(manifest) - 1);
    repairs_.notice_below(now.steady, behind(manifest));
    const auto train = limits::kLivePacketDuration * static_cast<int>(manifest.packets.size());
    if (now.steady - silent_since > 2 * train + kSilenceOnLink) repairs_.link_is_back(now.steady, silent_since);
  }
  if (manifest.end && !end_sequence_) accept_end(manifest);
}

// Makes the window hold it. False: nothing of it can be heard any more.
bool LiveReceiver::place(Now now, const rtp::TrainManifest& manifest) {
  const std::int64_t position = position_of(manifest.capture);
  if (!window_.begun()) {
    begin(now, manifest);
    return true;
  }
  const bool holds = manifest.first_sequence < window_.end() && behind(manifest) > window_.first();
  if (!holds) {
    // Numbers far from those known: a stream that was begun anew, or one that is over.
    const std::int64_t known_end = window_.position(highest_known_) + kPacketSamples;
    if (position < known_end || instant_of(position) <= now.wall) return false;
    floor_position_ = std::max(floor_position_, known_end);
    begin(now, manifest);
    return true;
  }
  if (behind(manifest) > highest_known_) window_.set_anchor(manifest.first_sequence, position);
  return true;
}

// The window begins as early as repairs can still be heard: who joins late need not wait for a whole playout delay.
void LiveReceiver::begin(Now now, const rtp::TrainManifest& manifest) {
  const auto count = static_cast<std::uint32_t>(manifest.packets.size());
  const std::int64_t position = position_of(manifest.capture);
  const WallTime soonest = now.wall + repairs_.estimates().round_trip();
  const std::int64_t lowest = std::max<std::int64_t>(floor_position_ + 2 * kPacketSamples, 0);
  // Who was there before the stream began has missed a train or two at most.
  const std::uint32_t most = waited_for_start_ ? 2 * count : static_cast<std::uint32_t>(window_.width() / 2);
  std::uint32_t back = 0;
  while (back < std::min(most, manifest.first_sequence)) {
    const std::int64_t earlier = position - kPacketSamples * (std::int64_t{back} + 1);
    if (earlier < lowest || instant_of(earlier) <= soonest) break;
    ++back;
  }
  window_.begin(manifest.first_sequence - back, manifest.first_sequence, position);
  repairs_.begin(manifest.first_sequence);
  lowest_known_ = manifest.first_sequence;
  highest_known_ = behind(manifest) - 1;
}

void LiveReceiver::learn(Now now, const rtp::TrainManifest& manifest, Way way) {
  train_packets_ = static_cast<std::uint32_t>(manifest.packets.size());
  if (way != Way::datagram) return;
  for (std::uint32_t sequence = manifest.first_sequence; sequence < behind(manifest); ++sequence)
    if (window_.contains(sequence) && window_.at(sequence).requests > 0) return;
  const auto length = limits::kLivePacketDuration * static_cast<int>(train_packets_);
  repairs_.estimates().on_train(now.wall - (manifest.capture + length));
}

// Counts what is known only now to have existed, and whose instant has passed.
void LiveReceiver::know(std::uint32_t first, std::uint32_t last) {
  lowest_known_ = std::min(lowest_known_, first);
  if (last <= highest_known_) return;
  const std::uint32_t passed = std::min(window_.first(), last + 1);
  if (passed > highest_known_ + 1) counters_.missing += passed - (highest_known_ + 1);
  highest_known_ = last;
}

void LiveReceiver::accept_end(const rtp::TrainManifest& manifest) {
  end_sequence_ = behind(manifest);
  rtp::LivePacket mark;
  mark.sequence = *end_sequence_;
  mark.position = position_of(manifest.capture) + kPacketSamples * static_cast<std::int64_t>(manifest.packets.size());
  mark.last = true;
  end_mark_ = mark;
  paths_.on_end();
  push(Play{mark});
  push(Ended{mark.position, instant_of(mark.position)});
}

}  // namespace tongluo::live
