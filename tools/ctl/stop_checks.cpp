// stop_commands.hpp's checks: is what the controller prepared the end that was asked for, and nothing else?

#include <algorithm>

#include "protocol/base/limits.hpp"
#include "tools/ctl/local_time.hpp"
#include "tools/ctl/stop_commands.hpp"

namespace tongluo::ctl {
namespace {

auto changed(const std::string& what) {
  return give_up(ExitCode::failed, "not signed: the controller prepared another " + what + " than was asked for");
}

template <class Value>
bool same_set(const std::vector<Value>& left, const std::vector<Value>& right) {
  const auto holds_all = [](const std::vector<Value>& wider, const std::vector<Value>& values) {
    return std::all_of(values.begin(), values.end(), [&wider](const Value& value) {
      return std::find(wider.begin(), wider.end(), value) != wider.end();
    });
  };
  return holds_all(left, right) && holds_all(right, left);
}

}  // namespace

Try<AskedStop> parse_asked_stop(const StopAllOptions& options) {
  AskedStop asked;
  for (const std::string& text : options.areas) {
    const std::optional<AreaCode> area = AreaCode::parse(text);
    if (!area) return give_up(ExitCode::usage, "--area: \"" + text + "\" is no 12-digit area code");
    asked.targets.emplace_back(*area);
  }
  if (options.areas.empty() && options.groups.empty())
    return give_up(ExitCode::usage, "where? Give --area or --group; the county's own code means everywhere");
  for (const std::string& text : options.order_classes) {
    const OrderClass order_class = order_class_from(text);
    if (order_class == OrderClass::unspecified)
      return give_up(ExitCode::usage, "--class: one of actual, exercise, test, routine");
    asked.order_classes.push_back(order_class);
  }
  if (asked.order_classes.empty())
    asked.order_classes = {OrderClass::actual, OrderClass::exercise, OrderClass::test, OrderClass::routine};
  asked.highest_level = level_from(options.highest_level);
  if (asked.highest_level == Level::unspecified)
    return give_up(ExitCode::usage, "--level: one of I, II, III, IV, routine");
  return asked;
}

Try<void> check_stop_all(const AskedStop& asked, ByteView payload, WallTime now) {
  const auto stop = wire::parse_stop_all(payload);
  if (!stop)
    return give_up(ExitCode::failed, "not signed: the prepared payload is no stop-all: " + to_string(stop.error()));
  if (!same_set(stop->targets, asked.targets)) return changed("area");
  if (!same_set(stop->order_classes, asked.order_classes)) return changed("class");
  if (stop->highest_level != asked.highest_level) return changed("level");
  if (!is_near(stop->issued_at, now)) return changed("time");
  return {};
}

Try<void> check_cancel(const Digest& order, ByteView payload, WallTime now) {
  const auto cancel = wire::parse_cancel(payload);
  if (!cancel)
    return give_up(ExitCode::failed, "not signed: the prepared payload is no cancel: " + to_string(cancel.error()));
  if (cancel->order != order) return changed("order");
  if (!is_near(cancel->issued_at, now)) return changed("time");
  return {};
}

Try<void> check_all_clear(const wire::Order& original, const wire::Order& all_clear, WallTime now) {
  if (!original.all_clear_clip) return give_up(ExitCode::failed, "no all-clear clip was prepared with this order");
  const auto* clips = std::get_if<wire::ClipProgramme>(&all_clear.programme);
  const bool only_its_clip =
      clips != nullptr && clips->items.size() == 1 && clips->items.front().clip == *original.all_clear_clip;
  if (!only_its_clip) return changed("programme");
  if (!same_set(all_clear.targets, original.targets)) return changed("area");
  if (all_clear.order_class != original.order_class) return changed("class");
  if (all_clear.level < original.level) return changed("level");
  if (all_clear.volume_percent > original.volume_percent) return changed("volume");
  if (all_clear.supersedes || all_clear.all_clear_clip) return changed("order");
  const bool now_only = all_clear.occurrences.size() == 1 && is_near(all_clear.issued_at, now) &&
                        is_near(all_clear.occurrences.front().earliest_start, now);
  return now_only ? Try<void>() : changed("time");
}

}  // namespace tongluo::ctl
