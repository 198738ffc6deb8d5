// A seeded world for the polling machine: devices that die, come back, send damage, refuse and lose their outputs,
// while somebody switches the relay. After every step: one open exchange, bounded work, events that belong to the map.
// When the world heals, everything is read and the relay is what was wanted last.

#include <map>
#include <random>

#include "terminal-fw/fieldbus/board_state.hpp"
#include "terminal-fw/fieldbus/limits.hpp"
#include "tests/unit/fieldbus/bus_script.hpp"

namespace tongluo::fieldbus {
namespace {

class World {
 public:
  explicit World(std::uint32_t seed)
      : random_(seed),
        map_(map_of({device("amplifier", 1,
                            {relay(3), measure(Quantity::output_level, 16, milliseconds(250)),
                             measure(Quantity::output_current, 17, milliseconds(250))}),
                     device("power", 2, {measure(Quantity::battery_voltage, 4), measure(Quantity::humidity, 9)}),
                     device("door", 3, {measure(Quantity::door_open, 0)})})),
        machine_(plan_bus(map_, 0), now_),
        board_(map_) {}

  void live(milliseconds span, bool hostile) {
    const SteadyTime end = now_ + span;
    for (int steps = 0; now_ < end; ++steps) {
      ASSERT_LT(steps, 50'000) << "the machine spins";
      if (hostile && random_() % 40 == 0) upset();
      if (hostile && random_() % 25 == 0) want(random_() % 2 == 0);
      step(hostile);
    }
  }
  void heal() {
    dead_.clear();
    line_down_ = false;
  }
  void want(bool on) {
    wanted_ = on;
    ASSERT_TRUE(machine_.set(now_, Quantity::amplifier_relay, on ? 1 : 0));
  }
  void expect_converged() {
    for (const Device& device : map_.devices)
      for (const Register& reg : device.registers)
        EXPECT_EQ(board_.sensed(now_, reg.quantity)->state, SensorState::good) << facts(reg.quantity).name;
    for (std::size_t i = 0; i < map_.devices.size(); ++i) EXPECT_EQ(board_.device(i), DeviceState::answering);
    EXPECT_EQ(coil_, wanted_);
    EXPECT_EQ(board_.output(Quantity::amplifier_relay), OutputState::held);
  }

 private:
  void upset() {
    switch (random_() % 4) {
      case 0:
        dead_[static_cast<std::uint8_t>(1 + random_() % 3)] = random_() % 2 == 0;
        break;
      case 1:
        line_down_ = random_() % 3 == 0;
        break;
      case 2:
        coil_ = false;
        break;  // the amplifier lost its supply for a moment
      default:
        break;
    }
  }

  void step(bool hostile) {
    const auto request = machine_.next_request(now_);
    if (!request) {
      ASSERT_GT(machine_.next_deadline(), now_);
      now_ = machine_.next_deadline();
      return;
    }
    const BusEvents events = exchange(*request, hostile);
    ASSERT_LE(events.size(), 2 * kMaxRegisters);
    for (const BusEvent& event : events) board_.apply(event);
  }

  BusEvents exchange(const Request& request, bool hostile) {
    now_ += milliseconds(15);
    if (line_down_) return machine_.on_failure(now_, Failure::line_down);
    if (dead_[request.unit_id]) {
      now_ += request.timeout;
      return machine_.on_failure(now_, Failure::timeout);
    }
    if (hostile && random_() % 8 == 0) return machine_.on_failure(now_, static_cast<Failure>(random_() % 5));
    if (request.words.empty()) return machine_.on_reply(now_, words_for(request));
    if (!hostile || random_() % 8 != 0) coil_ = request.words[0] != 0;
    return machine_.on_reply(now_, {});
  }

  Words words_for(const Request& request) const {
    const int value = request.unit_id == 1 ? coil_ : request.unit_id == 2 ? 40 : 1;
    return Words(request.count, static_cast<std::uint16_t>(value));
  }

  std::mt19937 random_;
  SteadyTime now_ = at_ms(0);
  RegisterMap map_;
  BusMachine machine_;
  BoardState board_;
  std::map<std::uint8_t, bool> dead_;
  bool line_down_ = false;
  bool coil_ = false;
  bool wanted_ = false;
};

TEST(BusProperty, WhateverHappensTheMachineStaysBoundedAndConvergesWhenTheWorldHeals) {
  for (std::uint32_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    World world(seed);
    world.want(true);
    world.live(seconds(120), true);
    world.heal();
    world.live(seconds(150), false);  // the longest pauses are 30 s, and 60 s for what was refused
    world.expect_converged();
    if (testing::Test::HasFailure()) return;
  }
}

}  // namespace
}  // namespace tongluo::fieldbus
