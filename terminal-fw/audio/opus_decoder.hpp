#pragma once
// libopus behind the player's Decoder: 48 kHz mono; a stereo stream is mixed down. Allocates only when constructed.
// Owner: the audio thread. Error: std::bad_alloc from the constructor (start-up only).

#include <memory>

#include "terminal-fw/playout/decoder.hpp"

struct OpusDecoder;  // libopus

namespace tongluo::audio {

class OpusDecoder final : public playout::Decoder {
 public:
  OpusDecoder();
  void reset() override;
  std::size_t decode(ByteView packet, std::span<std::int16_t> out) override;
  std::size_t conceal(std::size_t samples, std::span<std::int16_t> out) override;

 private:
  struct Destroy {
    void operator()(::OpusDecoder* decoder) const;
  };
  std::unique_ptr<::OpusDecoder, Destroy> decoder_;
};

}  // namespace tongluo::audio
