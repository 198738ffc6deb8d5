// The real sinks, and the whole thread on one of them: what is in the WAV file is measured.

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <mutex>

#include "protocol/os/clock.hpp"
#include "protocol/os/files.hpp"
#include "terminal-fw/audio/alsa_sink.hpp"
#include "terminal-fw/audio/audio_thread.hpp"
#include "terminal-fw/audio/clip_packets.hpp"
#include "terminal-fw/audio/wav_sink.hpp"
#include "tests/unit/terminal_audio/opus_clip.hpp"

namespace tongluo::audio {
namespace {

namespace fs = std::filesystem;

class SinkTest : public testing::Test {
 protected:
  SinkTest() {
    folder_ = fs::path(testing::TempDir()) /
              ("sink_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::create_directories(folder_);
  }
  ~SinkTest() override { fs::remove_all(folder_); }
  fs::path folder_;
};

template <class Integer>
Integer number_at(ByteView bytes, std::size_t at) {
  Integer value{};
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

// The samples that the header promises; fails the test if the file is not a WAV file of ours.
Samples read_wav(const fs::path& path) {
  const auto file = os::read_file(path, 400'000'000);
  EXPECT_TRUE(file);
  EXPECT_GE(file->size(), 44u);
  EXPECT_EQ(as_text(*file).substr(0, 4), "RIFF");
  EXPECT_EQ(as_text(*file).substr(8, 8), "WAVEfmt ");
  EXPECT_EQ(number_at<std::uint32_t>(*file, 24), 48'000u);
  const auto bytes = number_at<std::uint32_t>(*file, 40);
  EXPECT_EQ(number_at<std::uint32_t>(*file, 4), bytes + 36);
  EXPECT_LE(bytes, file->size() - 44);
  Samples samples(bytes / 2);
  if (!samples.empty()) std::memcpy(samples.data(), file->data() + 44, bytes);
  return samples;
}

TEST_F(SinkTest, MakeSinkUnderstandsItsThreeKindsOnly) {
  EXPECT_TRUE(make_sink("null"));
  EXPECT_TRUE(make_sink("wav:" + (folder_ / "a.wav").string()));
  EXPECT_TRUE(make_sink("alsa:default"));
  for (const char* text : {"", "wav", "wav:", "alsa:", "mp3:x", "Null", "null:x"}) {
    const auto sink = make_sink(text);
    ASSERT_FALSE(sink) << text;
    EXPECT_EQ(sink.error().kind, ErrorKind::bad_input);
  }
}

TEST_F(SinkTest, AnImpossibleWavPathIsOneClearError) {
  const auto sink = make_sink("wav:" + (folder_ / "none" / "a.wav").string());
  ASSERT_FALSE(sink);
  EXPECT_EQ(sink.error().kind, ErrorKind::io);
  EXPECT_NE(sink.error().detail.find("No such file"), std::string::npos);
}

TEST_F(SinkTest, AMissingSoundCardIsOneClearError) {
  AlsaSink sink("no_such_device");
  EXPECT_FALSE(sink.open());
  EXPECT_STREQ(sink.last_error(), "No such file or directory");
  EXPECT_FALSE(sink.write(playout::Frame{}));
  EXPECT_EQ(sink.latency(), microseconds(0));
  sink.close();
}

TEST_F(SinkTest, AnUntouchedWavFileIsValidAndEmpty) {
  const auto sink = make_sink("wav:" + (folder_ / "a.wav").string());
  ASSERT_TRUE(sink);
  EXPECT_TRUE(read_wav(folder_ / "a.wav").empty());
}

TEST_F(SinkTest, WavHeaderIsValidAfterEverySecond) {
  const auto sink = make_sink("wav:" + (folder_ / "a.wav").string());
  ASSERT_TRUE((*sink)->open());
  const SteadyTime begin = os::steady_now();
  for (int i = 0; i < 55; ++i) ASSERT_TRUE((*sink)->write(playout::Frame{}));
  EXPECT_GE(os::steady_now() - begin, milliseconds((55 - kAheadFrames) * 20 - 20));  // in real time
  EXPECT_EQ(read_wav(folder_ / "a.wav").size(), 48'000u);                            // without close()
  (*sink)->close();
  EXPECT_EQ(read_wav(folder_ / "a.wav").size(), 55u * playout::kFrameSamples);
}

// The control side of a test: waits until the audio thread has told something.
class Listener {
 public:
  std::function<void()> wake() {
    return [this] {
      const std::lock_guard lock(mutex_);
      ++told_;
      changed_.notify_one();
    };
  }
  PlaybackEvent next(AudioThread& thread) {
    for (;;) {
      if (const auto event = thread.next_event()) return *event;
      std::unique_lock lock(mutex_);
      if (!changed_.wait_for(lock, std::chrono::seconds(20), [this] { return told_ > 0; })) return {};
      told_ = 0;
    }
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int told_ = 0;
};

TEST_F(SinkTest, TheThreadPlaysToneAndClipIntoTheFile) {
  const Samples speech = babble(1.5, 1.0);
  const Bytes bytes = encode_clip(speech);
  const auto clip = ClipPackets::create(bytes.size(), duration_of(speech));
  Listener listener;
  {
    AudioThread thread(*make_sink("wav:" + (folder_ / "a.wav").string()), listener.wake());
    playout::Programme programme;
    programme.play_id = 7;
    programme.tone = Tone::level_i;
    programme.tone_samples = 24'000;
    programme.items.push_back({clip});
    const WallTime start_at = os::wall_now() + milliseconds(200);
    ASSERT_TRUE(thread.play(std::move(programme), start_at));
    ASSERT_TRUE(clip->append(bytes));  // arrives while it waits
    const PlaybackEvent started = listener.next(thread);
    EXPECT_EQ(started.kind, PlaybackEvent::Kind::started);
    EXPECT_GE(started.first_sample, start_at - milliseconds(1));
    EXPECT_LT(started.first_sample, start_at + seconds(1));  // a busy machine may start late, never early
    const PlaybackEvent finished = listener.next(thread);
    EXPECT_EQ(finished.kind, PlaybackEvent::Kind::finished);
    EXPECT_EQ(finished.progress.samples_played, 24'000u + speech.size());
    EXPECT_EQ(finished.progress.samples_starved, 0u);
  }
  EXPECT_EQ(clip.use_count(), 1);
  const Samples heard = read_wav(folder_ / "a.wav");
  const auto first = std::ranges::find_if(heard, [](auto sample) { return sample != 0; }) - heard.begin();
  ASSERT_GE(heard.size(), static_cast<std::size_t>(first) + 24'000 + speech.size() - 40);
  double best = 0.0;  // the tone's first samples round to 0, so the start is known within a few samples
  for (std::ptrdiff_t shift = 0; shift < 30; ++shift) {
    const Samples part(heard.begin() + first + 24'000 - shift, heard.end());
    best = std::max(best, correlation(part, speech, std::min(part.size(), speech.size())));
  }
  EXPECT_GT(best, 0.9);
}

TEST_F(SinkTest, TheThreadStopsOnCommand) {
  Listener listener;
  AudioThread thread(*make_sink("null"), listener.wake());
  playout::Programme programme;
  programme.play_id = 3;
  programme.tone = Tone::level_ii;
  programme.tone_samples = 480'000;
  ASSERT_TRUE(thread.play(std::move(programme), os::wall_now()));
  EXPECT_EQ(listener.next(thread).kind, PlaybackEvent::Kind::started);
  ASSERT_TRUE(thread.stop(3));
  EXPECT_EQ(listener.next(thread).kind, PlaybackEvent::Kind::stopped);
}

TEST_F(SinkTest, ACardThatIsGoneIsFoundWithoutOpeningIt) {
  EXPECT_EQ((*make_sink("alsa:plughw:CARD=Horn,DEV=0"))->missing(), "sound card Horn: No such device");
  EXPECT_NE((*make_sink("alsa:hw:31,0"))->missing(), "");
  const bool has_cards = std::filesystem::exists("/proc/asound/card0");
  EXPECT_EQ((*make_sink("alsa:default"))->missing(), has_cards ? "" : "there is no sound card");
  EXPECT_EQ((*make_sink("alsa:horn"))->missing(), "") << "which card that is, its configuration alone knows";
  EXPECT_EQ((*make_sink("null"))->missing(), "");
}

TEST(CardOf, IsTheCardThatADeviceOfTheHardwareNames) {
  EXPECT_EQ(card_of("plughw:CARD=Amp,DEV=0"), "Amp");
  EXPECT_EQ(card_of("hw:1,0"), "1");
  EXPECT_EQ(card_of("sysdefault:CARD=Amp"), "Amp");
  EXPECT_EQ(card_of("default"), "");
  EXPECT_EQ(card_of("file:'/tmp/x',raw"), "");
}

TEST_F(SinkTest, TheThreadTellsOfAMissingCard) {
  Listener listener;
  AudioThread thread(*make_sink("alsa:no_such_device"), listener.wake());
  playout::Programme programme;
  programme.play_id = 3;
  programme.tone = Tone::level_ii;
  programme.tone_samples = 48'000;
  ASSERT_TRUE(thread.play(std::move(programme), os::wall_now()));
  const PlaybackEvent event = listener.next(thread);
  EXPECT_EQ(event.kind, PlaybackEvent::Kind::sink_failed);
  EXPECT_STREQ(event.detail, "No such file or directory");
}

TEST_F(SinkTest, TheThreadEndsInMidSentence) {
  Listener listener;
  {
    AudioThread thread(*make_sink("wav:" + (folder_ / "a.wav").string()), listener.wake());
    playout::Programme programme;
    programme.tone = Tone::level_i;
    programme.tone_samples = 480'000;
    ASSERT_TRUE(thread.play(std::move(programme), os::wall_now()));
    EXPECT_EQ(listener.next(thread).kind, PlaybackEvent::Kind::started);
  }
  EXPECT_GT(read_wav(folder_ / "a.wav").size(), 0u);
}

}  // namespace
}  // namespace tongluo::audio
