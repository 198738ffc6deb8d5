// From a cabinet's readings to what the controller is told. The test plays the sensors, a second at a time.

#include <gtest/gtest.h>
#include <random>

#include "tests/unit/alarms/cabinet_rig.hpp"

namespace tongluo::alarms {
namespace {

using wire::EventKind;

struct Row {
  const char* name;
  Quantity quantity;
  double well, between, bad;  // between: neither begins nor ends it
  EventKind kind;
  const char* words;
};
const Row kRows[] = {
    {"mains flag", Quantity::mains_present, 1, 1, 0, EventKind::mains_lost, "no mains"},
    {"mains voltage", Quantity::mains_voltage, 231, 150, 12, EventKind::mains_lost, "no mains"},
    {"battery charge", Quantity::battery_charge, 80, 25, 14, EventKind::battery_low, "14 %"},
    {"12 V battery", Quantity::battery_voltage, 12.9, 12.0, 11.4, EventKind::battery_low, "11.4 V"},
    {"24 V battery", Quantity::battery_voltage, 25.6, 24.0, 22.9, EventKind::battery_low, "22.9 V"},
    {"door", Quantity::door_open, 0, 0, 1, EventKind::door_open, "door is open"},
    {"hot amplifier", Quantity::amplifier_temperature, 40, 80, 91, EventKind::over_temperature, "amplifier at 91 C"},
    {"hot cabinet", Quantity::cabinet_temperature, 40, 65, 74, EventKind::over_temperature, "74 C in the cabinet"},
    {"fan", Quantity::fan_fault, 0, 0, 1, EventKind::fan_fault, "fan does not turn"},
    {"amplifier", Quantity::amplifier_fault, 0, 0, 1, EventKind::amplifier_fault, "amplifier reports a fault"},
    {"open line", Quantity::line_open, 0, 0, 1, EventKind::horn_fault, "horn line is open"},
    {"shorted line", Quantity::line_short, 0, 0, 1, EventKind::horn_fault, "horn line is shorted"},
    {"humidity", Quantity::humidity, 55, 85, 97, EventKind::humid, "97 % humidity"},
};
constexpr auto kLong = seconds(400);  // more than any hold
constexpr auto kGlitch = seconds(1);

// Slowly enough for the sensor to be believed.
void go(CabinetRig& rig, const Row& row, double to) {
  double& value = rig.values[row.quantity];
  for (int i = 1; i <= 60 && value != to; ++i) {
    value = i == 60 ? to : value + (to - value) / (fieldbus::is_flag(row.quantity) ? 1 : 8);
    rig.run(seconds(1));
  }
}

TEST(AlarmWatch, EachTroubleIsToldOnceWhenItBeginsAndOnceWhenItIsOver) {
  for (const Row& row : kRows) {
    CabinetRig rig({row.quantity});
    rig.values[row.quantity] = row.well;
    rig.run(kLong);
    ASSERT_TRUE(rig.heard().empty()) << row.name;
    go(rig, row, row.bad);
    rig.run(kLong);
    auto told = rig.heard();
    ASSERT_EQ(told.size(), 1U) << row.name;
    EXPECT_EQ(told[0].kind, row.kind) << row.name;
    EXPECT_EQ(told[0].count, 1U);
    EXPECT_FALSE(told[0].ended);
    EXPECT_EQ(rig.watch.going_on(), 1U << static_cast<unsigned>(row.kind)) << row.name;
    go(rig, row, row.between == row.well ? row.bad : row.between);
    rig.run(kLong);
    EXPECT_TRUE(rig.heard().empty()) << row.name << ": between the thresholds it stays";
    go(rig, row, row.well);
    rig.run(kLong);
    told = rig.heard();
    ASSERT_EQ(told.size(), 1U) << row.name;
    EXPECT_TRUE(told[0].ended);
    EXPECT_EQ(rig.watch.going_on(), 0U) << row.name;
  }
}

TEST(AlarmWatch, ItsLineSaysWhatWasRead) {
  for (const Row& row : kRows) {
    CabinetRig rig({row.quantity});
    rig.values[row.quantity] = row.bad;
    rig.run(kLong);
    const auto told = rig.heard();
    ASSERT_EQ(told.size(), 1U) << row.name;
    EXPECT_NE(told[0].detail.find(row.words), std::string::npos) << told[0].detail;
  }
}

TEST(AlarmWatch, EveryTroubleIsToldAfterTheLongestHoldAtTheLatest) {
  for (const Row& row : kRows) {
    CabinetRig rig({row.quantity});
    rig.values[row.quantity] = row.bad;
    rig.run(kLongestHold + seconds(1));
    EXPECT_EQ(rig.heard().size(), 1U) << row.name;
  }
}

TEST(AlarmWatch, DampAirBeginsAfterItsHoldAndIsOverWhenItHasBeenDryForMinutes) {
  CabinetRig rig({Quantity::humidity});
  rig.values = {{Quantity::humidity, 95}};
  rig.run(kHumidHolds.begin);
  EXPECT_TRUE(rig.heard().empty());
  rig.run(seconds(1));
  const auto begun = rig.heard();
  ASSERT_EQ(begun.size(), 1U);
  EXPECT_EQ(begun[0].kind, EventKind::humid);
  rig.values = {{Quantity::humidity, 60}};
  rig.run(kHumidHolds.end);
  EXPECT_TRUE(rig.heard().empty());
  rig.run(seconds(1));
  const auto over = rig.heard();
  ASSERT_EQ(over.size(), 1U);
  EXPECT_TRUE(over[0].ended);
}

TEST(AlarmWatch, AGlitchIsNoTrouble) {
  CabinetRig rig({Quantity::mains_present, Quantity::line_open, Quantity::door_open});
  rig.values = {{Quantity::mains_present, 1}, {Quantity::line_open, 0}, {Quantity::door_open, 0}};
  rig.run(seconds(60));
  rig.values = {{Quantity::mains_present, 0}, {Quantity::line_open, 1}, {Quantity::door_open, 1}};
  rig.run(kGlitch);
  rig.values = {{Quantity::mains_present, 1}, {Quantity::line_open, 0}, {Quantity::door_open, 0}};
  rig.run(kLong);
  EXPECT_TRUE(rig.heard().empty());
}

TEST(AlarmWatch, ALyingSensorIsItsOwnTroubleAndNoLossOfPower) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const double lie : {-5.0, 1e30, -1e30, nan}) {
    CabinetRig rig({Quantity::battery_charge, Quantity::battery_voltage, Quantity::mains_voltage});
    rig.values = {{Quantity::battery_charge, 80}, {Quantity::battery_voltage, 25}, {Quantity::mains_voltage, 230}};
    rig.run(seconds(60));
    rig.values = {{Quantity::battery_charge, lie}, {Quantity::battery_voltage, lie}, {Quantity::mains_voltage, lie}};
    rig.run(kLong);
    const auto told = rig.heard();
    ASSERT_EQ(told.size(), 3U) << lie;
    for (const Alarm& alarm : told) EXPECT_EQ(alarm.kind, EventKind::sensor_implausible) << alarm.detail;
    EXPECT_NE(told[0].detail.find("out of range"), std::string::npos) << told[0].detail;
  }
}

