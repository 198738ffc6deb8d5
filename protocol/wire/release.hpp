#pragma once
// Release manifest: which firmware image may be installed where, from when. PROTOCOL.md section 7.12. Pure; parsing is
// canonical.

#include <string>
#include <vector>

#include "protocol/base/bytes.hpp"
#include "protocol/base/digest.hpp"
#include "protocol/base/identifiers.hpp"
#include "protocol/base/time.hpp"
#include "protocol/wire/wire_error.hpp"

namespace tongluo::wire {

constexpr std::uint32_t kWholeShare = 1'000;  // permille

// Who may begin at `not_before`: the terminals named, and this share of all that have the hardware.
struct ReleaseRing {
  WallTime not_before{};
  std::uint32_t share_permille = 0;  // cumulative; the last ring's is kWholeShare
  std::vector<TerminalId> terminals;
  bool operator==(const ReleaseRing&) const = default;
};

struct ReleaseManifest {
  std::uint32_t reader_version = 1;
  std::uint64_t version = 0;        // the release's number, only rises; 0 is none
  std::string name;                 // for people: "1.4.2"
  std::uint64_t version_floor = 0;  // from now on nothing below is installed; at most `version`
  WallTime issued_at{};
  WallTime expires_at{};              // not switched to afterwards
  std::vector<std::string> hardware;  // names of compatible boards, each exact
  std::uint64_t image_bytes = 0;
  Digest image;                    // SHA-256 of the whole image
  std::vector<Digest> blocks;      // SHA-256 of each kImageBlockBytes of it; the last may be shorter
  std::vector<ReleaseRing> rings;  // neither times nor shares fall
  bool operator==(const ReleaseManifest&) const = default;
};

// How far a terminal is, UpdateProgress.state. The first five may still be given up without a trace.
enum class UpdateState : std::uint8_t {
  none = 0,     // no release in hand
  waiting = 1,  // for its ring's time, a clock or room on the disk
  downloading = 2,
  verifying = 3,   // the whole image against its digest
  installing = 4,  // into the slot that does not run
  ready = 5,       // for a quiet moment
  switching = 6,   // the other slot is tried at the next start
  trial = 7,       // runs, not yet confirmed
  confirmed = 8,   // final
  returned = 9,    // final: the old slot runs again
  abandoned = 10,  // final: expired, no longer trusted, or no image that its manifest describes
};
constexpr UpdateState kLastUpdateState = UpdateState::abandoned;

WireResult<ReleaseManifest> parse_release_manifest(ByteView bytes);
Bytes serialize(const ReleaseManifest& value);

// Of block `index`, which must exist.
std::size_t block_size(const ReleaseManifest& manifest, std::size_t index);

std::string_view to_string(UpdateState state);

}  // namespace tongluo::wire
