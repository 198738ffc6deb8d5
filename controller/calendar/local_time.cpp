#include "controller/calendar/local_time.hpp"

#include <cstdio>

namespace tongluo::calendar {
namespace {

constexpr int kFirstYear = 1970;
constexpr int kLastYear = 2199;

// Every '0' of the pattern is a digit, every other character is itself.
bool has_form(std::string_view text, std::string_view pattern) {
  if (text.size() != pattern.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool fits = pattern[i] == '0' ? text[i] >= '0' && text[i] <= '9' : text[i] == pattern[i];
    if (!fits) return false;
  }
  return true;
}

int number(std::string_view digits) {
  int value = 0;
  for (const char digit : digits) value = value * 10 + (digit - '0');
  return value;
}

std::optional<LocalDate> make_date(int year, int month, int day) {
  if (year < kFirstYear || year > kLastYear) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return LocalDate(date);
}

std::optional<LocalTime> make_time(std::optional<LocalDate> date, int hour, int minute, int second) {
  if (!date || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return LocalTime(*date) + std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second);
}

}  // namespace

std::optional<LocalDate> parse_date(std::string_view text) {
  if (!has_form(text, "0000-00-00")) return std::nullopt;
  return make_date(number(text.substr(0, 4)), number(text.substr(5, 2)), number(text.substr(8, 2)));
}

std::optional<LocalTime> parse_date_time(std::string_view text) {
  const bool with_seconds = has_form(text, "0000-00-00T00:00:00");
  if (!with_seconds && !has_form(text, "0000-00-00T00:00")) return std::nullopt;
  return make_time(parse_date(text.substr(0, 10)), number(text.substr(11, 2)), number(text.substr(14, 2)),
                   with_seconds ? number(text.substr(17, 2)) : 0);
}

std::optional<LocalDate> parse_compact_date(std::string_view text) {
  if (!has_form(text, "00000000")) return std::nullopt;
  return make_date(number(text.substr(0, 4)), number(text.substr(4, 2)), number(text.substr(6, 2)));
}

std::optional<LocalTime> parse_compact_date_time(std::string_view text) {
  if (!has_form(text, "00000000T000000")) return std::nullopt;
  return make_time(parse_compact_date(text.substr(0, 8)), number(text.substr(9, 2)), number(text.substr(11, 2)),
                   number(text.substr(13, 2)));
}

std::string to_iso_date(LocalDate date) {
  const std::chrono::year_month_day day(date);
  char text[16];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                static_cast<unsigned>(day.day()));
  return text;
}

WallTime to_wall(LocalTime time, std::chrono::minutes utc_offset) {
  return WallTime(std::chrono::duration_cast<microseconds>(time.time_since_epoch() - utc_offset));
}

LocalTime to_local(WallTime time, std::chrono::minutes utc_offset) {
  return LocalTime(std::chrono::floor<seconds>(time.time_since_epoch() + utc_offset));
}

}  // namespace tongluo::calendar