TEST(AlarmWatch, ContradictingMainsSensorsAreNoLossOfPower) {
  CabinetRig rig({Quantity::mains_present, Quantity::mains_voltage});
  rig.values = {{Quantity::mains_present, 1}, {Quantity::mains_voltage, 0}};
  rig.run(kLong);
  for (const Alarm& alarm : rig.heard()) EXPECT_EQ(alarm.kind, EventKind::sensor_implausible) << alarm.detail;
  EXPECT_EQ(rig.watch.going_on(), 1U << static_cast<unsigned>(EventKind::sensor_implausible));
}

TEST(AlarmWatch, ADeviceThatStoppedAnsweringIsNamedAndItsSensorsAccuseNobody) {
  CabinetRig rig({Quantity::mains_present, Quantity::door_open});
  rig.values = {{Quantity::mains_present, 1}, {Quantity::door_open, 0}};
  rig.run(seconds(60));
  rig.values.clear();
  rig.state.apply({rig.now, fieldbus::DeviceChanged{0, fieldbus::DeviceState::silent}});
  for (const Quantity quantity : {Quantity::mains_present, Quantity::door_open})
    rig.state.apply({rig.now, fieldbus::NoValue{quantity, fieldbus::NoValueReason::device_silent}});
  rig.run(kLong);
  auto told = rig.heard();
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].kind, EventKind::device_silent);
  EXPECT_EQ(told[0].detail, "device \"power\" does not answer");
  rig.state.apply({rig.now, fieldbus::DeviceChanged{0, fieldbus::DeviceState::answering}});
  rig.run(kLong);
  told = rig.heard();
  ASSERT_EQ(told.size(), 1U);
  EXPECT_TRUE(told[0].ended);
}

