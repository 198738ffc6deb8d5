#pragma once
// The body of a group document, one member a line: "area 500116101000" or "terminal TL-500116-0001", each line ended by
// a line feed. A holidays document has one date a line: "2026-10-01". Pure. Limits: kMaxTargets members (a group is
// expanded to the targets of one order), kMaxHolidayDates. Anything else is no group.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/identifiers.hpp"

namespace tongluo::controller {

constexpr std::size_t kMaxHolidayDates = 1'000;

struct GroupBody {
  std::vector<AreaCode> areas;
  std::vector<TerminalId> terminals;
  bool operator==(const GroupBody&) const = default;
};

// The lines of a document. Nothing: the last one has no end, or there are more than `limit`.
std::optional<std::vector<std::string_view>> lines_of(std::string_view body, std::size_t limit);

// Nothing: malformed, empty, a member twice or more than kMaxTargets of them.
std::optional<GroupBody> parse_group(std::string_view body);
std::string format_group(const GroupBody& group);

// Nothing: a line is no date of the calendar, or there are more than kMaxHolidayDates. None at all is allowed.
std::optional<std::vector<std::string>> parse_holidays(std::string_view body);
std::string format_holidays(const std::vector<std::string>& dates);

}  // namespace tongluo::controller
