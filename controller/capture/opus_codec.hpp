#pragma once
// libopus at both ends of the capture: whatever packets a source sends in, exactly ours out (24 kbit/s constant, 60 ms,
// mono). Values, moved; the capture thread only.

#include <memory>
#include <span>
#include <vector>

#include "controller/capture/limits.hpp"
#include "protocol/base/bytes.hpp"
#include "protocol/base/result.hpp"

namespace tongluo::capture {

class LiveEncoder {
 public:
  static Result<LiveEncoder> create();  // error: unavailable
  // kPacketSamples in (asserted), kLivePayloadBytes out.
  Result<Bytes> encode(std::span<const float> samples);

 private:
  struct Impl;
  explicit LiveEncoder(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<Impl> impl_;
};

class SourceDecoder {
 public:
  static Result<SourceDecoder> create();  // error: unavailable
  // One Opus packet of any frame size, mono or stereo, to 48 kHz mono; at most 120 ms. Error: bad_input.
  Result<std::vector<float>> decode(ByteView packet);
  // As many samples as the last packet had, guessed from what came before.
  std::vector<float> conceal();

 private:
  struct Impl;
  explicit SourceDecoder(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<Impl> impl_;
};

}  // namespace tongluo::capture