TEST(AlarmWatch, OnBatteryTheRunningTimeIsEstimatedFromTheTrend) {
  CabinetRig rig({Quantity::mains_present, Quantity::battery_charge});
  rig.values = {{Quantity::mains_present, 0}, {Quantity::battery_charge, 60}};
  for (int minute = 0; minute < 45; ++minute) {
    rig.values[Quantity::battery_charge] = 60 - 0.5 * minute;
    rig.run(seconds(60));
  }
  ASSERT_TRUE(rig.watch.battery_minutes());
  EXPECT_NEAR(*rig.watch.battery_minutes(), 66, 4);  // (38 − 5) / 0.5
  const auto told = rig.heard();
  ASSERT_EQ(told.size(), 1U) << "45 minutes are left only later";
  rig.values[Quantity::mains_present] = 1;
  rig.run(seconds(60));
  EXPECT_FALSE(rig.watch.battery_minutes());
}

TEST(AlarmWatch, ABatteryThatWillNotLastIsLowBeforeItsChargeIs) {
  CabinetRig rig({Quantity::mains_present, Quantity::battery_charge});
  rig.values = {{Quantity::mains_present, 0}, {Quantity::battery_charge, 60}};
  for (int minute = 0; minute < 12; ++minute) {
    rig.values[Quantity::battery_charge] = 60 - 2 * minute;
    rig.run(seconds(60));
  }
  const auto told = rig.heard();
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[1].kind, EventKind::battery_low);
  EXPECT_NE(told[1].detail.find("min left (estimated)"), std::string::npos) << told[1].detail;
}

TEST(AlarmWatch, AKindIsOverWithTheLastOfItsTroubles) {
  CabinetRig rig({Quantity::line_open, Quantity::line_short});
  rig.values = {{Quantity::line_open, 1}, {Quantity::line_short, 0}};
  rig.run(seconds(20));
  rig.values = {{Quantity::line_open, 0}, {Quantity::line_short, 1}};
  rig.run(kLong);
  const auto told = rig.heard();
  ASSERT_EQ(told.size(), 3U);
  EXPECT_EQ(told[0].detail, "the horn line is open");
  EXPECT_EQ(told[1].detail, "the horn line is shorted");
  EXPECT_EQ(told[2], (Alarm{EventKind::horn_fault, "the horn line is shorted", 0, false}));
}

TEST(AlarmWatch, ANewSessionHearsWhatGoesOn) {
  CabinetRig rig({Quantity::door_open});
  rig.values = {{Quantity::door_open, 1}};
  rig.run(seconds(20));
  rig.heard();
  rig.watch.on_link_open();
  rig.listen();
  EXPECT_EQ(rig.heard(), (std::vector<Alarm>{{EventKind::door_open, "the cabinet's door is open", 0, false}}));
}

