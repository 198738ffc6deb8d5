#pragma once
// Any common audio file in, 48 kHz mono samples out, decoded by ffmpeg in a process of its own with limits on memory,
// time, descriptors, output and system calls (controller/process). Blocking: the media thread only. docs/audio.md.

#include <string>
#include <vector>

#include "protocol/base/bytes.hpp"
#include "protocol/base/result.hpp"
#include "protocol/base/time.hpp"

namespace tongluo::ingest {

constexpr std::size_t kMaxAudioFileBytes = 64 * 1024 * 1024;
constexpr auto kMaxAudioDuration = seconds(20 * 60);

struct DecodedAudio {
  std::vector<float> samples;         // 48 kHz mono
  std::string container;              // as recognised by its first bytes (container.hpp): "wav", "mp3", …
  bool clipped = false;               // before it was resampled, which rounds what was clipped
  std::vector<std::string> warnings;  // each begins with a stable word: "surplus: …", "damaged: …", "one_channel: …"
};

// The container is recognised by its first bytes against an allow-list, never by a name; ffmpeg is told that demuxer
// alone. Errors: bad_input and limit with a stable reason in front (refusal.hpp); timeout (too_costly); unavailable (no
// ffmpeg), io.
Result<DecodedAudio> decode_audio(ByteView file);

}  // namespace tongluo::ingest
