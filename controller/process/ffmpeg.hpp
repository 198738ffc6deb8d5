#pragma once
// ffmpeg as a confined helper: the bytes of one audio file in, 48 kHz mono samples out. Blocking; any one thread.

#include <optional>
#include <string>
#include <vector>

#include "controller/process/limited_process.hpp"

namespace tongluo::process {

constexpr std::size_t kSampleRate = 48'000;

struct FfmpegSource {
  std::string demuxer;  // the only one ffmpeg may use: it never guesses, so a playlist cannot pose as audio
  std::string codecs;   // the only decoders it may open, separated by commas
  std::optional<unsigned> only_channel{};  // counts from 0; else all are averaged
};

struct FfmpegAudio {
  std::vector<float> samples;          // 48 kHz mono, at most `longest` and one second more
  std::vector<double> channel_levels;  // RMS of each channel in dB, before they were averaged
  bool clipped = false;                // its highest samples stand in long rows
  std::string complaint;               // what ffmpeg found wrong with it at last, if anything
};

// Errors: not_found (there is no sound in it), bad_input (not decodable; the detail is ffmpeg's last complaint), limit,
// timeout, unavailable, io.
Result<FfmpegAudio> decode_with_ffmpeg(const FfmpegSource& source, ByteView file, seconds longest);

}  // namespace tongluo::process
