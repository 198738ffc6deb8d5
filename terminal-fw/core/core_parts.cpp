#include "terminal-fw/core/core_parts.hpp"

namespace tongluo::terminal {

bool in_step(const CoreParts& parts, Now now) {
  if (!parts.media.valid() || !parts.time.synchronised(now)) return false;
  return std::chrono::abs(parts.media.line().wall_at(now.steady) - parts.time.wall(now)) <= kClockTolerance;
}

WallTime common_wall(const CoreParts& parts, Now now) {
  return in_step(parts, now) ? parts.media.line().wall_at(now.steady) : parts.time.wall(now);
}

std::optional<WallTime> believed_wall(const CoreParts& parts, Now now) {
  return parts.time.synchronised(now) ? std::optional(parts.time.wall(now)) : std::nullopt;
}

void report(CoreParts& parts, Now now, wire::Event event) {
  event.at = parts.time.wall(now);
  if (event.count == 0 && !event.ended) return parts.actions.send(std::move(event));  // a reminder is no news
  parts.events.note(now, std::move(event));
  tell_events(parts, now);
}

void tell_storage(CoreParts& parts, Now now) {
  while (auto event = parts.storage.next(now.steady)) report(parts, now, std::move(*event));
}

void tell_sound_card(CoreParts& parts, Now now) {
  while (auto event = parts.card.next(now.steady)) {
    if (event->count > 0 || event->ended) parts.actions.alarm("event=sound_fault detail=\"" + event->detail + "\"");
    report(parts, now, std::move(*event));
  }
}

void tell_events(CoreParts& parts, Now now) {
  if (!parts.actions.link_open()) return;
  while (auto event = parts.events.next_to_send(now.steady, believed_wall(parts, now)))
    parts.actions.send(std::move(*event));
}

void tidy_replays(CoreParts& parts, Now now) {
  const trust::VerifiedTrustList* list = parts.trust.list();
  parts.replays.tidy(parts.time.proven(now), [list](const KeyId& key) { return list == nullptr || list->find(key); });
}

void want_clips(CoreParts& parts, SteadyTime now, const OpenOrder& order) {
  constexpr std::uint32_t kLevelsPerClass = 8;
  constexpr std::uint32_t kAllPriorities = 8 * kLevelsPerClass;
  const auto priority = static_cast<std::uint32_t>(order.order().order_class) * kLevelsPerClass +
                        static_cast<std::uint32_t>(order.order().level);
  for (const wire::PlaylistItem& item : order.items()) parts.clips.want(now, item.clip, priority);
  // What will be needed when this one is over, behind everything that is needed now.
  if (const auto& all_clear = order.order().all_clear_clip)
    parts.clips.want(now, *all_clear, priority + kAllPriorities);
}

}  // namespace tongluo::terminal
