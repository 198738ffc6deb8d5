#include "tools/ctl/asked_order.hpp"

#include <boost/json.hpp>

#include "protocol/base/limits.hpp"
#include "tools/ctl/shown.hpp"

namespace tongluo::ctl {
namespace {

namespace json = boost::json;

template <class Value>
Try<std::vector<Value>> parse_all(const std::vector<std::string>& texts, std::string_view option,
                                  std::string_view rule) {
  std::vector<Value> values;
  for (const std::string& text : texts) {
    const std::optional<Value> value = Value::parse(text);
    if (!value) return refuse_usage(std::string(option) + ": \"" + text + "\" is " + std::string(rule));
    values.push_back(*value);
  }
  return values;
}

Try<void> parse_words(const OrderWords& words, AskedOrder& asked) {
  asked.order_class = order_class_from(words.order_class);
  if (asked.order_class == OrderClass::unspecified)
    return refuse_usage("--class: one of actual, exercise, test, routine");
  asked.level = level_from(words.level);
  if (asked.level == Level::unspecified) return refuse_usage("--level: one of I, II, III, IV, routine");
  asked.tone = words.tone.empty() ? tone_of(asked.level) : tone_from(words.tone);
  if (asked.tone == Tone::unspecified)
    return refuse_usage("--tone: one of none, level_i, level_ii, level_iii, level_iv, chime");
  asked.interrupt_rule = interrupt_rule_from(words.interrupt_rule);
  if (asked.interrupt_rule == InterruptRule::unspecified)
    return refuse_usage("--interrupt-rule: one of resume, restart, drop");
  return {};
}

Try<void> parse_shapes(const OrderWords& words, AskedOrder& asked) {
  for (const std::string& text : words.polygons) {
    Try<wire::Polygon> polygon = parse_polygon(text);
    if (!polygon) return tl::unexpected(polygon.error());
    asked.polygons.push_back(std::move(*polygon));
  }
  for (const std::string& text : words.circles) {
    const Try<wire::Circle> circle = parse_circle(text);
    if (!circle) return tl::unexpected(circle.error());
    asked.circles.push_back(*circle);
  }
  return {};
}

// Absent rather than empty: only what is asked for is said.
void add_if_asked(json::object& request, const char* name, json::array values) {
  if (!values.empty()) request[name] = std::move(values);
}

void add_optional_fields(json::object& request, const AskedOrder& asked) {
  json::array groups;
  for (const Group& group : asked.groups) groups.emplace_back(group.name);
  json::array polygons;
  for (const wire::Polygon& polygon : asked.polygons) polygons.push_back(to_json(polygon));
  json::array circles;
  for (const wire::Circle& circle : asked.circles) circles.push_back(to_json(circle));
  json::array starts;
  for (const WallTime start : asked.starts) starts.emplace_back(to_us(start));
  add_if_asked(request, "groups", std::move(groups));
  add_if_asked(request, "polygons", std::move(polygons));
  add_if_asked(request, "circles", std::move(circles));
  add_if_asked(request, "starts", std::move(starts));
  if (asked.all_clear_clip) request["all_clear_clip"] = to_string(*asked.all_clear_clip);
  if (asked.supersedes)
    request[asked.live && asked.live->renews ? "renews" : "supersedes"] = to_string(*asked.supersedes);
  if (asked.live)
    request["live"] = {{"holder", asked.live->holder},
                       {"max_duration_s", asked.live->max_duration.count()},
                       {"playout_delay_ms", asked.live->playout_delay.count()}};
}

}  // namespace

Try<AskedOrder> parse_asked(const OrderWords& words) {
  AskedOrder asked;
  if (Try<void> ok = check_plain("--headline", words.headline); !ok) return tl::unexpected(ok.error());
  if (Try<void> ok = parse_words(words, asked); !ok) return tl::unexpected(ok.error());
  const auto areas = parse_all<AreaCode>(words.areas, "--area", "no 12-digit area code at or below a county");
  if (!areas) return tl::unexpected(areas.error());
  const auto terminals = parse_all<TerminalId>(words.terminals, "--terminal", "no terminal id");
  if (!terminals) return tl::unexpected(terminals.error());
  asked.areas = *areas;
  asked.terminals = *terminals;
  if (Try<void> ok = parse_shapes(words, asked); !ok) return tl::unexpected(ok.error());
  const bool somewhere = !areas->empty() || !terminals->empty() || !asked.polygons.empty() || !asked.circles.empty();
  if (!somewhere && words.groups.empty())
    return refuse_usage("where? Give --area, --group, --terminal, --polygon or --circle");
  asked.tone_duration = milliseconds(asked.tone == Tone::none ? 0 : words.tone_ms);
  asked.repetitions = words.repetitions;
  asked.gap = milliseconds(words.gap_ms);
  asked.volume_percent = words.volume_percent;
  asked.event_code = words.event_code;
  asked.headline = words.headline;
  asked.language = words.language.substr(0, words.language.find(','));
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
  json::object request{{"class", to_string(asked.order_class)},
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
                       {"start_within_s", asked.start_within.count()}};
  // A schedule is valid until its last sound has ended.
  if (asked.starts.empty()) request["valid_for_s"] = asked.valid_for.count();
  add_optional_fields(request, asked);
  return request;
}

std::vector<wire::Target> targets_by_group(const AskedOrder& asked) {
  std::vector<wire::Target> targets;
  for (const Group& group : asked.groups) targets.insert(targets.end(), group.targets.begin(), group.targets.end());
  return targets;
}

}  // namespace tongluo::ctl
