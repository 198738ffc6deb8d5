// Contacts and relay, look by look: the test is the chip and the clock.

#include "terminal-fw/fieldbus/pin_machine.hpp"

#include <gtest/gtest.h>

#include "terminal-fw/fieldbus/board_state.hpp"
#include "terminal-fw/fieldbus/limits.hpp"
#include "tests/unit/fieldbus/bus_script.hpp"

namespace tongluo::fieldbus {
namespace {

Pin contact(Quantity quantity, unsigned line) { return {quantity, "gpiochip0", line, false, milliseconds(200)}; }
Pin relay_pin() { return {Quantity::amplifier_relay, "gpiochip0", 0, false, milliseconds(0)}; }

TEST(PinMachine, AContactCountsWhenItRested) {
  PinMachine machine({contact(Quantity::door_open, 1)});
  EXPECT_TRUE(machine.on_levels(at_ms(0), {true}).empty());
  EXPECT_TRUE(machine.on_levels(at_ms(100), {true}).empty());
  EXPECT_EQ(only<Reading>(machine.on_levels(at_ms(200), {true})), (std::vector<Reading>{{Quantity::door_open, 1}}));
}

TEST(PinMachine, AContactThatChattersTellsNothingNew) {
  PinMachine machine({contact(Quantity::door_open, 1)});
  machine.on_levels(at_ms(0), {false});
  machine.on_levels(at_ms(200), {false});
  for (int ms = 300; ms < 1'100; ms += 100) EXPECT_TRUE(machine.on_levels(at_ms(ms), {ms % 200 == 0}).empty()) << ms;
}

TEST(PinMachine, ARestingContactIsToldAgainEachSecond) {
  PinMachine machine({contact(Quantity::door_open, 1)});
  std::size_t told = 0;
  for (int ms = 0; ms <= 5'200; ms += 100) told += machine.on_levels(at_ms(ms), {true}).size();
  EXPECT_EQ(told, 6U);
}

TEST(PinMachine, TheRelayIsWrittenUntilItReadsBack) {
  PinMachine machine({relay_pin(), contact(Quantity::door_open, 1)});
  EXPECT_TRUE(machine.set(at_ms(0), Quantity::amplifier_relay, true));
  EXPECT_FALSE(machine.set(at_ms(0), Quantity::door_open, true));
  EXPECT_EQ(only<OutputChanged>(machine.on_levels(at_ms(0), {false, false})),
            (std::vector<OutputChanged>{{Quantity::amplifier_relay, OutputState::wanted}}));
  const auto write = machine.next_write();
  ASSERT_TRUE(write);
  EXPECT_TRUE(write->on);
  EXPECT_FALSE(machine.next_write());
  machine.on_levels(at_ms(100), {false, false});
  EXPECT_TRUE(machine.next_write());  // it did not take it
  EXPECT_EQ(only<OutputChanged>(machine.on_levels(at_ms(200), {true, false})),
            (std::vector<OutputChanged>{{Quantity::amplifier_relay, OutputState::held}}));
  EXPECT_FALSE(machine.next_write());
  machine.on_levels(at_ms(300), {false, false});  // somebody else moved it
  EXPECT_TRUE(machine.next_write());
}

TEST(PinMachine, AWishIsLookedAtAtOnce) {
  PinMachine machine({relay_pin()});
  machine.on_levels(at_ms(0), {false});
  EXPECT_EQ(machine.next_look(), at_ms(100));
  machine.set(at_ms(20), Quantity::amplifier_relay, true);
  EXPECT_EQ(machine.next_look(), at_ms(20));
}

TEST(PinMachine, AChipThatIsGoneIsToldOnceAndTriedAtGrowingIntervals) {
  PinMachine machine({relay_pin(), contact(Quantity::door_open, 1)});
  machine.set(at_ms(0), Quantity::amplifier_relay, true);
  const BusEvents first = machine.on_failure(at_ms(0));
  EXPECT_EQ(only<NoValue>(first).size(), 2U);
  EXPECT_EQ(only<OutputChanged>(first), (std::vector<OutputChanged>{{Quantity::amplifier_relay, OutputState::failed}}));
  EXPECT_FALSE(machine.next_write());
  for (const int pause_s : {1, 2, 4, 8, 16, 30, 30}) {
    const SteadyTime before = machine.next_look();
    EXPECT_TRUE(machine.on_failure(before).empty());
    EXPECT_EQ(machine.next_look() - before, seconds(std::min(30, pause_s * 2)));
  }
}

TEST(PinMachine, AChipThatIsBackGetsItsRelayAgain) {
  PinMachine machine({relay_pin()});
  machine.set(at_ms(0), Quantity::amplifier_relay, true);
  machine.on_levels(at_ms(0), {false});
  machine.next_write();
  machine.on_levels(at_ms(100), {true});
  machine.on_failure(at_ms(200));
  machine.on_levels(at_ms(1'200), {false});
  EXPECT_TRUE(machine.next_write());
}

TEST(PinMachine, TheBoardBelievesAPinAsItBelievesARegister) {
  RegisterMap map;
  map.pins = {contact(Quantity::tamper, 3)};
  ASSERT_FALSE(first_fault(map));
  BoardState board(map);
  PinMachine machine(map.pins);
  SteadyTime now = at_ms(0);
  for (; now <= at_ms(1'000); now += milliseconds(100))
    for (const BusEvent& event : machine.on_levels(now, {true})) board.apply(event);
  EXPECT_EQ(board.believed(now, Quantity::tamper), 1);
  for (const BusEvent& event : machine.on_failure(now)) board.apply(event);
  EXPECT_EQ(board.sensed(now, Quantity::tamper)->state, SensorState::silent);
}

}  // namespace
}  // namespace tongluo::fieldbus
