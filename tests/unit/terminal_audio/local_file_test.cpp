// A file of a USB stick as a local source: decoded to its last sample, gone on with after an interruption, and what is
// no such file named and refused. The test plays the player.

#include "terminal-fw/audio/local_file.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>

#include "protocol/base/limits.hpp"
#include "protocol/os/clock.hpp"
#include "tests/unit/terminal_audio/opus_clip.hpp"

namespace tongluo::audio {
namespace {

class LocalFileTest : public testing::Test {
 protected:
  LocalFileTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tongluo-stick-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    put("bell.opus", encode_clip(babble(1.0, 3.0)));
  }
  ~LocalFileTest() override { std::filesystem::remove_all(folder_); }
  void put(const std::string& name, const Bytes& content) {
    std::ofstream(folder_ / name, std::ios::binary)
        .write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
  }
  std::unique_ptr<LocalFile> open(const std::string& name, std::size_t position = 0) {
    const auto reading = std::make_shared<StickReading>(folder_, name);
    reading->read();
    return std::make_unique<LocalFile>(reading, position, frames_, [this] { ++ended_; });
  }
  // What comes until it has ended, or so many samples.
  Samples hear(std::size_t most = 1'000'000) {
    Samples heard;
    const SteadyTime end = os::steady_now() + SteadyTime::duration(seconds(30));
    while (heard.size() < most && os::steady_now() < end) {
      if (const auto frame = frames_->try_pop()) {
        heard.insert(heard.end(), frame->begin(), frame->end());
      } else if (ended_ > 0) {
        break;
      } else {
        ::poll(nullptr, 0, 1);
      }
    }
    return heard;
  }
  std::string refusal(const std::string& name) {
    const int before = ended_;
    const auto file = open(name);
    const SteadyTime end = os::steady_now() + SteadyTime::duration(seconds(30));
    while (ended_ == before && os::steady_now() < end) ::poll(nullptr, 0, 1);
    EXPECT_EQ(ended_, before + 1);
    EXPECT_FALSE(frames_->try_pop()) << name;
    return file->trouble();
  }

  std::filesystem::path folder_;
  std::shared_ptr<playout::PcmQueue> frames_ = std::make_shared<playout::PcmQueue>();
  std::atomic<int> ended_{0};
};

TEST_F(LocalFileTest, SoundsToItsLastSampleAndSaysSoOnce) {
  const auto file = open("bell.opus");
  const Samples heard = hear();
  EXPECT_EQ(heard.size(), 48'000U) << "whole frames of 20 ms";
  EXPECT_GT(*std::max_element(heard.begin(), heard.end()), 2'000);
  EXPECT_EQ(ended_, 1);
  EXPECT_EQ(file->trouble(), "");
}

TEST_F(LocalFileTest, GoesOnWhereItWasInterrupted) {
  std::size_t position = 0;
  {
    const auto file = open("bell.opus");
    hear(24'000);
    position = file->position();
  }
  EXPECT_EQ(ended_, 0);
  while (frames_->try_pop()) {
  }
  const auto file = open("bell.opus", position);
  const std::size_t rest = hear().size();
  EXPECT_GE(rest, 4'800U);
  EXPECT_LE(rest, 26'000U);
  const auto beyond = open("bell.opus", 1'000'000);
  EXPECT_EQ(hear().size(), 0U);
}

TEST_F(LocalFileTest, WhatIsNoSuchFileIsNamedAndRefused) {
  put("text.opus", Bytes(5'000, std::byte{'x'}));
  put("empty.opus", {});
  Bytes cut = encode_clip(babble(1.0, 3.0));
  cut.resize(cut.size() / 2);
  put("cut.opus", cut);
  std::filesystem::create_symlink(folder_ / "bell.opus", folder_ / "link.opus");
  std::filesystem::create_directory(folder_ / "folder.opus");
  ASSERT_EQ(::mkfifo((folder_ / "pipe.opus").c_str(), 0600), 0);
  std::ofstream(folder_ / "huge.opus").close();
  std::filesystem::resize_file(folder_ / "huge.opus", limits::kMaxClipBytes + 1);
  EXPECT_NE(refusal("absent.opus").find("absent.opus: No such file"), std::string::npos);
  EXPECT_NE(refusal("huge.opus").find("too large"), std::string::npos);
  EXPECT_NE(refusal("pipe.opus").find("not a regular file"), std::string::npos);
  EXPECT_NE(refusal("folder.opus").find("not a regular file"), std::string::npos);
  EXPECT_NE(refusal("../bell.opus").find("not a path"), std::string::npos);
  for (const char* name : {"text.opus", "empty.opus", "cut.opus", "link.opus"}) EXPECT_NE(refusal(name), "") << name;
}

TEST_F(LocalFileTest, EndsThoughItsStickHangs) {
  const auto reading = std::make_shared<StickReading>(folder_, "bell.opus");
  std::make_unique<LocalFile>(reading, 0, frames_, [this] { ++ended_; }).reset();
  EXPECT_FALSE(reading->done());
  EXPECT_EQ(ended_, 0);
  auto late = std::make_unique<LocalFile>(reading, 0, frames_, [this] { ++ended_; });
  reading->read();  // at last
  EXPECT_EQ(hear().size(), 48'000U);
}

TEST_F(LocalFileTest, EndsAtOnceThoughNobodyTakesItsFrames) {
  const SteadyTime begun = os::steady_now();
  open("bell.opus").reset();
  EXPECT_LT(os::steady_now() - begun, SteadyTime::duration(seconds(20)));
  EXPECT_EQ(ended_, 0);
}

}  // namespace
}  // namespace tongluo::audio
