#pragma once
// Of views.hpp: clips and playlists as people see them, and who plays them. Pure values.

#include <optional>
#include <string>
#include <vector>

#include "controller/core/stored.hpp"
#include "protocol/base/digest.hpp"
#include "protocol/base/identifiers.hpp"
#include "protocol/base/time.hpp"

namespace tongluo::controller {

// An order that names a clip.
struct ClipUse {
  Digest order;
  std::string headline;
  OrderState state{};
  WallTime next_start{};  // the next one ahead; zero: none is
};
struct PlaylistRef {
  std::string name;
  std::optional<AreaCode> area;  // whose it is; none: the county's
};
// A clip of the library and the newest orders, drafts too, that name it: kMaxClipUsers at most.
struct ClipEntry {
  Digest digest;
  milliseconds duration{};
  std::uint64_t bytes = 0;
  std::vector<std::string> warnings;  // of its making
  ClipNote note;
  bool expired = false;
  bool used = false;                   // by any of those below
  std::vector<ClipUse> orders;         // newest first
  std::vector<PlaylistRef> playlists;  // that name it, by name
};
struct PlaylistClip {
  Digest clip;
  std::string name;
  milliseconds duration{};
  bool missing = false;  // not in the library
  bool expired = false;
};
// An order that plays its clips and has a start ahead; `outdated`: those of an earlier state of the playlist.
struct PlaylistUse {
  ClipUse use;
  bool outdated = false;
};
struct PlaylistView {
  std::string name;
  std::string body;  // of its document
  std::optional<AreaCode> area;
  std::vector<PlaylistClip> clips;
  milliseconds duration{};
  std::vector<PlaylistUse> uses;  // kMaxClipUsers at most, those of now first
};
enum class ClipSort : std::uint8_t { added, name, duration, bytes };
struct ClipFilter {
  ClipSort sort{};
  bool falling = true;
  std::optional<bool> expired{};
  std::optional<bool> used{};  // by an order that is kept in memory, or by a playlist
  std::string text{};          // in its name or author; in lower case, whatever those are
};
// Where a clip stands in its list: its name, or the number that it is sorted by; then its digest.
struct ClipMark {
  std::int64_t number = 0;
  std::string name;
  Digest digest;
};
struct ClipPage {
  std::vector<ClipEntry> clips;
  std::optional<ClipMark> next;  // pass as `after` for the next page
};
ClipMark mark_of(const ClipEntry& clip, ClipSort sort);

}  // namespace tongluo::controller
