// The real-time rule at the sound card: the real audio thread on the real libasound, with a card that keeps its pace
// (and one behind the plug-ins that convert the rate and the channels), through steady play, an underrun and its
// repair, pre-emption, live speech with losses, a stop and the end. From its first frame on the thread allocates,
// locks, says and throws nothing; opening and closing the device are libasound's own, and counted apart.

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <mutex>
#include <opus.h>
#include <poll.h>
#include <sys/eventfd.h>

#include "protocol/os/clock.hpp"
#include "terminal-fw/audio/alsa_sink.hpp"
#include "terminal-fw/audio/audio_thread.hpp"
#include "terminal-fw/audio/clip_packets.hpp"
#include "tests/unit/terminal_audio/misdeeds.hpp"
#include "tests/unit/terminal_audio/opus_clip.hpp"

namespace tongluo::audio {
namespace {

using test::Misdeeds;

constexpr auto kPatience = seconds(20);
constexpr int kStallMs = 200;  // longer than the device's buffer
constexpr std::uint32_t kLivePackets = 21;

struct Seen {
  std::atomic<bool> stall{false};
  std::atomic<std::uint64_t> underruns{0};
  std::atomic<std::uint64_t> frames{0};
  std::atomic<const char*> error{""};
};

// The real sink; it tells the counters when the thread is beyond opening.
class WatchedSink final : public AudioSink {
 public:
  WatchedSink(const std::string& device, Seen& seen) : sink_(device), seen_(seen) {}
  bool open() override {
    test::watch_this_thread(false);
    const bool opened = sink_.open();
    seen_.error = sink_.last_error();
    test::watch_this_thread(true);
    return opened;
  }
  void close() override {
    test::watch_this_thread(false);
    sink_.close();
    test::watch_this_thread(true);
  }
  bool write(const playout::Frame& frame) override {
    if (seen_.stall.exchange(false)) ::poll(nullptr, 0, kStallMs);
    const bool written = sink_.write(frame);
    seen_.underruns = sink_.underruns();
    if (written) ++seen_.frames;
    return written;
  }
  microseconds latency() const override { return sink_.latency(); }
  const char* last_error() const override { return sink_.last_error(); }

