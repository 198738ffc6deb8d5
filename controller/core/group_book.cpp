#include "controller/core/group_book.hpp"

#include <algorithm>
#include <chrono>

#include "protocol/base/limits.hpp"

namespace tongluo::controller {
namespace {

constexpr std::string_view kAreaWord = "area ";
constexpr std::string_view kTerminalWord = "terminal ";
constexpr std::size_t kDateLength = 10;

template <class T>
bool add_once(std::vector<T>& members, std::optional<T> member) {
  if (!member || std::find(members.begin(), members.end(), *member) != members.end()) return false;
  members.push_back(std::move(*member));
  return true;
}

bool add_member(GroupBody& group, std::string_view line) {
  if (line.starts_with(kAreaWord)) return add_once(group.areas, AreaCode::parse(line.substr(kAreaWord.size())));
  if (!line.starts_with(kTerminalWord)) return false;
  return add_once(group.terminals, TerminalId::parse(line.substr(kTerminalWord.size())));
}

std::optional<unsigned> number_of(std::string_view digits) {
  unsigned value = 0;
  for (const char digit : digits) {
    if (digit < '0' || digit > '9') return std::nullopt;
    value = value * 10 + static_cast<unsigned>(digit - '0');
  }
  return value;
}

bool is_date(std::string_view text) {
  if (text.size() != kDateLength || text[4] != '-' || text[7] != '-') return false;
  const auto year = number_of(text.substr(0, 4)), month = number_of(text.substr(5, 2)), day = number_of(text.substr(8));
  if (!year || !month || !day) return false;
  return std::chrono::year_month_day{std::chrono::year(static_cast<int>(*year)), std::chrono::month(*month),
                                     std::chrono::day(*day)}
      .ok();
}

}  // namespace

std::optional<std::vector<std::string_view>> lines_of(std::string_view body, std::size_t limit) {
  std::vector<std::string_view> lines;
  while (!body.empty()) {
    const std::size_t end = body.find('\n');
    if (end == std::string_view::npos || lines.size() == limit) return std::nullopt;
    lines.push_back(body.substr(0, end));
    body.remove_prefix(end + 1);
  }
  return lines;
}

std::optional<GroupBody> parse_group(std::string_view body) {
  const auto lines = lines_of(body, limits::kMaxTargets);
  if (!lines || lines->empty()) return std::nullopt;
  GroupBody group;
  for (const std::string_view line : *lines)
    if (!add_member(group, line)) return std::nullopt;
  return group;
}

std::string format_group(const GroupBody& group) {
  std::string body;
  for (const AreaCode area : group.areas) body.append(kAreaWord).append(area.text()).append("\n");
  for (const TerminalId& terminal : group.terminals) body.append(kTerminalWord).append(terminal.text()).append("\n");
  return body;
}

std::optional<std::vector<std::string>> parse_holidays(std::string_view body) {
  const auto lines = lines_of(body, kMaxHolidayDates);
  if (!lines || !std::all_of(lines->begin(), lines->end(), is_date)) return std::nullopt;
  return std::vector<std::string>(lines->begin(), lines->end());
}

std::string format_holidays(const std::vector<std::string>& dates) {
  std::string body;
  for (const std::string& date : dates) body += date + '\n';
  return body;
}

}  // namespace tongluo::controller
