// The polling machine, step by step: the test is the line, its devices and the clock.

#include "terminal-fw/fieldbus/bus_machine.hpp"

#include "terminal-fw/fieldbus/limits.hpp"
#include "tests/unit/fieldbus/bus_script.hpp"

namespace tongluo::fieldbus {
namespace {

RegisterMap two_devices() {
  return map_of({device("amplifier", 1, {measure(Quantity::output_level, 16)}),
                 device("power", 2, {measure(Quantity::battery_voltage, 4)})});
}

TEST(BusMachine, EachRegisterIsReadOncePerPeriod) {
  BusScript script(two_devices());
  EXPECT_EQ(only<Reading>(script.answer(1, 4, {50})), (std::vector<Reading>{{Quantity::output_level, 50}}));
  script.answer(2, 4, {24});
  script.wait();
  EXPECT_EQ(script.ms(), 1'000);
  script.answer(1, 4, {51});
  script.answer(2, 4, {24});
  script.wait();
  EXPECT_EQ(script.ms(), 2'000);
}

TEST(BusMachine, TheLineRestsForTheGapBetweenTwoExchanges) {
  BusScript script(two_devices());
  script.answer(1, 4, {50});
  script.expect_nothing();
  EXPECT_EQ(script.machine.next_deadline(), script.now + milliseconds(10));
}

TEST(BusMachine, ADeviceGoesFromTroubledToSilentAfterItsRetriesAndTellsItsReadings) {
  BusScript script(two_devices());
  EXPECT_EQ(only<DeviceChanged>(script.fails(1, 4, Failure::timeout)),
            (std::vector<DeviceChanged>{{0, DeviceState::troubled}}));
  script.answer(2, 4, {24});
  EXPECT_TRUE(script.fails(1, 4, Failure::timeout).empty());
  const BusEvents last = script.fails(1, 4, Failure::damaged);
  EXPECT_EQ(only<DeviceChanged>(last), (std::vector<DeviceChanged>{{0, DeviceState::silent}}));
  EXPECT_EQ(only<NoValue>(last), (std::vector<NoValue>{{Quantity::output_level, NoValueReason::device_silent}}));
  EXPECT_EQ(script.machine.counters().damaged, 1U);
}

TEST(BusMachine, ASilentDeviceIsAskedAtDoublingIntervalsUpToThirtySeconds) {
  BusScript script(map_of({device("amplifier", 1, {measure(Quantity::output_level, 16)})}));
  for (int i = 0; i < 3; ++i) script.fails(1, 4, Failure::timeout);
  for (const int pause_s : {1, 2, 4, 8, 16, 30, 30}) {
    const SteadyTime failed = script.now;
    script.wait();
    EXPECT_EQ(script.now - failed, seconds(pause_s));
    EXPECT_TRUE(script.fails(1, 4, Failure::timeout).empty());
  }
}

TEST(BusMachine, ASilentDeviceThatAnswersAgainIsReadWholeAtOnce) {
  BusScript script(map_of(
      {device("amplifier", 1, {measure(Quantity::output_level, 16), measure(Quantity::humidity, 40, seconds(600))})}));
  script.answer(1, 4, {50});
  script.answer(1, 4, {60});
  for (int i = 0; i < 3; ++i) script.fails(1, 4, Failure::timeout);
  EXPECT_EQ(only<DeviceChanged>(script.answer(1, 4, {50})), (std::vector<DeviceChanged>{{0, DeviceState::answering}}));
  EXPECT_EQ(only<Reading>(script.answer(1, 4, {61})), (std::vector<Reading>{{Quantity::humidity, 61}}));
  EXPECT_LT(script.ms(), 10'000);
}

TEST(BusMachine, ADeadDeviceCostsTheOthersOneTimeoutPerInterval) {
  BusScript script(two_devices());
  for (int i = 0; i < 12; ++i) {  // amplifier dead for half an hour, power polled all the while
    script.now += milliseconds(10);
    if (const auto request = script.machine.next_request(script.now)) {
      script.now += request->unit_id == 1 ? milliseconds(300) : milliseconds(20);
      request->unit_id == 1 ? script.machine.on_failure(script.now, Failure::timeout)
                            : script.machine.on_reply(script.now, Words{24});
    }
  }
  int power = 0, dead = 0;
  const SteadyTime begin = script.now;
  while (script.now < begin + seconds(1'800)) {
    script.now = std::max(script.now, script.machine.next_deadline());
    const auto request = script.machine.next_request(script.now);
    ASSERT_TRUE(request);
    ++(request->unit_id == 1 ? dead : power);
    script.now += request->unit_id == 1 ? milliseconds(300) : milliseconds(20);
    request->unit_id == 1 ? script.machine.on_failure(script.now, Failure::timeout)
                          : script.machine.on_reply(script.now, Words{24});
  }
  EXPECT_GE(power, 1'795);
  EXPECT_LE(dead, 70);
}

TEST(BusMachine, ARefusedBlockIsReadRegisterByRegister) {
  BusScript script(
      map_of({device("amplifier", 1, {measure(Quantity::output_level, 16), measure(Quantity::output_current, 17)})}));
  script.fails(1, 4, Failure::refused);
  EXPECT_EQ(script.last.count, 2);
  EXPECT_EQ(only<Reading>(script.answer(1, 4, {50})), (std::vector<Reading>{{Quantity::output_level, 50}}));
  EXPECT_EQ(script.last.count, 1);
  EXPECT_EQ(only<NoValue>(script.fails(1, 4, Failure::refused)),
            (std::vector<NoValue>{{Quantity::output_current, NoValueReason::refused}}));
  script.answer(1, 4, {50});  // the device lives, only that register rests
}

TEST(BusMachine, ABusyDeviceIsAskedAgainAfterAPauseAndStaysAnswering) {
  BusScript script(two_devices());
  EXPECT_EQ(only<DeviceChanged>(script.fails(1, 4, Failure::busy)),
            (std::vector<DeviceChanged>{{0, DeviceState::answering}}));
  const SteadyTime busy = script.now;
  script.answer(2, 4, {24});
  script.wait();
  EXPECT_EQ(script.now, busy + kRetryPause);
  script.answer(1, 4, {50});
}

TEST(BusMachine, ADeadLineSilencesAllItsDevicesAndIsOpenedAtGrowingIntervals) {
  BusScript script(two_devices());
  EXPECT_EQ(only<DeviceChanged>(script.fails(1, 4, Failure::line_down)).size(), 2U);
  const SteadyTime first = script.now;
  script.wait();
  EXPECT_EQ(script.now, first + seconds(1));
  EXPECT_TRUE(script.fails(1, 4, Failure::line_down).empty());
  const SteadyTime second = script.now;
  script.wait();
  EXPECT_EQ(script.now, second + seconds(2));
  EXPECT_EQ(only<Reading>(script.answer(1, 4, {50})).size(), 1U);
  EXPECT_EQ(only<Reading>(script.answer(2, 4, {24})).size(), 1U);
}

TEST(BusMachine, AnAnswerOfTheWrongLengthIsDamage) {
  BusScript script(two_devices());
  EXPECT_TRUE(only<Reading>(script.answer(1, 4, {50, 51})).empty());
  EXPECT_EQ(script.machine.counters().damaged, 1U);
}

TEST(BusMachine, PollsThatTheBusIsTooSlowForAreSkippedAndCounted) {
  BusScript script(map_of({device("amplifier", 1, {measure(Quantity::output_level, 16, milliseconds(100))})}));
  script.answer(1, 4, {50});
  script.now = at_ms(1'050);
  script.answer(1, 4, {50});
  EXPECT_EQ(script.machine.counters().skipped_polls, 9U);
  script.wait();
  EXPECT_EQ(script.ms(), 1'100);
}

// The amplifier is fed by a relay of the power board's, which is fed always.
RegisterMap fed_amplifier() {
  RegisterMap map =
      map_of({device("power", 2, {relay(0, seconds(60)), measure(Quantity::battery_voltage, 4, seconds(60))}),
              device("amplifier", 1, {measure(Quantity::output_level, 16)})});
  map.devices[1].powered_by_relay = true;
  map.devices[1].power_up = milliseconds(700);
  return map;
}

TEST(BusMachine, ADeviceWithoutPowerIsNotAskedAndNotMissed) {
  BusScript script(fed_amplifier());
  const BusEvents off = script.machine.power(script.now, false);
  EXPECT_EQ(only<DeviceChanged>(off), (std::vector<DeviceChanged>{{1, DeviceState::unpowered}}));
  EXPECT_EQ(only<NoValue>(off), (std::vector<NoValue>{{Quantity::output_level, NoValueReason::unpowered}}));
  EXPECT_TRUE(script.machine.power(script.now, false).empty()) << "told once";
  for (int second = 0; second < 5; ++second) {
    script.answer(2, 1, {0});
    script.answer(2, 4, {24});
    script.wait();
  }
}

TEST(BusMachine, ADeviceThatGetsPowerIsAskedAfterItsPowerUpAndReadWhole) {
  BusScript script(fed_amplifier());
  script.machine.power(script.now, false);
  script.answer(2, 1, {0});
  script.answer(2, 4, {24});
  const SteadyTime on = script.now;
  EXPECT_EQ(only<DeviceChanged>(script.machine.power(on, true)),
            (std::vector<DeviceChanged>{{1, DeviceState::unknown}}));
  script.wait();
  EXPECT_EQ(script.now - on, milliseconds(700));
  const BusEvents first = script.answer(1, 4, {50});
  EXPECT_EQ(only<DeviceChanged>(first), (std::vector<DeviceChanged>{{1, DeviceState::answering}}));
  EXPECT_EQ(only<Reading>(first), (std::vector<Reading>{{Quantity::output_level, 50}}));
}

TEST(BusMachine, ADeviceThatStaysSilentWithPowerIsMissed) {
  BusScript script(fed_amplifier());
  script.machine.power(script.now, true);
  script.answer(2, 1, {1});
  script.answer(2, 4, {24});
  std::vector<DeviceChanged> changes;
  for (int tries = 0; tries < 3; ++tries)
    for (const DeviceChanged& change : only<DeviceChanged>(script.fails(1, 4, Failure::timeout)))
      changes.push_back(change);
  EXPECT_EQ(changes, (std::vector<DeviceChanged>{{1, DeviceState::troubled}, {1, DeviceState::silent}}));
}

TEST(BusMachine, WhatADeviceSaysWhileItsPowerGoesCountsNoMore) {
  BusScript script(fed_amplifier());
  script.machine.power(script.now, true);
  script.answer(2, 1, {1});
  script.answer(2, 4, {24});
  script.wait();
  ASSERT_EQ(script.machine.next_request(script.now)->unit_id, 1);
  script.machine.power(script.now, false);
  EXPECT_TRUE(script.machine.on_failure(script.now, Failure::timeout).empty());
  script.machine.power(script.now, true);
  script.now = script.machine.next_deadline();
  ASSERT_EQ(script.machine.next_request(script.now)->unit_id, 1);
  script.machine.power(script.now, false);
  EXPECT_TRUE(script.machine.on_reply(script.now, Words{50}).empty());
}

TEST(BusMachine, ALineThatIsDownSilencesOnlyWhatHasPower) {
  BusScript script(fed_amplifier());
  script.machine.power(script.now, false);
  const BusEvents down = script.fails(2, 1, Failure::line_down);
  EXPECT_EQ(only<DeviceChanged>(down), (std::vector<DeviceChanged>{{0, DeviceState::silent}}));
}

}  // namespace
}  // namespace tongluo::fieldbus