 private:
  AlsaSink sink_;
  Seen& seen_;
};

std::shared_ptr<ClipPackets> whole_clip() {
  const Samples speech = babble(1.0, 1.0);
  const Bytes bytes = encode_clip(speech);
  auto clip = ClipPackets::create(bytes.size(), duration_of(speech));
  TL_ASSERT(clip->append(bytes));
  return clip;
}

playout::Programme clip_programme(std::uint64_t id) {
  playout::Programme programme;
  programme.play_id = id;
  programme.tone = Tone::level_i;
  programme.tone_samples = 9'600;
  programme.repetitions = 2;
  programme.gap_samples = 4'800;
  programme.volume_percent = 70;
  programme.items.push_back({whole_clip()});
  return programme;
}

// Speech as a controller sends it; every seventh packet is lost.
std::shared_ptr<playout::LiveQueue> live_speech() {
  const Samples speech = babble(kLivePackets * limits::kLivePacketSamples / double{playout::kSampleRate}, 2.0);
  int code = 0;
  OpusEncoder* const encoder = opus_encoder_create(playout::kSampleRate, 1, OPUS_APPLICATION_VOIP, &code);
  TL_ASSERT(code == OPUS_OK);
  opus_encoder_ctl(encoder, OPUS_SET_BITRATE(24'000));
  opus_encoder_ctl(encoder, OPUS_SET_VBR(0));
  auto queue = std::make_shared<playout::LiveQueue>();
  for (std::uint32_t number = 0; number <= kLivePackets; ++number) {
    rtp::LivePacket packet;
    packet.sequence = number;
    packet.position = std::int64_t{number} * limits::kLivePacketSamples;
    packet.last = number == kLivePackets;
    if (!packet.last)
      packet.size = static_cast<std::uint16_t>(opus_encode(
          encoder, speech.data() + packet.position, static_cast<int>(limits::kLivePacketSamples),
          reinterpret_cast<unsigned char*>(packet.octets.data()), static_cast<opus_int32>(packet.octets.size())));
    if (number % 7 != 6) TL_ASSERT(queue->try_push(std::move(packet)));
  }
  opus_encoder_destroy(encoder);
  return queue;
}

playout::Programme live_programme(std::uint64_t id) {
  playout::Programme programme;
  programme.play_id = id;
  programme.live = {live_speech(), std::uint64_t{10} * playout::kSampleRate};
  return programme;
}

class RealTime : public testing::TestWithParam<const char*> {
 protected:
  RealTime() {
    avoid_alsa_locks();
    std::string pattern = (std::filesystem::temp_directory_path() / "tongluo-card-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    std::ofstream(folder_ / "asound.conf") << "pcm_type.paced_card { lib \"" TONGLUO_PACED_CARD
                                              "\" }\n"
                                              "pcm.straight { type paced_card rate 48000 channels 1 }\n"
                                              "pcm.stereo { type paced_card rate 44100 channels 2 }\n"
                                              "pcm.converted { type plug slave.pcm stereo }\n";
    ::setenv("ALSA_CONFIG_PATH", (folder_ / "asound.conf").c_str(), 1);
  }
  ~RealTime() override {
    ::unsetenv("ALSA_CONFIG_PATH");
    std::filesystem::remove_all(folder_);
  }

  template <class Condition>
  static bool in_time(Condition condition) {
    const SteadyTime end = os::steady_now() + SteadyTime::duration(kPatience);
    bool met = condition();
    for (; !met && os::steady_now() < end; met = condition()) ::poll(nullptr, 0, 5);
    return met;
  }
  // The end of play `id`, of that kind.
  bool ended(AudioThread& audio, std::uint64_t id, PlaybackEvent::Kind kind) {
    return in_time([&] {
      while (const auto event = audio.next_event()) {
        if (event->kind == PlaybackEvent::Kind::sink_failed) ADD_FAILURE() << event->detail;
        if (event->play_id == id && event->kind == kind) return true;
      }
      return false;
    });
  }
  void play_until(AudioThread& audio, playout::Programme programme, std::uint64_t frames) {
    const std::uint64_t before = seen_.frames;
    ASSERT_TRUE(audio.play(std::move(programme), os::wall_now()));
    ASSERT_TRUE(in_time([&] { return seen_.frames >= before + frames; })) << seen_.error.load();
  }

  std::filesystem::path folder_;
  Seen seen_;
};

TEST(RealTimeCounter, CountsWhatIsForbiddenAndOnlyWhereItIsWatched) {
  test::forget_misdeeds();
  const auto sin = [] {
    std::mutex mutex;
    std::free(std::malloc(1));
    const std::scoped_lock lock(mutex);
    std::fputs("", stdout);
    try {
      throw 1;
    } catch (int) {
    }
  };
  sin();
  EXPECT_EQ(test::misdeeds(), Misdeeds{});
  test::watch_this_thread(true);
  sin();
  test::watch_this_thread(false);
  const Misdeeds counted = test::misdeeds();
  for (const std::size_t each : {counted.allocations, counted.releases, counted.locks, counted.outputs, counted.throws})
    EXPECT_GT(each, 0U);
}

TEST_P(RealTime, TheAudioThreadOnlyPlays) {
  test::forget_misdeeds();
  Misdeeds done;
  const int bell = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  {
    AudioThread audio(std::make_unique<WatchedSink>(GetParam(), seen_), [bell] { ::eventfd_write(bell, 1); });
    ASSERT_NO_FATAL_FAILURE(play_until(audio, clip_programme(1), 30));
    seen_.stall = true;
    ASSERT_TRUE(in_time([&] { return seen_.underruns > 0; })) << "the card never ran empty";
    ASSERT_NO_FATAL_FAILURE(play_until(audio, live_programme(2), 10));
    EXPECT_TRUE(ended(audio, 1, PlaybackEvent::Kind::stopped));
    EXPECT_TRUE(ended(audio, 2, PlaybackEvent::Kind::finished));
    ASSERT_NO_FATAL_FAILURE(play_until(audio, clip_programme(3), 20));
    ASSERT_TRUE(audio.stop(3));
    EXPECT_TRUE(ended(audio, 3, PlaybackEvent::Kind::stopped));
    ASSERT_NO_FATAL_FAILURE(play_until(audio, clip_programme(4), 10));
    EXPECT_TRUE(ended(audio, 4, PlaybackEvent::Kind::finished));
    const std::uint64_t rounds = audio.beats();
    EXPECT_TRUE(in_time([&] { return audio.beats() > rounds; })) << "idle too";
    done = test::misdeeds();  // before the thread ends: that frees
  }
  ::close(bell);
  EXPECT_GE(seen_.underruns, 1U);
  EXPECT_GT(seen_.frames, 200U);
  EXPECT_EQ(done, Misdeeds{}) << test::to_string(done) << test::first_misdeed();
}

INSTANTIATE_TEST_SUITE_P(Cards, RealTime, testing::Values("straight", "converted"));

}  // namespace
}  // namespace tongluo::audio
