// Somebody speaks at the terminal, with the real programs: tongluod, a tongluo-terminal whose microphone is a file
// (ALSA's plug-in), and a technician at its socket. The WAV file is what the village hears.

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <numbers>
#include <poll.h>

#include "protocol/os/clock.hpp"
#include "protocol/wire/configuration.hpp"
#include "tests/unit/http/terminal_process.hpp"
#include "tests/unit/terminal_audio/opus_clip.hpp"

namespace tongluo::daemon {
namespace {

constexpr int kLocalPolls = 300;
constexpr const char* kVillage = "TL-0001";

class DaemonLocal : public testing::Test {
 protected:
  DaemonLocal() {
    write_tone("voice.raw", 480);
    write_tone("music.raw", 1'200);
    daemon.write(
        "asound.conf",
        "pcm.nothing { type null }\npcm.mouth { type file slave.pcm nothing file /dev/null format raw infile \"" +
            daemon.at("voice.raw").string() +
            "\" }\npcm.line { type file slave.pcm nothing file /dev/null format raw infile \"" +
            daemon.at("music.raw").string() + "\" }\n");
    ::setenv("ALSA_CONFIG_PATH", daemon.at("asound.conf").c_str(), 1);
  }
  ~DaemonLocal() override { ::unsetenv("ALSA_CONFIG_PATH"); }

  // A second, which ALSA's plug-in repeats.
  void write_tone(const char* name, int hz) const {
    std::ofstream raw(daemon.at(name), std::ios::binary);
    for (int i = 0; i < 48'000; ++i) {
      const auto sample = static_cast<std::int16_t>(16'384 * std::sin(2 * std::numbers::pi * hz * i / 48'000.0));
      raw.write(reinterpret_cast<const char*>(&sample), sizeof sample);
    }
  }

  void allow(std::vector<wire::LocalSource> sources) {
    wire::Configuration configuration;
    configuration.version = 3;
    configuration.targets = {*TerminalId::parse(kVillage)};
    configuration.issued_at = os::wall_now();
    configuration.local_sources =
        wire::LocalSources{std::move(sources), {}, std::chrono::hours(24), {}, 50, seconds(60)};
    const auto taken = daemon.ask("POST", "/api/v1/configurations",
                                  daemon.signed_body(PayloadType::configuration,
                                                     to_base64(wire::serialize(configuration)), daemon.trust.maintain));
    ASSERT_EQ(taken.status, 200U) << taken.body;
  }
  bool answers(const TerminalProcess& terminal, const std::string& question, const std::string& expected) {
    for (int i = 0; i < kLocalPolls; ++i, ::poll(nullptr, 0, 100))
      if (terminal.answer(question).find(expected) != std::string::npos) return true;
    return false;
  }

