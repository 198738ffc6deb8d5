#pragma once
// When a reading is a trouble, for how long it must be one, and how often it is told. docs/field-bus.md repeats the
// table for technicians.

#include <cstdint>

#include "protocol/base/time.hpp"

namespace tongluo::alarms {

// A trouble begins when its sign has lasted for the first time, and is over when it has been gone for the second. What
// begins is at the controller within 60 s of its cause: no first time may be longer than kLongestHold.
constexpr auto kLongestHold = seconds(10);
struct Holds {
  seconds begin{};
  seconds end{};
};
constexpr Holds kMainsHolds{seconds(3), seconds(10)};
constexpr Holds kBatteryHolds{seconds(10), seconds(60)};
constexpr Holds kDoorHolds{seconds(1), seconds(5)};
constexpr Holds kTamperHolds{seconds(0), seconds(60)};  // a knock counts
constexpr Holds kHeatHolds{seconds(10), seconds(60)};
constexpr Holds kFanHolds{seconds(10), seconds(30)};
constexpr Holds kAmplifierHolds{seconds(2), seconds(30)};
constexpr Holds kLineHolds{seconds(3), seconds(30)};
constexpr Holds kHumidHolds{seconds(10), seconds(300)};
constexpr Holds kDeviceHolds{seconds(10), seconds(10)};
constexpr Holds kSensorHolds{seconds(10), seconds(60)};
constexpr Holds kTestHolds{seconds(0), seconds(0)};      // it has been judged already
constexpr Holds kStorageHolds{seconds(0), seconds(60)};  // one write that failed counts
constexpr Holds kSoundCardHolds{seconds(0), seconds(10)};

// Signs, each with where it ends: between the two a trouble stays what it is.
constexpr double kMainsGoneV = 120, kMainsBackV = 170;
constexpr double kBatteryLowPercent = 20, kBatteryFairPercent = 30;
constexpr double kBatteryLowV = 11.6, kBatteryFairV = 12.4;  // of each 12 V, where no charge is measured
constexpr std::uint32_t kBatteryLowMinutes = 45, kBatteryFairMinutes = 90;
constexpr double kHotAmplifierC = 85, kCoolAmplifierC = 75;
constexpr double kHotCabinetC = 70, kCoolCabinetC = 62;
constexpr double kFanNeededC = 60, kFanStoppedRpm = 60, kFanTurnsRpm = 300;
constexpr double kHumidPercent = 90, kDryPercent = 80;

// Of one trouble: so many at once, then one each so often; what happens in between is told when it may be, with its
// count. The end of what was told is never held back.
constexpr std::uint32_t kAlarmBurst = 3;
constexpr auto kAlarmInterval = std::chrono::minutes(10);
// Of all together.
constexpr std::uint32_t kAllAlarmsBurst = 24;
constexpr auto kAllAlarmsInterval = seconds(30);

// The battery's trend: samples of the time since it supplies the terminal, at most kTrendSamples; when they are full,
// every other leaves and they come half as often, up to kTrendStep: then the oldest leaves.
constexpr auto kTrendFirstStep = seconds(10);
constexpr auto kTrendStep = seconds(80);
constexpr std::size_t kTrendSamples = 45;  // an hour of kTrendStep; odd, so that the newest stays when it is thinned
constexpr std::size_t kTrendLeastSamples = 6;
constexpr auto kTrendLeastTime = std::chrono::minutes(5);  // before, only a fall that no noise makes says anything
constexpr double kClearFallPercent = 3;
constexpr double kEmptyPercent = 5;
constexpr double kEmptyV = 10.8;                    // of each 12 V
constexpr std::uint32_t kLongestEstimate = 10'000;  // minutes; beyond, a trend says nothing

}  // namespace tongluo::alarms
