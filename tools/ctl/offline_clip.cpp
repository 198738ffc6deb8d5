// Sound put into a bundle, and checked in one.

#include <algorithm>

#include "protocol/sign/digest_of.hpp"
#include "tools/ctl/clip_audio.hpp"
#include "tools/ctl/offline_county.hpp"

namespace tongluo::ctl {
namespace {

const wire::BundleClip* find_clip(const wire::OfflineBundle& bundle, const Digest& name) {
  const auto at = std::find_if(bundle.clips.begin(), bundle.clips.end(), [&name](const wire::BundleClip& clip) {
    return sign::digest_of(wire::serialize(clip.manifest)) == name;
  });
  return at == bundle.clips.end() ? nullptr : &*at;
}

}  // namespace

wire::BundleClip to_bundle_clip(const media::Clip& clip) {
  wire::BundleClip made{*wire::parse_clip_manifest(clip.manifest), {}};
  for (const Bytes& chunk : clip.chunks) made.audio.insert(made.audio.end(), chunk.begin(), chunk.end());
  return made;
}

Try<wire::Order> check_bundle_sound(const wire::OfflineBundle& bundle) {
  wire::WireResult<wire::Order> order = wire::parse_order(bundle.order.payload);
  if (!order) return give_up(ExitCode::verification, "the bundle holds no order: " + to_string(order.error()));
  const auto* programme = std::get_if<wire::ClipProgramme>(&order->programme);
  if (programme == nullptr) return give_up(ExitCode::verification, "live speech does not travel in a bundle");
  for (const wire::PlaylistItem& item : programme->items) {
    const wire::BundleClip* clip = find_clip(bundle, item.clip);
    if (clip == nullptr) return give_up(ExitCode::verification, "the bundle lacks clip " + to_string(item.clip));
    if (Try<void> ok = check_clip_audio(item, clip->audio); !ok)
      return give_up(ExitCode::verification, "the bundle's sound is not the clip that the order names");
  }
  return std::move(*order);
}

}  // namespace tongluo::ctl
