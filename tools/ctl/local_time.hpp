#pragma once
// Times as people of the county read them: local date, weekday, clock and the part of the day in words, so that 00:07
// is never taken for 07:00. Pure; China has one offset and no daylight saving, so an offset is enough.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/limits.hpp"
#include "protocol/base/time.hpp"

namespace tongluo::ctl {

constexpr std::chrono::minutes kCountyUtcOffset{8 * 60};

struct LocalClock {
  std::chrono::year_month_day date;
  std::chrono::minutes of_day{};
  auto operator<=>(const LocalClock&) const = default;
};

LocalClock local_clock(WallTime time, std::chrono::minutes utc_offset);
// "2026-11-24T07:00" or "2026-11-24"; nothing else.
std::optional<LocalClock> parse_local(std::string_view text);
std::optional<std::chrono::year_month_day> parse_date(std::string_view text);

// "2026-11-24 Tue 07:00 morning": night until 5 and from 22, then morning, afternoon from 12, evening from 18.
std::string local_text(WallTime time, std::chrono::minutes utc_offset);
// With seconds and the zone: "2026-11-24 Tue 07:00:00 morning UTC+08:00".
std::string exact_local_text(WallTime time, std::chrono::minutes utc_offset);
std::string_view day_part(std::chrono::minutes of_day);

// As near as the clock of whoever made it may lie from ours.
inline bool is_near(WallTime time, WallTime now) {
  return time <= now + limits::kMaxClockAhead && now <= time + limits::kMaxClockAhead;
}

}  // namespace tongluo::ctl
