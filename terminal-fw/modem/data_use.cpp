#include "terminal-fw/modem/data_use.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

#include "terminal-fw/modem/limits.hpp"

namespace tongluo::modem {
namespace {

constexpr std::size_t kMaxBootBytes = 64;

template <class T>
bool take_number(std::string_view text, T& value) {
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  return !text.empty() && parsed.ec == std::errc() && parsed.ptr == end;
}

}  // namespace

std::uint32_t billing_month(WallTime wall) {
  constexpr auto kBillingZone = std::chrono::hours(8);
  const std::chrono::sys_time<microseconds> instant(wall.time_since_epoch() + kBillingZone);
  const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(instant));
  const int year = static_cast<int>(date.year());
  return year < 0 ? 0 : static_cast<std::uint32_t>(year) * 100 + static_cast<unsigned>(date.month());
}

std::string to_text(const StoredUse& use) {
  return std::to_string(use.month) + " " + std::to_string(use.octets) + " " + use.boot + " " +
         std::to_string(use.counter) + "\n";
}

std::optional<StoredUse> parse_stored_use(std::string_view text) {
  if (text.size() > kMaxUseFileBytes || !text.ends_with('\n')) return std::nullopt;
  text.remove_suffix(1);
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  StoredUse use;
  if (parts.size() != 4 || parts[2].empty() || parts[2].size() > kMaxBootBytes) return std::nullopt;
  if (!take_number(parts[0], use.month) || !take_number(parts[1], use.octets) || !take_number(parts[3], use.counter))
    return std::nullopt;
  use.boot = parts[2];
  if (to_text(use) != std::string(text) + "\n") return std::nullopt;
  return use;
}

void DataUse::on_counter(std::string_view boot, std::uint64_t counter, std::uint32_t month) {
  const bool goes_on = boot == use_.boot && counter >= use_.counter;
  const std::uint64_t fresh = goes_on ? counter - use_.counter : counter;
  const bool new_month = month != 0 && use_.month != 0 && month != use_.month;
  if (month != 0) use_.month = month;
  use_.octets = new_month ? fresh : use_.octets + fresh;
  use_.boot = boot.substr(0, kMaxBootBytes);
  use_.counter = counter;
}

}  // namespace tongluo::modem
