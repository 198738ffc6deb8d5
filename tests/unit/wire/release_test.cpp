// A release manifest reads back what was written and refuses what is incomplete or contradicts itself.

#include <functional>
#include <gtest/gtest.h>

#include "tests/unit/wire/samples.hpp"

namespace tongluo::wire {
namespace {

using samples::at;
using samples::octets;

TEST(ReleaseManifest, RoundTripsAndRefusesOtherEncodings) {
  const ReleaseManifest manifest = samples::release_manifest();
  const Bytes bytes = serialize(manifest);
  const auto parsed = parse_release_manifest(bytes);
  ASSERT_TRUE(parsed) << to_string(parsed.error());
  EXPECT_EQ(*parsed, manifest);
  Bytes longer = bytes;
  longer.push_back(std::byte{0});
  EXPECT_FALSE(parse_release_manifest(longer));
  for (std::size_t cut = 0; cut < bytes.size(); ++cut)
    EXPECT_FALSE(parse_release_manifest(ByteView(bytes).first(cut))) << cut;
}

TEST(ReleaseManifest, RefusesWhatIsMissingOrContradictsItself) {
  const std::function<void(ReleaseManifest&)> spoils[] = {
      [](ReleaseManifest& m) { m.reader_version = 2; },
      [](ReleaseManifest& m) { m.version = 0; },
      [](ReleaseManifest& m) { m.version_floor = m.version + 1; },
      [](ReleaseManifest& m) { m.name.assign(65, 'x'); },
      [](ReleaseManifest& m) { m.expires_at = m.issued_at; },
      [](ReleaseManifest& m) { m.hardware.clear(); },
      [](ReleaseManifest& m) { m.hardware[0].clear(); },
      [](ReleaseManifest& m) { m.hardware.assign(limits::kMaxReleaseHardware + 1, "board"); },
      [](ReleaseManifest& m) { m.image_bytes = 0; },
      [](ReleaseManifest& m) { m.image_bytes = UINT64_MAX; },
      [](ReleaseManifest& m) { m.image_bytes = limits::kImageBlockBytes; },
      [](ReleaseManifest& m) { m.blocks.pop_back(); },
      [](ReleaseManifest& m) { m.rings.clear(); },
      [](ReleaseManifest& m) { m.rings.back().share_permille = 999; },
      [](ReleaseManifest& m) { m.rings.back().share_permille = 1'001; },
      [](ReleaseManifest& m) { m.rings[0].share_permille = 101; },
      [](ReleaseManifest& m) { m.rings[0].not_before = at(21); },
      [](ReleaseManifest& m) { m.rings[0].not_before = {}; },
      [](ReleaseManifest& m) { m.rings.back().not_before = m.expires_at; },
      [](ReleaseManifest& m) { m.rings.assign(limits::kMaxReleaseRings + 1, m.rings.back()); },
      [](ReleaseManifest& m) { m.rings[1].terminals.assign(limits::kMaxReleaseTerminals, samples::terminal()); },
  };
  std::size_t row = 0;
  for (const auto& spoil : spoils) {
    ReleaseManifest manifest = samples::release_manifest();
    spoil(manifest);
    EXPECT_FALSE(parse_release_manifest(serialize(manifest))) << "spoil " << row;
    ++row;
  }
}

TEST(ReleaseManifest, TheLargestFitsAPayload) {
  ReleaseManifest manifest = samples::release_manifest();
  manifest.image_bytes = limits::kMaxImageBytes;
  manifest.blocks.assign(limits::kMaxImageBlocks, octets<Digest>(4));
  const auto longest = TerminalId::parse(std::string(TerminalId::kMaxLength, 'A'));
  manifest.rings[0].terminals.assign(limits::kMaxReleaseTerminals, *longest);
  manifest.hardware.assign(limits::kMaxReleaseHardware, std::string(64, 'h'));
  EXPECT_TRUE(parse_release_manifest(serialize(manifest)));
}

TEST(ReleaseManifest, OnlyTheLastBlockIsShorter) {
  const ReleaseManifest manifest = samples::release_manifest();
  EXPECT_EQ(block_size(manifest, 0), limits::kImageBlockBytes);
  EXPECT_EQ(block_size(manifest, 1), 10U);
}

}  // namespace
}  // namespace tongluo::wire
