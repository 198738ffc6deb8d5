#pragma once
// A clip is Ogg/Opus bytes cut into chunks of kClipChunkBytes (the last may be shorter); the manifest lists their
// digests, and the manifest's own digest is the clip's name, which the signed order holds. PROTOCOL.md section 8.

#include <vector>

#include "protocol/base/digest.hpp"
#include "protocol/base/time.hpp"
#include "protocol/wire/wire_error.hpp"

namespace tongluo::wire {

enum class ClipCodec : std::uint8_t { unspecified = 0, ogg_opus = 1 };

struct ClipManifest {
  std::uint32_t reader_version = 1;
  ClipCodec codec = ClipCodec::unspecified;
  std::uint64_t total_bytes = 0;
  std::uint32_t chunk_bytes = 0;
  milliseconds duration{};
  std::vector<Digest> chunks;
  bool operator==(const ClipManifest&) const = default;
};

WireResult<ClipManifest> parse_clip_manifest(ByteView bytes);  // checks that counts and sizes agree
Bytes serialize(const ClipManifest& value);
std::size_t chunk_size(const ClipManifest& manifest, std::size_t index);  // index < chunks.size()

}  // namespace tongluo::wire
