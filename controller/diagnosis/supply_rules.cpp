// What a terminal that still speaks says of its supply, its line and its cabinet.

#include <algorithm>

#include "controller/diagnosis/limits.hpp"
#include "controller/diagnosis/report_text.hpp"
#include "controller/diagnosis/rules.hpp"

namespace tongluo::diagnosis {
namespace {

Text charge_text(const Telemetry& telemetry) {
  std::string charge = telemetry.battery_percent      ? std::to_string(*telemetry.battery_percent) + " %"
                       : telemetry.battery_millivolts ? number(*telemetry.battery_millivolts / 1000.0) + " V"
                                                      : "?";
  if (!telemetry.battery_minutes) return {charge, charge};
  const std::string minutes = std::to_string(*telemetry.battery_minutes);
  return {charge + "，估计还能运行 " + minutes + " 分钟", charge + ", about " + minutes + " min left (estimated)"};
}

// A report of a kind that goes on, in its own words.
void judge_report(const Condition& condition, Report kind, Cause cause, Severity severity, const char* zh,
                  const char* en, Findings& findings) {
  if (is_silent(condition) || !is_active(condition, kind)) return;
  const ReportSeen& report = condition.report(kind);
  const Text when = ago(condition.now, report.at);
  findings.add(cause, severity, 85,
               {when.zh + "前" + zh + told_zh(report.detail),
                std::string(en) + " " + when.en + " ago" + told_en(report.detail)});
}

}  // namespace

void judge_supply(const Condition& condition, Findings& findings) {
  if (is_silent(condition) || !condition.telemetry) return;
  const Telemetry& telemetry = *condition.telemetry;
  const Text charge = charge_text(telemetry);
  if (telemetry.mains_present == false)
    findings.add(Cause::power, Severity::degraded, 95,
                 {"市电中断，靠蓄电池运行，电量 " + charge.zh, "no mains, it runs on its battery at " + charge.en});
  else if (is_active(condition, Report::mains_lost))  // the heartbeat that says so is still to come
    findings.add(Cause::power, Severity::degraded, 90,
                 {"报告市电中断" + told_zh(condition.report(Report::mains_lost).detail),
                  "it reported that its mains are lost" + told_en(condition.report(Report::mains_lost).detail)});
  const bool low = telemetry.battery_percent && *telemetry.battery_percent < kLowBatteryPercent;
  const bool reported = is_active(condition, Report::battery_low);
  if (low || (reported && telemetry.battery_minutes))
    findings.add(Cause::battery, Severity::degraded, low ? 90 : 60,
                 {"电量 " + charge.zh, "the battery is at " + charge.en});
  else if (reported)  // its own words say more than the heartbeat before it
    findings.add(Cause::battery, Severity::degraded, 60,
                 {"报告电量低" + told_zh(condition.report(Report::battery_low).detail),
                  "it reported that its battery is low" + told_en(condition.report(Report::battery_low).detail)});
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
               {"一天内重启 " + times + " 次；最近" + told_zh(restarted.detail),
                "it restarted " + times + " times within a day; the last" + told_en(restarted.detail)});
}

// Of today also when it is over: what was done to the box stays done.
void judge_tamper(const Condition& condition, Findings& findings) {
  const ReportSeen& tamper = condition.report(Report::tamper);
  if (!is_fresh(condition, std::max(tamper.at, tamper.confirmed_at))) return;
  const Text when = ago(condition.now, tamper.at);
  findings.add(
      Cause::tamper, Severity::degraded, tamper.goes_on() ? 90 : 70,
      {when.zh + "前报告防拆" + told_zh(tamper.detail), "it reported " + when.en + " ago" + told_en(tamper.detail)});
}

void judge_cabinet(const Condition& condition, Findings& findings) {
  const Telemetry telemetry = condition.telemetry.value_or(Telemetry{});
  if (telemetry.cabinet_c && *telemetry.cabinet_c >= kHotCelsius)
    findings.add(Cause::temperature, Severity::degraded, 90,
                 {"箱内 " + std::to_string(*telemetry.cabinet_c) + " °C",
                  "it is " + std::to_string(*telemetry.cabinet_c) + " °C inside"});
  if (telemetry.amplifier_c && *telemetry.amplifier_c >= kHotAmplifierCelsius)
    findings.add(Cause::temperature, Severity::degraded, 90,
                 {"功放 " + std::to_string(*telemetry.amplifier_c) + " °C",
                  "its amplifier is at " + std::to_string(*telemetry.amplifier_c) + " °C"});
  if (is_active(condition, Report::over_temperature))
    findings.add(Cause::temperature, Severity::degraded, 60,
                 {"报告过温" + told_zh(condition.report(Report::over_temperature).detail),
                  "it reported heat" + told_en(condition.report(Report::over_temperature).detail)});
  judge_report(condition, Report::fan_fault, Cause::temperature, Severity::degraded, "报告风扇故障", "its fan failed",
               findings);
  judge_report(condition, Report::humid, Cause::humidity, Severity::notice, "报告潮湿", "it reported damp", findings);
  judge_tamper(condition, findings);
  const ReportSeen& door = condition.report(Report::door_open);
  if (!is_fresh(condition, std::max(door.at, door.confirmed_at))) return;
  const Text when = ago(condition.now, door.at);
  if (door.goes_on())
    findings.add(Cause::door, Severity::notice, 90,
                 {"箱门打开于 " + when.zh + "前", "its door was opened " + when.en + " ago"});
  else
    findings.add(
        Cause::door, Severity::notice, 60,
        {"箱门曾于 " + when.zh + "前打开，已关上", "its door was opened " + when.en + " ago and is closed again"});
}

void judge_field_bus(const Condition& condition, Findings& findings) {
  judge_report(condition, Report::device_silent, Cause::field_bus, Severity::degraded, "设备停止应答",
               "a device stopped answering", findings);
  judge_report(condition, Report::sensor_implausible, Cause::sensor, Severity::notice, "传感器数值不可信",
               "a sensor began to tell what cannot be true", findings);
}

}  // namespace tongluo::diagnosis
