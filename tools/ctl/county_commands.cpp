#include "tools/ctl/county_commands.hpp"

#include "protocol/base/identifiers.hpp"
#include "protocol/os/clock.hpp"
#include "tools/ctl/api.hpp"
#include "tools/ctl/json_fields.hpp"
#include "tools/ctl/text_table.hpp"

namespace tongluo::ctl {
namespace {

namespace json = boost::json;

constexpr std::size_t kShownDigits = 12;

std::string time_text(const Context& context, const json::object& object, std::string_view name) {
  return local_text(wall_from_us(integer_at(object, name).value_or(0)), context.utc_offset());
}

std::string joined(const json::array& list, std::size_t shown_bytes) {
  std::string line;
  for (const json::value& value : list)
    if (const json::string* text = value.if_string())
      line += (line.empty() ? "" : " ") + std::string(*text).substr(0, shown_bytes);
  return line;
}

// The answer of GET `target`, printed as it is with --json, else by `show`.
template <class Show>
Try<void> print_answer(const Context& context, const std::string& target, Show show) {
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  const Try<json::object> answer = api->get(target);
  if (!answer) return tl::unexpected(answer.error());
  if (context.options.json)
    context.out << json::serialize(*answer) << "\n";
  else
    show(*answer);
  return {};
}

Try<WallTime> first_moment(const Context& context, const TimelineOptions& options) {
  if (options.from.empty()) return os::wall_now();
  const std::optional<LocalClock> clock = parse_local(options.from);
  if (!clock)
    return give_up(ExitCode::usage, "--from: \"" + options.from + "\" is no local time like 2026-11-24T07:00");
  const auto since_1970 = std::chrono::sys_days(clock->date).time_since_epoch() + clock->of_day - context.utc_offset();
  return WallTime(since_1970);
}

void show_timeline(const Context& context, const json::object& answer) {
  TextTable table({"start", "ends", "class", "level", "terminals", "state", "order", "collides with", "headline"});
  for (const json::value& value : array_at(answer, "entries")) {
    const json::object& entry = as_object(value);
    table.add({time_text(context, entry, "start_us"), time_text(context, entry, "end_us"), text_at(entry, "class"),
               text_at(entry, "level"), std::to_string(integer_at(entry, "addressed").value_or(0)),
               text_at(entry, "state"),
               text_at(entry, "order").substr(0, kShownDigits) + " #" +
                   std::to_string(integer_at(entry, "occurrence").value_or(0)),
               joined(array_at(entry, "conflicts"), kShownDigits), text_at(entry, "headline")});
  }
  context.out << table.text();
}

Try<void> check_members(const GroupOptions& options) {
  for (const std::string& area : options.areas)
    if (!AreaCode::parse(area)) return give_up(ExitCode::usage, "--area: \"" + area + "\" is no 12-digit area code");
  for (const std::string& terminal : options.terminals)
    if (!TerminalId::parse(terminal))
      return give_up(ExitCode::usage, "--terminal: \"" + terminal + "\" is no terminal id");
  if (options.areas.empty() && options.terminals.empty())
    return give_up(ExitCode::usage, "who? Give --area or --terminal");
  return {};
}

std::string group_path(const GroupOptions& options) { return "/api/v1/groups/" + url_segment(options.name); }

}  // namespace

Try<void> run_timeline(const Context& context, const TimelineOptions& options) {
  const Try<WallTime> from = first_moment(context, options);
  if (!from) return tl::unexpected(from.error());
  const WallTime until = *from + std::chrono::hours(options.hours);
  std::string target =
      "/api/v1/timeline?from_us=" + std::to_string(to_us(*from)) + "&until_us=" + std::to_string(to_us(until));
  if (!options.area.empty()) {
    if (!AreaCode::parse(options.area))
      return give_up(ExitCode::usage, "--area: \"" + options.area + "\" is no 12-digit area code");
    target += "&area=" + options.area;
  }
  return print_answer(context, target, [&context](const json::object& answer) { show_timeline(context, answer); });
}

Try<void> run_groups(const Context& context) {
  return print_answer(context, "/api/v1/groups", [&context](const json::object& answer) {
    TextTable table({"group", "areas", "terminals"});
    for (const json::value& value : array_at(answer, "groups")) {
      const json::object& group = as_object(value);
      table.add({text_at(group, "name"), joined(array_at(group, "areas"), std::string::npos),
                 joined(array_at(group, "terminals"), std::string::npos)});
    }
    context.out << table.text();
  });
}

Try<void> run_group_set(const Context& context, const GroupOptions& options) {
  if (Try<void> ok = check_members(options); !ok) return ok;
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  return api->put(group_path(options),
                  {{"areas", array_of(options.areas)}, {"terminals", array_of(options.terminals)}});
}

Try<void> run_group_remove(const Context& context, const GroupOptions& options) {
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  return api->remove(group_path(options));
}

Try<void> run_holidays(const Context& context, const HolidayOptions& options) {
  for (const std::string& date : options.dates)
    if (!parse_date(date)) return give_up(ExitCode::usage, "--date: \"" + date + "\" is no date like 2026-10-01");
  if (!options.dates.empty()) {
    const Try<Api> api = Api::open(context);
    if (!api) return tl::unexpected(api.error());
    const json::object calendar{{"name", options.name}, {"dates", array_of(options.dates)}};
    if (Try<void> ok = api->put("/api/v1/holidays", calendar); !ok) return ok;
  }
  return print_answer(context, "/api/v1/holidays", [&context](const json::object& answer) {
    TextTable table({"calendar", "days"});
    for (const json::value& value : array_at(answer, "calendars")) {
      const json::object& calendar = as_object(value);
      table.add({text_at(calendar, "name"), joined(array_at(calendar, "dates"), std::string::npos)});
    }
    context.out << table.text();
  });
}

Try<void> run_expiries(const Context& context) {
  return print_answer(context, "/api/v1/expiries", [&context](const json::object& answer) {
    TextTable table({"ends", "announced", "what"});
    for (const json::value& value : array_at(answer, "expiries")) {
      const json::object& expiry = as_object(value);
      const std::int64_t days = integer_at(expiry, "announced_days").value_or(0);
      table.add({time_text(context, expiry, "at_us"), days == 0 ? "-" : std::to_string(days) + " days",
                 text_at(expiry, "subject")});
    }
    context.out << table.text();
  });
}

}  // namespace tongluo::ctl