  DaemonProcess daemon;
};

TEST_F(DaemonLocal, AMicrophoneSoundsOnlyWithASignedAllowanceAndUntilItIsGivenBack) {
  ASSERT_NE(daemon.start_until_ready(), "");
  TerminalProcess terminal(daemon, kVillage, "[local]\nmicrophone = \"mouth\"\nline_in = \"no_such_line\"\n");
  ASSERT_TRUE(terminal.is_online_in_time()) << terminal.log();
  EXPECT_NE(terminal.answer("local start microphone").find("no signed configuration"), std::string::npos);
  ASSERT_NO_FATAL_FAILURE(allow({wire::LocalSource::microphone, wire::LocalSource::line_in}));
  ASSERT_TRUE(answers(terminal, "local start microphone", "microphone sounds")) << terminal.log();
  ASSERT_TRUE(answers(terminal, "status", "microphone sounds, ")) << terminal.answer("status");
  ::poll(nullptr, 0, 1'000);  // so much of it at least
  EXPECT_NE(terminal.answer("local stop").find("given back"), std::string::npos);
  ASSERT_TRUE(answers(terminal, "status", "local source microphone")) << terminal.answer("status");
  EXPECT_NE(terminal.answer("plays").find("s  given back"), std::string::npos) << terminal.answer("plays");
  EXPECT_NE(terminal.answer("local start gramophone").find("names no device"), std::string::npos);
  ASSERT_TRUE(answers(terminal, "local start line_in", "line_in sounds"));
  EXPECT_TRUE(answers(terminal, "status", "FAILED: no_such_line: ")) << terminal.log();
  EXPECT_EQ(terminal.end(), 0) << terminal.log();
  const std::vector<std::int16_t> sound = terminal.sound();
  std::size_t loud = 0;
  int highest = 0;
  for (const std::int16_t sample : sound) {
    highest = std::max(highest, std::abs(static_cast<int>(sample)));
    if (std::abs(static_cast<int>(sample)) > 4'000) ++loud;
  }
  EXPECT_GT(loud, 12'000U) << "the voice was heard\n" << terminal.log();
  EXPECT_LT(highest, 16'384 * 6 / 10) << "at half the volume";
}

// How often a second of it rises through zero, of what is loud.
double pitch_of(const std::vector<std::int16_t>& sound) {
  constexpr int kLoud = 1'000;
  const auto loud = [](std::int16_t sample) { return std::abs(static_cast<int>(sample)) > kLoud; };
  const auto first = std::find_if(sound.begin(), sound.end(), loud);
  const auto last = std::find_if(sound.rbegin(), std::make_reverse_iterator(first), loud).base();
  int rises = 0;
  for (auto sample = first; sample != last; ++sample)
    if (sample != first && *(sample - 1) < 0 && *sample >= 0) ++rises;
  return first == last ? 0 : rises * 48'000.0 / static_cast<double>(last - first);
}

TEST_F(DaemonLocal, WhatComesInOnTheLineSoundsUntilItIsGivenBackAndNoOtherSource) {
  ASSERT_NE(daemon.start_until_ready(), "");
  TerminalProcess terminal(daemon, kVillage, "[local]\nmicrophone = \"mouth\"\nline_in = \"line\"\n");
  ASSERT_TRUE(terminal.is_online_in_time()) << terminal.log();
  ASSERT_NO_FATAL_FAILURE(allow({wire::LocalSource::line_in}));
  ASSERT_TRUE(answers(terminal, "local start line_in", "line_in sounds")) << terminal.log();
  EXPECT_EQ(terminal.answer("local start microphone").find("microphone sounds"), std::string::npos);
  ASSERT_TRUE(answers(terminal, "status", "line_in sounds, ")) << terminal.answer("status");
  ::poll(nullptr, 0, 1'500);  // so much of it at least
  EXPECT_NE(terminal.answer("local stop").find("given back"), std::string::npos);
  ASSERT_TRUE(answers(terminal, "plays", "local source line_in")) << terminal.answer("plays");
  EXPECT_EQ(terminal.end(), 0) << terminal.log();
  const std::vector<std::int16_t> sound = terminal.sound();
  EXPECT_GT(std::count_if(sound.begin(), sound.end(), [](auto sample) { return std::abs(int{sample}) > 4'000; }),
            24'000);
  EXPECT_NEAR(pitch_of(sound), 1'200, 12) << "the line, not the microphone";
}

TEST_F(DaemonLocal, AFileOfAStickSoundsToItsEndWhereItIsAllowed) {
  ASSERT_NE(daemon.start_until_ready(), "");
  std::filesystem::create_directory(daemon.at("stick"));
  const Bytes clip = audio::encode_clip(audio::babble(2.0, 3.0));
  std::ofstream(daemon.at("stick/village fair.opus"), std::ios::binary)
      .write(reinterpret_cast<const char*>(clip.data()), static_cast<std::streamsize>(clip.size()));
  std::ofstream(daemon.at("stick/readme.txt")) << "no music";
  TerminalProcess terminal(daemon, kVillage, "[local]\nusb_folder = \"../stick\"\n");
  ASSERT_TRUE(terminal.is_online_in_time()) << terminal.log();
  const std::string ask = "local start usb_file 'village fair.opus'";
  EXPECT_NE(terminal.answer(ask).find("no signed configuration"), std::string::npos);
  ASSERT_NO_FATAL_FAILURE(allow({wire::LocalSource::usb_file}));
  ASSERT_TRUE(answers(terminal, ask, "village fair.opus sounds")) << terminal.log();
  EXPECT_NE(terminal.answer("local start usb_file readme.txt").find("something sounds"), std::string::npos);
  EXPECT_TRUE(answers(terminal, "plays", "played to its end: village fair.opus")) << terminal.log();
  EXPECT_NE(terminal.answer("local start usb_file ../bell.opus").find("without a path"), std::string::npos);
  ASSERT_TRUE(answers(terminal, "local start usb_file readme.txt", "readme.txt sounds"));
  EXPECT_TRUE(answers(terminal, "status", "FAILED: readme.txt: ")) << terminal.log();
  EXPECT_EQ(terminal.end(), 0) << terminal.log();
  const std::vector<std::int16_t> sound = terminal.sound();
  const auto loud = std::count_if(sound.begin(), sound.end(), [](int sample) { return std::abs(sample) > 1'000; });
  EXPECT_GT(loud, 12'000) << terminal.log();
}

}  // namespace
}  // namespace tongluo::daemon
