#pragma once
// One stream's sound from its source to packets: resampled, queued, limited to the true-peak ceiling of clips, encoded.
// No I/O, no clock: samples in when they come, a tick each 60 ms. The capture thread only.

#include <memory>
#include <optional>
#include <vector>

#include "controller/capture/opus_codec.hpp"
#include "controller/capture/resampler.hpp"
#include "controller/capture/sample_queue.hpp"
#include "controller/media/limiter.hpp"

namespace tongluo::capture {

struct Spoken {
  Bytes opus;  // exactly ours
  float peak_dbfs = 0;
  float rms_dbfs = 0;
};
constexpr float kSilenceDbfs = -96.0F;

class VoiceChain {
 public:
  static Result<VoiceChain> create();  // error: unavailable (a codec refuses)

  // Mono samples of the source. Error: bad_input (a rate that cannot be).
  Result<void> hear(std::span<const float> samples, std::uint32_t rate);
  void change_source();  // what waits of the former one is forgotten
  // Nothing: there has been no sound for kLongestSilence.
  std::optional<Spoken> tick();
  const SampleQueue& queue() const { return queue_; }
  std::uint64_t failures() const { return failures_; }

 private:
  explicit VoiceChain(LiveEncoder encoder);

  LiveEncoder encoder_;
  std::optional<Resampler> resampler_;
  SampleQueue queue_;
  media::Limiter limiter_;
  std::vector<float> resampled_;
  std::vector<float> limited_;
  std::size_t silent_ticks_ = 0;
  std::uint64_t failures_ = 0;
};

}  // namespace tongluo::capture
