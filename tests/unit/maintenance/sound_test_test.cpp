// When the terminal tests its sound: daily and weekly times, what was missed, what must wait. The test owns both
// clocks; local time is UTC+8.

#include "terminal-fw/maintenance/sound_test.hpp"

#include <gtest/gtest.h>
#include <memory>

namespace tongluo::maintenance {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using Kind = SoundTestKind;

// Thursday, 2026-11-26, so late in the local day.
WallTime local(minutes of_day, int days_later = 0) {
  const std::chrono::sys_days day = std::chrono::year(2026) / 11 / 26;
  const auto instant = day.time_since_epoch() + std::chrono::days(days_later) + of_day - hours(8);
  return WallTime(std::chrono::duration_cast<WallTime::duration>(instant));
}

SoundTestSettings nightly() {
  SoundTestSettings settings;
  settings.quiet_at = {hours(3) + minutes(10)};
  settings.audible_day = std::chrono::Saturday;
  settings.audible_at = hours(10);
  return settings;
}

SoundTestResult result(Kind kind, WallTime at, Outcome outcome = Outcome::sounded) {
  return {kind, at, outcome, "the output followed the sound"};
}

class ScheduledSoundTest : public testing::Test {
 protected:
  std::optional<Kind> due(WallTime wall) {
    steady += minutes(1);
    return held->due(steady, wall);
  }
  // As after a restart: only the record is left.
  void restart() {
    const auto kept = parse_sound_test(sound_test_text(held->record()));
    ASSERT_EQ(kept, held->record());
    held = std::make_unique<SoundTestSchedule>(nightly(), kept);
  }

