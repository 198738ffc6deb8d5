#include "controller/process/ffmpeg.hpp"

#include <bit>
#include <cstring>
#include <iterator>
#include <sstream>

namespace tongluo::process {
namespace {

static_assert(kSampleRate == 48'000);
static_assert(std::endian::native == std::endian::little, "ffmpeg is asked for f32le");

// Words of a command, none of which holds a space.
std::vector<std::string> words(const std::string& line) {
  std::istringstream in(line);
  return {std::istream_iterator<std::string>(in), {}};
}

std::vector<std::string> command(const FfmpegSource& source, seconds longest) {
  return words(
      "ffmpeg -nostdin -hide_banner -loglevel error -threads 1 -protocol_whitelist file -format_whitelist " +
      source.demuxer + " -codec_whitelist " + source.codecs + " -f " + source.demuxer +
      // Standard input is a memory file: opened again by its name it can be sought in (M4A keeps its index at the end).
      " -i file:/dev/stdin -map 0:a:0 -vn -sn -dn -map_metadata -1 -filter_threads 1 -t " +
      std::to_string((longest + seconds(1)).count()) +
      // Channels are averaged, so that a full-scale stereo file stays within full scale.
      " -af aresample=48000:ocl=mono:rematrix_maxval=1,aformat=channel_layouts=mono -c:a pcm_f32le -f f32le pipe:1");
}

std::string last_line(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  const auto start = text.rfind('\n');
  return start == std::string::npos ? text : text.substr(start + 1);
}

}  // namespace

Result<FfmpegAudio> decode_with_ffmpeg(const FfmpegSource& source, ByteView file, seconds longest) {
  Limits limits;
  limits.output_bytes = static_cast<std::size_t>(longest.count() + 2) * kSampleRate * sizeof(float);
  auto finished = run(command(source, longest), file, limits);
  if (!finished) return tl::unexpected(finished.error());
  if (finished->exit_code != 0) {
    const auto said = last_line(finished->errors);
    return fail(ErrorKind::bad_input, "not decodable as " + source.demuxer + ": " +
                                          (said.empty() ? "ended with " + std::to_string(finished->exit_code) : said));
  }
  FfmpegAudio audio;
  audio.samples.resize(finished->output.size() / sizeof(float));
  if (!audio.samples.empty())
    std::memcpy(audio.samples.data(), finished->output.data(), audio.samples.size() * sizeof(float));
  audio.complaints = std::move(finished->errors);
  return audio;
}

}  // namespace tongluo::process
