#include "tools/ctl/clip_audio.hpp"

#include <algorithm>

#include "protocol/base/limits.hpp"
#include "protocol/sign/digest_of.hpp"
#include "protocol/wire/clip_manifest.hpp"

namespace tongluo::ctl {

Try<void> check_clip_audio(const wire::PlaylistItem& item, ByteView ogg) {
  wire::ClipManifest manifest;
  manifest.codec = wire::ClipCodec::ogg_opus;
  manifest.total_bytes = ogg.size();
  manifest.chunk_bytes = static_cast<std::uint32_t>(limits::kClipChunkBytes);
  manifest.duration = item.duration;
  for (std::size_t at = 0; at < ogg.size(); at += limits::kClipChunkBytes)
    manifest.chunks.push_back(sign::digest_of(ogg.subspan(at, std::min(limits::kClipChunkBytes, ogg.size() - at))));
  if (sign::digest_of(wire::serialize(manifest)) == item.clip) return {};
  return give_up(ExitCode::failed, "not signed: the controller's sound is not the clip that the order names");
}

}  // namespace tongluo::ctl
