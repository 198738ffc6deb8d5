// What was spoken as a file that is whole after each second, however it ends.

#include "controller/capture/recording.hpp"

#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>

#include "controller/capture/live_source.hpp"
#include "controller/capture/voice_chain.hpp"
#include "protocol/base/limits.hpp"

namespace tongluo::capture {
namespace {

class RecordingTest : public testing::Test {
 protected:
  RecordingTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tongluo-recording-XXXXXX").string();
    folder = ::mkdtemp(pattern.data());
  }
  ~RecordingTest() override { std::filesystem::remove_all(folder); }

  std::vector<Bytes> packets(int count) {
    auto encoder = LiveEncoder::create();
    std::vector<Bytes> made;
    for (int i = 0; i < count; ++i) made.push_back(*encoder->encode(std::vector<float>(kPacketSamples, 0.1F)));
    return made;
  }
  std::filesystem::path folder;
};

TEST_F(RecordingTest, HoldsEveryPacketAndItsDuration) {
  auto recording = Recording::create(folder / "a.opus", {"TITLE=test"});
  ASSERT_TRUE(recording);
  for (const Bytes& packet : packets(50)) ASSERT_TRUE(recording->add(packet));
  ASSERT_TRUE(recording->finish());
  const auto read = read_recording(folder / "a.opus");
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(read->duration, milliseconds(3'000 - 7));  // without the encoder's own delay
}

TEST_F(RecordingTest, AfterAnAbruptEndAllButTheLastSecondIsThere) {
  auto recording = Recording::create(folder / "a.opus", {});
  ASSERT_TRUE(recording);
  for (const Bytes& packet : packets(50)) ASSERT_TRUE(recording->add(packet));
  auto read = read_recording(folder / "a.opus");  // as a crash would leave it
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_GE(read->duration, milliseconds(2'000));
  std::filesystem::resize_file(folder / "a.opus", std::filesystem::file_size(folder / "a.opus") - 100);
  const auto torn = read_recording(folder / "a.opus");
  ASSERT_TRUE(torn);
  EXPECT_LT(torn->duration, read->duration);
}

TEST_F(RecordingTest, AnEmptyOrForeignFileIsNoRecording) {
  auto recording = Recording::create(folder / "a.opus", {});
  ASSERT_TRUE(recording);
  EXPECT_FALSE(read_recording(folder / "a.opus"));
  EXPECT_FALSE(read_recording(folder / "none.opus"));
  EXPECT_FALSE(Recording::create(folder / "a.opus", {})) << "an existing file is never overwritten";
}

TEST_F(RecordingTest, IsBounded) {
  auto recording = Recording::create(folder / "a.opus", {});
  ASSERT_TRUE(recording);
  const Bytes packet = packets(1).front();
  std::size_t taken = 0;
  while (recording->add(packet)) ++taken;
  EXPECT_GT(taken, 10'500U) << "more than the longest stream";
  ASSERT_TRUE(recording->finish());
  EXPECT_LE(std::filesystem::file_size(folder / "a.opus"), kMaxRecordingBytes + 65'536);
  EXPECT_LE(read_recording(folder / "a.opus")->bytes.size(), limits::kMaxClipBytes);
}

TEST_F(RecordingTest, PlaysAgainAsALiveSourceAndThenIsOver) {
  auto recording = Recording::create(folder / "a.opus", {});
  for (const Bytes& packet : packets(20)) ASSERT_TRUE(recording->add(packet));
  ASSERT_TRUE(recording->finish());
  auto source = play_clip(read_recording(folder / "a.opus")->bytes);
  ASSERT_TRUE(source) << source.error().detail;
  auto chain = VoiceChain::create();
  SteadyTime now(seconds(1));
  int ticks = 0;
  while ((*source)->give(now, *chain)) {
    (void)chain->tick();
    now += limits::kLivePacketDuration;
    ASSERT_LT(++ticks, 100);
  }
  EXPECT_GE(ticks, 20);
  EXPECT_LE(ticks, 40);
  EXPECT_FALSE(play_clip(as_bytes("no clip")));
}

}  // namespace
}  // namespace tongluo::capture
