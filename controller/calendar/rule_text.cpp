#include "controller/calendar/rule_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "controller/calendar/recurrence.hpp"

namespace tongluo::calendar {
namespace {

using Parts = std::map<std::string, std::string, std::less<>>;

constexpr std::array<std::string_view, 14> kKnownParts = {"FREQ",     "INTERVAL", "COUNT",    "UNTIL",      "BYSECOND",
                                                          "BYMINUTE", "BYHOUR",   "BYDAY",    "BYMONTHDAY", "BYYEARDAY",
                                                          "BYWEEKNO", "BYMONTH",  "BYSETPOS", "WKST"};
struct Frequency {
  std::string_view name;
  seconds step;
};
constexpr std::array<Frequency, 7> kFrequencies = {{{"SECONDLY", seconds(1)},
                                                    {"MINUTELY", seconds(60)},
                                                    {"HOURLY", seconds(3'600)},
                                                    {"DAILY", seconds(86'400)},
                                                    {"WEEKLY", seconds(7 * 86'400)},
                                                    {"MONTHLY", seconds(28 * 86'400)},
                                                    {"YEARLY", seconds(365 * 86'400)}}};
constexpr std::size_t kMaxInterval = 1'000;
constexpr std::size_t kMaxCount = 999'999'999;

std::optional<std::string> upper_case(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    const bool plain = (upper >= 'A' && upper <= 'Z') || (upper >= '0' && upper <= '9') ||
                       std::string_view(";=,+-").find(upper) != std::string_view::npos;
    if (!plain) return std::nullopt;
    result += upper;
  }
  return result;
}

template <class Use>
void for_each_piece(std::string_view text, char separator, const Use& use) {
  while (true) {
    const std::size_t end = text.find(separator);
    use(text.substr(0, end));
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

Result<Parts, std::string> split(std::string_view text) {
  Parts parts;
  std::string problem;
  for_each_piece(text, ';', [&](std::string_view piece) {
    const std::size_t equals = piece.find('=');
    const std::string name(piece.substr(0, equals));
    if (!problem.empty()) return;
    if (std::find(kKnownParts.begin(), kKnownParts.end(), name) == kKnownParts.end()) {
      problem = "\"" + name + "\" is not a part of a rule";
    } else if (equals == std::string_view::npos || equals + 1 == piece.size()) {
      problem = name + " has no value";
    } else if (!parts.emplace(name, piece.substr(equals + 1)).second) {
      problem = name + " is given twice";
    }
  });
  if (!problem.empty()) return fail(std::move(problem));
  return parts;
}

template <class Number>
std::optional<Number> parse_number(std::string_view text, Number low, Number high) {
  if (text.starts_with('+')) text.remove_prefix(1);
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < low || value > high) return std::nullopt;
  return value;
}

// Numbers within ±limit and not zero; anything else is left for libical to refuse.
std::vector<int> parse_list(const Parts& parts, std::string_view name, int limit) {
  std::vector<int> numbers;
  if (const auto found = parts.find(name); found != parts.end())
    for_each_piece(found->second, ',', [&](std::string_view piece) {
      if (const auto value = parse_number(piece, -limit, limit); value && *value != 0) numbers.push_back(*value);
    });
  return numbers;
}

std::vector<RuleText::Weekday> parse_weekdays(const Parts& parts) {
  constexpr std::array<std::string_view, 7> kDays = {"SU", "MO", "TU", "WE", "TH", "FR", "SA"};
  std::vector<RuleText::Weekday> weekdays;
  const auto found = parts.find("BYDAY");
  if (found == parts.end()) return weekdays;
  for_each_piece(found->second, ',', [&](std::string_view piece) {
    const std::size_t digits = piece.find_first_not_of("+-0123456789");
    const auto* day = std::find(kDays.begin(), kDays.end(), piece.substr(std::min(digits, piece.size())));
    const auto ordinal = digits == 0 ? std::optional(0) : parse_number(piece.substr(0, digits), -53, 53);
    if (day != kDays.end() && ordinal) weekdays.push_back({*ordinal, static_cast<unsigned>(day - kDays.begin())});
  });
  return weekdays;
}

Result<std::optional<LocalTime>, std::string> parse_until(const Parts& parts, std::chrono::minutes utc_offset) {
  const auto found = parts.find("UNTIL");
  if (found == parts.end()) return std::nullopt;
  std::string_view text = found->second;
  if (const auto date = parse_compact_date(text)) return LocalTime(*date) + std::chrono::days(1) - seconds(1);
  const bool is_utc = text.ends_with('Z');
  if (is_utc) text.remove_suffix(1);
  const auto time = parse_compact_date_time(text);
  if (!time) return fail(std::string("UNTIL is not a date (20261231) or a date-time (20261231T070000)"));
  return is_utc ? *time + utc_offset : *time;
}

// What libical would take and then leave out of account.
std::optional<std::string> misuse(const Parts& parts) {
  if (parts.contains("COUNT") && parts.contains("UNTIL")) return "COUNT and UNTIL exclude each other";
  const std::string& frequency = parts.at("FREQ");
  const bool monthly_or_yearly = frequency == "MONTHLY" || frequency == "YEARLY";
  if (parts.contains("BYSETPOS") && !monthly_or_yearly) return "BYSETPOS belongs to MONTHLY and YEARLY rules only";
  if (parts.contains("BYSETPOS") && !parts.contains("BYDAY") && !parts.contains("BYMONTHDAY") &&
      !parts.contains("BYYEARDAY") && !parts.contains("BYWEEKNO") && !parts.contains("BYMONTH"))
    return "BYSETPOS needs another BY part to choose from";
  const auto by_day = parts.find("BYDAY");
  const bool numbered = by_day != parts.end() && by_day->second.find_first_of("0123456789") != std::string::npos;
  if (numbered && !monthly_or_yearly) return "BYDAY takes numbers in MONTHLY and YEARLY rules only";
  if (numbered && parts.contains("BYWEEKNO")) return "BYDAY takes no numbers beside BYWEEKNO";
  const auto by_second = parts.find("BYSECOND");
  if (by_second != parts.end() && by_second->second.find("60") != std::string::npos)
    return "no minute here has a second 60";
  return std::nullopt;
}

std::string without_end(const Parts& parts) {
  std::string text = "FREQ=" + parts.at("FREQ");
  for (const auto& [name, value] : parts)
    if (name != "FREQ" && name != "UNTIL" && name != "COUNT") text += ";" + name + "=" + value;
  return text;
}

Result<RuleText, std::string> judge(const Parts& parts, std::chrono::minutes utc_offset) {
  RuleText rule;
  const auto frequency = parts.find("FREQ");
  if (frequency == parts.end()) return fail(std::string("FREQ is missing"));
  rule.frequency = frequency->second;
  const auto is_it = [&](const Frequency& known) { return known.name == rule.frequency; };
  if (std::none_of(kFrequencies.begin(), kFrequencies.end(), is_it))
    return fail("\"" + rule.frequency + "\" is not a frequency");
  if (const auto interval = parts.find("INTERVAL"); interval != parts.end()) {
    const auto value = parse_number<std::size_t>(interval->second, 1, kMaxInterval);
    if (!value) return fail("INTERVAL is not 1 to " + std::to_string(kMaxInterval));
    rule.interval = *value;
  }
  if (const auto count = parts.find("COUNT"); count != parts.end()) {
    rule.count = parse_number<std::size_t>(count->second, 1, kMaxCount);
    if (!rule.count) return fail("COUNT is not 1 to " + std::to_string(kMaxCount));
  }
  auto until = parse_until(parts, utc_offset);
  if (!until) return fail(until.error());
  rule.until = *until;
  if (auto problem = misuse(parts)) return fail(std::move(*problem));
  for (const char* name : {"BYSECOND", "BYMINUTE", "BYHOUR"})
    if (const auto found = parts.find(name); found != parts.end())
      rule.times_a_step *= 1 + static_cast<std::size_t>(std::count(found->second.begin(), found->second.end(), ','));
  rule.months = parse_list(parts, "BYMONTH", 12);
  rule.month_days = parse_list(parts, "BYMONTHDAY", 31);
  rule.positions = parse_list(parts, "BYSETPOS", 366);
  rule.weekdays = parse_weekdays(parts);
  rule.without_end = without_end(parts);
  return rule;
}

}  // namespace

Result<RuleText, std::string> parse_rule(std::string_view text, std::chrono::minutes utc_offset) {
  if (text.size() > kMaxRuleBytes) return fail("longer than " + std::to_string(kMaxRuleBytes) + " bytes");
  const auto upper = upper_case(text);
  if (!upper) return fail(std::string("a character that no rule has"));
  const auto parts = split(*upper);
  if (!parts) return fail(parts.error());
  return judge(*parts, utc_offset);
}

std::size_t candidates(const RuleText& rule, seconds from_start_to_end) {
  constexpr seconds kDay(86'400);
  const auto* known = std::find_if(kFrequencies.begin(), kFrequencies.end(),
                                   [&](const Frequency& one) { return one.name == rule.frequency; });
  // A week, month or year may name each of its days.
  const seconds step = known->step > kDay ? kDay : known->step * static_cast<std::int64_t>(rule.interval);
  return (static_cast<std::size_t>(from_start_to_end / step) + 1) * rule.times_a_step;
}

}  // namespace tongluo::calendar
