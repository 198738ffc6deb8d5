// The real-time rule, measured: every operator new of this program is counted by the thread that calls it; the audio
// loop, on real clips and through start, starvation, replacement, stop and end, must not add one.

#include <cstdlib>
#include <gtest/gtest.h>
#include <new>

#include "terminal-fw/audio/audio_loop.hpp"
#include "terminal-fw/audio/clip_packets.hpp"
#include "terminal-fw/audio/drill_words.hpp"
#include "terminal-fw/audio/opus_decoder.hpp"
#include "tests/unit/terminal_audio/opus_clip.hpp"

namespace {

thread_local std::size_t allocations = 0;
thread_local std::size_t releases = 0;

void* counted(std::size_t size) {
  ++allocations;
  void* const memory = std::malloc(size > 0 ? size : 1);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void counted_release(void* memory) noexcept {
  if (memory != nullptr) ++releases;
  std::free(memory);
}

}  // namespace

void* operator new(std::size_t size) { return counted(size); }
void* operator new[](std::size_t size) { return counted(size); }
void operator delete(void* memory) noexcept { counted_release(memory); }
void operator delete[](void* memory) noexcept { counted_release(memory); }
void operator delete(void* memory, std::size_t) noexcept { counted_release(memory); }
void operator delete[](void* memory, std::size_t) noexcept { counted_release(memory); }

namespace tongluo::audio {
namespace {

class SilentSink final : public AudioSink {
 public:
  bool open() override { return true; }
  void close() override {}
  bool write(const playout::Frame&) override { return true; }
  microseconds latency() const override { return microseconds(0); }
};

std::shared_ptr<ClipPackets> whole_clip() {
  const Samples speech = babble(1.0, 1.0);
  const Bytes bytes = encode_clip(speech);
  auto clip = ClipPackets::create(bytes.size(), duration_of(speech));
  TL_ASSERT(clip->append(bytes));
  return clip;
}

playout::Programme programme_of(std::uint64_t id, std::vector<std::shared_ptr<ClipPackets>> clips) {
  playout::Programme programme;
  programme.play_id = id;
  programme.tone = Tone::level_i;
  programme.tone_samples = 9'600;
  programme.repetitions = 2;
  programme.gap_samples = 4'800;
  for (auto& clip : clips) programme.items.push_back({std::move(clip)});
  return programme;
}

TEST(NoAllocation, TheCounterCounts) {
  const std::size_t before = allocations;
  delete new int(1);
  EXPECT_EQ(allocations, before + 1);
}

TEST(NoAllocation, PullNeverAllocatesOrFrees) {
  OpusDecoder decoder;
  playout::Player player(decoder);
  player.load(programme_of(1, {whole_clip(), whole_clip()}));
  const std::size_t before = allocations, released = releases;
  playout::Frame frame;
  std::size_t frames = 0;
  while (player.pull(frame)) ++frames;
  EXPECT_EQ(allocations, before);
  EXPECT_EQ(releases, released);
  EXPECT_GT(frames, 200u);
}

TEST(NoAllocation, ADrillsWordsAreThereFromTheStart) {
  const auto words = built_in_drill_words();
  ASSERT_TRUE(words);
  OpusDecoder decoder;
  playout::Player player(decoder);
  playout::Programme drill = programme_of(1, {whole_clip()});
  drill.drill_prefix = *words;
  player.load(std::move(drill));
  const std::size_t before = allocations, released = releases;
  playout::Frame frame;
  while (player.pull(frame)) {
  }
  EXPECT_EQ(allocations, before);
  EXPECT_EQ(releases, released);
  EXPECT_EQ(player.progress().samples_played, 2 * (9'600u + 240'000u + 48'000u));
}

TEST(NoAllocation, TheAudioLoopNeverAllocatesOrFrees) {
  SilentSink sink;
  OpusDecoder decoder;
  auto queues = std::make_unique<AudioQueues>();
  AudioLoop loop(sink, decoder, *queues);
  const auto starving = ClipPackets::create(1'000, milliseconds(1'000));
  WallTime now = wall_from_us(1'800'000'000'000'000);
  const SteadyTime start(now.time_since_epoch());
  std::vector<Command> commands;
  commands.push_back({Command::Kind::play, 1, start, programme_of(1, {whole_clip()}), {}});
  commands.push_back({Command::Kind::play, 2, start, programme_of(2, {starving}), {}});
  commands.push_back({Command::Kind::play, 3, start, programme_of(3, {whole_clip()}), {}});
  commands.push_back({Command::Kind::stop, 3, {}, {}, {}});
  commands.push_back({Command::Kind::play, 4, start, programme_of(4, {whole_clip()}), {}});
  std::size_t allocated = 0, released = 0;
  for (Command& command : commands) {
    ASSERT_TRUE(queues->commands.try_push(std::move(command)));
    const std::size_t before = allocations, released_before = releases;
    for (int i = 0; i < 150; ++i, now += microseconds(20'000)) loop.turn({SteadyTime(now.time_since_epoch()), now});
    allocated += allocations - before;
    released += releases - released_before;
  }
  EXPECT_EQ(allocated, 0u);
  EXPECT_EQ(released, 0u);
  std::size_t told = 0;
  while (queues->events.try_pop()) ++told;
  EXPECT_GE(told, 7u);
}

}  // namespace
}  // namespace tongluo::audio
