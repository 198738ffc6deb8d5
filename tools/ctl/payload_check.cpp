// asked_order.hpp's check: is the prepared payload what was asked for, field by field?

#include <algorithm>

#include "protocol/base/limits.hpp"
#include "tools/ctl/asked_order.hpp"
#include "tools/ctl/local_time.hpp"

namespace tongluo::ctl {
namespace {

constexpr auto kMaxEndMargin = seconds(120);  // that a controller may allow behind the last sound

// Everything that was asked for by name, and what the groups held when this program looked.
std::vector<wire::Target> expected_targets(const AskedOrder& asked) {
  std::vector<wire::Target> expected = targets_by_group(asked);
  expected.insert(expected.end(), asked.areas.begin(), asked.areas.end());
  expected.insert(expected.end(), asked.terminals.begin(), asked.terminals.end());
  expected.insert(expected.end(), asked.polygons.begin(), asked.polygons.end());
  expected.insert(expected.end(), asked.circles.begin(), asked.circles.end());
  return expected;
}

bool covers(const wire::Target& wider, const wire::Target& target) {
  const auto* area = std::get_if<AreaCode>(&target);
  const auto* wider_area = std::get_if<AreaCode>(&wider);
  return wider == target || (area != nullptr && wider_area != nullptr && wider_area->contains(*area));
}

// Nothing more than asked for (an area twice is one area), and nothing of it missing.
bool same_targets(const AskedOrder& asked, const std::vector<wire::Target>& targets) {
  const std::vector<wire::Target> expected = expected_targets(asked);
  const bool nothing_more = std::all_of(targets.begin(), targets.end(), [&expected](const wire::Target& target) {
    return std::find(expected.begin(), expected.end(), target) != expected.end();
  });
  return nothing_more && std::all_of(expected.begin(), expected.end(), [&targets](const wire::Target& wanted) {
           return std::any_of(targets.begin(), targets.end(),
                              [&wanted](const wire::Target& target) { return covers(target, wanted); });
         });
}

bool same_live(const AskedLive& asked, const wire::Programme& programme) {
  const auto* live = std::get_if<wire::LiveProgramme>(&programme);
  return live != nullptr && live->holder == asked.holder && live->max_duration == asked.max_duration &&
         live->playout_delay == asked.playout_delay;
}

bool same_programme(const AskedOrder& asked, const wire::Programme& programme) {
  if (asked.live) return same_live(*asked.live, programme);
  const auto* clips = std::get_if<wire::ClipProgramme>(&programme);
  return clips != nullptr && clips->items == asked.items && clips->repetitions == asked.repetitions &&
         clips->gap == asked.gap;
}

// Starts as asked (once: now), each with its window and room to finish, inside the validity.
std::string wrong_occurrence(const AskedOrder& asked, const wire::Order& order, std::size_t index, WallTime now) {
  const wire::Occurrence& occurrence = order.occurrences[index];
  if (occurrence.number != index + 1) return "occurrence.number";
  const bool as_asked =
      asked.starts.empty() ? is_near(occurrence.earliest_start, now) : occurrence.earliest_start == asked.starts[index];
  if (!as_asked) return "occurrence.earliest_start";
  if (occurrence.latest_start - occurrence.earliest_start != asked.start_within) return "occurrence.latest_start";
  const WallTime sounded = occurrence.latest_start + wire::longest_sound(order);
  const bool fits = occurrence.end >= sounded && occurrence.end <= sounded + kMaxEndMargin;
  if (!fits || occurrence.end > order.valid_until) return "occurrence.end";
  return {};
}

std::string wrong_time(const AskedOrder& asked, const wire::Order& order, WallTime now) {
  if (!is_near(order.issued_at, now)) return "issued_at";
  if (order.valid_from != order.issued_at) return "valid_from";
  if (asked.starts.empty() && order.valid_until - order.issued_at != asked.valid_for) return "valid_until";
  if (order.occurrences.size() != std::max<std::size_t>(asked.starts.size(), 1)) return "occurrences";
  for (std::size_t i = 0; i < order.occurrences.size(); ++i)
    if (std::string field = wrong_occurrence(asked, order, i, now); !field.empty()) return field;
  // A schedule is valid until its last sound has ended, and no longer.
  if (!asked.starts.empty() && order.valid_until != order.occurrences.back().end) return "valid_until";
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
  if (order.all_clear_clip != asked.all_clear_clip) return "all_clear_clip";
  if (order.supersedes != asked.supersedes) return "supersedes";
  if (order.event_code != asked.event_code) return "event_code";
  if (order.headline != asked.headline) return "headline";
  if (order.language != asked.language) return "language";
  if (!order.cap_identifier.empty()) return "cap_identifier";
  return wrong_time(asked, order, now);
}

}  // namespace

Try<wire::Order> check_payload(const AskedOrder& asked, ByteView payload, WallTime now) {
  wire::WireResult<wire::Order> order = wire::parse_order(payload);
  if (!order)
    return give_up(ExitCode::failed, "not signed: the prepared payload is no order: " + to_string(order.error()));
  const std::string field = wrong_field(asked, *order, now);
  if (!field.empty())
    return give_up(ExitCode::failed, "not signed: the controller prepared another " + field + " than was asked for");
  return std::move(*order);
}

}  // namespace tongluo::ctl
