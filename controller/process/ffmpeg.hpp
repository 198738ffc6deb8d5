#pragma once
// ffmpeg as a confined helper: the bytes of one audio file in, 48 kHz mono samples out. Blocking; any one thread.

#include <string>
#include <vector>

#include "controller/process/limited_process.hpp"

namespace tongluo::process {

constexpr std::size_t kSampleRate = 48'000;

struct FfmpegSource {
  std::string demuxer;  // the only one ffmpeg may use: it never guesses, so a playlist cannot pose as audio
  std::string codecs;   // the only decoders it may open, separated by commas
};

struct FfmpegAudio {
  std::vector<float> samples;  // 48 kHz mono, at most `longest` and one second more
  std::string complaints;      // what ffmpeg said, if anything
};

// Errors: bad_input (not decodable; the detail is ffmpeg's last line), limit, timeout, unavailable, io.
Result<FfmpegAudio> decode_with_ffmpeg(const FfmpegSource& source, ByteView file, seconds longest);

}  // namespace tongluo::process
