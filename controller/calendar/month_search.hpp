#pragma once
// Does a MONTHLY rule name any day at all in a stretch of time? libical looks for centuries before it says no. Pure.

#include "controller/calendar/rule_text.hpp"

namespace tongluo::calendar {

// True for every rule that is not MONTHLY: those libical itself finds empty soon.
bool names_a_day(const RuleText& rule, LocalTime start, LocalTime last);

}  // namespace tongluo::calendar
