#pragma once
// Any common audio file in, 48 kHz mono samples out, decoded by ffmpeg in a process of its own with limits on memory,
// time, descriptors, output and system calls (controller/process). Blocking: the media thread only.

#include <string>
#include <vector>

#include "protocol/base/bytes.hpp"
#include "protocol/base/result.hpp"
#include "protocol/base/time.hpp"

namespace tongluo::ingest {

constexpr std::size_t kMaxAudioFileBytes = 64 * 1024 * 1024;
constexpr auto kMaxAudioDuration = seconds(20 * 60);

struct DecodedAudio {
  std::vector<float> samples;  // 48 kHz mono
  std::string container;       // as recognised by its first bytes: "wav", "mp3", "aac", "m4a", "flac", "ogg"
};

// The container is recognised by its first bytes against an allow-list, never by a name; ffmpeg is told that demuxer
// alone. Errors: bad_input (unknown, empty or damaged audio; the detail says which), limit (size, duration, memory),
// timeout, unavailable (no ffmpeg).
Result<DecodedAudio> decode_audio(ByteView file);

}  // namespace tongluo::ingest
