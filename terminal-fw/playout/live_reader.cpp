#include "terminal-fw/playout/live_reader.hpp"

#include <algorithm>

#include "protocol/base/assert.hpp"

namespace tongluo::playout {
namespace {

constexpr std::int64_t kSamples = limits::kLivePacketSamples;
constexpr std::size_t kConcealChunk = 960;  // what comes meanwhile is heard soon
constexpr std::size_t kConcealStep = 120;   // a decoder conceals in multiples of 2.5 ms

}  // namespace

void LiveReader::begin(LiveQueue& queue) {
  queue_ = &queue;
  kept_.fill(std::nullopt);
  started_ = false;
  end_.reset();
  decoded_count_ = 0;
  last_sound_ = Sound::silence;
  joint_ = true;
  gap_samples_ = 0;
  concealed_samples_ = lost_samples_ = 0;
  late_ = 0;
}

std::uint32_t LiveReader::frames(std::uint64_t samples) {
  return static_cast<std::uint32_t>((samples + kSamples / 2) / kSamples);
}

void LiveReader::drain() {
  for (std::size_t i = 0; i < kLiveQueuePackets; ++i) {
    const auto packet = queue_->try_pop();
    if (!packet) return;
    keep(*packet);
  }
}

void LiveReader::keep(const rtp::LivePacket& packet) {
  if (packet.last) {
    end_ = packet.position;
    return;
  }
  std::optional<rtp::LivePacket>& place = kept_[packet.sequence % kept_.size()];
  if (packet.size > packet.octets.size() || (started_ && packet.sequence < next_) ||
      (place && place->sequence >= packet.sequence)) {
    ++late_;
    return;
  }
  if (place) ++late_;
  place = packet;
}

// The first kept packet that has not ended at `position`; those before it go, but the one just before.
const rtp::LivePacket* LiveReader::first_after(std::int64_t position) {
  const rtp::LivePacket* first = nullptr;
  for (const auto& place : kept_)
    if (place && place->position + kSamples > position && (first == nullptr || place->sequence < first->sequence))
      first = &*place;
  const std::int64_t oldest = first == nullptr ? position - 2 * kSamples : first->position - kSamples;
  for (auto& place : kept_) {
    if (!place || place->position + kSamples > position || place->position >= oldest) continue;
    place.reset();
    ++late_;
  }
  return first;
}

LiveReader::Read LiveReader::read(std::int64_t position, std::span<std::int16_t> out) {
  TL_ASSERT(queue_ != nullptr && !out.empty());
  drain();
  if (ended(position)) return {0, Sound::silence, false, true};
  if (end_) out = out.first(static_cast<std::size_t>(std::min<std::int64_t>(std::ssize(out), *end_ - position)));
  const std::int64_t decoded_end = decoded_at_ + static_cast<std::int64_t>(decoded_count_);
  if (position >= decoded_at_ && position < decoded_end) return copy(position, out);
  const rtp::LivePacket* packet = first_after(position);
  if (packet != nullptr && packet->position <= position) {
    decode(*packet);
    if (position < decoded_at_ + static_cast<std::int64_t>(decoded_count_)) return copy(position, out);
    packet = first_after(position);  // a packet shorter than its place
  }
  if (packet != nullptr && packet->position > position)
    out = out.first(static_cast<std::size_t>(std::min<std::int64_t>(std::ssize(out), packet->position - position)));
  if (!started_ || gap_samples_ >= kMaxConcealSamples) return silence(out);
  conceal(position, std::min({out.size(), kConcealChunk, kMaxConcealSamples - gap_samples_}));
  return copy(position, out);
}

// After a long gap, and at first, the decoder begins anew, with the packet before as a run-up if it is there.
void LiveReader::decode(const rtp::LivePacket& packet) {
  const auto place = [this](std::uint32_t sequence) -> auto& { return kept_[sequence % kept_.size()]; };
  const bool joins = !started_ || gap_samples_ >= kMaxConcealSamples;
  if (joins) {
    decoder_.reset();
    fade_in_left_ = kLiveFadeInSamples;
    if (packet.sequence > 0) {
      const auto& before = place(packet.sequence - 1);
      if (before && before->sequence + 1 == packet.sequence) decoder_.decode(before->payload(), decoded_);
    }
  }
  started_ = true;
  next_ = packet.sequence + 1;
  decoded_at_ = packet.position;
  decoded_sound_ = Sound::speech;
  decoded_count_ = std::min<std::size_t>(decoder_.decode(packet.payload(), decoded_), limits::kLivePacketSamples);
  if (decoded_count_ == 0) conceal(packet.position, limits::kLivePacketSamples);
  const std::uint32_t sequence = packet.sequence;
  for (auto& kept : kept_)
    if (kept && kept->sequence <= sequence) kept.reset();
}

void LiveReader::conceal(std::int64_t position, std::size_t samples) {
  const std::size_t steps = (samples + kConcealStep - 1) / kConcealStep * kConcealStep;
  const std::span<std::int16_t> room = std::span(decoded_).first(steps);
  const std::size_t made = std::min(decoder_.conceal(steps, room), steps);
  std::ranges::fill(room.subspan(made), std::int16_t{0});
  for (std::size_t i = 0; i < samples; ++i) {
    const std::size_t age = std::min(gap_samples_ + i, kMaxConcealSamples);
    const double gain = 1.0 - static_cast<double>(age) / kMaxConcealSamples;
    decoded_[i] = static_cast<std::int16_t>(decoded_[i] * gain);
  }
  decoded_at_ = position;
  decoded_count_ = samples;
  decoded_sound_ = Sound::concealed;
}

LiveReader::Read LiveReader::copy(std::int64_t position, std::span<std::int16_t> out) {
  const auto from = static_cast<std::size_t>(position - decoded_at_);
  const std::size_t count = std::min(out.size(), decoded_count_ - from);
  std::copy_n(decoded_.begin() + static_cast<std::ptrdiff_t>(from), count, out.begin());
  if (decoded_sound_ == Sound::speech) {
    gap_samples_ = 0;
    fade_in(out.first(count));
  } else {
    gap_samples_ = std::min(gap_samples_ + count, kMaxConcealSamples);
    concealed_samples_ += count;
  }
  const bool joint = joint_ || last_sound_ != decoded_sound_;
  joint_ = false;
  last_sound_ = decoded_sound_;
  return {count, decoded_sound_, joint, false};
}

LiveReader::Read LiveReader::silence(std::span<std::int16_t> out) {
  std::ranges::fill(out, std::int16_t{0});
  if (started_) lost_samples_ += out.size();
  const bool joint = joint_ || last_sound_ != Sound::silence;
  joint_ = false;
  last_sound_ = Sound::silence;
  return {out.size(), Sound::silence, joint, false};
}

void LiveReader::fade_in(std::span<std::int16_t> out) {
  for (std::int16_t& sample : out) {
    if (fade_in_left_ == 0) return;
    const double gain = 1.0 - static_cast<double>(fade_in_left_--) / kLiveFadeInSamples;
    sample = static_cast<std::int16_t>(sample * gain);
  }
}

void LiveReader::pass(std::int64_t position) {
  drain();
  for (auto& place : kept_)
    if (place && place->position + 2 * kSamples <= position) place.reset();
  if (decoded_at_ + static_cast<std::int64_t>(decoded_count_) > position) return;
  decoded_count_ = 0;
  if (started_) gap_samples_ = kMaxConcealSamples;  // the next is a join
  joint_ = true;
}

}  // namespace tongluo::playout
