// Why nothing is heard of it: power, network, identity, or a place that is silent as a whole.

#include <algorithm>

#include "controller/diagnosis/limits.hpp"
#include "controller/diagnosis/rules.hpp"

namespace tongluo::diagnosis {
namespace {

// It said so, and fell silent soon after.
bool said_before_silence(const Condition& condition, Report kind) {
  const ReportSeen& report = condition.report(kind);
  return report.goes_on() && condition.last_seen - std::max(report.at, report.confirmed_at) < kBeforeSilence;
}

Text silence(const Condition& condition) { return ago(condition.now, condition.last_seen); }

void judge_last_words(const Condition& condition, Findings& findings) {
  const Telemetry telemetry = condition.telemetry.value_or(Telemetry{});
  if (said_before_silence(condition, Report::mains_lost) || telemetry.mains_present == false)
    findings.add(Cause::power, Severity::mute, 90,
                 {"失联前报告市电中断，已失联 " + silence(condition).zh,
                  "it reported mains lost, then fell silent " + silence(condition).en + " ago"});
  if (said_before_silence(condition, Report::battery_low))
    findings.add(Cause::battery, Severity::mute, 70,
                 {"失联前报告电量低", "its battery was low shortly before it fell silent"});
  if (telemetry.signal_dbm && *telemetry.signal_dbm <= kWeakSignalDbm)
    findings.add(Cause::link, Severity::mute, 80,
                 {"失联前信号仅 " + std::to_string(*telemetry.signal_dbm) + " dBm",
                  "its last signal was only " + std::to_string(*telemetry.signal_dbm) + " dBm"});
}

}  // namespace

void judge_presence(const Condition& condition, Findings& findings) {
  if (condition.presence == Presence::never)
    findings.add(Cause::never_seen, Severity::mute, 80,
                 {"有地点记录，从未连接过控制端", "it has a place record and has never connected"});
  if (condition.presence == Presence::unknown)
    findings.add(Cause::just_started, Severity::notice, 90,
                 {"控制端启动不足两个心跳周期", "the controller has run for less than two heartbeat intervals"});
}

void judge_identity(const Condition& condition, Findings& findings) {
  const WallTime end = condition.certificate_end;
  if (end != WallTime{} && end <= condition.now)
    findings.add(
        Cause::certificate, is_silent(condition) ? Severity::mute : Severity::degraded, 95,
        {"证书已过期 " + ago(condition.now, end).zh, "its certificate expired " + ago(condition.now, end).en + " ago"});
  else if (end != WallTime{} && end - condition.now < kCertificateWarning)
    findings.add(Cause::certificate, Severity::notice, 90,
                 {"证书将在 " + ago(end, condition.now).zh + "后过期",
                  "its certificate expires in " + ago(end, condition.now).en});
  if (is_fresh(condition, condition.bad_certificate_at))
    findings.add(Cause::certificate, Severity::mute, 95,
                 {"出示了不可用的证书", "it showed a certificate that cannot be used"});
  if (is_fresh(condition, condition.two_devices_at))
    findings.add(Cause::clone, Severity::degraded, 95,
                 {"两台设备以同一身份通信，" + ago(condition.now, condition.two_devices_at).zh + "前",
                  "two devices spoke with its identity " + ago(condition.now, condition.two_devices_at).en + " ago"});
}

void judge_silence(const Condition& condition, Findings& findings) {
  if (condition.presence != Presence::offline && condition.presence != Presence::late) return;
  if (condition.neighbours >= kFewestNeighbours && condition.neighbours_silent * 2 >= condition.neighbours)
    findings.add(Cause::area_outage, Severity::mute, 85,
                 {"同乡镇 " + std::to_string(condition.neighbours) + " 台中 " +
                      std::to_string(condition.neighbours_silent) + " 台也离线",
                  std::to_string(condition.neighbours_silent) + " of " + std::to_string(condition.neighbours) +
                      " others of its township are offline too"});
  if (condition.last_seen != WallTime{}) judge_last_words(condition, findings);
  const bool explained = findings.has(Cause::power) || findings.has(Cause::certificate);
  const Text since = condition.last_seen == WallTime{} ? Text{"?", "?"} : silence(condition);
  const Text evidence{"已失联 " + since.zh + "，此前无断电报告",
                      "silent for " + since.en + ", it reported no loss of mains"};
  findings.add(Cause::link, Severity::mute, explained ? 20 : 50, evidence);
  if (!explained) findings.add(Cause::power, Severity::mute, 40, evidence);
}

}  // namespace tongluo::diagnosis
