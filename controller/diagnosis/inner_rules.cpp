// Clock, trust, storage and firmware: what a terminal that speaks may still refuse to play by.

#include <algorithm>

#include "controller/diagnosis/limits.hpp"
#include "controller/diagnosis/report_text.hpp"
#include "controller/diagnosis/rules.hpp"

namespace tongluo::diagnosis {
namespace {

// The newest outcome, if it is a fresh refusal for one of these reasons.
const Played* refused_for(const Condition& condition, std::initializer_list<Refusal> reasons) {
  if (condition.played.empty()) return nullptr;
  const Played& newest = condition.played.front();
  const bool counts = newest.outcome == Outcome::refused && is_fresh(condition, newest.at) &&
                      std::find(reasons.begin(), reasons.end(), newest.refusal) != reasons.end();
  return counts ? &newest : nullptr;
}

Text refusal_text(const Condition& condition, const Played& refused) {
  const Text reason = refusal_words(refused.refusal);
  const Text when = ago(condition.now, refused.at);
  return {when.zh + "前拒绝播放：" + reason.zh, "it refused an order " + when.en + " ago: " + reason.en};
}

// As the terminal said it, if it said more than that.
Text with_detail(const std::string& chinese, const std::string& english, const std::string& detail) {
  if (detail.empty()) return {chinese, english};
  return {chinese + "：" + in_chinese(detail), english + ": " + detail};
}

}  // namespace

void judge_clock(const Condition& condition, Findings& findings) {
  if (const Played* refused = refused_for(condition, {Refusal::clock_unsynchronised, Refusal::issued_in_future}))
    findings.add(Cause::clock, Severity::degraded, 90, refusal_text(condition, *refused));
  if (is_silent(condition)) return;
  if (condition.clock_ahead && std::chrono::abs(*condition.clock_ahead) > kClockTolerance) {
    const double off = std::chrono::duration<double>(*condition.clock_ahead).count();
    findings.add(Cause::clock, Severity::degraded, 70,
                 {"时钟偏差 " + number(off) + " s", "its clock is " + number(off) + " s ahead of ours"});
  }
  if (condition.clock_synchronised == false)
    findings.add(Cause::clock, Severity::degraded, 80, {"时钟未同步", "its clock is not synchronised"});
  if (is_fresh(condition, condition.report(Report::clock_jump).at))
    findings.add(Cause::clock, Severity::notice, 60,
                 with_detail("时钟跳变", "its clock jumped", condition.report(Report::clock_jump).detail));
}

void judge_trust(const Condition& condition, Findings& findings) {
  const Played* refused = refused_for(condition, {Refusal::no_trust_list, Refusal::trust_list_expired,
                                                  Refusal::no_place, Refusal::trust_list_stale, Refusal::unknown_key});
  if (refused != nullptr) findings.add(Cause::trust, Severity::mute, 85, refusal_text(condition, *refused));
  if (condition.trust_list_older)
    findings.add(Cause::trust, Severity::degraded, 70,
                 {"信任列表版本低于控制端", "its trust list is older than the controller's"});
}

void judge_storage(const Condition& condition, Findings& findings) {
  const Played* refused = refused_for(condition, {Refusal::storage_failed, Refusal::replay_memory_full});
  if (refused != nullptr) findings.add(Cause::storage, Severity::degraded, 90, refusal_text(condition, *refused));
  const ReportSeen& error = condition.report(Report::storage_error);
  if (is_active(condition, Report::storage_error))
    findings.add(Cause::storage, Severity::degraded, 90,
                 with_detail("存储无法写入", "its storage cannot be written", error.detail));
  else if (is_fresh(condition, error.at))
    findings.add(
        Cause::storage, Severity::notice, 60,
        with_detail(ago(condition.now, error.at).zh + "前存储曾无法写入",
                    "its storage could not be written " + ago(condition.now, error.at).en + " ago", error.detail));
  const auto free = condition.telemetry ? condition.telemetry->journal_free_percent : std::nullopt;
  if (free && *free < kLowJournalPercent)
    findings.add(
        Cause::storage, Severity::degraded, 85,
        {"存储剩余 " + std::to_string(*free) + " %", "only " + std::to_string(*free) + " % of its storage is free"});
  if (is_fresh(condition, condition.report(Report::clip_corrupt).at))
    findings.add(Cause::storage, Severity::notice, 60,
                 {"缓存音频损坏（已重新下载）", "a cached clip was damaged and is fetched again"});
}

void judge_firmware(const Condition& condition, Findings& findings) {
  const ReportSeen& safe_mode = condition.report(Report::safe_mode);
  if (is_fresh(condition, safe_mode.at))
    findings.add(Cause::firmware, Severity::degraded, 95,
                 with_detail("处于安全模式", "it runs in safe mode", safe_mode.detail));
  if (const Played* refused = refused_for(condition, {Refusal::unsupported, Refusal::reader_too_old}))
    findings.add(Cause::firmware, Severity::degraded, 85, refusal_text(condition, *refused));
  const bool known = !condition.firmware.empty() && !condition.usual_firmware.empty();
  if (known && condition.firmware != condition.usual_firmware)
    findings.add(Cause::firmware, Severity::notice, 40,
                 {"固件 " + condition.firmware + "，多数终端为 " + condition.usual_firmware,
                  "its firmware is " + condition.firmware + ", most have " + condition.usual_firmware});
}

}  // namespace tongluo::diagnosis
