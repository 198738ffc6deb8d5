#include "controller/capture/voice_chain.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "protocol/base/assert.hpp"

namespace tongluo::capture {
namespace {

constexpr double kCeiling = 0.708;  // −3 dBTP: decoded, speech stays under −1 (docs/live.md has what was measured)
constexpr std::size_t kSilentTicks = seconds(kLongestSilence) / limits::kLivePacketDuration;

float decibels(float value) { return value <= 0 ? kSilenceDbfs : std::max(kSilenceDbfs, 20.0F * std::log10(value)); }

}  // namespace

// The limiter's delay is filled beforehand, so that each tick gives exactly one packet.
VoiceChain::VoiceChain(LiveEncoder encoder) : encoder_(std::move(encoder)), limiter_(1.0, kCeiling) {
  const std::array<float, media::Limiter::kDelay> nothing{};
  limiter_.process(nothing, limited_);
  TL_ASSERT(limited_.empty());
}

Result<VoiceChain> VoiceChain::create() {
  auto encoder = LiveEncoder::create();
  if (!encoder) return tl::unexpected(encoder.error());
  return VoiceChain(std::move(*encoder));
}

Result<void> VoiceChain::hear(std::span<const float> samples, std::uint32_t rate) {
  if (!resampler_ || resampler_->from_rate() != rate) {
    auto made = Resampler::create(rate);
    if (!made) return tl::unexpected(made.error());
    resampler_ = std::move(*made);
  }
  resampler_->set_stretch(queue_.stretch());
  resampled_.clear();
  resampler_->process(samples, resampled_);
  for (float& sample : resampled_)
    if (!std::isfinite(sample)) sample = 0;
  queue_.push(resampled_);
  return {};
}

void VoiceChain::change_source() {
  resampler_.reset();
  queue_.clear();
}

std::optional<Spoken> VoiceChain::tick() {
  std::array<float, kPacketSamples> block{};
  silent_ticks_ = queue_.pull(block) > 0 ? 0 : silent_ticks_ + 1;
  if (silent_ticks_ > kSilentTicks) return std::nullopt;
  limited_.clear();
  limiter_.process(block, limited_);
  auto packet = encoder_.encode(limited_);
  if (!packet) return ++failures_, std::nullopt;
  Spoken spoken{std::move(*packet), kSilenceDbfs, kSilenceDbfs};
  float peak = 0;
  float energy = 0;
  for (const float sample : limited_) {
    peak = std::max(peak, std::abs(sample));
    energy += sample * sample;
  }
  spoken.peak_dbfs = decibels(peak);
  spoken.rms_dbfs = decibels(std::sqrt(energy / static_cast<float>(kPacketSamples)));
  return spoken;
}

}  // namespace tongluo::capture
