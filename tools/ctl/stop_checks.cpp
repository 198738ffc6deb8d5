// stop_commands.hpp's checks: is what the controller prepared the end that was asked for, and nothing else?

#include <algorithm>

#include "controller/core/limits.hpp"
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

bool is_only(const Digest& clip, const wire::Programme& programme) {
  const auto* clips = std::get_if<wire::ClipProgramme>(&programme);
  return clips != nullptr && clips->items.size() == 1 && clips->items.front().clip == clip && clips->repetitions == 1 &&
         clips->gap == milliseconds(0);
}

// A chime at most, and only where the alert itself had a tone: a siren would be taken for the next alert.
bool is_calm_tone(const wire::Order& original, const wire::Order& all_clear) {
  const bool calm = all_clear.tone == Tone::none || (all_clear.tone == Tone::chime && original.tone != Tone::none);
  return calm && all_clear.tone_duration <= original.tone_duration;
}

// The first of the fields copied from the alert that is another; empty when none is.
std::string changed_copy(const wire::Order& original, const wire::Order& all_clear) {
  if (all_clear.reader_version != original.reader_version) return "version";
  if (all_clear.order_class != original.order_class) return "class";
  if (all_clear.interrupt_rule != original.interrupt_rule) return "interrupt rule";
  if (all_clear.event_code != original.event_code) return "event code";
  if (all_clear.headline != original.headline) return "headline";
  if (all_clear.language != original.language) return "language";
  if (all_clear.cap_identifier != original.cap_identifier) return "CAP identifier";
  return {};
}

// Once, from now on, and over as soon as the controller's own rule makes it.
bool is_for_now_only(const wire::Order& all_clear, WallTime now) {
  if (!is_near(all_clear.issued_at, now) || all_clear.valid_from != all_clear.issued_at) return false;
  if (all_clear.valid_until > all_clear.issued_at + controller::kAllClearValidity) return false;
  if (all_clear.occurrences.size() != 1) return false;
  const wire::Occurrence& only = all_clear.occurrences.front();
  return only.number == 1 && is_near(only.earliest_start, now) &&
         only.latest_start <= only.earliest_start + controller::kAllClearStart && only.end <= all_clear.valid_until &&
         only.end <= only.latest_start + wire::longest_sound(all_clear) + controller::kSoundMargin;
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
  if (!is_only(*original.all_clear_clip, all_clear.programme)) return changed("programme");
  if (!same_set(all_clear.targets, original.targets)) return changed("area");
  if (const std::string field = changed_copy(original, all_clear); !field.empty()) return changed(field);
  if (all_clear.level < original.level) return changed("level");
  if (!is_calm_tone(original, all_clear)) return changed("tone");
  if (all_clear.volume_percent > original.volume_percent) return changed("volume");
  if (all_clear.supersedes || all_clear.all_clear_clip) return changed("order");
  return is_for_now_only(all_clear, now) ? Try<void>() : changed("time");
}

}  // namespace tongluo::ctl
