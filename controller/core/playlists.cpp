// Playlists: clips in an order, under a name. A draft that plays one is expanded before it is signed, so an edit
// changes nothing that was; which signed items still play an earlier state is told here.

#include "controller/core/controller_impl.hpp"
#include "controller/core/order_life.hpp"

namespace tongluo::controller {
namespace {

using UsesBySequence = std::unordered_map<Digest, std::vector<ClipUse>>;

std::optional<Digest> sequence_in(const wire::Order& order) {
  const auto* programme = std::get_if<wire::ClipProgramme>(&order.programme);
  if (programme == nullptr) return std::nullopt;
  std::vector<Digest> clips;
  for (const wire::PlaylistItem& item : programme->items) clips.push_back(item.clip);
  return sequence_of(clips);
}

void add_uses(const UsesBySequence& found, const Digest& sequence, bool outdated, std::vector<PlaylistUse>& uses) {
  const auto at = found.find(sequence);
  if (at == found.end()) return;
  for (const ClipUse& use : at->second)
    if (uses.size() < kMaxClipUsers) uses.push_back({use, outdated});
}

}  // namespace

// What still starts, the newest first.
std::unordered_map<Digest, std::vector<ClipUse>> ControllerCore::Impl::schedule_by_sequence(Now now) const {
  UsesBySequence found;
  const auto note = [&](const wire::Order& order, const Digest& digest, OrderState state) {
    const WallTime next = next_ahead(order, state, now.wall);
    if (next == WallTime{}) return;
    if (const auto sequence = sequence_in(order)) found[*sequence].push_back({digest, order.headline, state, next});
  };
  for (auto record = proposals.rbegin(); record != proposals.rend(); ++record)
    note((*record)->order, (*record)->proposal.digest, state_of(**record, now.wall));
  for (auto record = orders.rbegin(); record != orders.rend(); ++record)
    note((*record)->order, (*record)->digest, state_of(**record, now.wall));
  return found;
}

std::vector<PlaylistView> ControllerCore::Impl::playlist_views(Now now) const {
  const auto found = schedule_by_sequence(now);
  std::vector<PlaylistView> views;
  for (const auto& [key, body] : documents) {
    auto playlist = key.first == kPlaylistKind ? parse_playlist(body) : std::nullopt;
    if (!playlist) continue;
    PlaylistView view{key.second, body, playlist->area, {}, {}, {}};
    for (const Digest& clip : playlist->clips) {
      const ClipNote* known = clips.note(clip);
      const milliseconds duration = clips.duration(clip).value_or(milliseconds(0));
      view.clips.push_back(
          {clip, known == nullptr ? "" : known->name, duration, known == nullptr, clips.expired(clip, now.wall)});
      view.duration += duration;
    }
    add_uses(found, sequence_of(playlist->clips), false, view.uses);
    for (const Digest& former : playlist->former) add_uses(found, former, true, view.uses);
    views.push_back(std::move(view));
  }
  return views;
}

std::optional<PlaylistBody> ControllerCore::Impl::playlist(const std::string& name) const {
  const auto at = documents.find({std::string(kPlaylistKind), name});
  return at == documents.end() ? std::nullopt : parse_playlist(at->second);
}

Objection ControllerCore::Impl::check_playlist(Now now, const Document& document) const {
  const auto playlist = parse_playlist(document.body);
  if (!playlist) return {Refusal::malformed, "not a playlist"};
  milliseconds sound{};
  for (const Digest& clip : playlist->clips) {
    const auto duration = clips.duration(clip);
    if (!duration) return {Refusal::unsupported, "the controller has no clip " + to_string(clip)};
    if (clips.expired(clip, now.wall)) return {Refusal::expired, clips.describe(clip) + " has expired"};
    sound += *duration;
  }
  if (sound > kMaxPlaylistDuration) return {Refusal::limit_exceeded, "too long"};
  return {};
}

// By name; which of them name each of the clips.
void ControllerCore::Impl::add_clip_playlists(std::unordered_map<Digest, ClipEntry*>& entries) const {
  for (const auto& [key, body] : documents) {
    const auto playlist = key.first == kPlaylistKind ? parse_playlist(body) : std::nullopt;
    if (!playlist) continue;
    for (const Digest& clip : playlist->clips) {
      const auto at = entries.find(clip);
      if (at == entries.end()) continue;
      auto& named = at->second->playlists;
      if (named.empty() || named.back().name != key.second) named.push_back({key.second, playlist->area});
    }
  }
}

}  // namespace tongluo::controller
