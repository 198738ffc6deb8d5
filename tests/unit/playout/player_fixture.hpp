#pragma once
// A player fed by hand: packets say in their own bytes what the decoder makes of them, so every sample of the result is
// known.

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "terminal-fw/playout/player.hpp"

namespace tongluo::playout {

// A 20 ms packet that decodes to samples of `value`, or is unusable.
inline Bytes packet_of(std::int8_t value, bool usable = true) {
  return {std::byte{19 << 3}, static_cast<std::byte>(value), usable ? std::byte{1} : std::byte{0}};
}

inline std::int16_t sample_of(std::int8_t value) { return static_cast<std::int16_t>(value * 100); }

class FakeSource final : public PacketSource {
 public:
  std::size_t available() const override { return shown; }
  bool complete() const override { return is_complete; }
  ByteView packet(std::size_t index) const override { return packets.at(index); }
  std::uint32_t pre_skip() const override { return skip; }
  std::optional<std::uint64_t> total_samples() const override { return total; }

  std::vector<Bytes> packets;
  std::size_t shown = 0;
  bool is_complete = false;
  std::uint32_t skip = 0;
  std::optional<std::uint64_t> total;
};

class FakeDecoder final : public Decoder {
 public:
  void reset() override { ++resets; }
  std::size_t decode(ByteView packet, std::span<std::int16_t> out) override {
    ++decoded;
    if (packet[2] == std::byte{0}) return 0;
    std::fill_n(out.begin(), kFrameSamples, sample_of(static_cast<std::int8_t>(packet[1])));
    return kFrameSamples;
  }
  std::size_t conceal(std::size_t samples, std::span<std::int16_t> out) override {
    std::fill_n(out.begin(), samples, std::int16_t{77});
    return samples;
  }
  int resets = 0;
  int decoded = 0;
};

// A whole clip of `total` samples, all of `value`.
inline std::shared_ptr<FakeSource> clip_of(std::int8_t value, std::uint64_t total, std::uint32_t pre_skip = 0) {
  auto source = std::make_shared<FakeSource>();
  source->skip = pre_skip;
  source->packets.assign((total + pre_skip + kFrameSamples - 1) / kFrameSamples, packet_of(value));
  source->shown = source->packets.size();
  source->total = total;
  source->is_complete = true;
  return source;
}

using Samples = std::vector<std::int16_t>;

inline void pull_frames(Player& player, std::size_t count, Samples& out) {
  for (std::size_t i = 0; i < count; ++i) {
    Frame frame;
    player.pull(frame);
    out.insert(out.end(), frame.begin(), frame.end());
  }
}

// Pulls until the player has nothing more to give; at most an hour.
inline Samples pull_all(Player& player) {
  Samples out;
  Frame frame;
  for (int i = 0; i < 180'000 && player.pull(frame); ++i) out.insert(out.end(), frame.begin(), frame.end());
  return out;
}

inline int largest_step(const Samples& samples) {
  int largest = 0;
  for (std::size_t i = 1; i < samples.size(); ++i) largest = std::max(largest, std::abs(samples[i] - samples[i - 1]));
  return largest;
}

// Amplitude of the sine at `hz` in `samples` (Goertzel), of full scale.
inline double amplitude_at(std::span<const std::int16_t> samples, double hz) {
  const double coefficient = 2.0 * std::cos(2.0 * M_PI * hz / kSampleRate);
  double s1 = 0.0, s2 = 0.0;
  for (const std::int16_t sample : samples) {
    const double s0 = sample / 32'767.0 + coefficient * s1 - s2;
    s2 = s1;
    s1 = s0;
  }
  const double power = s1 * s1 + s2 * s2 - coefficient * s1 * s2;
  return 2.0 * std::sqrt(std::max(power, 0.0)) / static_cast<double>(samples.size());
}

}  // namespace tongluo::playout
