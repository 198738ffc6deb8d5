// A local source by ALSA's own plug-ins, as no test machine has a card: a file that is read in its place.

#include "terminal-fw/audio/local_capture.hpp"

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <poll.h>

#include "protocol/os/clock.hpp"

namespace tongluo::audio {
namespace {

class LocalCaptureTest : public testing::Test {
 protected:
  LocalCaptureTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tongluo-mouth-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    std::ofstream raw(folder_ / "ramp.raw", std::ios::binary);
    for (int i = 0; i < 48'000; ++i) {
      const auto sample = static_cast<std::int16_t>(i % 30'000);
      raw.write(reinterpret_cast<const char*>(&sample), sizeof sample);
    }
    std::ofstream(folder_ / "asound.conf") << "pcm.nothing { type null }\npcm.mouth { type file slave.pcm nothing "
                                              "file /dev/null format raw infile \""
                                           << (folder_ / "ramp.raw").string() << "\" }\n";
    ::setenv("ALSA_CONFIG_PATH", (folder_ / "asound.conf").c_str(), 1);
  }
  ~LocalCaptureTest() override {
    ::unsetenv("ALSA_CONFIG_PATH");
    std::filesystem::remove_all(folder_);
  }
  template <class Condition>
  static bool in_time(Condition condition) {
    const SteadyTime end = os::steady_now() + SteadyTime::duration(seconds(30));
    while (!condition() && os::steady_now() < end) ::poll(nullptr, 0, 5);
    return condition();
  }

  std::filesystem::path folder_;
  std::shared_ptr<playout::PcmQueue> frames_ = std::make_shared<playout::PcmQueue>();
  std::atomic<int> failures_{0};
};

TEST_F(LocalCaptureTest, WhatTheDeviceHearsComesAsWholeFramesInOrder) {
  const LocalCapture capture("mouth", frames_, [this] { ++failures_; });
  int expected = 0;
  for (int frame = 0; frame < 5; ++frame) {
    std::optional<playout::Frame> heard;
    ASSERT_TRUE(in_time([&] { return heard || (heard = frames_->try_pop()).has_value(); })) << capture.trouble();
    for (const std::int16_t sample : *heard) ASSERT_EQ(sample, expected++);
  }
  EXPECT_EQ(failures_, 0);
  EXPECT_EQ(capture.trouble(), "");
}

TEST_F(LocalCaptureTest, WhenNobodyTakesFramesTheyAreLostAndCounted) {
  const LocalCapture capture("mouth", frames_, [this] { ++failures_; });
  EXPECT_TRUE(in_time([&] { return capture.frames_lost() > 0; }));
  EXPECT_EQ(frames_->try_pop()->front(), 0) << "the oldest stays";
}

TEST_F(LocalCaptureTest, AMissingDeviceIsToldOnceAndNamed) {
  const LocalCapture capture("no_such_device", frames_, [this] { ++failures_; });
  ASSERT_TRUE(in_time([&] { return failures_ > 0; }));
  EXPECT_NE(capture.trouble().find("no_such_device: "), std::string::npos);
  EXPECT_EQ(failures_, 1);
  EXPECT_TRUE(frames_->empty());
}

}  // namespace
}  // namespace tongluo::audio
