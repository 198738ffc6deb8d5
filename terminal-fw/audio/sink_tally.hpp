#pragma once
// Counts and hashes what the sink was given of one play: from its first sample to its last, silence included. Owner:
// the audio thread; allocates only when it is made.

#include <cstdint>
#include <span>

#include "protocol/sign/running_digest.hpp"

namespace tongluo::audio {

struct SinkTotal {
  std::uint64_t samples = 0;  // 0: none, and then no digest
  Digest digest{};            // SHA-256 of the samples, 16 bit, little endian
};

class SinkTally {
 public:
  void begin() {
    samples_ = 0;
    running_ = true;
    digest_.begin();
  }
  void add(std::span<const std::int16_t> samples) {
    if (!running_ || samples.empty()) return;
    samples_ += samples.size();
    digest_.add(std::as_bytes(samples));
  }
  SinkTotal end() {
    if (!running_) return {};
    running_ = false;
    return samples_ == 0 ? SinkTotal{} : SinkTotal{samples_, digest_.finish()};
  }

 private:
  sign::RunningDigest digest_;
  std::uint64_t samples_ = 0;
  bool running_ = false;
};

}  // namespace tongluo::audio
