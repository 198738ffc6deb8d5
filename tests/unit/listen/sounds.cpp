#include "tests/unit/listen/sounds.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <numbers>

#include "terminal-fw/audio/clip_packets.hpp"
#include "terminal-fw/audio/opus_decoder.hpp"
#include "tests/unit/terminal_audio/opus_clip.hpp"

namespace tongluo::listen {
namespace {

constexpr std::size_t kMadeFrame = playout::kFrameSamples;

Samples samples_of(const std::string& command) {
  FILE* pipe = ::popen(command.c_str(), "r");
  TL_ASSERT(pipe != nullptr);
  std::string bytes;
  std::array<char, 4'096> buffer{};
  for (std::size_t got = 1; got > 0;)
    bytes.append(buffer.data(), got = std::fread(buffer.data(), 1, buffer.size(), pipe));
  TL_ASSERT(::pclose(pipe) == 0);
  Samples result(bytes.size() / 2);
  std::memcpy(result.data(), bytes.data(), result.size() * 2);
  return result;
}

auto place(const Samples& samples, std::size_t at) { return samples.begin() + static_cast<std::ptrdiff_t>(at); }

}  // namespace

Samples speak(const std::string& pinyin) {
  return samples_of("espeak-ng -v cmn-latn-pinyin --stdout '" + pinyin +
                    "' | ffmpeg -v error -i pipe:0 -af volume=0.6 -ac 1 -ar 48000 -f s16le pipe:1");
}

Samples read_audio(const std::string& path) {
  if (!std::filesystem::exists(path)) return {};
  return samples_of("ffmpeg -nostdin -v error -i '" + path + "' -ac 1 -ar 48000 -f s16le pipe:1");
}

Samples sine(double hertz, double amplitude, std::size_t samples) {
  Samples result(samples);
  for (std::size_t i = 0; i < samples; ++i)
    result[i] = static_cast<std::int16_t>(
        std::lround(amplitude * std::sin(2.0 * std::numbers::pi * hertz * static_cast<double>(i) / 48'000.0)));
  return result;
}

Samples attention_tone(Tone tone, std::size_t samples) {
  const auto shape = playout::shape_of(tone);
  Samples result(samples);
  for (std::size_t i = 0; i < samples; ++i)
    result[i] = static_cast<std::int16_t>(std::lround(playout::tone_sample(shape, i, samples) * 32'767.0));
  return result;
}

Samples through_opus(const Samples& samples) {
  const Bytes bytes = audio::encode_clip(samples);
  const auto clip = audio::ClipPackets::create(bytes.size(), audio::duration_of(samples) + milliseconds(1));
  TL_ASSERT(clip->append(bytes).has_value());
  audio::OpusDecoder decoder;
  std::array<std::int16_t, playout::kMaxPacketSamples> packet{};
  Samples result;
  for (std::size_t i = 0; i < clip->available(); ++i) {
    const std::size_t got = decoder.decode(clip->packet(i), packet);
    result.insert(result.end(), packet.begin(), packet.begin() + static_cast<std::ptrdiff_t>(got));
  }
  result.erase(result.begin(), result.begin() + clip->pre_skip());
  result.resize(samples.size());
  return result;
}

Samples with_step(Samples samples, std::size_t at, int height) {
  for (std::size_t i = at; i < samples.size(); ++i)
    samples[i] = static_cast<std::int16_t>(std::clamp(samples[i] + height, -32'768, 32'767));
  return samples;
}

Samples with_dropped(const Samples& samples, std::size_t at, std::size_t count) {
  Samples result(samples.begin(), place(samples, at));
  result.insert(result.end(), place(samples, at + count), samples.end());
  return result;
}

Samples with_repeated(const Samples& samples, std::size_t at, std::size_t count) {
  Samples result(samples.begin(), place(samples, at + count));
  result.insert(result.end(), place(samples, at), samples.end());
  return result;
}

Samples with_hole(Samples samples, std::size_t at, std::size_t count) {
  std::fill_n(samples.begin() + static_cast<std::ptrdiff_t>(at), count, std::int16_t{0});
  return samples;
}

std::vector<std::size_t> loud_places(const Samples& samples, double rms, std::size_t wanted) {
  std::vector<std::size_t> all;
  for (std::size_t at = 2 * kMadeFrame; at + 3 * kMadeFrame <= samples.size(); at += kMadeFrame) {
    double power = 0.0;
    for (std::size_t i = at; i < at + kMadeFrame; ++i) power += static_cast<double>(samples[i]) * samples[i];
    if (std::sqrt(power / kMadeFrame) >= rms) all.push_back(at);
  }
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < std::min(wanted, all.size()); ++i)
    chosen.push_back(all[i * all.size() / std::min(wanted, all.size())]);
  return chosen;
}

}  // namespace tongluo::listen
