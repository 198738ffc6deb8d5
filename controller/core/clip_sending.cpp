// Clips sent to terminals that need them, loaded from the store when they are not in memory.

#include <algorithm>

#include "controller/core/controller_impl.hpp"

namespace tongluo::controller {
namespace {

bool is_urgent(const wire::Order& order) { return order.order_class == OrderClass::actual; }

}  // namespace

void ControllerCore::Impl::push_clips(Now now, const OrderRecord& order, SessionId session) {
  SessionState& state = sessions.at(session);
  for (const Digest& clip : clips_of(order.order)) {
    if (state.has_clips.size() < kMaxPushedClipsRemembered ? !state.has_clips.insert(clip).second
                                                           : state.has_clips.contains(clip))
      continue;
    ++counters.clip_pushes;
    ClipWaiter wish{
        session, 0, true, 0, limits::kMaxClipChunks, is_urgent(order.order), next_start(order.order, now.wall)};
    if (const auto part = state.partial_clips.find(clip); part != state.partial_clips.end()) {
      ++counters.clips_resumed;
      wish.manifest = false;
      wish.first_chunk = part->second;
    }
    give_clip(session, clip, wish);
  }
}

void ControllerCore::Impl::push_clips_to_all(Now now, const OrderRecord& order) {
  for (const TerminalIndex index : order.ledger.addressed()) {
    if (order.ledger.stopped(index)) continue;
    for (const SessionId session : fleet.at(index).sessions) push_clips(now, order, session);
  }
}

void ControllerCore::Impl::push_held_clips(Now now) {
  while (!held_clips.empty() && held_clips.begin()->first <= now.steady) {
    const Digest digest = held_clips.extract(held_clips.begin()).mapped();
    const OrderRecord* order = find(digest);
    if (order != nullptr && !order->ended) push_clips_to_all(now, *order);
  }
}

void ControllerCore::Impl::give_clip(SessionId session, const Digest& digest, const ClipWaiter& wish) {
  if (const session::SharedClip clip = clips.resident(digest)) {
    if (wish.manifest) push(Send{session, wire::ClipManifestPush{digest, clip->manifest}});
    if (wish.chunk_count > 0)
      push(SendClip{session, clip, wish.first_chunk, wish.chunk_count, wish.urgent,
                    clips.duration(digest).value_or(milliseconds(0)), wish.needed_at});
    return;
  }
  switch (clips.wait(digest, wish)) {
    case ClipLibrary::Wait::load:
      return push(LoadClip{digest});
    case ClipLibrary::Wait::queued:
      return;
    case ClipLibrary::Wait::full:
      ++counters.clip_waiters_dropped;
      return;
  }
}

// As the most urgent order says that names it here; without one, as something that is played now.
ClipWaiter ControllerCore::Impl::wish_of(Now now, SessionId session, const wire::ClipRequest& request) const {
  ClipWaiter wish{session, 0, request.want_manifest, request.first_chunk, request.chunk_count, false, WallTime::max()};
  const TerminalIndex terminal = sessions.at(session).terminal;
  for (const auto& record : orders) {
    if (!record->released || record->order.valid_until < now.wall) continue;
    const std::vector<Digest> named = clips_of(record->order);
    if (std::find(named.begin(), named.end(), request.clip) == named.end()) continue;
    if (!record->ledger.addresses(terminal) || record->ledger.stopped(terminal)) continue;
    wish.urgent = wish.urgent || is_urgent(record->order);
    wish.needed_at = std::min(wish.needed_at, next_start(record->order, now.wall));
  }
  if (wish.needed_at == WallTime::max()) wish.needed_at = now.wall;
  return wish;
}

void ControllerCore::Impl::on_clip_request(Now now, SessionId session, const wire::ClipRequest& request) {
  ++counters.clip_requests;
  if (!clips.knows(request.clip)) {
    ++counters.clips_unavailable;
    return push(Send{session, wire::ClipUnavailable{request.clip}});
  }
  give_clip(session, request.clip, wish_of(now, session, request));
}

void ControllerCore::Impl::on_clip_loaded(const Digest& digest, const session::SharedClip& clip) {
  if (clip) clips.keep(clip);
  for (const ClipWaiter& waiter : clips.take_waiters(digest)) {
    if (waiter.request != 0) {
      push(ClipReady{waiter.request, clip});
    } else if (!sessions.contains(waiter.session)) {
      continue;
    } else if (clip) {
      give_clip(waiter.session, digest, waiter);
    } else {
      ++counters.clips_unavailable;
      push(Send{waiter.session, wire::ClipUnavailable{digest}});
    }
  }
}

void ControllerCore::Impl::fetch_clip(RequestId request, const Digest& digest) {
  if (!clips.knows(digest)) return push(ClipReady{request, nullptr});
  if (const session::SharedClip clip = clips.resident(digest)) return push(ClipReady{request, clip});
  ClipWaiter waiter;
  waiter.request = request;
  switch (clips.wait(digest, waiter)) {
    case ClipLibrary::Wait::load:
      return push(LoadClip{digest});
    case ClipLibrary::Wait::queued:
      return;
    case ClipLibrary::Wait::full:
      return push(ClipReady{request, nullptr});
  }
}

}  // namespace tongluo::controller
