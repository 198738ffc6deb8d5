#include "controller/cap/cap_time.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace tongluo::cap {
namespace {

constexpr std::string_view kForm = "dddd-dd-ddTdd:dd:ddsdd:dd";

bool has_form(std::string_view text) {
  if (text.size() != kForm.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char letter = text[i];
    if (kForm[i] == 'd'   ? letter < '0' || letter > '9'
        : kForm[i] == 's' ? letter != '+' && letter != '-'
                          : letter != kForm[i])
      return false;
  }
  return true;
}

int number_at(std::string_view text, std::size_t at, std::size_t count) {
  int value = 0;
  for (const char digit : text.substr(at, count)) value = value * 10 + (digit - '0');
  return value;
}

}  // namespace

std::optional<WallTime> parse_cap_time(std::string_view text) {
  if (!has_form(text)) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(number_at(text, 0, 4)),
                                         std::chrono::month(static_cast<unsigned>(number_at(text, 5, 2))),
                                         std::chrono::day(static_cast<unsigned>(number_at(text, 8, 2)))};
  const int hour = number_at(text, 11, 2), minute = number_at(text, 14, 2), second = number_at(text, 17, 2);
  const int offset = number_at(text, 20, 2) * 60 + number_at(text, 23, 2);
  if (!date.ok() || hour > 23 || minute > 59 || second > 59 || number_at(text, 23, 2) > 59 || offset > 14 * 60)
    return std::nullopt;
  const auto local = std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
                     std::chrono::seconds(second);
  const auto utc = local - std::chrono::minutes(text[19] == '-' ? -offset : offset);
  return WallTime(std::chrono::duration_cast<WallTime::duration>(utc.time_since_epoch()));
}

std::optional<WallTime> parse_atom_time(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789";
  constexpr std::size_t kWholeSeconds = std::string_view("dddd-dd-ddTdd:dd:dd").size();
  if (text.size() <= kWholeSeconds) return std::nullopt;
  std::string_view zone = text.substr(kWholeSeconds);
  std::string fraction;
  if (zone.front() == '.') {
    zone.remove_prefix(1);
    fraction = zone.substr(0, std::min(zone.find_first_not_of(kDigits), zone.size()));
    if (fraction.empty()) return std::nullopt;
    zone.remove_prefix(fraction.size());
  }
  const bool is_utc = zone == "Z" || zone == "z";
  const auto whole =
      parse_cap_time(std::string(text.substr(0, kWholeSeconds)) + (is_utc ? "+00:00" : std::string(zone)));
  if (!whole) return std::nullopt;
  fraction.resize(6, '0');
  return *whole + microseconds(number_at(fraction, 0, 6));
}

std::string cap_time_text(WallTime time) {
  const std::chrono::sys_time<microseconds> instant(time.time_since_epoch());
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<seconds>(instant - day));
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d-00:00", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text;
}

}  // namespace tongluo::cap
