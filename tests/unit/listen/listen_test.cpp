// tongluo-listen, as tools/demo runs it: the program is started on files, its exit status and JSON are judged. The
// sentences are real Mandarin by espeak-ng, coded by Opus as a clip and played by the terminal's own player.

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "terminal-fw/audio/clip_packets.hpp"
#include "terminal-fw/audio/opus_decoder.hpp"
#include "tests/unit/terminal_audio/opus_clip.hpp"

namespace tongluo {
namespace {

namespace fs = std::filesystem;
using audio::Samples;

constexpr std::string_view kFlood = "hong2 shui3 yu4 jing3 qing3 jiang1 bian1 de qun2 zhong4 ma3 shang4 zhuan3 yi2";
constexpr std::string_view kFire = "sen1 lin2 fang2 huo3 jin4 zhi3 ye3 wai4 yong4 huo3 qing3 da4 jia1 zhu4 yi4";

fs::path folder() {
  static const fs::path path = [] {
    const fs::path fresh = fs::path(testing::TempDir()) / ("listen_" + std::to_string(::getpid()));
    fs::create_directories(fresh);
    return fresh;
  }();
  return path;
}

struct ProgramRun {
  int status = -1;
  std::string out;
};

// Arguments are ours: no quoting is needed.
ProgramRun run(const std::string& arguments) {
  const std::string command = std::string(TONGLUO_BIN_DIR) + "/tongluo-listen " + arguments + " 2>&1";
  ProgramRun result;
  FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return result;
  std::array<char, 512> buffer{};
  while (std::fgets(buffer.data(), static_cast<int>(buffer.size()), pipe) != nullptr) result.out += buffer.data();
  result.status = WEXITSTATUS(::pclose(pipe));
  return result;
}

double value_of(const ProgramRun& run, const std::string& name) {
  const std::size_t at = run.out.find("\"" + name + "\":");
  if (at == std::string::npos) return -1e9;
  return std::stod(run.out.substr(at + name.size() + 3));
}

template <class Integer>
void put(std::ofstream& out, Integer value) {
  out.write(reinterpret_cast<const char*>(&value), sizeof value);
}

std::string write_wav(const std::string& name, const Samples& samples, std::uint32_t rate = 48'000) {
  const fs::path path = folder() / name;
  std::ofstream out(path, std::ios::binary);
  const auto bytes = static_cast<std::uint32_t>(samples.size() * 2);
  out << "RIFF";
  put(out, bytes + 36);
  out << "WAVEfmt ";
  put(out, std::uint32_t{16});
  put(out, std::uint16_t{1});
  put(out, std::uint16_t{1});
  put(out, rate);
  put(out, rate * 2);
  put(out, std::uint16_t{2});
  put(out, std::uint16_t{16});
  out << "data";
  put(out, bytes);
  out.write(reinterpret_cast<const char*>(samples.data()), static_cast<std::streamsize>(bytes));
  return path.string();
}

// Speech at 48 kHz from espeak-ng's 22,050 Hz.
Samples speak(std::string_view pinyin) {
  const std::string command = "espeak-ng -v cmn-latn-pinyin --stdout \"" + std::string(pinyin) + "\"";
  FILE* pipe = ::popen(command.c_str(), "r");
  std::string bytes;
  std::array<char, 4'096> buffer{};
  for (std::size_t got = 1; got > 0;)
    bytes.append(buffer.data(), got = std::fread(buffer.data(), 1, buffer.size(), pipe));
  EXPECT_EQ(::pclose(pipe), 0);
  Samples low((bytes.size() - 44) / 2);
  std::memcpy(low.data(), bytes.data() + 44, low.size() * 2);
  Samples result(low.size() * 48'000 / 22'050 - 4);
  for (std::size_t i = 0; i < result.size(); ++i) {
    const double at = static_cast<double>(i) * 22'050 / 48'000;
    const auto before = static_cast<std::size_t>(at);
    const double part = at - static_cast<double>(before);
    result[i] = static_cast<std::int16_t>(0.6 * (low[before] * (1.0 - part) + low[before + 1] * part));
  }
  return result;
}

struct Playing {
  Tone tone = Tone::level_i;
  std::uint32_t tone_ms = 4'000;
  std::uint32_t volume_percent = 80;
};

// What a terminal's sink hears of a sentence, after half a second of silence.
Samples heard_by_terminal(const Samples& speech, Playing playing = {}) {
  const Bytes bytes = audio::encode_clip(speech);
  const auto clip = audio::ClipPackets::create(bytes.size(), audio::duration_of(speech));
  EXPECT_TRUE(clip->append(bytes));
  audio::OpusDecoder decoder;
  playout::Player player(decoder);
  playout::Programme programme;
  programme.tone = playing.tone;
  programme.tone_samples = playing.tone_ms * 48;
  programme.volume_percent = playing.volume_percent;
  programme.items.push_back({clip});
  programme.start_delay_samples = 24'000;
  player.load(std::move(programme));
  return audio::pull_all(player);
}

const Samples& flood() {
  static const Samples speech = speak(kFlood);
  return speech;
}
const std::string& flood_source() {
  static const std::string path = write_wav("flood.wav", flood());
  return path;
}
const Samples& flood_heard() {
  static const Samples heard = heard_by_terminal(flood());
  return heard;
}

ProgramRun contains(const Samples& heard, const std::string& options) {
  return run("contains " + write_wav("heard.wav", heard) + " " + options);
}
std::string level_one(const std::string& source) { return "--tone level_i --tone-ms 4000 --source " + source; }

TEST(Listen, FindsToneAndSentenceOfATerminal) {
  const ProgramRun result = contains(flood_heard(), level_one(flood_source()));
  EXPECT_EQ(result.status, 0) << result.out;
  EXPECT_NE(result.out.find("\"tone\":true"), std::string::npos) << result.out;
  EXPECT_NEAR(value_of(result, "tone_at_s"), 0.5, 0.02);
  EXPECT_NEAR(value_of(result, "tone_ms_found"), 4'000.0, 100.0);
  EXPECT_NEAR(value_of(result, "speech_at_s"), 4.5, 0.02);
  EXPECT_GT(value_of(result, "correlation"), 0.85) << result.out;
}

TEST(Listen, TheDecodedClipItselfCorrelatesAlmostPerfectly) {
  const Samples decoded = heard_by_terminal(flood(), {Tone::none, 0, 100});
  const ProgramRun result = contains(flood_heard(), level_one(write_wav("decoded.wav", decoded)));
  EXPECT_EQ(result.status, 0) << result.out;
  EXPECT_GT(value_of(result, "correlation"), 0.98) << result.out;
}

TEST(Listen, LevelDoesNotMatter) {
  const ProgramRun result = contains(heard_by_terminal(flood(), {Tone::level_i, 4'000, 10}), level_one(flood_source()));
  EXPECT_EQ(result.status, 0) << result.out;
}

TEST(Listen, AnotherSentenceFails) {
  const ProgramRun result = contains(flood_heard(), level_one(write_wav("fire.wav", speak(kFire))));
  EXPECT_EQ(result.status, 1) << result.out;
  EXPECT_LT(value_of(result, "correlation"), 0.4) << result.out;
  EXPECT_NE(result.out.find("\"tone\":true"), std::string::npos) << result.out;
}

TEST(Listen, ASentenceCutOffFails) {
  Samples cut = flood_heard();
  cut.resize(cut.size() - 48'000 * 3 / 2);
  EXPECT_EQ(contains(cut, level_one(flood_source())).status, 1);
}

TEST(Listen, ASentenceWithAHoleFails) {
  Samples hole = flood_heard();
  std::fill_n(hole.begin() + 48'000 * 55 / 10, 48'000 * 3 / 2, std::int16_t{0});
  EXPECT_EQ(contains(hole, level_one(flood_source())).status, 1);
}

TEST(Listen, AnotherLevelsToneFails) {
  for (const Tone tone : {Tone::level_ii, Tone::level_iii, Tone::level_iv, Tone::chime}) {
    const ProgramRun result = contains(heard_by_terminal(flood(), {tone, 4'000, 80}), level_one(flood_source()));
    EXPECT_EQ(result.status, 1) << to_string(tone) << result.out;
    EXPECT_NE(result.out.find("\"tone\":false"), std::string::npos) << result.out;
  }
}

TEST(Listen, EveryToneIsFoundUnderItsName) {
  for (const Tone tone : {Tone::level_i, Tone::level_ii, Tone::level_iii, Tone::level_iv, Tone::chime}) {
    const ProgramRun result = contains(heard_by_terminal(flood(), {tone, 4'000, 80}),
                                       "--tone " + std::string(to_string(tone)) + " --source " + flood_source());
    EXPECT_EQ(result.status, 0) << to_string(tone) << result.out;
  }
}

TEST(Listen, AToneOfAnotherLengthFails) {
  for (const std::uint32_t tone_ms : {3'000u, 5'000u}) {
    const ProgramRun result =
        contains(heard_by_terminal(flood(), {Tone::level_i, tone_ms, 80}), level_one(flood_source()));
    EXPECT_EQ(result.status, 1) << result.out;
    EXPECT_NEAR(value_of(result, "tone_ms_found"), tone_ms, 100.0);
  }
}

TEST(Listen, SilenceContainsNothing) {
  for (const std::size_t size : {0u, 100u, 480'000u})
    EXPECT_EQ(contains(Samples(size, 0), level_one(flood_source())).status, 1) << size;
}

TEST(Listen, MeasuresLengthAndLevel) {
  Samples sine(96'000, 0);
  for (std::size_t i = 0; i < 48'000; ++i)
    sine[i] = static_cast<std::int16_t>(16'384.0 *
                                        std::sin(2.0 * std::numbers::pi * 1'000.0 * static_cast<double>(i) / 48'000.0));
  const ProgramRun result = run("measure " + write_wav("sine.wav", sine));
  EXPECT_EQ(result.status, 0);
  EXPECT_NEAR(value_of(result, "duration_s"), 2.0, 0.001);
  EXPECT_NEAR(value_of(result, "peak_dbfs"), -6.02, 0.05);
  EXPECT_NEAR(value_of(result, "rms_dbfs"), -12.04, 0.05);
  EXPECT_NEAR(value_of(result, "sounding_s"), 1.0, 0.03);
  EXPECT_NE(result.out.find("\"silent\":false"), std::string::npos);
}

TEST(Listen, CallsSilenceSilent) {
  for (const std::size_t size : {0u, 48'000u}) {
    const ProgramRun result = run("measure " + write_wav("silence.wav", Samples(size, 3)));
    EXPECT_EQ(result.status, 0);
    EXPECT_NE(result.out.find("\"silent\":true"), std::string::npos) << result.out;
    EXPECT_EQ(value_of(result, "sounding_s"), 0.0);
  }
}

TEST(Listen, UnusableInputIsOneClearLine) {
  const auto expect_error = [](const ProgramRun& result, const std::string& words) {
    EXPECT_EQ(result.status, 2) << result.out;
    EXPECT_NE(result.out.find(words), std::string::npos) << result.out;
  };
  std::ofstream(folder() / "text.wav") << "this is text";
  std::ofstream(folder() / "cut.wav") << std::ifstream(flood_source()).rdbuf();
  fs::resize_file(folder() / "cut.wav", 10'000);
  expect_error(run("measure " + (folder() / "text.wav").string()), "is no WAV file");
  expect_error(run("measure " + (folder() / "cut.wav").string()), "is cut off");
  expect_error(run("measure " + write_wav("low.wav", Samples(100, 0), 8'000)), "is not 48 kHz, mono, 16-bit PCM");
  expect_error(run("measure " + (folder() / "absent.wav").string()), "absent.wav");
  expect_error(run("contains " + flood_source() + " --tone level_x --source " + flood_source()), "no tone \"level_x\"");
  expect_error(run("contains " + flood_source()), "--source");
  expect_error(run(""), "subcommand");
}

}  // namespace
}  // namespace tongluo