  std::unique_ptr<SoundTestSchedule> held = std::make_unique<SoundTestSchedule>(nightly(), std::nullopt);
  SteadyTime steady{hours(1)};
};

TEST_F(ScheduledSoundTest, IsDueAtItsLocalTimeAndOnceADay) {
  EXPECT_EQ(due(local(hours(3))), std::nullopt);
  EXPECT_EQ(held->next(local(hours(3))), local(hours(3) + minutes(10)));
  EXPECT_EQ(due(local(hours(3) + minutes(10))), Kind::quiet);
  held->on_result(result(Kind::quiet, local(hours(3) + minutes(11))));
  EXPECT_EQ(due(local(hours(3) + minutes(12))), std::nullopt);
  EXPECT_EQ(due(local(hours(3) + minutes(9), 1)), std::nullopt);
  EXPECT_EQ(due(local(hours(3) + minutes(10), 1)), Kind::quiet);
}

TEST_F(ScheduledSoundTest, WhatLiesBeforeTheFirstStartWasNotMissed) {
  EXPECT_EQ(due(local(hours(12))), std::nullopt);
  EXPECT_EQ(due(local(hours(23))), std::nullopt);
}

TEST_F(ScheduledSoundTest, AWeekWithoutPowerIsMadeUpForOnce) {
  EXPECT_EQ(due(local(hours(1))), std::nullopt);
  restart();
  EXPECT_EQ(due(local(hours(12), 7)), Kind::quiet);
  held->on_result(result(Kind::quiet, local(hours(12), 7)));
  restart();
  EXPECT_EQ(due(local(hours(12) + minutes(1), 7)), std::nullopt);
}

TEST_F(ScheduledSoundTest, AnAudibleOneIsMadeInItsHourOrNotAtAll) {
  EXPECT_EQ(due(local(hours(12))), std::nullopt);
  held->on_result(result(Kind::quiet, local(hours(4), 2)));
  EXPECT_EQ(due(local(hours(9) + minutes(59), 2)), std::nullopt);
  EXPECT_EQ(due(local(hours(10) + minutes(59), 2)), Kind::audible);
  EXPECT_EQ(due(local(hours(11), 2)), std::nullopt) << "nobody expects a loud tone at another hour";
  held->on_result(result(Kind::quiet, local(hours(4), 9)));
  EXPECT_EQ(due(local(hours(10), 9)), Kind::audible);
  held->on_result(result(Kind::audible, local(hours(10), 9)));
  EXPECT_EQ(due(local(hours(10) + minutes(30), 9)), std::nullopt);
}

TEST_F(ScheduledSoundTest, ALouderOneSaysWhatAQuietOneWouldHaveSaid) {
  EXPECT_EQ(due(local(hours(1), 2)), std::nullopt);
  held->on_result(result(Kind::audible, local(hours(10), 2)));
  EXPECT_EQ(due(local(hours(11), 2)), std::nullopt);
}

TEST_F(ScheduledSoundTest, WithoutASynchronisedClockNothingIsDue) {
  due(local(hours(1)));
  EXPECT_EQ(held->due(steady, std::nullopt), std::nullopt);
  EXPECT_EQ(due(local(hours(4))), Kind::quiet);
}

TEST_F(ScheduledSoundTest, ARefusedOneIsTriedAgainAfterAMinuteAnInterruptedOneAfterTen) {
  due(local(hours(1)));
  const WallTime wall = local(hours(4));
  ASSERT_EQ(due(wall), Kind::quiet);
  held->on_refused(steady);
  EXPECT_EQ(held->due(steady + seconds(59), wall), std::nullopt);
  EXPECT_EQ(held->due(steady + seconds(60), wall), Kind::quiet);
  held->on_interrupted(steady);
  EXPECT_EQ(held->due(steady + seconds(599), wall), std::nullopt);
  EXPECT_EQ(held->due(steady + seconds(600), wall), Kind::quiet);
}

TEST_F(ScheduledSoundTest, SwitchedOffIsNeverDue) {
  SoundTestSettings off = nightly();
  off.scheduled = false;
  SoundTestSchedule none(off, SoundTestRecord{local(hours(1)), local(hours(1)), std::nullopt});
  EXPECT_EQ(none.due(steady, local(hours(12), 3)), std::nullopt);
  EXPECT_EQ(none.next(local(hours(12))), std::nullopt);
}

TEST_F(ScheduledSoundTest, AClockThatWasAheadDoesNotSilenceTheTestsForYears) {
  due(local(hours(1)));
  held->on_result(result(Kind::quiet, local(hours(4), 4'000)));
  EXPECT_EQ(due(local(hours(2), 1)), std::nullopt);
  EXPECT_EQ(due(local(hours(4), 1)), Kind::quiet);
}

TEST(SoundTestRecord, DamagedOrForeignTextIsNone) {
  SoundTestRecord record{wall_from_us(5), wall_from_us(7), result(Kind::audible, wall_from_us(9), Outcome::weak)};
  const std::string text = sound_test_text(record);
  EXPECT_EQ(parse_sound_test(text), record);
  for (std::size_t cut = 0; cut + 40 < text.size(); ++cut)
    if (text[cut] != '\n') {
      EXPECT_NE(parse_sound_test(text.substr(0, cut)), record);
    }
  for (const char* bad :
       {"", "sound-test 2\n1 2\n", "sound-test 1\n1\n", "sound-test 1\n-1 2\n", "sound-test 1\n1 2 3\n",
        "sound-test 1\n1 2\n2 9 1 x\n", "sound-test 1\n1 2\n0 9 99 x\n", "sound-test 1\n1 2\n0 9 1 x\ny"})
    EXPECT_EQ(parse_sound_test(bad), std::nullopt) << bad;
}

TEST(SoundTestResult, SilenceAndWeakSoundAreFaultsWhatProvesNothingIsNone) {
  for (const Outcome fault : {Outcome::silent_amplifier, Outcome::silent_horn, Outcome::weak})
    EXPECT_TRUE(is_fault(result(Kind::quiet, wall_from_us(1), fault)));
  for (const Outcome fine : {Outcome::sounded, Outcome::unproved, Outcome::preempted})
    EXPECT_FALSE(is_fault(result(Kind::quiet, wall_from_us(1), fine)));
}

}  // namespace
}  // namespace tongluo::maintenance
