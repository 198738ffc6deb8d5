#include "tools/ctl/local_time.hpp"

#include <array>
#include <cstdio>

namespace tongluo::ctl {
namespace {

using std::chrono::minutes;

constexpr std::array<const char*, 7> kWeekdays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

struct DayPart {
  minutes until;
  std::string_view name;
};
constexpr std::array<DayPart, 5> kDayParts = {{{minutes(5 * 60), "night"},
                                               {minutes(12 * 60), "morning"},
                                               {minutes(18 * 60), "afternoon"},
                                               {minutes(22 * 60), "evening"},
                                               {minutes(24 * 60), "night"}}};

template <std::size_t Digits>
std::optional<int> digits_at(std::string_view text, std::size_t at) {
  if (text.size() < at + Digits) return std::nullopt;
  int value = 0;
  for (std::size_t i = at; i < at + Digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

std::string formatted(const LocalClock& clock, const char* seconds_text) {
  const unsigned weekday = std::chrono::weekday(std::chrono::sys_days(clock.date)).c_encoding();
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u %s %02d:%02d%s ", static_cast<int>(clock.date.year()),
                static_cast<unsigned>(clock.date.month()), static_cast<unsigned>(clock.date.day()), kWeekdays[weekday],
                static_cast<int>(clock.of_day.count() / 60), static_cast<int>(clock.of_day.count() % 60), seconds_text);
  return text.data() + std::string(day_part(clock.of_day));
}

}  // namespace

LocalClock local_clock(WallTime time, minutes utc_offset) {
  const std::chrono::sys_time<microseconds> local(time.time_since_epoch() + utc_offset);
  const auto day = std::chrono::floor<std::chrono::days>(local);
  return {std::chrono::year_month_day(day), std::chrono::floor<minutes>(local - day)};
}

std::optional<std::chrono::year_month_day> parse_date(std::string_view text) {
  const auto year = digits_at<4>(text, 0);
  const auto month = digits_at<2>(text, 5);
  const auto day = digits_at<2>(text, 8);
  if (text.size() != 10 || text[4] != '-' || text[7] != '-' || !year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return date;
}

std::optional<LocalClock> parse_local(std::string_view text) {
  const auto date = parse_date(text.substr(0, 10));
  if (!date) return std::nullopt;
  if (text.size() == 10) return LocalClock{*date, minutes(0)};
  const auto hour = digits_at<2>(text, 11);
  const auto minute = digits_at<2>(text, 14);
  if (text.size() != 16 || text[10] != 'T' || text[13] != ':' || !hour || !minute || *hour > 23 || *minute > 59)
    return std::nullopt;
  return LocalClock{*date, minutes(*hour * 60 + *minute)};
}

std::string_view day_part(minutes of_day) {
  for (const DayPart& part : kDayParts)
    if (of_day < part.until) return part.name;
  return kDayParts.back().name;
}

std::string local_text(WallTime time, minutes utc_offset) { return formatted(local_clock(time, utc_offset), ""); }

std::string exact_local_text(WallTime time, minutes utc_offset) {
  const auto second = std::chrono::floor<seconds>(time.time_since_epoch()) % minutes(1);
  std::array<char, 8> seconds_text{};
  std::snprintf(seconds_text.data(), seconds_text.size(), ":%02d", static_cast<int>(second.count()));
  const auto ahead = std::chrono::abs(utc_offset).count();
  std::array<char, 24> zone{};
  std::snprintf(zone.data(), zone.size(), " UTC%c%02d:%02d", utc_offset < minutes(0) ? '-' : '+',
                static_cast<int>(ahead / 60), static_cast<int>(ahead % 60));
  return formatted(local_clock(time, utc_offset), seconds_text.data()) + zone.data();
}

}  // namespace tongluo::ctl
