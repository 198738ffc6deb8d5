#include "controller/diagnosis/findings.hpp"

#include <algorithm>
#include <cmath>

#include "controller/diagnosis/cause_text.hpp"
#include "controller/diagnosis/limits.hpp"
#include "controller/diagnosis/rules.hpp"

namespace tongluo::diagnosis {
namespace {

using Rule = void(const Condition&, Findings&);
constexpr Rule* kRules[] = {judge_presence,  judge_identity, judge_silence, judge_supply,    judge_modem,
                            judge_line,      judge_restarts, judge_cabinet, judge_field_bus, judge_sound,
                            judge_self_test, judge_clock,    judge_trust,   judge_storage,   judge_firmware};

bool graver(const Finding& a, const Finding& b) {
  if (a.severity != b.severity) return a.severity > b.severity;
  return a.certainty_percent > b.certainty_percent;
}

}  // namespace

std::string_view to_string(Cause cause) { return text_of(cause).name; }

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::notice:
      return "notice";
    case Severity::degraded:
      return "degraded";
    case Severity::mute:
      break;
  }
  return "mute";
}

void Findings::add(Cause cause, Severity severity, unsigned certainty_percent, Text evidence) {
  const CauseText& text = text_of(cause);
  add(cause, severity, certainty_percent, std::move(evidence),
      {std::string(text.instruction_zh), std::string(text.instruction_en)});
}

void Findings::add(Cause cause, Severity severity, unsigned certainty_percent, Text evidence, Text instruction) {
  const CauseText& text = text_of(cause);
  Finding finding{cause,
                  severity,
                  certainty_percent,
                  {std::string(text.zh), std::string(text.en)},
                  std::move(evidence),
                  std::move(instruction)};
  const auto same =
      std::find_if(all_.begin(), all_.end(), [cause](const Finding& other) { return other.cause == cause; });
  if (same == all_.end())
    all_.push_back(std::move(finding));
  else if (graver(finding, *same))
    *same = std::move(finding);
}

bool Findings::has(Cause cause) const {
  return std::any_of(all_.begin(), all_.end(), [cause](const Finding& finding) { return finding.cause == cause; });
}

std::vector<Finding> Findings::ranked() && {
  std::stable_sort(all_.begin(), all_.end(), graver);
  return std::move(all_);
}

bool is_silent(const Condition& condition) {
  return condition.presence == Presence::never || condition.presence == Presence::late ||
         condition.presence == Presence::offline;
}

bool is_fresh(const Condition& condition, WallTime at) { return at != WallTime{} && condition.now - at < kFresh; }

bool is_active(const Condition& condition, Report kind) {
  const ReportSeen& report = condition.report(kind);
  return report.goes_on() && is_fresh(condition, std::max(report.at, report.confirmed_at));
}

Text ago(WallTime now, WallTime at) {
  const auto passed = std::chrono::duration_cast<std::chrono::minutes>(std::max(now - at, WallTime::duration(0)));
  const auto text = [](auto count, const char* zh, const char* en) {
    return Text{std::to_string(count) + zh, std::to_string(count) + en};
  };
  if (passed < std::chrono::hours(1)) return text(passed.count(), " 分钟", " min");
  if (passed < std::chrono::hours(48)) return text(passed.count() / 60, " 小时", " h");
  return text(passed.count() / (60 * 24), " 天", " d");
}

std::string number(double value) {
  const auto tenths = std::llround(value * 10);
  const std::string whole = std::to_string(std::llabs(tenths) / 10);
  const auto rest = std::llabs(tenths) % 10;
  return (tenths < 0 ? "-" : "") + whole + (rest == 0 ? "" : "." + std::to_string(rest));
}

std::vector<Finding> diagnose(const Condition& condition) {
  Findings findings;
  for (Rule* rule : kRules) rule(condition, findings);
  std::vector<Finding> ranked = std::move(findings).ranked();
  if (!ranked.empty()) return ranked;
  Findings none;
  none.add(Cause::well, Severity::notice, 90, {"在线，未见异常", "it is online and reports no fault"});
  return std::move(none).ranked();
}

}  // namespace tongluo::diagnosis
