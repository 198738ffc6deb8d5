#pragma once
// Local dates and times of day as text, and back to UTC by a fixed offset. Pure.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/time.hpp"

namespace tongluo::calendar {

using LocalTime = std::chrono::local_seconds;
using LocalDate = std::chrono::local_days;

// "YYYY-MM-DD"; the day exists; the year is 1970 to 2199.
std::optional<LocalDate> parse_date(std::string_view text);
// "YYYY-MM-DDTHH:MM" or with ":SS"; 00:00:00 to 23:59:59 only.
std::optional<LocalTime> parse_date_time(std::string_view text);
// The iCalendar forms "YYYYMMDD" and "YYYYMMDDTHHMMSS".
std::optional<LocalDate> parse_compact_date(std::string_view text);
std::optional<LocalTime> parse_compact_date_time(std::string_view text);

std::string to_iso_date(LocalDate date);

WallTime to_wall(LocalTime time, std::chrono::minutes utc_offset);
LocalTime to_local(WallTime time, std::chrono::minutes utc_offset);  // rounded down to the second

}  // namespace tongluo::calendar
