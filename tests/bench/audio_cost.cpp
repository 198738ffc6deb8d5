// What a second of sound costs the audio thread, to be run under callgrind (tools/bench footprint): a clip of
// speech-like sound goes through clip packets, libopus, the player and the audio loop into a sink that forgets it. It
// prints how many samples it was given, so that a run that played nothing is seen.

#include <memory>

#include "terminal-fw/audio/audio_loop.hpp"
#include "terminal-fw/audio/clip_packets.hpp"
#include "terminal-fw/audio/opus_decoder.hpp"
#include "tests/bench/figures.hpp"
#include "tests/unit/terminal_audio/opus_clip.hpp"

namespace tongluo::bench {
namespace {

constexpr milliseconds kFrame(20);
constexpr double kClipSeconds = 5.0;  // repeated, so that encoding costs the same however long the playing is

class ForgettingSink final : public audio::AudioSink {
 public:
  bool open() override { return true; }
  void close() override {}
  bool write(const playout::Frame& frame) override {
    samples += frame.size();
    return true;
  }
  microseconds latency() const override { return microseconds(0); }
  std::size_t samples = 0;
};

playout::Programme programme_of(const Bytes& clip, milliseconds duration, std::uint32_t repetitions) {
  auto packets = audio::ClipPackets::create(clip.size(), duration);
  TL_ASSERT(packets->append(clip).has_value());
  TL_ASSERT(packets->finish().has_value());
  playout::Programme programme;
  programme.play_id = 1;
  programme.items.push_back({std::move(packets)});
  programme.repetitions = repetitions;
  return programme;
}

std::size_t play(std::size_t seconds_of_sound) {
  const audio::Samples sound = audio::babble(kClipSeconds, 1.0);
  const Bytes clip = audio::encode_clip(sound);
  ForgettingSink sink;
  audio::OpusDecoder decoder;
  const auto queues = std::make_unique<audio::AudioQueues>();
  audio::AudioLoop loop(sink, decoder, *queues);
  WallTime now{std::chrono::hours(400'000)};
  const auto repetitions = static_cast<std::uint32_t>(static_cast<double>(seconds_of_sound) / kClipSeconds);
  const SteadyTime start(now.time_since_epoch());
  TL_ASSERT(queues->commands.try_push(
      {audio::Command::Kind::play, 1, start, programme_of(clip, audio::duration_of(sound), repetitions), {}}));
  const auto turns = milliseconds(seconds(seconds_of_sound)) / kFrame;
  for (std::int64_t turn = 0; turn < turns; ++turn, now += kFrame) {
    loop.turn({SteadyTime(now.time_since_epoch()), now});
    while (queues->events.try_pop()) {
    }
  }
  return sink.samples;
}

}  // namespace
}  // namespace tongluo::bench

int main(int argc, char** argv) {
  const auto options = tongluo::bench::numbers(argc, argv, {{"seconds", 10}});
  std::printf("samples %zu\n", tongluo::bench::play(options.at("seconds")));
}
