// The simulated cabinet: the level follows the WAV file as it grows, and faults come from the script on time.

#include "tools/amp-sim/amp_model.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

#include "terminal-fw/fieldbus/level_meter.hpp"
#include "tests/unit/board/board_rig.hpp"
#include "tools/amp-sim/wav_follower.hpp"

namespace tongluo::amp_sim {
namespace {

using fieldbus::Quantity;

void live(AmpModel& model, int seconds_long, double db, const Faults& faults) {
  for (int i = 0; i < seconds_long * 50; ++i) model.advance(milliseconds(20), db, faults);
}

TEST(AmpModel, LevelFollowsWhatIsFedOnceTheRelayIsOn) {
  AmpModel model;
  const Faults none;
  live(model, 2, -20, none);
  EXPECT_LT(model.value(Quantity::output_level), 0.1);
  model.set(Quantity::amplifier_relay, 1);
  live(model, 2, -20, none);
  EXPECT_NEAR(model.value(Quantity::output_level), 10, 0.1);
  EXPECT_NEAR(model.value(Quantity::output_current), 10, 0.1);
}

TEST(AmpModel, AnOldBatteryRunsOutSoonerWithoutMains) {
  AmpModel young, old;
  Faults loss, aged;
  ASSERT_TRUE(loss.command("mains_loss on"));
  aged = loss;
  ASSERT_TRUE(aged.command("battery_age 80"));
  live(young, 1'800, -10, loss);
  live(old, 1'800, -10, aged);
  EXPECT_LT(old.value(Quantity::battery_charge), young.value(Quantity::battery_charge) - 2);
  EXPECT_LT(old.value(Quantity::battery_voltage), young.value(Quantity::battery_voltage));
}

TEST(AmpModel, ClimateIsAsToldAndAFanThatStandsStillSaysSoOrNot) {
  AmpModel model;
  Faults faults;
  for (const char* each : {"amplifier_temperature 92.5", "cabinet_temperature 71", "humidity 95"})
    ASSERT_TRUE(faults.command(each));
  live(model, 1, -90, faults);
  EXPECT_EQ(model.value(Quantity::amplifier_temperature), 92.5);
  EXPECT_EQ(model.value(Quantity::cabinet_temperature), 71);
  EXPECT_EQ(model.value(Quantity::humidity), 95);
  EXPECT_GT(model.value(Quantity::fan_speed), 1'000);
  ASSERT_TRUE(faults.command("fan_stopped on"));
  live(model, 1, -90, faults);
  EXPECT_EQ(model.value(Quantity::fan_speed), 0);
  EXPECT_EQ(model.value(Quantity::fan_fault), 0);
  for (const char* each : {"fan_stopped off", "fan_fault on", "humidity off", "amplifier_temperature off"})
    ASSERT_TRUE(faults.command(each));
  live(model, 1, -90, faults);
  EXPECT_EQ(model.value(Quantity::fan_fault), 1);
  EXPECT_EQ(model.value(Quantity::humidity), AmpModel().value(Quantity::humidity));
  EXPECT_LT(model.value(Quantity::amplifier_temperature), 92.5) << "it cools down by itself";
}

TEST(Faults, TheListForPeopleNamesEachOnceAndOnlyWhatCanBeSaid) {
  std::istringstream lines(faults_text());
  std::size_t named = 0;
  for (std::string line, name; std::getline(lines, line); ++named) {
    ASSERT_TRUE(std::istringstream(line) >> name) << line;
    EXPECT_TRUE(Faults().command(name + " on")) << line;
  }
  EXPECT_EQ(named, kFaults);
}

TEST(FaultScript, FaultsComeAtTheirTimes) {
  auto script = FaultScript::parse("0.5 door_open on  # somebody\n\n2 door_open off\n2 battery_age 40\n");
  ASSERT_TRUE(script) << script.error().detail;
  Faults faults;
  script->advance(milliseconds(499), faults);
  EXPECT_FALSE(faults.on(Fault::door_open));
  script->advance(milliseconds(500), faults);
  EXPECT_TRUE(faults.on(Fault::door_open));
  script->advance(seconds(5), faults);
  EXPECT_FALSE(faults.on(Fault::door_open));
  EXPECT_EQ(faults.value(Fault::battery_age), 40);
}

TEST(FaultScript, MistakesAreRefused) {
  for (const char* text :
       {"x door_open on", "1 door on", "1 door_open", "1", "2 noise on\n1 noise off", "1 noise on off"})
    EXPECT_FALSE(FaultScript::parse(text)) << text;
}

TEST(WavFollower, SaysHowLoudIsWhatWasWrittenLastAndSilenceWhenNothingIs) {
  board::TemporaryFolder folder;
  const auto path = folder.path() / "out.wav";
  SteadyTime now{};
  WavFollower follower(path);
  EXPECT_EQ(follower.level_db(now), fieldbus::kSilenceDb);
  std::ofstream wav(path, std::ios::binary);
  const auto write = [&](std::int16_t amplitude) {
    const std::vector<std::int16_t> square(960, amplitude);
    wav.write(reinterpret_cast<const char*>(square.data()), 1'920);
    wav.flush();
  };
  wav << std::string(44, '\0');
  write(3'277);
  EXPECT_NEAR(follower.level_db(now), -17, 0.1);  // a square is 3 dB above the sine of its height
  now += milliseconds(20);
  write(328);
  EXPECT_NEAR(follower.level_db(now), -37, 0.1);
  EXPECT_NEAR(follower.level_db(now + milliseconds(100)), -37, 0.1);
  EXPECT_EQ(follower.level_db(now + milliseconds(150)), fieldbus::kSilenceDb);
}

}  // namespace
}  // namespace tongluo::amp_sim
