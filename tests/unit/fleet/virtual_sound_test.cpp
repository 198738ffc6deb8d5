// The loudspeaker that counts: by the controller's clock while that is known and neighbours share the play, else by its
// own; never moved by when it is looked at.

#include "tools/fleet/virtual_sound.hpp"

#include <gtest/gtest.h>

namespace tongluo::fleet {
namespace {

using Kind = terminal::PlaybackEvent::Kind;

constexpr Now kNow{SteadyTime(seconds(100)), wall_from_us(1'800'000'000'000'000)};
Now after(microseconds by) { return {kNow.steady + by, kNow.wall + by}; }

terminal::Play tone_play(bool shared) {
  terminal::Play play;
  play.play_id = 1;
  play.start_at = kNow.wall + seconds(1);
  if (shared) play.media_at = kNow.wall + seconds(1) + milliseconds(200);
  play.tone = Tone::none;
  play.tone_samples = 3 * playout::kSampleRate;
  return play;
}

// The controller's clock is 200 ms ahead of ours, and faster by this.
instep::ClockLine line(double ppm = 0) { return {kNow.steady, kNow.wall + milliseconds(200), ppm}; }

std::vector<terminal::PlaybackEvent> run(VirtualSound& sound, microseconds late) {
  std::vector<terminal::PlaybackEvent> events;
  while (sound.next_deadline() != WallTime::max()) {
    sound.on_deadline(after(sound.next_deadline() - kNow.wall + late));
    for (const auto& event : sound.take_events()) events.push_back(event);
  }
  return events;
}

TEST(VirtualSound, SoundsWhenItShouldHoweverLateItIsLookedAt) {
  VirtualSound sound;
  sound.play(kNow, tone_play(false));
  const auto events = run(sound, milliseconds(30));
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].kind, Kind::started);
  EXPECT_EQ(events[0].first_sample, kNow.wall + seconds(1));
  EXPECT_EQ(events[1].kind, Kind::finished);
  EXPECT_EQ(events[1].last_sample, kNow.wall + seconds(4));
  EXPECT_EQ(events[1].progress.samples_played, 3u * playout::kSampleRate);
}

TEST(VirtualSound, AloneItRunsAtTheCardsRate) {
  VirtualSound sound(50);
  sound.play(kNow, tone_play(false));
  const auto events = run(sound, microseconds(0));
  EXPECT_EQ(events[1].last_sample, kNow.wall + seconds(4) - microseconds(150));
}

TEST(VirtualSound, InStepItFollowsTheControllersClock) {
  VirtualSound sound(50);
  sound.set_media_line(kNow, line(100));
  sound.play(kNow, tone_play(true));
  const auto events = run(sound, milliseconds(30));
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].first_sample, kNow.wall + seconds(1) - microseconds(100));
  EXPECT_EQ(events[1].last_sample, kNow.wall + seconds(4) - microseconds(400));
}

TEST(VirtualSound, ABetterClockBeforeTheStartMovesTheStart) {
  VirtualSound sound;
  sound.play(kNow, tone_play(true));
  EXPECT_EQ(sound.next_deadline(), kNow.wall + seconds(1));
  instep::ClockLine better = line();
  better.wall += milliseconds(5);
  sound.set_media_line(after(milliseconds(500)), better);
  EXPECT_EQ(sound.next_deadline(), kNow.wall + milliseconds(995));
}

TEST(VirtualSound, WhoIsAskedTooLateStartsLateAndStaysLate) {
  VirtualSound sound;
  sound.set_media_line(kNow, line());
  sound.play(after(milliseconds(1'300)), tone_play(true));
  const auto events = run(sound, microseconds(0));
  EXPECT_EQ(events[0].first_sample, kNow.wall + milliseconds(1'300));
  EXPECT_EQ(events[1].last_sample, kNow.wall + milliseconds(4'300));
}

TEST(VirtualSound, AudioThatComesLateHoldsTheEnd) {
  terminal::Play play = tone_play(false);
  play.items = {{Digest{}, seconds(2)}};
  VirtualSound sound;
  sound.play(kNow, play);
  sound.on_deadline(after(seconds(10)));
  EXPECT_EQ(sound.next_deadline(), WallTime::max());
  sound.complete(after(seconds(11)), 1, Digest{});
  sound.on_deadline(after(seconds(12)));
  const auto events = sound.take_events();
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[1].last_sample, kNow.wall + seconds(11));
}

TEST(VirtualSound, AStopEndsItAtOnce) {
  VirtualSound sound;
  sound.play(kNow, tone_play(false));
  sound.on_deadline(after(seconds(2)));
  sound.stop(after(milliseconds(2'100)), 1);
  const auto events = sound.take_events();
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[1].kind, Kind::stopped);
  EXPECT_EQ(events[1].last_sample, kNow.wall + milliseconds(2'100));
  EXPECT_EQ(sound.next_deadline(), WallTime::max());
}

}  // namespace
}  // namespace tongluo::fleet
