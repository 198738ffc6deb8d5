#include "controller/calendar/recurrence.hpp"

#include <algorithm>
#include <libical/ical.h>
#include <memory>

#include "controller/calendar/local_time.hpp"
#include "controller/calendar/month_search.hpp"
#include "controller/calendar/rule_text.hpp"

namespace tongluo::calendar {
namespace {

struct FreeIterator {
  void operator()(icalrecur_iterator* iterator) const { icalrecur_iterator_free(iterator); }
};
using Iterator = std::unique_ptr<icalrecur_iterator, FreeIterator>;

auto wrong(std::string field, std::string reason) { return fail(Problem{std::move(field), std::move(reason)}); }

// Outside text in a reason stays short.
std::string quoted(const std::string& text) { return "\"" + text.substr(0, 40) + "\""; }

icaltimetype to_ical(LocalTime time) {
  const auto date = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day day(date);
  const std::chrono::hh_mm_ss clock(time - date);
  icaltimetype result = icaltime_null_time();
  result.year = static_cast<int>(day.year());
  result.month = static_cast<int>(static_cast<unsigned>(day.month()));
  result.day = static_cast<int>(static_cast<unsigned>(day.day()));
  result.hour = static_cast<int>(clock.hours().count());
  result.minute = static_cast<int>(clock.minutes().count());
  result.second = static_cast<int>(clock.seconds().count());
  return result;
}

LocalTime from_ical(const icaltimetype& time) {
  const std::chrono::year_month_day date{std::chrono::year(time.year),
                                         std::chrono::month(static_cast<unsigned>(time.month)),
                                         std::chrono::day(static_cast<unsigned>(time.day))};
  return LocalTime(LocalDate(date)) + std::chrono::hours(time.hour) + std::chrono::minutes(time.minute) +
         std::chrono::seconds(time.second);
}

struct Window {
  LocalTime after;  // exclusive
  LocalTime last;   // inclusive
};

struct Exceptions {
  std::set<LocalDate> days;
  std::set<LocalTime> times;
};

Result<Exceptions, Problem> read_exceptions(const std::vector<std::string>& texts) {
  if (texts.size() > kMaxListedDates)
    return wrong("exceptions", "more than " + std::to_string(kMaxListedDates) + " of them");
  Exceptions exceptions;
  for (const std::string& text : texts) {
    if (const auto day = parse_date(text)) {
      exceptions.days.insert(*day);
    } else if (const auto time = parse_date_time(text)) {
      exceptions.times.insert(*time);
    } else {
      return wrong("exceptions", quoted(text) + " is not a date or a date-time");
    }
  }
  return exceptions;
}

Result<std::set<LocalTime>, Problem> read_extra(const std::vector<std::string>& texts, const Exceptions& exceptions) {
  if (texts.size() > kMaxListedDates)
    return wrong("extra", "more than " + std::to_string(kMaxListedDates) + " of them");
  std::set<LocalTime> extra;
  for (const std::string& text : texts) {
    const auto time = parse_date_time(text);
    if (!time) return wrong("extra", quoted(text) + " is not a date-time");
    if (exceptions.times.contains(*time)) return wrong("extra", quoted(text) + " is an exception as well");
    extra.insert(*time);
  }
  return extra;
}

// What the exceptions and the holidays leave of the rule's starts inside the window.
class Sieve {
 public:
  Sieve(const Exceptions& exceptions, const HolidayDates& holidays, Holidays mode, Window window)
      : exceptions_(exceptions), holidays_(holidays), mode_(mode), window_(window) {}
  bool keeps(LocalTime time) const {
    if (time <= window_.after || time > window_.last) return false;
    const auto day = std::chrono::floor<std::chrono::days>(time);
    if (exceptions_.days.contains(day) || exceptions_.times.contains(time)) return false;
    return mode_ == Holidays::play || holidays_.contains(to_iso_date(day)) == (mode_ == Holidays::only);
  }
  const Window& window() const { return window_; }

