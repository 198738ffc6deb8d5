// Pins by libgpiod. Where the kernel has no simulated chip (gpio-sim, gpio-mockup), only that a chip is missing is
// real.

#include "terminal-fw/board/gpio_board.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gpiod.h>
#include <gtest/gtest.h>
#include <poll.h>

#include "protocol/os/clock.hpp"
#include "terminal-fw/board/register_map_file.hpp"

namespace tongluo::board {
namespace {

using namespace fieldbus;
using testing::HasSubstr;

Pin pin(Quantity quantity, std::string chip, unsigned line) { return {quantity, std::move(chip), line, false, {}}; }

bool wait_for_board(const std::function<bool()>& done) {
  const SteadyTime end = os::steady_now() + SteadyTime::duration(seconds(30));
  while (!done() && os::steady_now() < end) ::poll(nullptr, 0, 5);
  return done();
}

TEST(GpioBoard, AMissingChipIsNamedAndItsSensorsAreSilent) {
  GpioBoard board({pin(Quantity::door_open, "no-such-chip", 4)});
  ASSERT_TRUE(wait_for_board([&] { return !board.trouble().empty(); }));
  EXPECT_THAT(board.trouble(), HasSubstr("no-such-chip"));
  BusEvents events;
  ASSERT_TRUE(wait_for_board([&] {
    for (const BusEvent& event : board.take(8)) events.push_back(event);
    return !events.empty();
  }));
  EXPECT_EQ(std::get<NoValue>(events.front().what), (NoValue{Quantity::door_open, NoValueReason::device_silent}));
}

TEST(GpioBoard, ARelayWithoutItsChipHasFailed) {
  GpioBoard board({pin(Quantity::amplifier_relay, "/dev/no-such-chip", 4)});
  EXPECT_TRUE(board.set(Quantity::amplifier_relay, 1));
  bool failed = false;
  EXPECT_TRUE(wait_for_board([&] {
    for (const BusEvent& event : board.take(8)) {
      const auto* changed = std::get_if<OutputChanged>(&event.what);
      failed = failed || (changed != nullptr && changed->state == OutputState::failed);
    }
    return failed;
  }));
}

TEST(GpioBoard, OnlyTheRelayIsAnOutput) {
  GpioBoard board({pin(Quantity::door_open, "no-such-chip", 4)});
  EXPECT_FALSE(board.set(Quantity::door_open, 1));
  EXPECT_FALSE(board.set(Quantity::amplifier_relay, 1));
}

TEST(GpioBoard, AFileThatIsNoChipIsRefused) {
  const auto opened = GpioLines::open({pin(Quantity::door_open, "/dev/null", 0)});
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().detail, HasSubstr("/dev/null: "));
}

// By the kernel's simulated chip, if there is one: label "gpio-sim…" or "gpio-mockup…", with at least two lines.
TEST(GpioBoard, ARealLineIsReadAndTheRelayIsWritten) {
  std::string chip;
  for (int i = 0; i < 16 && chip.empty(); ++i) {
    gpiod_chip* const found = gpiod_chip_open_by_number(static_cast<unsigned>(i));
    if (found == nullptr) continue;
    const std::string label = gpiod_chip_label(found);
    if (label.starts_with("gpio-sim") || label.starts_with("gpio-mockup")) chip = gpiod_chip_name(found);
    gpiod_chip_close(found);
  }
  if (chip.empty()) GTEST_SKIP() << "this kernel has no simulated GPIO chip (gpio-sim, gpio-mockup)";
  GpioBoard board({pin(Quantity::amplifier_relay, chip, 0), pin(Quantity::door_open, chip, 1)});
  ASSERT_TRUE(board.set(Quantity::amplifier_relay, 1));
  bool held = false, read = false;
  EXPECT_TRUE(wait_for_board([&] {
    for (const BusEvent& event : board.take(8)) {
      const auto* changed = std::get_if<OutputChanged>(&event.what);
      const auto* reading = std::get_if<Reading>(&event.what);
      held = held || (changed != nullptr && changed->state == OutputState::held);
      read = read || (reading != nullptr && reading->quantity == Quantity::door_open);
    }
    return held && read;
  })) << board.trouble();
  EXPECT_FALSE(GpioLines::open({pin(Quantity::tamper, chip, 1)})) << "a line belongs to one program";
}

constexpr std::string_view kPins = R"(
[[gpio]]
quantity = "amplifier_relay"
chip = "gpiochip0"
line = 17
active_low = true
[[gpio]]
quantity = "door_open"
chip = "gpiochip0"
line = 18
debounce_ms = 500
)";

TEST(GpioMap, PinsAloneAreAMap) {
  const auto map = parse_board_map(kPins, "pins.toml");
  ASSERT_TRUE(map) << map.error().detail;
  ASSERT_EQ(map->registers.pins.size(), 2U);
  EXPECT_TRUE(map->registers.pins[0].active_low);
  EXPECT_EQ(map->registers.pins[1].debounce, milliseconds(500));
}

TEST(GpioMap, AMistakeIsNamed) {
  const auto error_of = [](const std::string& more) {
    const auto map = parse_board_map(std::string(kPins) + "[[gpio]]\n" + more, "pins.toml");
    return map ? std::string() : map.error().detail;
  };
  EXPECT_THAT(error_of("quantity = \"door_open\"\nchip = \"c\"\nline = 1"), HasSubstr("is there twice"));
  EXPECT_THAT(error_of("quantity = \"tamper\"\nchip = \"gpiochip0\"\nline = 18"), HasSubstr("pin of another"));
  EXPECT_THAT(error_of("quantity = \"humidity\"\nchip = \"c\"\nline = 1"), HasSubstr("a pin is a flag"));
  EXPECT_THAT(error_of("quantity = \"nothing\"\nchip = \"c\"\nline = 1"), HasSubstr("is not known"));
  EXPECT_THAT(error_of("quantity = \"tamper\"\nchip = \"c\"\nline = 9999"), HasSubstr("line must be"));
  EXPECT_THAT(error_of("quantity = \"tamper\"\nchip = \"c\"\nline = 1\npull = \"up\""), HasSubstr("pull is not known"));
}

}  // namespace
}  // namespace tongluo::board
