// What a terminal that still speaks says of its supply, its line and its cabinet.

#include <algorithm>

#include "controller/diagnosis/limits.hpp"
#include "controller/diagnosis/rules.hpp"

namespace tongluo::diagnosis {

void judge_supply(const Condition& condition, Findings& findings) {
  if (is_silent(condition) || !condition.telemetry) return;
  const Telemetry& telemetry = *condition.telemetry;
  const bool low = telemetry.battery_percent && *telemetry.battery_percent < kLowBatteryPercent;
  const std::string charge = telemetry.battery_percent ? std::to_string(*telemetry.battery_percent) + " %" : "?";
  if (telemetry.mains_present == false)
    findings.add(Cause::power, Severity::degraded, 95,
                 {"市电中断，靠蓄电池运行，电量 " + charge, "no mains, it runs on its battery at " + charge});
  if (low || (!telemetry.battery_percent && is_fresh(condition, condition.report(Report::battery_low).at)))
    findings.add(Cause::battery, Severity::degraded, low ? 90 : 60, {"电量 " + charge, "the battery is at " + charge});
}

void judge_line(const Condition& condition, Findings& findings) {
  if (is_silent(condition)) return;
  const auto dials = std::count_if(condition.dialled.begin(), condition.dialled.end(),
                                   [&](WallTime at) { return condition.now - at < kRedialWindow; });
  if (static_cast<std::size_t>(dials) >= kManyDials)
    findings.add(Cause::link, Severity::degraded, 70,
                 {"一小时内重连至少 " + std::to_string(dials) + " 次",
                  "it dialled at least " + std::to_string(dials) + " times within an hour"});
  if (!condition.telemetry || !condition.telemetry->signal_dbm) return;
  const int signal = *condition.telemetry->signal_dbm;
  if (signal <= kWeakSignalDbm)
    findings.add(Cause::link, Severity::degraded, 80,
                 {"信号弱：" + std::to_string(signal) + " dBm", "weak signal: " + std::to_string(signal) + " dBm"});
}

void judge_restarts(const Condition& condition, Findings& findings) {
  const ReportSeen& restarted = condition.report(Report::restarted);
  if (!is_fresh(condition, restarted.at) || restarted.times < kManyRestarts) return;
  const std::string times = std::to_string(restarted.times);
  findings.add(Cause::restarts, Severity::degraded, 80,
               {"一天内重启 " + times + " 次；最近：" + restarted.detail,
                "it restarted " + times + " times within a day; the last: " + restarted.detail});
}

void judge_cabinet(const Condition& condition, Findings& findings) {
  const std::optional<double> celsius = condition.telemetry ? condition.telemetry->temperature_c : std::nullopt;
  if (celsius && *celsius >= kHotCelsius)
    findings.add(Cause::temperature, Severity::degraded, 90,
                 {"箱内 " + number(*celsius) + " °C", "it is " + number(*celsius) + " °C inside"});
  else if (is_fresh(condition, condition.report(Report::over_temperature).at))
    findings.add(Cause::temperature, Severity::degraded, 60,
                 {"报告过温：" + condition.report(Report::over_temperature).detail,
                  "it reported heat: " + condition.report(Report::over_temperature).detail});
  if (is_fresh(condition, condition.report(Report::door_open).at))
    findings.add(Cause::door, Severity::notice, 80,
                 {"箱门打开于 " + ago(condition.now, condition.report(Report::door_open).at) + " 前",
                  "its door was opened " + ago(condition.now, condition.report(Report::door_open).at) + " ago"});
}

}  // namespace tongluo::diagnosis