 private:
  const Exceptions& exceptions_;
  const HolidayDates& holidays_;
  Holidays mode_;
  Window window_;
};

bool means_weekday(const icalrecurrencetype& rule, std::chrono::weekday day) {
  for (const short each : rule.by_day) {
    if (each == ICAL_RECURRENCE_ARRAY_MAX) return false;
    if (icalrecurrencetype_day_day_of_week(each) == static_cast<icalrecurrencetype_weekday>(day.c_encoding() + 1))
      return true;
  }
  return false;
}

// libical takes a week that ends with its only day, as BYDAY=SU does, for the one after: every second or fourth Sunday
// would be off by weeks. From a day of the rule, whole intervals before the start, it counts right.
LocalTime search_from(const icalrecurrencetype& rule, LocalTime start) {
  if (rule.freq != ICAL_WEEKLY_RECURRENCE || rule.interval < 2) return start;
  const std::chrono::weekday week_start(static_cast<unsigned>(rule.week_start) - 1);
  const auto first = std::chrono::floor<std::chrono::days>(start);
  for (auto day = first; day == first || std::chrono::weekday(day) != week_start; day += std::chrono::days(1))
    if (means_weekday(rule, std::chrono::weekday(day)))
      return start + (day - first) - std::chrono::weeks(rule.interval);
  return start;
}

// Every start up to the window's end takes one step; the sieve only throws away.
Result<void, Problem> run_rule(const RuleText& rule, LocalTime start, const Sieve& sieve, std::size_t limit,
                               std::set<LocalTime>& starts) {
  const LocalTime last = rule.until ? std::min(*rule.until, sieve.window().last) : sieve.window().last;
  if (start > last) return {};
  if (candidates(rule, last - start) > kMaxSteps)
    return wrong("rrule",
                 "too many steps between its start and its end: begin it later, end it sooner or make it rarer");
  if (!names_a_day(rule, start, last)) return {};
  icalrecurrencetype parsed = icalrecurrencetype_from_string(rule.without_end.c_str());
  if (parsed.freq == ICAL_NO_RECURRENCE) return wrong("rrule", "a value is not allowed where it stands");
  parsed.until = to_ical(last);  // never beside a COUNT: libical wants one of them, and only this one bounds the search
  const Iterator iterator(icalrecur_iterator_new(parsed, to_ical(search_from(parsed, start))));
  if (!iterator) return wrong("rrule", "its parts contradict each other");
  const std::size_t count = rule.count.value_or(kMaxSteps);
  std::size_t kept = 0;
  std::size_t before = 0;  // the rule's start
  for (std::size_t step = 0; step < std::min(count, kMaxSteps) + before && kept < limit; ++step) {
    const icaltimetype next = icalrecur_iterator_next(iterator.get());
    if (icaltime_is_null_time(next)) return {};
    const LocalTime time = from_ical(next);
    if (time > last) return {};
    if (time < start && before < kMaxSteps) {
      ++before;
      continue;
    }
    if (sieve.keeps(time) && starts.insert(time).second) ++kept;
  }
  return {};
}

}  // namespace

bool is_iso_date(std::string_view text) { return parse_date(text).has_value(); }

Result<std::vector<WallTime>, Problem> expand(const Rule& rule, const HolidayDates& holidays,
                                              std::chrono::minutes utc_offset, WallTime now,
                                              const ExpandLimits& limits) {
  const auto start = parse_date_time(rule.start);
  if (!start) return wrong("start", quoted(rule.start) + " is not a date-time like 2026-11-24T07:00");
  const auto exceptions = read_exceptions(rule.exceptions);
  if (!exceptions) return fail(exceptions.error());
  const auto extra = read_extra(rule.extra, *exceptions);
  if (!extra) return fail(extra.error());
  const Sieve sieve(*exceptions, holidays, rule.holidays,
                    {to_local(now, utc_offset), to_local(now + limits.ahead, utc_offset)});
  std::set<LocalTime> starts;
  if (rule.rrule.empty()) {
    if (sieve.keeps(*start)) starts.insert(*start);
  } else {
    const auto parsed = parse_rule(rule.rrule, utc_offset);
    if (!parsed) return wrong("rrule", parsed.error());
    if (auto run = run_rule(*parsed, *start, sieve, limits.starts, starts); !run) return fail(run.error());
  }
  for (const LocalTime time : *extra)
    if (time > sieve.window().after && time <= sieve.window().last) starts.insert(time);
  if (starts.empty())
    return wrong(rule.rrule.empty() ? "start" : "rrule",
                 "it gives no start in the next " + std::to_string(limits.ahead.count() / 24) + " days");
  std::vector<WallTime> result;
  for (const LocalTime time : starts) {
    if (result.size() == limits.starts) break;
    result.push_back(to_wall(time, utc_offset));
  }
  return result;
}

}  // namespace tongluo::calendar
