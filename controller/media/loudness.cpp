#include "controller/media/loudness.hpp"

#include <algorithm>
#include <cmath>
#include <ebur128.h>

#include "controller/media/signal.hpp"
#include "protocol/base/assert.hpp"

namespace tongluo::media {

namespace {

constexpr std::size_t kMeasuredAtOnce = kSampleRate;

}  // namespace

struct LoudnessMeter::Impl {
  ebur128_state* state = ebur128_init(1, kSampleRate, EBUR128_MODE_I | EBUR128_MODE_TRUE_PEAK);
  Impl() { TL_ASSERT(state != nullptr); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() { ebur128_destroy(&state); }
};

LoudnessMeter::LoudnessMeter() : impl_(std::make_shared<Impl>()) {}

void LoudnessMeter::add(std::span<const float> samples) {
  for (; !samples.empty(); samples = samples.subspan(std::min(kMeasuredAtOnce, samples.size())))
    TL_ASSERT(ebur128_add_frames_float(impl_->state, samples.data(), std::min(kMeasuredAtOnce, samples.size())) ==
              EBUR128_SUCCESS);
}

double LoudnessMeter::lufs() const {
  double value = 0;
  TL_ASSERT(ebur128_loudness_global(impl_->state, &value) == EBUR128_SUCCESS);
  return value;
}

double LoudnessMeter::true_peak_dbtp() const {
  double value = 0;
  TL_ASSERT(ebur128_true_peak(impl_->state, 0, &value) == EBUR128_SUCCESS);
  return 20 * std::log10(value);
}

double loudness_of(std::span<const float> samples) {
  LoudnessMeter meter;
  std::size_t measured = 0;
  do {
    meter.add(samples);
    measured += samples.size();
  } while (!samples.empty() && measured < kShortestMeasured);
  return meter.lufs();
}

}  // namespace tongluo::media
