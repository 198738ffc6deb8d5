#pragma once
// What the county keeps and looks at: what will sound when, groups of places, holidays, what expires.

#include <string>
#include <vector>

#include "tools/ctl/context.hpp"

namespace tongluo::ctl {

struct TimelineOptions {
  std::string from;          // local time; empty: now
  std::uint32_t hours = 24;  // from there
  std::string area;          // empty: the whole county
};

struct GroupOptions {
  std::string name;
  std::vector<std::string> areas;
  std::vector<std::string> terminals;
};

struct HolidayOptions {
  std::string name = "county";
  std::vector<std::string> dates;  // to set; none: list
};

Try<void> run_timeline(const Context& context, const TimelineOptions& options);
Try<void> run_groups(const Context& context);
Try<void> run_group_set(const Context& context, const GroupOptions& options);
Try<void> run_group_remove(const Context& context, const GroupOptions& options);
Try<void> run_holidays(const Context& context, const HolidayOptions& options);
Try<void> run_expiries(const Context& context);

}  // namespace tongluo::ctl
