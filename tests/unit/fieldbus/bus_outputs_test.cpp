// Outputs: what is written when, and what others are told. The test is the line and the clock.

#include "terminal-fw/fieldbus/bus_outputs.hpp"

#include "terminal-fw/fieldbus/limits.hpp"
#include "tests/unit/fieldbus/bus_script.hpp"

namespace tongluo::fieldbus {
namespace {

constexpr int kReadCoils = 1;
constexpr int kWriteCoil = 5;
using Changes = std::vector<OutputChanged>;

RegisterMap with_relay() { return map_of({device("amplifier", 1, {relay(3)})}); }
Changes relay_is(OutputState state) { return {{Quantity::amplifier_relay, state}}; }

// The relay is on and confirmed.
BusScript switched_on() {
  BusScript script(with_relay());
  script.answer(1, kReadCoils, {0});
  EXPECT_TRUE(script.machine.set(script.now, Quantity::amplifier_relay, 1));
  script.answer(1, kWriteCoil, {});
  EXPECT_EQ(only<OutputChanged>(script.answer(1, kReadCoils, {1})), relay_is(OutputState::held));
  return script;
}

TEST(BusOutputs, AWriteGoesBeforeAllReadsAndIsHeldOnceReadBack) {
  BusScript script(with_relay());
  ASSERT_TRUE(script.machine.set(script.now, Quantity::amplifier_relay, 1));
  EXPECT_TRUE(only<OutputChanged>(script.answer(1, kWriteCoil, {})).empty());
  EXPECT_EQ(script.last.words, Words{1});
  EXPECT_EQ(script.last.address, 3);
}

TEST(BusOutputs, ReadBackConfirms) { switched_on(); }

TEST(BusOutputs, AnOutputThatNeverTakesTheValueFailsOnceAndIsTriedAgainLater) {
  BusScript script(with_relay());
  script.answer(1, kReadCoils, {0});
  script.machine.set(script.now, Quantity::amplifier_relay, 1);
  Changes told;
  for (std::uint32_t i = 0; i < kMaxWriteTries; ++i) {
    script.answer(1, kWriteCoil, {});
    for (const auto& it : only<OutputChanged>(script.answer(1, kReadCoils, {0}))) told.push_back(it);
  }
  EXPECT_EQ(told, relay_is(OutputState::failed));
  EXPECT_LT(script.ms(), 800);
}

TEST(BusOutputs, AWriteWithoutReadBackIsHeldWithItsAnswer) {
  RegisterMap map = with_relay();
  map.devices[0].registers[0].write->read_back = false;
  BusScript script(map);
  script.machine.set(script.now, Quantity::amplifier_relay, 1);
  EXPECT_EQ(only<OutputChanged>(script.answer(1, kWriteCoil, {})), relay_is(OutputState::held));
}

TEST(BusOutputs, AnOutputThatDriftsIsWrittenAgain) {
  BusScript script = switched_on();
  script.wait();
  EXPECT_EQ(only<OutputChanged>(script.answer(1, kReadCoils, {0})), relay_is(OutputState::wanted));
  script.answer(1, kWriteCoil, {});
  EXPECT_EQ(only<OutputChanged>(script.answer(1, kReadCoils, {1})), relay_is(OutputState::held));
  EXPECT_EQ(script.machine.counters().drifts, 1U);
}

TEST(BusOutputs, ADeviceThatComesBackGetsItsOutputsWrittenAgain) {
  BusScript script = switched_on();
  script.fails(1, kReadCoils, Failure::timeout);
  script.fails(1, kReadCoils, Failure::timeout);
  script.fails(1, kReadCoils, Failure::timeout);
  script.answer(1, kWriteCoil, {});
  EXPECT_EQ(only<OutputChanged>(script.answer(1, kReadCoils, {1})), relay_is(OutputState::held));
}

TEST(BusOutputs, OnlyTheNewestValueIsEverWritten) {
  BusScript script(with_relay());
  script.machine.set(script.now, Quantity::amplifier_relay, 1);
  script.machine.set(script.now, Quantity::amplifier_relay, 0);
  script.answer(1, kWriteCoil, {});
  EXPECT_EQ(script.last.words, Words{0});
}

TEST(BusOutputs, ANewValueIsTriedAtOnceAtASilentDeviceAndTheSameValueIsNot) {
  BusScript script = switched_on();
  for (int i = 0; i < 3; ++i) script.fails(1, kReadCoils, Failure::timeout);
  for (std::uint32_t i = 0; i < kMaxWriteTries; ++i) script.fails(1, kWriteCoil, Failure::timeout);
  script.fails(1, kReadCoils, Failure::timeout);
  script.now += milliseconds(10);
  script.machine.set(script.now, Quantity::amplifier_relay, 1);
  EXPECT_GT(script.machine.next_deadline(), script.now + milliseconds(900));
  script.machine.set(script.now, Quantity::amplifier_relay, 0);
  EXPECT_LE(script.machine.next_deadline(), script.now + milliseconds(10));
}

TEST(BusOutputs, ADeviceThatIgnoresWritesStillShowsItsSensors) {
  BusScript script(
      map_of({device("amplifier", 1, {relay(3), measure(Quantity::output_level, 16, milliseconds(500))})}));
  script.machine.set(script.now, Quantity::amplifier_relay, 1);
  int readings = 0;
  while (script.now < at_ms(60'000)) {
    script.now = std::max(script.now, script.machine.next_deadline());
    const auto request = script.machine.next_request(script.now);
    ASSERT_TRUE(request);
    const bool write = !request->words.empty();
    script.now += milliseconds(write ? 300 : 20);
    const BusEvents events = write ? script.machine.on_failure(script.now, Failure::timeout)
                                   : script.machine.on_reply(script.now, Words(request->count, 0));
    for (const auto& it : only<DeviceChanged>(events)) EXPECT_EQ(it.state, DeviceState::answering);
    readings += static_cast<int>(only<Reading>(events).size());
  }
  EXPECT_GT(readings, 160);
}

TEST(BusOutputs, WhatTheCabinetDoesNotHaveCannotBeSet) {
  BusScript script(with_relay());
  EXPECT_FALSE(script.machine.set(script.now, Quantity::fan_speed, 1));
}

}  // namespace
}  // namespace tongluo::fieldbus
