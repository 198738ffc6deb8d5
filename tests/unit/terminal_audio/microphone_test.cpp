// A microphone by ALSA's own plug-ins, as no test machine has a card: a file that is read in its place.

#include "terminal-fw/audio/microphone.hpp"

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <numbers>
#include <poll.h>

#include "protocol/os/clock.hpp"

namespace tongluo::audio {
namespace {

using namespace fieldbus;

class MicrophoneTest : public testing::Test {
 protected:
  MicrophoneTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tongluo-ear-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    constexpr int kSamples = 48'000;
    std::ofstream raw(folder_ / "tone.raw", std::ios::binary);
    for (int i = 0; i < kSamples; ++i) {
      const auto sample = static_cast<std::int16_t>(16'384 * std::sin(2 * std::numbers::pi * 480 * i / 48'000.0));
      raw.write(reinterpret_cast<const char*>(&sample), sizeof sample);
    }
    std::ofstream(folder_ / "asound.conf") << "pcm.nothing { type null }\npcm.ear { type file slave.pcm nothing "
                                              "file /dev/null format raw infile \""
                                           << (folder_ / "tone.raw").string() << "\" }\n";
    ::setenv("ALSA_CONFIG_PATH", (folder_ / "asound.conf").c_str(), 1);
  }
  ~MicrophoneTest() override {
    ::unsetenv("ALSA_CONFIG_PATH");
    std::filesystem::remove_all(folder_);
  }
  // The next event, waited for at most half a minute.
  static std::optional<BusEvent> next(Microphone& microphone) {
    const SteadyTime end = os::steady_now() + SteadyTime::duration(seconds(30));
    while (os::steady_now() < end) {
      const BusEvents events = microphone.take(1);
      if (!events.empty()) return events.front();
      ::poll(nullptr, 0, 5);
    }
    return std::nullopt;
  }
  std::filesystem::path folder_;
};

TEST_F(MicrophoneTest, TheLevelOfWhatItHearsIsAReading) {
  Microphone microphone("ear");
  for (int i = 0; i < 3; ++i) {
    const auto event = next(microphone);
    ASSERT_TRUE(event) << microphone.trouble();
    const auto* reading = std::get_if<Reading>(&event->what);
    ASSERT_NE(reading, nullptr);
    EXPECT_EQ(reading->quantity, Quantity::output_level);
    EXPECT_NEAR(reading->value, 50, 1);
  }
}

TEST_F(MicrophoneTest, AMissingDeviceIsNamedAndItsSensorIsSilent) {
  Microphone microphone("no_such_device");
  const auto event = next(microphone);
  ASSERT_TRUE(event);
  EXPECT_EQ(std::get<NoValue>(event->what), (NoValue{Quantity::output_level, NoValueReason::device_silent}));
  EXPECT_NE(microphone.trouble().find("no_such_device: "), std::string::npos);
}

}  // namespace
}  // namespace tongluo::audio
