#include "terminal-fw/core/cached_clips.hpp"

#include "terminal-fw/core/limits.hpp"

namespace tongluo::terminal {

namespace {

bool needs(const OpenOrder& order, const Digest& clip) {
  for (const wire::PlaylistItem& item : order.items())
    if (item.clip == clip) return true;
  return order.order().all_clear_clip == clip;
}

}  // namespace

void CachedClips::update(Now now) {
  const bool due = looked_at_ == SteadyTime::min() || now.steady - looked_at_ >= kKeptClipsRecheck;
  if (!due && revision_ == parts_.book.revision()) return;
  looked_at_ = now.steady;
  revision_ = parts_.book.revision();
  auto needed = parts_.book.clips_needed(parts_.time.wall(now) + kClipsKeptAhead, kMaxClipsKept);
  if (needed == kept_) return;
  kept_ = std::move(needed);
  parts_.actions.push(KeepClips{kept_});
}

void CachedClips::on_damaged(Now now, const Digest& clip) {
  parts_.actions.alarm("event=cached_clip_damaged clip=" + to_string(clip));
  parts_.clips.on_damaged(clip);
  for (const Digest& digest : parts_.book.digests()) {
    const OpenOrder& order = *parts_.book.find(digest);
    if (needs(order, clip)) want_clips(parts_, now.steady, order);
  }
  if (damaged_.size() < kMaxDamagedNamed)
    damaged_.push_back(clip);
  else
    ++unnamed_;
  report(now);
}

void CachedClips::report(Now now) {
  if (!parts_.actions.link_open()) return;
  for (const Digest& clip : std::exchange(damaged_, {}))
    terminal::report(parts_, now, {.kind = wire::EventKind::clip_corrupt, .detail = "cache", .subject = clip});
  if (const std::uint32_t more = std::exchange(unnamed_, 0); more > 0)
    terminal::report(parts_, now, {.kind = wire::EventKind::clip_corrupt, .detail = "cache", .count = more});
}

}  // namespace tongluo::terminal
