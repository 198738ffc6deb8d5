#include "controller/capture/resampler.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <speex/speex_resampler.h>

#include "controller/capture/limits.hpp"

namespace tongluo::capture {
namespace {

constexpr int kQuality = 4;
constexpr std::array<std::uint32_t, 9> kRates = {8'000, 11'025, 12'000, 16'000, 22'050, 24'000, 32'000, 44'100, 48'000};
constexpr std::size_t kBlock = 480;
constexpr double kStep = 2e-5;  // smaller changes of the stretch are not worth a new filter

struct ResamplerDeleter {
  void operator()(SpeexResamplerState* state) const { speex_resampler_destroy(state); }
};

}  // namespace

struct Resampler::Impl {
  std::unique_ptr<SpeexResamplerState, ResamplerDeleter> state;
  std::uint32_t from = 0;
  double stretch = 1.0;
};

Result<Resampler> Resampler::create(std::uint32_t from_rate) {
  if (std::find(kRates.begin(), kRates.end(), from_rate) == kRates.end())
    return fail(ErrorKind::bad_input,
                "the sample rate must be one of 8000, 11025, 12000, 16000, 22050, 24000, 32000, "
                "44100, 48000");
  int error = RESAMPLER_ERR_SUCCESS;
  auto impl = std::make_shared<Impl>();
  impl->from = from_rate;
  impl->state.reset(speex_resampler_init(1, from_rate, static_cast<spx_uint32_t>(kRate), kQuality, &error));
  if (error != RESAMPLER_ERR_SUCCESS)
    return fail(ErrorKind::unavailable, std::string("resampler: ") + speex_resampler_strerror(error));
  return Resampler(std::move(impl));
}

void Resampler::set_stretch(double stretch) {
  if (std::abs(stretch - impl_->stretch) < kStep) return;
  impl_->stretch = stretch;
  constexpr spx_uint32_t kUnit = 50'000;  // with the smallest terms of any rate taken, 147 : 640, far below 32 bits
  const auto divisor = std::gcd(impl_->from, static_cast<std::uint32_t>(kRate));
  const auto in = impl_->from / divisor * kUnit;
  const auto out =
      static_cast<std::uint32_t>(kRate) / divisor * static_cast<std::uint32_t>(std::lround(stretch * kUnit));
  speex_resampler_set_rate_frac(impl_->state.get(), in, out, impl_->from, static_cast<spx_uint32_t>(kRate));
}

void Resampler::process(std::span<const float> in, std::vector<float>& out) {
  std::array<float, kBlock * 8> sound{};
  while (!in.empty()) {
    auto taken = static_cast<spx_uint32_t>(std::min(in.size(), kBlock));
    auto given = static_cast<spx_uint32_t>(sound.size());
    speex_resampler_process_float(impl_->state.get(), 0, in.data(), &taken, sound.data(), &given);
    out.insert(out.end(), sound.begin(), sound.begin() + given);
    if (taken == 0) return;
    in = in.subspan(taken);
  }
}

std::uint32_t Resampler::from_rate() const { return impl_->from; }

}  // namespace tongluo::capture
