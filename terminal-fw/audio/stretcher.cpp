#include "terminal-fw/audio/stretcher.hpp"

#include <algorithm>
#include <cmath>
#include <speex/speex_resampler.h>
#include <stdexcept>

#include "protocol/base/assert.hpp"

namespace tongluo::audio {
namespace {

constexpr int kQuality = 7;                    // kTaps of a Kaiser window, cut off at 0.95 of the band
constexpr std::int32_t kDenominator = 65'521;  // a prime, so that no fraction is shortened and the phase stays exact
constexpr double kPpmOfStep = 1e6 / kDenominator;
constexpr std::size_t kHistory = Stretcher::kTaps / 2;
constexpr std::size_t kSpare = 8;  // a frame at the highest speed, rounded up
constexpr unsigned kFramesAtRate = 25;

int set_rate(SpeexResamplerState* resampler, std::int32_t steps) {
  return speex_resampler_set_rate_frac(resampler, static_cast<spx_uint32_t>(kDenominator + steps), kDenominator,
                                       playout::kSampleRate, playout::kSampleRate);
}

}  // namespace

Stretcher::Stretcher()
    : resampler_(speex_resampler_init_frac(1, kDenominator + 1, kDenominator, playout::kSampleRate,
                                           playout::kSampleRate, kQuality, nullptr)) {
  if (resampler_ == nullptr) throw std::runtime_error("no memory for a resampler");
  TL_ASSERT(speex_resampler_get_input_latency(resampler_) == static_cast<int>(kHistory));
  for (const std::int32_t steps : {33, -33, 1}) TL_ASSERT(set_rate(resampler_, steps) == RESAMPLER_ERR_SUCCESS);
}

Stretcher::~Stretcher() { speex_resampler_destroy(resampler_); }

void Stretcher::reset() {
  size_ = cursor_ = 0;
  pushed_ = 0;
  position_ = 0;
  engaged_ = primed_ = false;
  wanted_ppm_ = owed_ppm_ = 0;
}

bool Stretcher::needs_input() const {
  const std::size_t ready = size_ - cursor_;
  if (!engaged_) return ready < playout::kFrameSamples;
  return ready < playout::kFrameSamples + kSpare + (primed_ ? 0 : kHistory);
}

void Stretcher::push(std::span<const std::int16_t> samples) {
  compact();
  TL_ASSERT(samples.size() <= kCapacity - size_);
  std::ranges::copy(samples, samples_.begin() + static_cast<std::ptrdiff_t>(size_));
  size_ += samples.size();
  pushed_ += samples.size();
}

// What was read is kept as far as a later engage() looks back.
void Stretcher::compact() {
  const std::size_t drop = cursor_ - std::min(cursor_, kHistory);
  std::copy(samples_.begin() + static_cast<std::ptrdiff_t>(drop), samples_.begin() + static_cast<std::ptrdiff_t>(size_),
            samples_.begin());
  size_ -= drop;
  cursor_ -= drop;
}

void Stretcher::take(playout::Frame& out) {
  TL_ASSERT(!needs_input());
  if (!engaged_) {
    std::copy_n(samples_.begin() + static_cast<std::ptrdiff_t>(cursor_), out.size(), out.begin());
    cursor_ += out.size();
    position_ += static_cast<double>(out.size());
    return;
  }
  if (!primed_) prime();
  if (frames_at_rate_++ >= kFramesAtRate) choose_rate();
  TL_ASSERT(resample(out) == out.size());
  position_ += static_cast<double>(out.size()) * (1 + static_cast<double>(steps_) / kDenominator);
}

// The filter reads what lies before the next sample; what it says of that time was given out already.
void Stretcher::prime() {
  speex_resampler_reset_mem(resampler_);
  steps_ = 1;
  TL_ASSERT(set_rate(resampler_, steps_) == RESAMPLER_ERR_SUCCESS);
  speex_resampler_skip_zeros(resampler_);
  const std::size_t before = std::min(cursor_, kHistory);
  cursor_ -= before;
  std::array<std::int16_t, kHistory> known{};
  TL_ASSERT(resample(std::span(known).first(before)) == before);
  position_ += static_cast<double>(before) * steps_ / kDenominator;  // it did not read quite at 1 : 1
  choose_rate();
  primed_ = true;
}

void Stretcher::choose_rate() {
  owed_ppm_ += wanted_ppm_;
  const auto steps = static_cast<std::int32_t>(std::clamp(std::lround(owed_ppm_ / kPpmOfStep), -33L, 33L));
  owed_ppm_ = std::clamp(owed_ppm_ - steps * kPpmOfStep, -kPpmOfStep, kPpmOfStep);
  frames_at_rate_ = 0;
  if (steps == steps_) return;
  steps_ = steps;
  TL_ASSERT(set_rate(resampler_, steps_) == RESAMPLER_ERR_SUCCESS);
}

std::size_t Stretcher::resample(std::span<std::int16_t> out) {
  auto given = static_cast<spx_uint32_t>(size_ - cursor_);
  auto made = static_cast<spx_uint32_t>(out.size());
  if (made == 0) return 0;
  const int result = speex_resampler_process_int(resampler_, 0, samples_.data() + cursor_, &given, out.data(), &made);
  TL_ASSERT(result == RESAMPLER_ERR_SUCCESS);
  cursor_ += given;
  return made;
}

}  // namespace tongluo::audio
