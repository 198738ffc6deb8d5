// The real libmodbus shell against the real simulator, over TCP and over a serial line with three devices: values
// arrive, outputs are held, each bus fault has its state, and all is well again when the fault is gone.

#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <thread>
#include <vector>

#include "protocol/os/clock.hpp"
#include "tests/unit/board/board_rig.hpp"

namespace tongluo::board {
namespace {

using namespace fieldbus;

bool all_good(BoardRig& rig) {
  for (const Device& device : rig.map().devices)
    for (const Register& reg : device.registers)
      if (!rig.await_good(reg.quantity)) return false;
  return true;
}
bool await_device(BoardRig& rig, std::size_t device, DeviceState state) {
  return rig.await([&] { return rig.state().device(device) == state; });
}
// Both kinds of lines at the same time: most of each is waiting.
void on_each_line(const std::function<void(BoardRig& rig)>& body) {
  std::vector<std::jthread> threads;
  for (const Transport transport : {Transport::tcp, Transport::rtu})
    threads.emplace_back([&body, transport] {
      SCOPED_TRACE(transport == Transport::tcp ? "TCP" : "RTU");
      BoardRig rig(transport);
      body(rig);
    });
}

TEST(BoardBus, EveryEncodingArrivesAsItsTrueValue) {
  on_each_line([](BoardRig& rig) {
    ASSERT_TRUE(all_good(rig));
    EXPECT_NEAR(rig.value(Quantity::battery_voltage), 26.0, 0.01);
    EXPECT_NEAR(rig.value(Quantity::battery_current), 0.6, 1e-9);
    EXPECT_NEAR(rig.value(Quantity::humidity), 56, 1e-9);
    EXPECT_EQ(rig.value(Quantity::door_open), 0);
    EXPECT_EQ(rig.value(Quantity::mains_present), 1);
  });
}

TEST(BoardBus, EventsOfTheCabinetArrive) {
  on_each_line([](BoardRig& rig) {
    ASSERT_TRUE(all_good(rig));
    rig.fault("door_open on");
    EXPECT_TRUE(rig.await([&] { return rig.value(Quantity::door_open) == 1; }));
    rig.fault("mains_loss on");
    EXPECT_TRUE(rig.await(
        [&] { return rig.value(Quantity::mains_present) == 0 && rig.value(Quantity::battery_current) < -0.3; }));
    rig.fault("battery_age 90");
    EXPECT_TRUE(rig.await([&] { return rig.value(Quantity::battery_voltage) < 24; }));
  });
}

TEST(BoardBus, TheRelayIsHeldAndOnlyThenIsThereOutput) {
  on_each_line([](BoardRig& rig) {
    rig.fault("tone -10");
    ASSERT_TRUE(all_good(rig));
    EXPECT_LT(rig.value(Quantity::output_level), 1);
    ASSERT_TRUE(rig.switch_amplifier(true));
    EXPECT_TRUE(rig.await([&] { return std::abs(rig.value(Quantity::output_level) - 31.6) < 1; }));
    ASSERT_TRUE(rig.switch_amplifier(false));
    EXPECT_TRUE(rig.await([&] { return rig.value(Quantity::output_level) < 1; }));
  });
}

TEST(BoardBus, ARelayThatIgnoresWritesIsAFailedOutput) {
  on_each_line([](BoardRig& rig) {
    rig.fault("relay_stuck on");
    ASSERT_TRUE(rig.board().set(Quantity::amplifier_relay, 1));
    EXPECT_TRUE(rig.await([&] { return rig.state().output(Quantity::amplifier_relay) == OutputState::failed; }));
    rig.fault("relay_stuck off");
    EXPECT_TRUE(rig.await([&] { return rig.state().output(Quantity::amplifier_relay) == OutputState::held; }));
  });
}

TEST(BoardBus, ASilentBusHasItsStateAndComesBack) {
  on_each_line([](BoardRig& rig) {
    ASSERT_TRUE(all_good(rig));
    rig.fault("bus_timeout on");
    for (std::size_t device = 0; device < 3; ++device) EXPECT_TRUE(await_device(rig, device, DeviceState::silent));
    EXPECT_EQ(rig.sensor(Quantity::output_level), SensorState::silent);
    rig.fault("bus_timeout off");
    EXPECT_TRUE(all_good(rig));
  });
}

TEST(BoardBus, NothingWaitsForASilentBus) {
  on_each_line([](BoardRig& rig) {
    rig.fault("bus_timeout on");
    ASSERT_TRUE(await_device(rig, 0, DeviceState::silent));
    const SteadyTime begin = os::steady_now();
    for (int i = 0; i < 1'000; ++i) {
      rig.board().set(Quantity::amplifier_relay, i % 2);
      rig.board().take(64);
    }
    EXPECT_LT(os::steady_now() - begin, seconds(20));  // a tenth of so many time-outs
  });
}

TEST(BoardBus, ABusyDeviceStaysAnswering) {
  on_each_line([](BoardRig& rig) {
    ASSERT_TRUE(all_good(rig));
    rig.fault("busy on");
    const auto failures = rig.board().counters(0).failures;
    EXPECT_TRUE(rig.await([&] { return rig.board().counters(0).failures > failures + 5; }));
    EXPECT_EQ(rig.state().device(0), DeviceState::answering);
  });
}

TEST(BoardBus, CutAnswersSilenceTheDevicesUntilTheyAreWhole) {
  on_each_line([](BoardRig& rig) {
    ASSERT_TRUE(all_good(rig));
    rig.fault("cut_frames on");
    EXPECT_TRUE(await_device(rig, 1, DeviceState::silent));
    rig.fault("cut_frames off");
    EXPECT_TRUE(all_good(rig));
  });
}

TEST(BoardSerial, AWrongCrcIsDamageAndNoValue) {
  BoardRig rig(Transport::rtu);
  ASSERT_TRUE(all_good(rig));
  rig.fault("wrong_crc on");
  EXPECT_TRUE(await_device(rig, 1, DeviceState::silent));
  EXPECT_GE(rig.board().counters(0).damaged, 3U);
  EXPECT_EQ(rig.sensor(Quantity::battery_voltage), SensorState::silent);
  rig.fault("wrong_crc off");
  EXPECT_TRUE(all_good(rig));
}

TEST(BoardSerial, NoiseNeverBecomesAValue) {
  BoardRig rig(Transport::rtu);
  ASSERT_TRUE(all_good(rig));
  rig.fault("noise on");
  const auto failures = rig.board().counters(0).failures;
  EXPECT_TRUE(rig.await([&] {
    const double voltage = rig.value(Quantity::battery_voltage);
    EXPECT_TRUE(std::isnan(voltage) || std::abs(voltage - 26) < 0.1) << voltage;
    return rig.board().counters(0).failures > failures + 8;
  }));
  rig.fault("noise off");
  EXPECT_TRUE(all_good(rig));
}

TEST(BoardLine, APortThatIsNotThereIsADeadLineAndNothingElse) {
  RegisterMap map = BoardRig(Transport::tcp).map();
  map.buses[0].line = SerialLine{"/nonexistent/port"};
  ModbusBoard board(map);
  BoardState state(map);
  const SteadyTime end = os::steady_now() + seconds(20);
  while (state.device(2) != DeviceState::silent && os::steady_now() < end)
    for (const BusEvent& event : board.take(64)) state.apply(event);
  EXPECT_EQ(state.device(2), DeviceState::silent);
}

TEST(BoardLine, AControlThreadThatTakesNothingStopsThePollingAndLosesNothing) {
  BoardRig rig(Transport::tcp);
  RegisterMap map = rig.map();
  for (Device& device : map.devices)
    for (Register& reg : device.registers) reg.period = milliseconds(50);
  map.buses[0].gap = milliseconds(0);
  ModbusBoard board(map);
  const auto wait = [&](int ms) { (void)rig.await([] { return false; }, milliseconds(ms)); };
  const auto rests = [&] {
    const auto before = board.counters(0).exchanges;
    wait(300);
    return board.counters(0).exchanges == before;
  };
  const SteadyTime end = os::steady_now() + seconds(20);
  while (!rests()) ASSERT_LT(os::steady_now(), end);
  const auto full = board.counters(0).exchanges;
  BoardState state(map);
  std::size_t taken = 0;
  while (board.counters(0).exchanges == full) {
    ASSERT_LT(os::steady_now(), end);
    for (const BusEvent& event : board.take(64)) {
      state.apply(event);
      ++taken;
    }
  }
  EXPECT_GE(taken, kMaxBoardEvents);
  for (std::size_t device = 0; device < 3; ++device) EXPECT_EQ(state.device(device), DeviceState::answering);
}

}  // namespace
}  // namespace tongluo::board
