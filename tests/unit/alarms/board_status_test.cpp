// Readings as status fields: noise costs nothing, and what is not believed is not there.

#include "terminal-fw/alarms/board_status.hpp"

#include <gtest/gtest.h>

#include "tests/unit/alarms/cabinet_rig.hpp"

namespace tongluo::alarms {
namespace {

using wire::StatusField;

wire::TerminalStatus shown(CabinetRig& rig, BoardStatus& status) {
  rig.run(seconds(5));
  status.look(rig.now, rig.state, rig.watch);
  wire::TerminalStatus all;
  status.add_to(all);
  return all;
}

TEST(BoardStatus, WhatTheMapHasNoSensorForIsAbsent) {
  CabinetRig rig({Quantity::mains_present});
  rig.values = {{Quantity::mains_present, 0}};
  BoardStatus status(rig.map);
  const auto all = shown(rig, status);
  EXPECT_EQ(all.get(StatusField::mains_present), 0);
  EXPECT_FALSE(all.get(StatusField::battery_percent));
  EXPECT_FALSE(all.get(StatusField::door_open));
  EXPECT_EQ(all.get(StatusField::devices_silent), 0);
}

TEST(BoardStatus, NoiseWithinTheDeadBandChangesNothing) {
  CabinetRig rig({Quantity::battery_voltage, Quantity::cabinet_temperature});
  rig.values = {{Quantity::battery_voltage, 25.02}, {Quantity::cabinet_temperature, 20}};
  BoardStatus status(rig.map);
  const auto before = shown(rig, status);
  EXPECT_EQ(before.get(StatusField::battery_millivolts), 25'020);
  rig.values = {{Quantity::battery_voltage, 25.1}, {Quantity::cabinet_temperature, 21.4}};
  EXPECT_EQ(shown(rig, status), before);
  rig.values = {{Quantity::battery_voltage, 24.9}, {Quantity::cabinet_temperature, 22}};
  const auto after = shown(rig, status);
  EXPECT_EQ(after.get(StatusField::battery_millivolts), 24'900);
  EXPECT_EQ(after.get(StatusField::cabinet_celsius), 22);
}

TEST(BoardStatus, ASensorThatIsNotBelievedIsAbsentAndCounted) {
  CabinetRig rig({Quantity::battery_voltage});
  rig.values = {{Quantity::battery_voltage, 25}};
  BoardStatus status(rig.map);
  shown(rig, status);
  rig.values = {{Quantity::battery_voltage, 500}};
  const auto all = shown(rig, status);
  EXPECT_FALSE(all.get(StatusField::battery_millivolts));
  EXPECT_EQ(all.get(StatusField::sensors_lying), 1);
}

TEST(BoardStatus, WhatGoesOnIsABitOfItsKind) {
  CabinetRig rig({Quantity::door_open});
  rig.values = {{Quantity::door_open, 1}};
  BoardStatus status(rig.map);
  const auto all = shown(rig, status);
  EXPECT_EQ(all.get(StatusField::alarms), 1 << static_cast<unsigned>(wire::EventKind::door_open));
}

}  // namespace
}  // namespace tongluo::alarms
