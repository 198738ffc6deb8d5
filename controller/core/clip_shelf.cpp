// Clips as people keep them: taken in, named, given an end, listed with who uses them.

#include <algorithm>

#include "controller/core/controller_impl.hpp"
#include "controller/core/order_life.hpp"
#include "controller/core/playlist_book.hpp"
#include "protocol/sign/digest_of.hpp"

namespace tongluo::controller {
namespace {

std::string by_whom(const ClipNote& note, const std::string& actor) {
  return (note.name.empty() ? std::string() : note.name + " ") + "by " + actor.substr(0, kMaxNameBytes);
}

std::unordered_set<Digest> clips_in_use(const auto& proposals, const auto& orders, const auto& documents) {
  std::unordered_set<Digest> used;
  const auto add = [&used](const std::vector<Digest>& clips) { used.insert(clips.begin(), clips.end()); };
  for (const auto& record : proposals) add(clips_of(record->order));
  for (const auto& record : orders) add(clips_of(record->order));
  for (const auto& [key, body] : documents)
    if (const auto playlist = key.first == kPlaylistKind ? parse_playlist(body) : std::nullopt) add(playlist->clips);
  return used;
}

}  // namespace

// One that has run out and is added again is a new addition, of another person maybe.
void ControllerCore::Impl::accept_clip(Now now, RequestId request, const session::SharedClip& clip,
                                       std::vector<std::string> warnings, ClipNote note) {
  const auto manifest = wire::parse_clip_manifest(clip->manifest);
  if (!manifest || sign::digest_of(clip->manifest) != clip->digest)
    return push(ObjectRejected{request, Refusal::malformed, "not a clip of this name"});
  if (clips.knows(clip->digest) && !clips.expired(clip->digest, now.wall)) return push(ObjectStored{request});
  note.author.resize(std::min(note.author.size(), kMaxNameBytes));
  note.name.resize(std::min(note.name.size(), kMaxNameBytes));
  note.added_at = now.wall;
  Writes writes{SaveClip{clip, warnings, note}};
  audit(writes, now.wall, "clip.added", to_string(clip->digest), by_whom(note, note.author));
  persist(std::move(writes), StoredClipOf{request, clip, *manifest, std::move(warnings), std::move(note)});
}

void ControllerCore::Impl::finish(const StoredClipOf& stored) {
  if (!clips.know(stored.clip->digest, stored.manifest, stored.warnings, stored.note))
    return push(ObjectRejected{stored.request, Refusal::limit_exceeded, "too many clips"});
  clips.keep(stored.clip);
  push(ObjectStored{stored.request});
}

void ControllerCore::Impl::note_clip(Now now, RequestId request, const Digest& digest, std::string name,
                                     WallTime expires_at, const std::string& actor) {
  const ClipNote* known = clips.note(digest);
  if (known == nullptr) return push(ObjectRejected{request, Refusal::not_addressed, "no such clip"});
  ClipNote note = *known;
  note.name = std::move(name);
  note.name.resize(std::min(note.name.size(), kMaxNameBytes));
  note.expires_at = expires_at;
  Writes writes{SaveClipNote{digest, note}};
  audit(writes, now.wall, "clip.changed", to_string(digest), by_whom(note, actor));
  persist(std::move(writes), StoredClipNoteOf{request, digest, std::move(note)});
}

void ControllerCore::Impl::finish(const StoredClipNoteOf& stored) {
  clips.set_note(stored.clip, stored.note);
  push(ObjectStored{stored.request});
}

void ControllerCore::Impl::add_clip_users(Now now, std::vector<ClipEntry>& found) const {
  std::unordered_map<Digest, ClipEntry*> entries;
  for (ClipEntry& entry : found) entries.emplace(entry.digest, &entry);
  const auto note = [&](const wire::Order& order, const Digest& digest, OrderState state) {
    for (const Digest& clip : clips_of(order)) {
      const auto at = entries.find(clip);
      if (at == entries.end() || at->second->orders.size() >= kMaxClipUsers) continue;
      if (at->second->orders.empty() || at->second->orders.back().order != digest)
        at->second->orders.push_back({digest, order.headline, state, next_ahead(order, state, now.wall)});
    }
  };
  for (auto record = proposals.rbegin(); record != proposals.rend(); ++record)
    note((*record)->order, (*record)->proposal.digest, state_of(**record, now.wall));
  for (auto record = orders.rbegin(); record != orders.rend(); ++record)
    note((*record)->order, (*record)->digest, state_of(**record, now.wall));
  add_clip_playlists(entries);
  for (ClipEntry& entry : found) entry.used = !entry.orders.empty() || !entry.playlists.empty();
}

ClipPage ControllerCore::Impl::clip_page(Now now, const ClipFilter& filter, std::size_t limit,
                                         const std::optional<ClipMark>& after) const {
  limit = std::min(limit, kMaxPageRows);
  const std::unordered_set<Digest> used =
      filter.used ? clips_in_use(proposals, orders, documents) : std::unordered_set<Digest>();
  ClipPage page{clips.page(filter, used, now.wall, limit + 1, after), std::nullopt};
  if (page.clips.size() > limit) {
    page.clips.pop_back();
    if (!page.clips.empty()) page.next = mark_of(page.clips.back(), filter.sort);
  }
  add_clip_users(now, page.clips);
  return page;
}

std::optional<ClipEntry> ControllerCore::Impl::clip_entry(Now now, const Digest& digest) const {
  const auto entry = clips.entry(digest, now.wall);
  if (!entry) return std::nullopt;
  std::vector<ClipEntry> one{*entry};
  add_clip_users(now, one);
  return std::move(one.front());
}

// What is signed already plays on; and an all-clear is what an order that was signed promised.
Objection ControllerCore::Impl::check_expiry(Now now, const wire::Order& order) const {
  for (const Digest& clip : clips_of(order)) {
    const bool promised = std::any_of(orders.begin(), orders.end(),
                                      [&clip](const auto& record) { return record->order.all_clear_clip == clip; });
    if (clips.expired(clip, now.wall) && !promised) return {Refusal::expired, clips.describe(clip) + " has expired"};
  }
  return {};
}

}  // namespace tongluo::controller
