#include "tools/ctl/asked_order.hpp"

#include <boost/json.hpp>

#include "protocol/base/limits.hpp"

namespace tongluo::ctl {
namespace {

namespace json = boost::json;

auto usage(std::string message) { return give_up(ExitCode::usage, std::move(message)); }

template <class Value>
Try<std::vector<Value>> parse_all(const std::vector<std::string>& texts, std::string_view option,
                                  std::string_view rule) {
  std::vector<Value> values;
  for (const std::string& text : texts) {
    const std::optional<Value> value = Value::parse(text);
    if (!value) return usage(std::string(option) + ": \"" + text + "\" is " + std::string(rule));
    values.push_back(*value);
  }
  return values;
}

Try<void> parse_words(const OrderWords& words, AskedOrder& asked) {
  asked.order_class = order_class_from(words.order_class);
  if (asked.order_class == OrderClass::unspecified) return usage("--class: one of actual, exercise, test, routine");
  asked.level = level_from(words.level);
  if (asked.level == Level::unspecified) return usage("--level: one of I, II, III, IV, routine");
  asked.tone = words.tone.empty() ? tone_of(asked.level) : tone_from(words.tone);
  if (asked.tone == Tone::unspecified)
    return usage("--tone: one of none, level_i, level_ii, level_iii, level_iv, chime");
  asked.interrupt_rule = interrupt_rule_from(words.interrupt_rule);
  if (asked.interrupt_rule == InterruptRule::unspecified)
    return usage("--interrupt-rule: one of resume, restart, drop");
  return {};
}

template <class Value>
std::vector<Value> sorted(std::vector<Value> values) {
  std::sort(values.begin(), values.end());
  return values;
}

bool same_targets(const AskedOrder& asked, const std::vector<wire::Target>& targets) {
  std::vector<AreaCode> areas;
  std::vector<TerminalId> terminals;
  for (const wire::Target& target : targets) {
    if (const auto* area = std::get_if<AreaCode>(&target))
      areas.push_back(*area);
    else if (const auto* terminal = std::get_if<TerminalId>(&target))
      terminals.push_back(*terminal);
    else
      return false;
  }
  return sorted(areas) == sorted(asked.areas) && sorted(terminals) == sorted(asked.terminals);
}

bool same_programme(const AskedOrder& asked, const wire::Programme& programme) {
  const auto* clips = std::get_if<wire::ClipProgramme>(&programme);
  return clips != nullptr && clips->items == asked.items && clips->repetitions == asked.repetitions &&
         clips->gap == asked.gap;
}

bool near(WallTime time, WallTime now) {
  return time <= now + limits::kMaxClockAhead && now <= time + limits::kMaxClockAhead;
}

// One occurrence that starts now, within the time asked for, with room to finish, inside the validity asked for.
std::string wrong_time(const AskedOrder& asked, const wire::Order& order, WallTime now) {
  if (!near(order.issued_at, now)) return "issued_at";
  if (order.valid_from != order.issued_at) return "valid_from";
  if (order.valid_until - order.issued_at != asked.valid_for) return "valid_until";
  if (order.occurrences.size() != 1) return "occurrences";
  const wire::Occurrence& occurrence = order.occurrences.front();
  if (occurrence.number != 1) return "occurrence.number";
  if (!near(occurrence.earliest_start, now)) return "occurrence.earliest_start";
  if (occurrence.latest_start - occurrence.earliest_start != asked.start_within) return "occurrence.latest_start";
  const bool fits = occurrence.end >= occurrence.latest_start + wire::longest_sound(order);
  if (!fits || occurrence.end > order.valid_until) return "occurrence.end";
  return {};
}

// The first field that is not as asked; empty when all are.
std::string wrong_field(const AskedOrder& asked, const wire::Order& order, WallTime now) {
  if (order.order_class != asked.order_class) return "class";
  if (order.level != asked.level) return "level";
  if (!same_targets(asked, order.targets)) return "targets";
  if (!same_programme(asked, order.programme)) return "programme";
  if (order.tone != asked.tone) return "tone";
  if (order.tone_duration != (asked.tone == Tone::none ? milliseconds(0) : asked.tone_duration)) return "tone_duration";
  if (order.volume_percent != asked.volume_percent) return "volume_percent";
  if (order.interrupt_rule != asked.interrupt_rule) return "interrupt_rule";
  if (order.all_clear_clip) return "all_clear_clip";
  if (order.supersedes) return "supersedes";
  if (order.event_code != asked.event_code) return "event_code";
  if (order.headline != asked.headline) return "headline";
  if (order.language != asked.language) return "language";
  if (!order.cap_identifier.empty()) return "cap_identifier";
  return wrong_time(asked, order, now);
}

}  // namespace

Try<AskedOrder> parse_asked(const OrderWords& words) {
  AskedOrder asked;
  if (Try<void> ok = parse_words(words, asked); !ok) return tl::unexpected(ok.error());
  const auto areas = parse_all<AreaCode>(words.areas, "--area", "no 12-digit area code at or below a county");
  if (!areas) return tl::unexpected(areas.error());
  const auto terminals = parse_all<TerminalId>(words.terminals, "--terminal", "no terminal id");
  if (!terminals) return tl::unexpected(terminals.error());
  if (areas->empty() && terminals->empty()) return usage("where? Give --area or --terminal");
  asked.areas = *areas;
  asked.terminals = *terminals;
  asked.tone_duration = milliseconds(asked.tone == Tone::none ? 0 : words.tone_ms);
  asked.repetitions = words.repetitions;
  asked.gap = milliseconds(words.gap_ms);
  asked.volume_percent = words.volume_percent;
  asked.event_code = words.event_code;
  asked.headline = words.headline;
  asked.language = words.language;
  asked.valid_for = seconds(words.valid_for_s);
  asked.start_within = seconds(words.start_within_s);
  return asked;
}

json::object prepare_request(const AskedOrder& asked) {
  json::array areas;
  for (const AreaCode area : asked.areas) areas.emplace_back(area.text());
  json::array terminals;
  for (const TerminalId& terminal : asked.terminals) terminals.emplace_back(terminal.text());
  json::array items;
  for (const wire::PlaylistItem& item : asked.items) items.push_back(json::object{{"clip", to_string(item.clip)}});
  return {{"class", to_string(asked.order_class)},
          {"level", to_string(asked.level)},
          {"areas", std::move(areas)},
          {"terminals", std::move(terminals)},
          {"items", std::move(items)},
          {"tone", to_string(asked.tone)},
          {"tone_ms", asked.tone_duration.count()},
          {"repetitions", asked.repetitions},
          {"gap_ms", asked.gap.count()},
          {"volume_percent", asked.volume_percent},
          {"interrupt_rule", to_string(asked.interrupt_rule)},
          {"event_code", asked.event_code},
          {"headline", asked.headline},
          {"language", asked.language},
          {"valid_for_s", asked.valid_for.count()},
          {"start_within_s", asked.start_within.count()}};
}

Try<wire::Order> check_payload(const AskedOrder& asked, ByteView payload, WallTime now) {
  wire::WireResult<wire::Order> order = wire::parse_order(payload);
  if (!order)
    return give_up(ExitCode::failed, "not signed: the prepared payload is no order: " + to_string(order.error()));
  const std::string field = wrong_field(asked, *order, now);
  if (!field.empty())
    return give_up(ExitCode::failed, "not signed: the controller prepared another " + field + " than was asked for");
  return std::move(*order);
}

bool needs_typed_confirmation(const AskedOrder& asked) {
  return asked.order_class == OrderClass::actual && (asked.level == Level::i || asked.level == Level::ii);
}

}  // namespace tongluo::ctl
