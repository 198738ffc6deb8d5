#include "terminal-fw/fieldbus/board_state.hpp"

#include <gtest/gtest.h>

#include "tests/unit/fieldbus/maps.hpp"

namespace tongluo::fieldbus {
namespace {

class BoardStateTest : public testing::Test {
 protected:
  void read(std::int64_t ms, Quantity quantity, double value) { board.apply({at_ms(ms), Reading{quantity, value}}); }
  SensorState state(std::int64_t ms, Quantity quantity) const { return board.sensed(at_ms(ms), quantity)->state; }

  static RegisterMap whole() {
    Register level = measure(Quantity::output_level, 1);
    level.must_move_within = seconds(60);
    return map_of({device("a", 1,
                          {level, measure(Quantity::battery_voltage, 2), measure(Quantity::door_open, 3),
                           measure(Quantity::line_open, 4), measure(Quantity::line_short, 5),
                           measure(Quantity::mains_present, 6), measure(Quantity::mains_voltage, 7), relay(8)})});
  }
  BoardState board{whole()};
};

TEST_F(BoardStateTest, ASensorIsUnknownUntilReadAndMissingIfTheMapHasNone) {
  EXPECT_EQ(state(0, Quantity::battery_voltage), SensorState::unknown);
  EXPECT_FALSE(board.sensed(at_ms(0), Quantity::humidity));
  read(10, Quantity::battery_voltage, 24.5);
  EXPECT_EQ(board.believed(at_ms(20), Quantity::battery_voltage), 24.5);
}

TEST_F(BoardStateTest, AValueThatIsNotRenewedGoesStale) {
  read(0, Quantity::battery_voltage, 24.5);
  EXPECT_EQ(state(5'000, Quantity::battery_voltage), SensorState::good);
  EXPECT_EQ(state(5'001, Quantity::battery_voltage), SensorState::silent);
}

TEST_F(BoardStateTest, AnImpossibleValueIsALieUntilThreePossibleOnes) {
  read(0, Quantity::battery_voltage, 24.5);
  read(1'000, Quantity::battery_voltage, 6'553.5);
  EXPECT_EQ(state(1'000, Quantity::battery_voltage), SensorState::out_of_range);
  EXPECT_TRUE(lies(state(1'000, Quantity::battery_voltage)));
  for (const std::int64_t ms : {2'000, 3'000}) {
    read(ms, Quantity::battery_voltage, 24.5);
    EXPECT_EQ(state(ms, Quantity::battery_voltage), SensorState::out_of_range);
  }
  read(4'000, Quantity::battery_voltage, 24.5);
  EXPECT_EQ(state(4'000, Quantity::battery_voltage), SensorState::good);
}

TEST_F(BoardStateTest, AVoltageThatLeapsAndADoorThatChattersAreJumping) {
  for (int i = 0; i < 8; ++i) {
    read(i * 1'000, Quantity::battery_voltage, i % 2 == 0 ? 12 : 60);
    read(i * 1'000, Quantity::door_open, i % 2);
  }
  EXPECT_EQ(state(7'000, Quantity::battery_voltage), SensorState::jumping);
  EXPECT_EQ(state(7'000, Quantity::door_open), SensorState::jumping);
  for (int i = 8; i < 16; ++i) read(i * 1'000, Quantity::door_open, 1);
  EXPECT_EQ(state(15'000, Quantity::door_open), SensorState::good);
}

TEST_F(BoardStateTest, OneOpenedDoorIsBelievedAtOnce) {
  read(0, Quantity::door_open, 0);
  read(1'000, Quantity::door_open, 1);
  EXPECT_EQ(board.believed(at_ms(1'000), Quantity::door_open), 1.0);
}

TEST_F(BoardStateTest, AValueThatMustMoveAndDoesNotIsStuckUntilItMoves) {
  for (int i = 0; i <= 60; ++i) read(i * 1'000, Quantity::output_level, 12.5);
  EXPECT_EQ(state(60'000, Quantity::output_level), SensorState::stuck);
  read(61'000, Quantity::output_level, 12.6);
  EXPECT_EQ(state(61'000, Quantity::output_level), SensorState::good);
}

TEST_F(BoardStateTest, ASilentDeviceAndAnAbsentSensorAreNotLies) {
  board.apply({at_ms(0), NoValue{Quantity::battery_voltage, NoValueReason::device_silent}});
  board.apply({at_ms(0), NoValue{Quantity::output_level, NoValueReason::absent}});
  EXPECT_EQ(state(1, Quantity::battery_voltage), SensorState::silent);
  EXPECT_EQ(state(1, Quantity::output_level), SensorState::absent);
  EXPECT_FALSE(lies(SensorState::silent) || lies(SensorState::absent));
}

TEST_F(BoardStateTest, ContradictionsAreBelievedOnlyAfterTenSecondsAndThenNeitherSideIs) {
  const auto all = [&](std::int64_t ms) {
    read(ms, Quantity::line_open, 1);
    read(ms, Quantity::line_short, 1);
    read(ms, Quantity::mains_present, 1);
    read(ms, Quantity::mains_voltage, 3);
    read(ms, Quantity::amplifier_relay, 0);
    read(ms, Quantity::output_level, 50 + static_cast<double>(ms % 7));
  };
  for (std::int64_t ms = 0; ms < 10'000; ms += 1'000) all(ms);
  EXPECT_EQ(state(9'000, Quantity::line_open), SensorState::good);
  all(10'000);
  for (const Quantity quantity : {Quantity::line_open, Quantity::line_short, Quantity::mains_present,
                                  Quantity::mains_voltage, Quantity::amplifier_relay, Quantity::output_level})
    EXPECT_EQ(state(10'000, quantity), SensorState::contradicted) << facts(quantity).name;
  read(11'000, Quantity::line_short, 0);
  EXPECT_EQ(state(11'000, Quantity::line_open), SensorState::good);
}

}  // namespace
}  // namespace tongluo::fieldbus
