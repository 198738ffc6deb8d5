#pragma once
// Samples in, Ogg/Opus bytes out (RFC 7845): 24 kbit/s mono, 20 ms packets, pages of one second, a fixed serial number
// and no changing comment, so that equal samples give equal bytes. What was coded is decoded again at once and
// measured: the codec's own overshoot counts. One thread at a time.

#include <memory>
#include <span>

#include "controller/media/loudness.hpp"
#include "protocol/base/bytes.hpp"
#include "protocol/base/result.hpp"

namespace tongluo::media {

constexpr int kBitsPerSecond = 24'000;

struct OpusStream {
  Bytes bytes;
  double loudness_lufs = 0;
  double true_peak_dbtp = 0;
};

class OpusWriter {
 public:
  static Result<OpusWriter> create();  // error: unavailable (libopusenc refuses)
  Result<void> write(std::span<const float> samples);
  Result<OpusStream> finish();

 private:
  struct Impl;
  explicit OpusWriter(std::unique_ptr<Impl> impl);
  std::shared_ptr<Impl> impl_;
};

}  // namespace tongluo::media
