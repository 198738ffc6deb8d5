#include "controller/core/clip_library.hpp"

#include <algorithm>
#include <compare>
#include <tuple>

#include "controller/core/limits.hpp"

namespace tongluo::controller {
namespace {

std::size_t size_of(const session::ClipData& clip) {
  std::size_t bytes = clip.manifest.size();
  for (const Bytes& chunk : clip.chunks) bytes += chunk.size();
  return bytes;
}

bool is_over(const ClipNote& note, WallTime now) { return note.expires_at != WallTime{} && note.expires_at <= now; }

bool fits(const ClipFilter& filter, const ClipNote& note, WallTime now) {
  if (filter.expired && *filter.expired != is_over(note, now)) return false;
  return filter.text.empty() || holds_small(note.name, filter.text) || holds_small(note.author, filter.text);
}

std::int64_t number_of(ClipSort sort, WallTime added_at, milliseconds duration, std::uint64_t bytes) {
  switch (sort) {
    case ClipSort::added:
      return to_us(added_at);
    case ClipSort::duration:
      return duration.count();
    case ClipSort::bytes:
      return static_cast<std::int64_t>(bytes);
    case ClipSort::name:
      break;
  }
  return 0;
}

}  // namespace

std::vector<Digest> clips_of(const wire::Order& order) {
  std::vector<Digest> clips;
  if (const auto* programme = std::get_if<wire::ClipProgramme>(&order.programme))
    for (const wire::PlaylistItem& item : programme->items) clips.push_back(item.clip);
  if (order.all_clear_clip) clips.push_back(*order.all_clear_clip);
  return clips;
}

bool ClipLibrary::know(const Digest& digest, const wire::ClipManifest& manifest, std::vector<std::string> warnings,
                       ClipNote note) {
  if (!known_.contains(digest) && known_.size() >= kMaxClipsKnown) return false;
  known_.insert_or_assign(digest, Known{manifest.duration, manifest.total_bytes, std::move(warnings), std::move(note)});
  return true;
}

const ClipNote* ClipLibrary::note(const Digest& digest) const {
  const auto at = known_.find(digest);
  return at == known_.end() ? nullptr : &at->second.note;
}

void ClipLibrary::set_note(const Digest& digest, ClipNote note) {
  if (const auto at = known_.find(digest); at != known_.end()) at->second.note = std::move(note);
}

bool ClipLibrary::expired(const Digest& digest, WallTime now) const {
  const ClipNote* known = note(digest);
  return known != nullptr && is_over(*known, now);
}

std::string ClipLibrary::describe(const Digest& digest) const {
  const ClipNote* known = note(digest);
  const std::string name = known == nullptr || known->name.empty() ? std::string() : " \"" + known->name + "\"";
  return "the clip" + name + " " + to_string(digest);
}

ClipEntry ClipLibrary::entry_of(const Digest& digest, const Known& known, WallTime now) {
  return {digest, known.duration, known.bytes, known.warnings, known.note, is_over(known.note, now), false, {}, {}};
}

std::optional<ClipEntry> ClipLibrary::entry(const Digest& digest, WallTime now) const {
  const auto at = known_.find(digest);
  return at == known_.end() ? std::nullopt : std::optional(entry_of(digest, at->second, now));
}

std::vector<ClipEntry> ClipLibrary::page(const ClipFilter& filter, const std::unordered_set<Digest>& used, WallTime now,
                                         std::size_t limit, const std::optional<ClipMark>& after) const {
  using Row = std::pair<const Digest, Known>;
  struct Place {
    std::int64_t number = 0;
    std::string_view name;
    const Digest* digest = nullptr;
    const Row* row = nullptr;
  };
  const auto before = [falling = filter.falling](const Place& one, const Place& other) {
    const auto order = std::tie(one.number, one.name) <=> std::tie(other.number, other.name);
    return order == 0 ? *one.digest < *other.digest : falling ? order > 0 : order < 0;
  };
  const Place last = after ? Place{after->number, after->name, &after->digest, nullptr} : Place{};
  std::vector<Place> places;
  for (const Row& row : known_) {
    if (!fits(filter, row.second.note, now)) continue;
    if (filter.used && *filter.used != used.contains(row.first)) continue;
    const std::string_view name = filter.sort == ClipSort::name ? row.second.note.name : std::string_view();
    const Place place{number_of(filter.sort, row.second.note.added_at, row.second.duration, row.second.bytes), name,
                      &row.first, &row};
    if (!after || before(last, place)) places.push_back(place);
  }
  const auto end = places.begin() + static_cast<std::ptrdiff_t>(std::min(limit, places.size()));
  std::partial_sort(places.begin(), end, places.end(), before);
  std::vector<ClipEntry> entries;
  for (auto at = places.begin(); at != end; ++at) entries.push_back(entry_of(at->row->first, at->row->second, now));
  return entries;
}

ClipMark mark_of(const ClipEntry& clip, ClipSort sort) {
  return {number_of(sort, clip.note.added_at, clip.duration, clip.bytes),
          sort == ClipSort::name ? clip.note.name : std::string(), clip.digest};
}

std::optional<milliseconds> ClipLibrary::duration(const Digest& digest) const {
  const auto at = known_.find(digest);
  return at == known_.end() ? std::nullopt : std::optional(at->second.duration);
}

const std::vector<std::string>& ClipLibrary::warnings(const Digest& digest) const {
  static const std::vector<std::string> kNone;
  const auto at = known_.find(digest);
  return at == known_.end() ? kNone : at->second.warnings;
}

void ClipLibrary::keep(session::SharedClip clip) {
  const Digest digest = clip->digest;
  if (resident_.contains(digest)) return;
  const std::size_t bytes = size_of(*clip);
  used_.push_front(digest);
  resident_.emplace(digest, Resident{std::move(clip), bytes, used_.begin()});
  resident_bytes_ += bytes;
  while (resident_bytes_ > kMaxResidentClipBytes && used_.size() > 1) {
    const auto oldest = resident_.find(used_.back());
    resident_bytes_ -= oldest->second.bytes;
    resident_.erase(oldest);
    used_.pop_back();
  }
}

session::SharedClip ClipLibrary::resident(const Digest& digest) {
  const auto at = resident_.find(digest);
  if (at == resident_.end()) return nullptr;
  used_.splice(used_.begin(), used_, at->second.used);
  return at->second.clip;
}

ClipLibrary::Wait ClipLibrary::wait(const Digest& digest, ClipWaiter waiter) {
  if (waiters_ >= kMaxClipWaiters) return Wait::full;
  std::vector<ClipWaiter>& queue = waiting_[digest];
  queue.push_back(waiter);
  ++waiters_;
  return queue.size() == 1 ? Wait::load : Wait::queued;
}

std::vector<ClipWaiter> ClipLibrary::take_waiters(const Digest& digest) {
  auto node = waiting_.extract(digest);
  if (node.empty()) return {};
  waiters_ -= node.mapped().size();
  return std::move(node.mapped());
}

}  // namespace tongluo::controller
