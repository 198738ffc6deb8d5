#pragma once
// The body of a playlist document, one entry a line: at most one "area 500116101000" and first (none: it is the
// county's), "clip DIGEST" in the order in which they play, "former DIGEST" for the sequences that it had before, the
// newest first: by them an order that was signed then is known. Pure. Limits: kMaxPlaylistItems clips, for a playlist
// is expanded to the items of one order; kMaxFormerSequences, the oldest leaves. Anything else is no playlist.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/digest.hpp"
#include "protocol/base/identifiers.hpp"

namespace tongluo::controller {

constexpr std::size_t kMaxFormerSequences = 16;

struct PlaylistBody {
  std::optional<AreaCode> area;
  std::vector<Digest> clips;   // one may be there twice
  std::vector<Digest> former;  // of sequence_of()
  bool operator==(const PlaylistBody&) const = default;
};

std::optional<PlaylistBody> parse_playlist(std::string_view body);
std::string format_playlist(const PlaylistBody& playlist);
Digest sequence_of(const std::vector<Digest>& clips);
// `after`, with what `before` knows of the past.
PlaylistBody edited(const PlaylistBody& before, PlaylistBody after);

}  // namespace tongluo::controller
