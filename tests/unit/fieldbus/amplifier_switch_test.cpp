#include "terminal-fw/fieldbus/amplifier_switch.hpp"

#include <gtest/gtest.h>

#include "tests/unit/fieldbus/maps.hpp"

namespace tongluo::fieldbus {
namespace {

constexpr AmplifierTimes kTimes{milliseconds(500), milliseconds(5'000)};

// Sound from a to b, as the audio thread reports it.
void sound(AmplifierSwitch& amplifier, std::int64_t from_ms, std::int64_t until_ms) {
  for (std::int64_t at = from_ms; at < until_ms; at += 100) amplifier.on_sound(at_ms(at + 100));
}

TEST(AmplifierSwitch, ItIsOnByTheWakeUpTimeBeforeThePlayAndOffAWhileAfterIt) {
  AmplifierSwitch amplifier(kTimes);
  EXPECT_FALSE(amplifier.wanted(at_ms(0)));
  amplifier.on_play(1, at_ms(10'000));
  EXPECT_FALSE(amplifier.wanted(at_ms(9'199)));
  EXPECT_EQ(amplifier.next_change(at_ms(0)), at_ms(9'200));
  EXPECT_TRUE(amplifier.wanted(at_ms(9'200)));
  sound(amplifier, 10'000, 15'000);
  amplifier.on_end(at_ms(15'000), 1);
  EXPECT_TRUE(amplifier.wanted(at_ms(19'999)));
  EXPECT_EQ(amplifier.next_change(at_ms(15'000)), at_ms(20'000));
  EXPECT_FALSE(amplifier.wanted(at_ms(20'000)));
}

TEST(AmplifierSwitch, AnImmediatePlayHasItAtOnce) {
  AmplifierSwitch amplifier(kTimes);
  amplifier.on_play(1, at_ms(1'000));
  EXPECT_TRUE(amplifier.wanted(at_ms(1'000)));
}

TEST(AmplifierSwitch, AStalledAudioThreadDropsItAndGetsItBack) {
  AmplifierSwitch amplifier(kTimes);
  amplifier.on_play(1, at_ms(1'000));
  sound(amplifier, 1'000, 3'000);
  EXPECT_FALSE(amplifier.stalled(at_ms(4'999)));
  EXPECT_TRUE(amplifier.wanted(at_ms(4'999)));
  EXPECT_TRUE(amplifier.stalled(at_ms(5'000)));
  EXPECT_FALSE(amplifier.wanted(at_ms(5'000)));
  EXPECT_EQ(amplifier.next_change(at_ms(4'000)), at_ms(5'000));
  amplifier.on_sound(at_ms(6'000));
  EXPECT_TRUE(amplifier.wanted(at_ms(6'000)));
}

TEST(AmplifierSwitch, OneThatNeverBeginsDropsItToo) {
  AmplifierSwitch amplifier(kTimes);
  amplifier.on_play(1, at_ms(1'000));
  EXPECT_FALSE(amplifier.wanted(at_ms(3'000)));
  amplifier.on_end(at_ms(3'000), 1);
  EXPECT_FALSE(amplifier.wanted(at_ms(3'000)));  // nothing to hold
}

TEST(AmplifierSwitch, AFurtherPlayKeepsItOn) {
  AmplifierSwitch amplifier(kTimes);
  amplifier.on_play(1, at_ms(1'000));
  sound(amplifier, 1'000, 3'000);
  amplifier.on_play(2, at_ms(3'000));
  amplifier.on_end(at_ms(3'000), 1);
  sound(amplifier, 3'000, 12'000);
  EXPECT_TRUE(amplifier.wanted(at_ms(12'000)));
}

TEST(AmplifierSwitch, MorePlaysThanItWatchesForgetTheOldest) {
  AmplifierSwitch amplifier(kTimes);
  amplifier.on_play(1, at_ms(1'000));
  for (std::size_t i = 0; i < kMaxWatchedPlays; ++i) amplifier.on_play(2 + i, at_ms(100'000));
  EXPECT_FALSE(amplifier.wanted(at_ms(1'000)));
  EXPECT_EQ(amplifier.evicted(), 1U);
}

}  // namespace
}  // namespace tongluo::fieldbus
