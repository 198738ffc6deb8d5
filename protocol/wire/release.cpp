#include "protocol/wire/release.hpp"

#include <algorithm>

#include "protocol/wire/codec.hpp"
#include "protocol/wire/tongluo.pb.h"

namespace tongluo::wire {
namespace {

constexpr std::size_t kMaxNameBytes = 64;

ReleaseRing read_ring(const v1::ReleaseRing& proto, FieldReader& fields) {
  ReleaseRing ring;
  ring.not_before = fields.time(proto.not_before_us(), "rings.not_before_us");
  ring.share_permille = proto.share_permille();
  fields.require(ring.share_permille <= kWholeShare, WireFault::bad_value, "rings.share_permille");
  fields.at_most(static_cast<std::size_t>(proto.terminals_size()), limits::kMaxReleaseTerminals, "rings.terminals");
  if (fields.failed()) return ring;
  for (const std::string& terminal : proto.terminals())
    ring.terminals.push_back(fields.terminal(terminal, "rings.terminals"));
  return ring;
}

// Later rings never begin earlier or hold less; the last one holds everybody, so that no terminal is forgotten.
bool rings_widen(const std::vector<ReleaseRing>& rings) {
  const auto narrows = [](const ReleaseRing& before, const ReleaseRing& after) {
    return after.not_before < before.not_before || after.share_permille < before.share_permille;
  };
  return !rings.empty() && std::adjacent_find(rings.begin(), rings.end(), narrows) == rings.end() &&
         rings.back().share_permille == kWholeShare;
}

void read_rings(const v1::ReleaseManifest& proto, FieldReader& fields, ReleaseManifest& manifest) {
  fields.at_most(static_cast<std::size_t>(proto.rings_size()), limits::kMaxReleaseRings, "rings");
  if (fields.failed()) return;
  std::size_t named = 0;
  for (const v1::ReleaseRing& ring : proto.rings()) {
    manifest.rings.push_back(read_ring(ring, fields));
    named += manifest.rings.back().terminals.size();
  }
  fields.at_most(named, limits::kMaxReleaseTerminals, "rings.terminals");
  fields.require(rings_widen(manifest.rings), WireFault::bad_value, "rings");
  if (!fields.failed())
    fields.require(manifest.rings.back().not_before < manifest.expires_at, WireFault::bad_value, "rings.not_before_us");
}

void read_image(const v1::ReleaseManifest& proto, FieldReader& fields, ReleaseManifest& manifest) {
  manifest.image_bytes = proto.image_bytes();
  fields.require(manifest.image_bytes != 0, WireFault::missing_field, "image_bytes");
  fields.require(manifest.image_bytes <= limits::kMaxImageBytes, WireFault::bad_value, "image_bytes");
  manifest.image = fields.digest(proto.image(), "image");
  if (fields.failed()) return;
  const std::uint64_t blocks = (manifest.image_bytes + limits::kImageBlockBytes - 1) / limits::kImageBlockBytes;
  fields.require(static_cast<std::uint64_t>(proto.blocks_size()) == blocks, WireFault::bad_value, "blocks");
  if (fields.failed()) return;
  for (const std::string& block : proto.blocks()) manifest.blocks.push_back(fields.digest(block, "blocks"));
}

void read_hardware(const v1::ReleaseManifest& proto, FieldReader& fields, ReleaseManifest& manifest) {
  fields.require(proto.hardware_size() > 0, WireFault::missing_field, "hardware");
  fields.at_most(static_cast<std::size_t>(proto.hardware_size()), limits::kMaxReleaseHardware, "hardware");
  if (fields.failed()) return;
  for (const std::string& board : proto.hardware()) {
    fields.require(!board.empty(), WireFault::missing_field, "hardware");
    manifest.hardware.push_back(fields.text(board, "hardware", kMaxNameBytes));
  }
}

ReleaseManifest read_release_manifest(const v1::ReleaseManifest& proto, FieldReader& fields) {
  ReleaseManifest manifest;
  fields.reader_version(proto.reader_version());
  manifest.reader_version = proto.reader_version();
  manifest.version = proto.version();
  fields.require(manifest.version != 0, WireFault::missing_field, "version");
  manifest.name = fields.text(proto.name(), "name", kMaxNameBytes);
  manifest.version_floor = proto.version_floor();
  fields.require(manifest.version_floor <= manifest.version, WireFault::bad_value, "version_floor");
  manifest.issued_at = fields.time(proto.issued_at_us(), "issued_at_us");
  manifest.expires_at = fields.time(proto.expires_at_us(), "expires_at_us");
  fields.require(manifest.issued_at < manifest.expires_at, WireFault::bad_value, "expires_at_us");
  read_hardware(proto, fields, manifest);
  read_image(proto, fields, manifest);
  read_rings(proto, fields, manifest);
  return manifest;
}

constexpr std::string_view kStateNames[] = {"none",      "waiting", "downloading", "verifying", "installing", "ready",
                                            "switching", "trial",   "confirmed",   "returned",  "abandoned"};

}  // namespace

WireResult<ReleaseManifest> parse_release_manifest(ByteView bytes) {
  return parse_canonical<ReleaseManifest, v1::ReleaseManifest>(bytes, "release_manifest", read_release_manifest);
}

Bytes serialize(const ReleaseManifest& value) {
  v1::ReleaseManifest proto;
  proto.set_reader_version(value.reader_version);
  proto.set_version(value.version);
  proto.set_name(value.name);
  proto.set_version_floor(value.version_floor);
  proto.set_issued_at_us(to_us(value.issued_at));
  proto.set_expires_at_us(to_us(value.expires_at));
  for (const std::string& board : value.hardware) proto.add_hardware(board);
  proto.set_image_bytes(value.image_bytes);
  proto.set_image(raw_octets(value.image));
  for (const Digest& block : value.blocks) proto.add_blocks(raw_octets(block));
  for (const ReleaseRing& ring : value.rings) {
    v1::ReleaseRing& out = *proto.add_rings();
    out.set_not_before_us(to_us(ring.not_before));
    out.set_share_permille(ring.share_permille);
    for (const TerminalId& terminal : ring.terminals) out.add_terminals(terminal.text());
  }
  return encode(proto);
}

std::size_t block_size(const ReleaseManifest& manifest, std::size_t index) {
  TL_ASSERT(index < manifest.blocks.size());
  const std::uint64_t before = static_cast<std::uint64_t>(index) * limits::kImageBlockBytes;
  return static_cast<std::size_t>(std::min<std::uint64_t>(limits::kImageBlockBytes, manifest.image_bytes - before));
}

std::string_view to_string(UpdateState state) { return kStateNames[static_cast<std::size_t>(state)]; }

}  // namespace tongluo::wire
