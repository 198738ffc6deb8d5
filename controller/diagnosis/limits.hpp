#pragma once
// What counts as recent, low, old or many. docs/maintenance.md repeats the table for technicians.

#include <cstdint>

#include "protocol/base/time.hpp"

namespace tongluo::diagnosis {

constexpr auto kFresh = std::chrono::hours(24);         // a report or an outcome older than this is history
constexpr auto kBeforeSilence = std::chrono::hours(2);  // what was said so shortly before it fell silent is its reason
constexpr auto kAlarmLingers = seconds(60);  // a terminal says so long at most that a mended line is at fault
constexpr std::uint32_t kManyRestarts = 3;   // within kFresh
constexpr auto kRedialWindow = std::chrono::hours(1);
constexpr std::size_t kManyDials = 5;  // within kRedialWindow
constexpr int kWeakSignalDbm = -105;
constexpr int kWeakRsrpDbm = -115;
constexpr std::uint32_t kLowJournalPercent = 10;
constexpr std::uint32_t kLowBatteryPercent = 20;
constexpr int kHotCelsius = 75;
constexpr int kHotAmplifierCelsius = 85;
constexpr auto kClockTolerance = seconds(2);
constexpr auto kCertificateWarning = std::chrono::hours(24 * 14);
constexpr std::uint32_t kFewestNeighbours = 3;  // fewer say nothing about the place

}  // namespace tongluo::diagnosis
