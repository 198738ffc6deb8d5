// The text of a recurrence rule: refused with one line, or something libical is only asked what it can answer soon.

#include "controller/calendar/rule_text.hpp"
#include "tests/fuzz/fuzz_assert.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tongluo;
  constexpr std::size_t kLongestInterval = 1'000;
  constexpr auto kYear = std::chrono::hours(24 * 366);
  const auto rule = calendar::parse_rule(as_text(fuzz::view(data, size)), std::chrono::hours(8));
  if (!rule) {
    TL_ASSERT(!rule.error().empty() && rule.error().find('\n') == std::string::npos);
    return 0;
  }
  TL_ASSERT(rule->interval >= 1 && rule->interval <= kLongestInterval);
  TL_ASSERT(!rule->count || !rule->until);
  for (const int month : rule->months) TL_ASSERT(month != 0 && month >= -12 && month <= 12);
  for (const int day : rule->month_days) TL_ASSERT(day != 0 && day >= -31 && day <= 31);
  for (const auto& weekday : rule->weekdays) TL_ASSERT(weekday.day <= 6);
  // What libical gets says the same again.
  const auto again = calendar::parse_rule(rule->without_end, std::chrono::hours(8));
  TL_ASSERT(again && again->without_end == rule->without_end && again->frequency == rule->frequency);
  TL_ASSERT(calendar::candidates(*rule, seconds(0)) <= calendar::candidates(*rule, kYear));
  return 0;
}
