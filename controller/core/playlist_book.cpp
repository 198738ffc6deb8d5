#include "controller/core/playlist_book.hpp"

#include <algorithm>

#include "controller/core/group_book.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/sign/digest_of.hpp"

namespace tongluo::controller {
namespace {

constexpr std::string_view kOwner = "area ", kClip = "clip ", kFormer = "former ";

bool add_digest(std::vector<Digest>& digests, std::string_view text, std::size_t limit) {
  const auto digest = digest_from_hex(text);
  if (!digest || digests.size() == limit) return false;
  digests.push_back(*digest);
  return true;
}

bool add_entry(PlaylistBody& playlist, std::string_view line) {
  if (line.starts_with(kClip))
    return playlist.former.empty() && add_digest(playlist.clips, line.substr(kClip.size()), limits::kMaxPlaylistItems);
  if (line.starts_with(kFormer)) return add_digest(playlist.former, line.substr(kFormer.size()), kMaxFormerSequences);
  if (!line.starts_with(kOwner) || playlist.area || !playlist.clips.empty()) return false;
  playlist.area = AreaCode::parse(line.substr(kOwner.size()));
  return playlist.area.has_value();
}

}  // namespace

std::optional<PlaylistBody> parse_playlist(std::string_view body) {
  const auto lines = lines_of(body, 1 + limits::kMaxPlaylistItems + kMaxFormerSequences);
  if (!lines) return std::nullopt;
  PlaylistBody playlist;
  for (const std::string_view line : *lines)
    if (!add_entry(playlist, line)) return std::nullopt;
  return playlist.clips.empty() ? std::nullopt : std::optional(std::move(playlist));
}

std::string format_playlist(const PlaylistBody& playlist) {
  std::string body;
  if (playlist.area) body.append(kOwner).append(playlist.area->text()).append("\n");
  for (const Digest& clip : playlist.clips) body.append(kClip).append(to_string(clip)).append("\n");
  for (const Digest& former : playlist.former) body.append(kFormer).append(to_string(former)).append("\n");
  return body;
}

Digest sequence_of(const std::vector<Digest>& clips) {
  Bytes octets;
  for (const Digest& clip : clips) octets.insert(octets.end(), clip.octets.begin(), clip.octets.end());
  return sign::digest_of(octets);
}

PlaylistBody edited(const PlaylistBody& before, PlaylistBody after) {
  after.former = before.former;
  const Digest now = sequence_of(after.clips), then = sequence_of(before.clips);
  if (now != then) after.former.insert(after.former.begin(), then);
  std::erase(after.former, now);
  if (after.former.size() > kMaxFormerSequences) after.former.resize(kMaxFormerSequences);
  return after;
}

}  // namespace tongluo::controller
