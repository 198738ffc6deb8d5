#include "controller/process/ffmpeg.hpp"

#include <bit>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <sstream>
#include <string_view>

namespace tongluo::process {
namespace {

static_assert(kSampleRate == 48'000);
static_assert(std::endian::native == std::endian::little, "ffmpeg is asked for f32le");

// Words of a command, none of which holds a space.
std::vector<std::string> words(const std::string& line) {
  std::istringstream in(line);
  return {std::istream_iterator<std::string>(in), {}};
}

// Channels are measured, then averaged, so that a full-scale stereo file stays within full scale.
std::string filters(const FfmpegSource& source) {
  const std::string mix = source.only_channel
                              ? "pan=mono|c0=c" + std::to_string(*source.only_channel) + ",aresample=48000"
                              : "aresample=48000:ocl=mono:rematrix_maxval=1";
  return "astats=measure_perchannel=RMS_level+Flat_factor+Peak_count:measure_overall=none," + mix +
         ",aformat=channel_layouts=mono";
}

std::vector<std::string> command(const FfmpegSource& source, seconds longest) {
  return words(
      "ffmpeg -nostdin -nostats -hide_banner -loglevel level+info -err_detect crccheck -threads 1 -protocol_whitelist "
      "file "
      "-format_whitelist " +
      source.demuxer + " -codec_whitelist " + source.codecs + " -f " + source.demuxer +
      // Standard input is a memory file: opened again by its name it can be sought in (M4A keeps its index at the end).
      " -i file:/dev/stdin -map 0:a:0 -vn -sn -dn -map_metadata -1 -filter_threads 1 -t " +
      std::to_string((longest + seconds(1)).count()) + " -af " + filters(source) + " -c:a pcm_f32le -f f32le pipe:1");
}

// A cover picture is not opened and need not be.
bool is_complaint(const std::string& line) {
  const bool wrong = line.find("[error] ") != std::string::npos || line.find("[fatal] ") != std::string::npos;
  return wrong && line.find("not on whitelist") == std::string::npos;
}

struct Said {
  std::string complaint;       // the last
  bool foreign_codec = false;  // some stream needs a codec that is not allowed
  bool no_audio = false;
  std::vector<double> channel_levels;
  double flat_db = 0.0;  // of the channel looked at last: how long its rows of equal highest samples are
  bool clipped = false;
};

constexpr double kClippedFlatDb = 12.0;    // rows of four samples on average
constexpr double kClippedPeaks = 20.0;     // samples that stand at the very top
constexpr double kClippedLevelDb = -40.0;  // below it rows come from coarse steps, not from clipping

// The number behind `name` in a line of the measuring filter; nothing in any other line.
std::optional<double> measured(const std::string& line, std::string_view name) {
  const auto at = line.find(name);
  if (at == std::string::npos || line.find("_astats_") > at) return std::nullopt;
  return std::strtod(line.c_str() + at + name.size(), nullptr);
}

// "[error] text" and "[Parsed_astats_0 @ 0x1] [info] RMS level dB: -9.03". Only the end of it is kept (kMaxErrorBytes);
// the levels come last.
Said read_words(const std::string& errors) {
  Said said;
  std::istringstream lines(errors);
  for (std::string line; std::getline(lines, line);) {
    if (is_complaint(line)) said.complaint = line.substr(line.rfind("] ") + 2);
    said.foreign_codec = said.foreign_codec || line.find("not on whitelist") != std::string::npos;
    said.no_audio = said.no_audio || line.find("matches no streams") != std::string::npos;
    if (const auto level = measured(line, "[info] RMS level dB: ")) said.channel_levels.push_back(*level);
    if (const auto flat = measured(line, "[info] Flat factor: ")) said.flat_db = *flat;
    if (const auto peaks = measured(line, "[info] Peak count: "))
      said.clipped = said.clipped || (*peaks >= kClippedPeaks && said.flat_db >= kClippedFlatDb &&
                                      !said.channel_levels.empty() && said.channel_levels.back() > kClippedLevelDb);
  }
  return said;
}

std::string why_not(const Said& said, int exit_code) {
  if (said.foreign_codec) return "it holds a codec that is not accepted";
  return said.complaint.empty() ? "ended with " + std::to_string(exit_code) : said.complaint;
}

}  // namespace

Result<FfmpegAudio> decode_with_ffmpeg(const FfmpegSource& source, ByteView file, seconds longest) {
  Limits limits;
  limits.output_bytes = static_cast<std::size_t>(longest.count() + 2) * kSampleRate * sizeof(float);
  auto finished = run(command(source, longest), file, limits);
  if (!finished) return tl::unexpected(finished.error());
  Said said = read_words(finished->errors);
  if (finished->exit_code != 0 && said.no_audio) return fail(ErrorKind::not_found, "there is no sound in it");
  if (finished->exit_code != 0)
    return fail(ErrorKind::bad_input, "not decodable as " + source.demuxer + ": " + why_not(said, finished->exit_code));
  FfmpegAudio audio;
  audio.samples.resize(finished->output.size() / sizeof(float));
  if (!audio.samples.empty())
    std::memcpy(audio.samples.data(), finished->output.data(), audio.samples.size() * sizeof(float));
  audio.channel_levels = std::move(said.channel_levels);
  audio.clipped = said.clipped;
  audio.complaint = std::move(said.complaint);
  return audio;
}

}  // namespace tongluo::process
