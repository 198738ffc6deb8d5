// A contact that a person holds while he speaks: what is a press, and that pressing often is no lie of the sensor.

#include "terminal-fw/fieldbus/talk_key.hpp"

#include <gtest/gtest.h>

#include "terminal-fw/fieldbus/sensor_judge.hpp"

namespace tongluo::fieldbus {
namespace {

constexpr std::optional<double> kOpen = 0, kClosed = 1, kUnbelieved;

TEST(TalkKey, EachPressAndReleaseIsToldOnce) {
  TalkKey key;
  EXPECT_EQ(key.look(kOpen), std::nullopt);
  EXPECT_EQ(key.look(kClosed), true);
  EXPECT_EQ(key.look(kClosed), std::nullopt);
  EXPECT_EQ(key.look(kOpen), false);
  EXPECT_EQ(key.look(kOpen), std::nullopt);
  EXPECT_EQ(key.look(kClosed), true);
}

TEST(TalkKey, AContactThatIsClosedFromTheStartSpeaksForNobody) {
  TalkKey key;
  EXPECT_EQ(key.look(kUnbelieved), std::nullopt);
  EXPECT_EQ(key.look(kClosed), std::nullopt);
  EXPECT_EQ(key.look(kOpen), std::nullopt);
  EXPECT_EQ(key.look(kClosed), true);
}

TEST(TalkKey, ASensorThatIsNotBelievedReleasesAndMustHaveBeenOpenAgain) {
  TalkKey key;
  key.look(kOpen);
  EXPECT_EQ(key.look(kClosed), true);
  EXPECT_EQ(key.look(kUnbelieved), false);
  EXPECT_EQ(key.look(kClosed), std::nullopt);
  EXPECT_EQ(key.look(kOpen), std::nullopt);
  EXPECT_EQ(key.look(kClosed), true);
}

// Also in a hurry: a door that did so would be lying.
SensorState after_keying(Quantity quantity) {
  Register contact;
  contact.quantity = quantity;
  contact.period = milliseconds(200);
  SensorJudge judge(contact);
  SteadyTime now{seconds(100)};
  for (int i = 0; i < 40; ++i, now += milliseconds(200)) judge.on_value(now, i % 2);
  return judge.state(now);
}

TEST(TalkKey, KeyingIsNoJumpingSensor) {
  EXPECT_EQ(after_keying(Quantity::push_to_talk), SensorState::good);
  EXPECT_EQ(after_keying(Quantity::door_open), SensorState::jumping);
}

}  // namespace
}  // namespace tongluo::fieldbus
