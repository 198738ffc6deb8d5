#include "protocol/wire/clip_manifest.hpp"

#include "protocol/wire/codec.hpp"
#include "protocol/wire/tongluo.pb.h"

namespace tongluo::wire {
namespace {

constexpr auto kLongestClip = std::chrono::hours(2);  // far above what kMaxClipBytes holds at any useful bit rate

ClipManifest read(const v1::ClipManifest& proto, FieldReader& fields) {
  ClipManifest manifest;
  fields.reader_version(proto.reader_version());
  manifest.reader_version = proto.reader_version();
  manifest.codec = fields.enumeration(proto.codec(), ClipCodec::ogg_opus, "codec");
  manifest.total_bytes = proto.total_bytes();
  manifest.chunk_bytes = proto.chunk_bytes();
  fields.require(manifest.chunk_bytes == limits::kClipChunkBytes, WireFault::bad_value, "chunk_bytes");
  fields.require(manifest.total_bytes > 0 && manifest.total_bytes <= limits::kMaxClipBytes, WireFault::bad_value,
                 "total_bytes");
  manifest.duration = fields.duration(proto.duration_ms(), "duration_ms", kLongestClip);
  fields.require(proto.duration_ms() > 0, WireFault::missing_field, "duration_ms");
  const std::uint64_t chunks = (manifest.total_bytes + limits::kClipChunkBytes - 1) / limits::kClipChunkBytes;
  fields.require(static_cast<std::uint64_t>(proto.chunks_size()) == chunks, WireFault::bad_value, "chunks");
  if (fields.failed()) return manifest;
  for (const std::string& chunk : proto.chunks()) manifest.chunks.push_back(fields.digest(chunk, "chunks"));
  return manifest;
}

}  // namespace

WireResult<ClipManifest> parse_clip_manifest(ByteView bytes) {
  return parse_canonical<ClipManifest, v1::ClipManifest>(bytes, "clip_manifest", read);
}

Bytes serialize(const ClipManifest& value) {
  v1::ClipManifest proto;
  proto.set_reader_version(value.reader_version);
  proto.set_codec(static_cast<std::uint32_t>(value.codec));
  proto.set_total_bytes(value.total_bytes);
  proto.set_chunk_bytes(value.chunk_bytes);
  proto.set_duration_ms(static_cast<std::uint32_t>(value.duration.count()));
  for (const Digest& chunk : value.chunks) proto.add_chunks(raw_octets(chunk));
  return encode(proto);
}

std::size_t chunk_size(const ClipManifest& manifest, std::size_t index) {
  TL_ASSERT(index < manifest.chunks.size());
  const std::size_t before = index * manifest.chunk_bytes;
  return std::min<std::size_t>(manifest.chunk_bytes, static_cast<std::size_t>(manifest.total_bytes) - before);
}

}  // namespace tongluo::wire
