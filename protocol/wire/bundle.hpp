#pragma once
// One order with all it needs, as a file (extension .tongluo): carried on a USB stick when the network or the
// controller is dead. The container itself is not signed and authorises nothing: the trust list and the order are
// envelopes, the clips are named by the order. PROTOCOL.md section 8.2. Limits: kMaxBundleBytes, kMaxBundleClips.

#include <vector>

#include "protocol/base/envelope.hpp"
#include "protocol/wire/clip_manifest.hpp"

namespace tongluo::wire {

struct BundleClip {
  ClipManifest manifest;  // canonical: serialize() gives its exact bytes, their digest is the clip's name
  Bytes audio;            // manifest.total_bytes of them; their chunks are NOT yet held against the manifest
  bool operator==(const BundleClip&) const = default;
};

struct OfflineBundle {
  Envelope trust_list;
  Envelope order;
  std::vector<BundleClip> clips;
  bool operator==(const OfflineBundle&) const = default;
};

// Checks form only: canonical, sizes, the envelopes' types, every manifest. Nothing in it is verified by that.
WireResult<OfflineBundle> parse_bundle(ByteView bytes);
Bytes serialize(const OfflineBundle& value);

}  // namespace tongluo::wire
