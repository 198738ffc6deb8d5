#include "tools/ctl/schedule_words.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "protocol/base/limits.hpp"
#include "protocol/os/clock.hpp"
#include "tools/ctl/json_fields.hpp"

namespace tongluo::ctl {
namespace {

namespace json = boost::json;

// A rule with one of these may well start at several times of a day.
constexpr std::array<std::string_view, 6> kOwnTimes = {"BYHOUR",      "BYMINUTE",      "BYSECOND",
                                                       "FREQ=HOURLY", "FREQ=MINUTELY", "FREQ=SECONDLY"};

bool has_own_times(const std::string& rrule) {
  return std::any_of(kOwnTimes.begin(), kOwnTimes.end(),
                     [&rrule](std::string_view word) { return rrule.find(word) != std::string::npos; });
}

// The rule's COUNT, or the most there may be.
std::size_t count_limit(const std::string& rrule) {
  constexpr std::string_view kCount = "COUNT=";
  if (rrule.empty()) return 1;
  const std::size_t at = rrule.find(kCount);
  std::size_t count = limits::kMaxOccurrences;
  if (at != std::string::npos) std::from_chars(rrule.data() + at + kCount.size(), rrule.data() + rrule.size(), count);
  return count;
}

bool is_excepted(const ScheduleWords& words, const LocalClock& clock) {
  return std::any_of(words.exceptions.begin(), words.exceptions.end(), [&clock](const std::string& text) {
    const auto exception = parse_local(text);
    return exception && exception->date == clock.date && (text.size() == 10 || exception->of_day == clock.of_day);
  });
}

bool is_extra(const ScheduleWords& words, const LocalClock& clock) {
  return std::any_of(words.extra.begin(), words.extra.end(),
                     [&clock](const std::string& text) { return parse_local(text) == clock; });
}

// Why this start of the rule is not what the words mean; empty if it is.
std::string fault_of(const ScheduleWords& words, const LocalClock& clock) {
  const LocalClock first = parse_local(words.start).value();
  if (clock < first) return "is before --start";
  if (is_excepted(words, clock)) return "is on a day that --except leaves out";
  if (clock.of_day != first.of_day && !has_own_times(words.rrule))
    return "is at another time of day than --start (is --utc-offset the county's?)";
  return {};
}

}  // namespace

Try<void> check_words(const ScheduleWords& words) {
  constexpr std::size_t kWithTime = 16;
  if (words.start.size() != kWithTime || !parse_local(words.start))
    return refuse_usage("--start: \"" + words.start + "\" is no local time like 2026-11-24T07:00");
  for (const std::string& text : words.exceptions)
    if (!parse_local(text))
      return refuse_usage("--except: \"" + text + "\" is no date like 2026-11-26, nor a time on it");
  for (const std::string& text : words.extra)
    if (text.size() != kWithTime || !parse_local(text))
      return refuse_usage("--extra: \"" + text + "\" is no local time like 2026-11-29T08:00");
  if (words.holidays != "play" && words.holidays != "skip" && words.holidays != "only")
    return refuse_usage("--holidays: one of play, skip, only");
  return {};
}

json::object expand_request(const ScheduleWords& words) {
  json::object request{{"start", words.start}, {"holidays", words.holidays}};
  if (!words.rrule.empty()) request["rrule"] = words.rrule;
  if (!words.exceptions.empty()) request["exceptions"] = array_of(words.exceptions);
  if (!words.extra.empty()) request["extra"] = array_of(words.extra);
  return request;
}

Try<void> check_starts(const ScheduleWords& words, const std::vector<WallTime>& starts, std::chrono::minutes utc_offset,
                       WallTime now) {
  const auto refuse = [](std::string message) {
    return give_up(ExitCode::failed, "not signed: the controller's expansion " + std::move(message));
  };
  if (starts.empty() || starts.size() > limits::kMaxOccurrences)
    return refuse("has " + std::to_string(starts.size()) + " starts");
  std::size_t by_rule = 0;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const std::string when = "start " + std::to_string(i + 1) + ", " + local_text(starts[i], utc_offset) + ", ";
    const LocalClock clock = local_clock(starts[i], utc_offset);
    if (i > 0 && starts[i] <= starts[i - 1]) return refuse(when + "is not after the one before it");
    if (starts[i] <= now) return refuse(when + "has passed");
    if (starts[i].time_since_epoch() % std::chrono::minutes(1) != WallTime::duration(0))
      return refuse(when + "is not on a whole minute");
    if (is_extra(words, clock)) continue;
    ++by_rule;
    if (const std::string fault = fault_of(words, clock); !fault.empty()) return refuse(when + fault);
  }
  if (by_rule > count_limit(words.rrule)) return refuse("has more starts than the rule's COUNT");
  return {};
}

Try<std::vector<WallTime>> expand_schedule(const Context& context, const Api& api, const ScheduleWords& words) {
  const Try<json::object> answer = api.post("/api/v1/schedules/expand", expand_request(words));
  if (!answer) return tl::unexpected(answer.error());
  std::vector<WallTime> starts;
  for (const json::value& start : array_at(*answer, "starts"))
    if (const auto* us = start.if_int64()) starts.push_back(wall_from_us(*us));
  if (Try<void> ok = check_starts(words, starts, context.utc_offset(), os::wall_now()); !ok)
    return tl::unexpected(ok.error());
  return starts;
}

std::string describe_starts(const std::vector<WallTime>& starts, std::chrono::minutes utc_offset) {
  std::string text;
  for (std::size_t i = 0; i < starts.size(); ++i)
    text += "  " + std::to_string(i + 1) + ". " + local_text(starts[i], utc_offset) + "\n";
  return text;
}

}  // namespace tongluo::ctl
