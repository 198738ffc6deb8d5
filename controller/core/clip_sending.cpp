// Clips: taken in, sent to terminals that need them, loaded from the store when they are not in memory.

#include <algorithm>

#include "controller/core/controller_impl.hpp"
#include "protocol/sign/digest_of.hpp"

namespace tongluo::controller {
namespace {

bool is_urgent(const wire::Order& order) { return order.order_class == OrderClass::actual; }

std::vector<Digest> clips_of(const wire::Order& order) {
  std::vector<Digest> clips;
  if (const auto* programme = std::get_if<wire::ClipProgramme>(&order.programme))
    for (const wire::PlaylistItem& item : programme->items) clips.push_back(item.clip);
  if (order.all_clear_clip) clips.push_back(*order.all_clear_clip);
  return clips;
}

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

void ControllerCore::Impl::accept_clip(RequestId request, const session::SharedClip& clip,
                                       std::vector<std::string> warnings) {
  const auto manifest = wire::parse_clip_manifest(clip->manifest);
  if (!manifest || sign::digest_of(clip->manifest) != clip->digest)
    return push(ObjectRejected{request, Refusal::malformed, "not a clip of this name"});
  if (clips.knows(clip->digest)) return push(ObjectStored{request});
  StoredClipOf then{request, clip, *manifest, warnings};
  persist({SaveClip{clip, std::move(warnings)}}, std::move(then));
}

void ControllerCore::Impl::finish(const StoredClipOf& stored) {
  if (!clips.know(stored.clip->digest, stored.manifest, stored.warnings))
    return push(ObjectRejected{stored.request, Refusal::limit_exceeded, "too many clips"});
  clips.keep(stored.clip);
  push(ObjectStored{stored.request});
}

ClipPage ControllerCore::Impl::clip_page(ClipSort sort, std::size_t limit, const std::optional<Digest>& after) const {
  limit = std::min(limit, kMaxPageRows);
  ClipPage page{clips.page(sort, limit + 1, after), std::nullopt};
  if (page.clips.size() > limit) {
    page.clips.pop_back();
    if (!page.clips.empty()) page.next = page.clips.back().digest;
  }
  std::unordered_map<Digest, ClipEntry*> entries;
  for (ClipEntry& entry : page.clips) entries.emplace(entry.digest, &entry);
  const auto note = [&](const wire::Order& order, const Digest& digest) {
    for (const Digest& clip : clips_of(order)) {
      const auto at = entries.find(clip);
      if (at == entries.end() || at->second->orders.size() >= kMaxClipUsers) continue;
      if (at->second->orders.empty() || at->second->orders.back() != digest) at->second->orders.push_back(digest);
    }
  };
  for (auto record = proposals.rbegin(); record != proposals.rend(); ++record)
    note((*record)->order, (*record)->proposal.digest);
  for (auto record = orders.rbegin(); record != orders.rend(); ++record) note((*record)->order, (*record)->digest);
  return page;
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
