// What the last plays and self-tests proved about amplifier, horn and sound device. A later proof that sound came out
// clears earlier complaints.

#include <algorithm>

#include "controller/diagnosis/limits.hpp"
#include "controller/diagnosis/report_text.hpp"
#include "controller/diagnosis/rules.hpp"

namespace tongluo::diagnosis {
namespace {

bool is_proof(Outcome outcome) {
  return outcome == Outcome::sounded || outcome == Outcome::weak || outcome == Outcome::silent_amplifier ||
         outcome == Outcome::silent_horn;
}

const Played* last_proof(const Condition& condition) {
  const auto at = std::find_if(condition.played.begin(), condition.played.end(),
                               [](const Played& played) { return is_proof(played.outcome); });
  return at == condition.played.end() ? nullptr : &*at;
}

void judge_proof(const Condition& condition, const Played& proof, Findings& findings) {
  const Text when = ago(condition.now, proof.at);
  const bool bare = proof.detail.empty();
  const Text detail{bare ? "" : "（" + in_chinese(proof.detail) + "）", bare ? "" : " (" + proof.detail + ")"};
  if (proof.outcome == Outcome::silent_amplifier)
    findings.add(Cause::amplifier, Severity::mute, 95,
                 {when.zh + "前播放时功放无输出" + detail.zh,
                  "its amplifier gave nothing when it played " + when.en + " ago" + detail.en});
  if (proof.outcome == Outcome::silent_horn)
    findings.add(Cause::horn, Severity::mute, 95,
                 {when.zh + "前播放时喇叭线开路或短路" + detail.zh,
                  "its horn line was open or shorted when it played " + when.en + " ago" + detail.en});
  if (proof.outcome != Outcome::weak) return;
  const Text weak{when.zh + "前播放声音偏弱" + detail.zh, "it sounded weak " + when.en + " ago" + detail.en};
  findings.add(Cause::horn, Severity::degraded, 60, weak);
  findings.add(Cause::amplifier, Severity::degraded, 50, weak);
}

// A self-test that passed proves as a play does; but what a sensor still says after the longest hold of its alarm, it
// says of now.
bool is_tested_away(const Condition& condition, const ReportSeen& report) {
  const WallTime passed_at = condition.report(Report::self_test).said_over_at;
  return report.at <= passed_at && report.confirmed_at < passed_at + kAlarmLingers;
}

// Complaints that are newer than the last proof.
void judge_complaint(const Condition& condition, Report kind, WallTime proved_at, Cause cause, Findings& findings) {
  const ReportSeen& report = condition.report(kind);
  if (!is_active(condition, kind) || report.at <= proved_at || is_tested_away(condition, report)) return;
  findings.add(cause, Severity::mute, 85,
               {ago(condition.now, report.at).zh + "前报告故障" + told_zh(report.detail),
                "it reported a fault " + ago(condition.now, report.at).en + " ago" + told_en(report.detail)});
}

// The event says it with its first word; the heartbeat says it later.
Outcome tested_outcome(const Condition& condition) {
  const std::string& detail = condition.report(Report::self_test).detail;
  for (const Outcome told : {Outcome::silent_amplifier, Outcome::silent_horn, Outcome::weak})
    if (detail.starts_with(std::string(to_string(told)) + ":")) return told;
  return condition.telemetry ? condition.telemetry->self_test : Outcome::none;
}

// What the newest self-test came to points at amplifier or horn, as a play's proof does.
void judge_tested(const Condition& condition, Outcome outcome, Findings& findings) {
  const ReportSeen& report = condition.report(Report::self_test);
  const Text text{"自检未通过" + told_zh(report.detail), "its self-test failed" + told_en(report.detail)};
  if (outcome == Outcome::silent_horn)
    findings.add(Cause::horn, Severity::mute, 90, text);
  else if (outcome == Outcome::silent_amplifier)
    findings.add(Cause::amplifier, Severity::mute, 90, text);
  else
    findings.add(Cause::amplifier, Severity::degraded, 50, text);
}

}  // namespace

void judge_self_test(const Condition& condition, Findings& findings) {
  if (!is_active(condition, Report::self_test)) return;
  const Played* proof = last_proof(condition);
  if (proof != nullptr && proof->outcome == Outcome::sounded && proof->at > condition.report(Report::self_test).at)
    return;
  judge_tested(condition, tested_outcome(condition), findings);
}

void judge_sound(const Condition& condition, Findings& findings) {
  const Played* proof = last_proof(condition);
  if (proof != nullptr) judge_proof(condition, *proof, findings);
  const bool heard = proof != nullptr && proof->outcome == Outcome::sounded;
  const WallTime proved_at = heard ? proof->at : WallTime{};
  judge_complaint(condition, Report::amplifier_fault, proved_at, Cause::amplifier, findings);
  judge_complaint(condition, Report::horn_fault, proved_at, Cause::horn, findings);
  // A sound device that has played since is well, whoever heard it.
  WallTime played_at = proved_at;
  for (const Played& played : condition.played)
    if (is_proof(played.outcome) || played.outcome == Outcome::unproved) played_at = std::max(played_at, played.at);
  judge_complaint(condition, Report::sound_fault, played_at, Cause::sound_device, findings);
}

}  // namespace tongluo::diagnosis
