#include "protocol/wire/bundle.hpp"

#include <algorithm>
#include <memory>

#include "protocol/wire/codec.hpp"
#include "protocol/wire/envelope_proto.hpp"
#include "protocol/wire/tongluo.pb.h"

namespace tongluo::wire {
namespace {

// Serialised messages of one kind may simply follow each other: each part of a bundle is written, and compared, alone,
// so that a whole bundle is never held once more.
Bytes part_of(const Envelope& envelope, bool is_order) {
  v1::OfflineBundle part;
  write_envelope(envelope, is_order ? *part.mutable_order() : *part.mutable_trust_list());
  return encode(part);
}

Bytes part_of(const BundleClip& clip) {
  v1::OfflineBundle part;
  v1::BundleClip& out = *part.add_clips();
  out.set_manifest(raw(serialize(clip.manifest)));
  out.set_audio(raw(clip.audio));
  return encode(part);
}

template <class Take>
bool for_each_part(const OfflineBundle& bundle, Take take) {
  return take(part_of(bundle.trust_list, false)) && take(part_of(bundle.order, true)) &&
         std::all_of(bundle.clips.begin(), bundle.clips.end(),
                     [&take](const BundleClip& clip) { return take(part_of(clip)); });
}

bool is_serialisation_of(const OfflineBundle& bundle, ByteView bytes) {
  const bool same = for_each_part(bundle, [&bytes](const Bytes& part) {
    if (part.size() > bytes.size() || !std::equal(part.begin(), part.end(), bytes.begin())) return false;
    bytes = bytes.subspan(part.size());
    return true;
  });
  return same && bytes.empty();
}

Envelope read_typed(const v1::Envelope& proto, PayloadType type, std::string_view field, FieldReader& fields) {
  Envelope envelope = read_envelope(proto, fields);
  fields.require(envelope.type == type, WireFault::bad_value, field);
  return envelope;
}

// Frees the generated message's copy as it goes.
BundleClip read_clip(v1::BundleClip& proto, FieldReader& fields) {
  BundleClip clip;
  const std::unique_ptr<std::string> audio(proto.release_audio());
  auto manifest = parse_clip_manifest(as_bytes(proto.manifest()));
  fields.require(manifest.has_value(), WireFault::bad_value, "clips.manifest");
  if (fields.failed()) return clip;
  clip.manifest = std::move(*manifest);
  fields.require(audio != nullptr && audio->size() == clip.manifest.total_bytes, WireFault::bad_value, "clips.audio");
  if (!fields.failed()) clip.audio = to_bytes(*audio);
  return clip;
}

OfflineBundle read_bundle(v1::OfflineBundle& proto, FieldReader& fields) {
  OfflineBundle bundle;
  fields.require(proto.has_trust_list(), WireFault::missing_field, "trust_list");
  fields.require(proto.has_order(), WireFault::missing_field, "order");
  fields.at_most(static_cast<std::size_t>(proto.clips_size()), limits::kMaxBundleClips, "clips");
  if (fields.failed()) return bundle;
  bundle.trust_list = read_typed(proto.trust_list(), PayloadType::trust_list, "trust_list", fields);
  bundle.order = read_typed(proto.order(), PayloadType::order, "order", fields);
  for (v1::BundleClip& clip : *proto.mutable_clips()) {
    if (fields.failed()) return bundle;
    bundle.clips.push_back(read_clip(clip, fields));
  }
  return bundle;
}

}  // namespace

WireResult<OfflineBundle> parse_bundle(ByteView bytes) {
  if (bytes.size() > limits::kMaxBundleBytes) return fail(WireError{WireFault::too_long, "bundle"});
  v1::OfflineBundle proto;
  if (!decode(bytes, proto)) return fail(WireError{WireFault::not_protobuf, "bundle"});
  FieldReader fields("bundle");
  OfflineBundle bundle = read_bundle(proto, fields);
  if (fields.failed()) return fail(fields.error());
  if (!is_serialisation_of(bundle, bytes)) return fail(WireError{WireFault::not_canonical, "bundle"});
  return bundle;
}

Bytes serialize(const OfflineBundle& value) {
  Bytes bytes;
  for_each_part(value, [&bytes](const Bytes& part) {
    bytes.insert(bytes.end(), part.begin(), part.end());
    return true;
  });
  return bytes;
}

}  // namespace tongluo::wire