// Whatever the sensors read, and whatever the bus does: bounded, and well again when the world is.
TEST(AlarmWatch, WhateverIsReadAlarmsAreBoundedAndEndWithTheTrouble) {
  std::vector<Quantity> all;
  for (std::size_t i = 0; i < fieldbus::kQuantities; ++i) all.push_back(static_cast<Quantity>(i));
  for (unsigned seed = 0; seed < 20; ++seed) {
    std::mt19937 random(seed);
    CabinetRig rig(all);
    const SteadyTime began = rig.now;
    std::size_t told = 0;
    for (int step = 0; step < 100; ++step) {
      for (const Quantity quantity : all) {
        const auto& range = fieldbus::facts(quantity);
        const double share = static_cast<double>(random() % 130) / 100 - 0.1;
        if (random() % 3 == 0) rig.values[quantity] = range.least + (range.most - range.least) * share;
      }
      rig.run(seconds(random() % 40));
      told += rig.heard().size();
    }
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(rig.now - began).count();
    EXPECT_LE(told, 2 * (kAllAlarmsBurst + 2 * static_cast<std::size_t>(minutes + 1))) << "seed " << seed;
    rig.values = {
        {Quantity::amplifier_relay, 1},        {Quantity::output_level, 30},    {Quantity::output_current, 30},
        {Quantity::amplifier_temperature, 30}, {Quantity::fan_speed, 900},      {Quantity::mains_present, 1},
        {Quantity::mains_voltage, 230},        {Quantity::battery_voltage, 26}, {Quantity::battery_current, 1},
        {Quantity::battery_charge, 90},        {Quantity::solar_voltage, 30},   {Quantity::solar_power, 30},
        {Quantity::cabinet_temperature, 20},   {Quantity::humidity, 40}};
    for (const Quantity quantity : {Quantity::amplifier_fault, Quantity::line_open, Quantity::line_short,
                                    Quantity::fan_fault, Quantity::door_open, Quantity::tamper, Quantity::push_to_talk})
      rig.values[quantity] = 0;
    rig.run(std::chrono::minutes(15));
    EXPECT_EQ(rig.watch.going_on(), 0U) << "seed " << seed;
  }
}

TEST(AlarmWatch, AFailedSelfTestLastsUntilOneThatSounds) {
  CabinetRig cabinet({Quantity::output_level});
  cabinet.run(seconds(5));
  EXPECT_TRUE(cabinet.heard().empty());
  cabinet.watch.on_sound_test(true, "the amplifier gave no output");
  cabinet.run(seconds(2));
  EXPECT_EQ(cabinet.heard(),
            (std::vector<Alarm>{{wire::EventKind::self_test, "the amplifier gave no output", 1, false}}));
  EXPECT_NE(cabinet.watch.going_on() & (1U << static_cast<unsigned>(wire::EventKind::self_test)), 0U);
  cabinet.watch.on_link_open();
  cabinet.run(seconds(2));
  EXPECT_EQ(cabinet.heard(),
            (std::vector<Alarm>{{wire::EventKind::self_test, "the amplifier gave no output", 0, false}}));
  cabinet.watch.on_sound_test(false, "the output followed the sound");
  cabinet.run(seconds(2));
  const auto over = cabinet.heard();
  ASSERT_EQ(over.size(), 1U);
  EXPECT_TRUE(over[0].ended);
}

TEST(AlarmWatch, AKnockAtTheTamperContactIsToldAtOnceAndNotWithoutEnd) {
  CabinetRig cabinet({Quantity::tamper});
  cabinet.values[Quantity::tamper] = 1;
  cabinet.run(seconds(1));
  const auto told = cabinet.heard();
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].kind, wire::EventKind::tamper);
  std::size_t knocks = 0;
  for (int knock = 0; knock < 30; ++knock) {
    cabinet.values[Quantity::tamper] = 0;
    cabinet.run(seconds(61));
    cabinet.values[Quantity::tamper] = 1;
    cabinet.run(seconds(1));
  }
  for (const Alarm& alarm : cabinet.heard()) knocks += alarm.ended ? 0 : 1;
  EXPECT_LE(knocks, kAlarmBurst + 4) << "half an hour of knocking";
  EXPECT_GE(knocks, 1U);
}

}  // namespace
}  // namespace tongluo::alarms
