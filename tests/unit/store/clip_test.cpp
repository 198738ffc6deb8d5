// A clip comes back as it was stored, or not at all.

#include <gtest/gtest.h>

#include "protocol/base/limits.hpp"
#include "protocol/sqlite/database.hpp"
#include "protocol/wire/clip_manifest.hpp"
#include "tests/unit/store/store_rig.hpp"

namespace tongluo::store {
namespace {

// Two whole chunks and a short one.
session::SharedClip three_chunks() {
  session::ClipData clip;
  clip.chunks = {Bytes(limits::kClipChunkBytes, std::byte{1}), Bytes(limits::kClipChunkBytes, std::byte{2}),
                 Bytes(100, std::byte{3})};
  wire::ClipManifest manifest;
  manifest.codec = wire::ClipCodec::ogg_opus;
  manifest.total_bytes = 2 * limits::kClipChunkBytes + 100;
  manifest.chunk_bytes = limits::kClipChunkBytes;
  manifest.duration = milliseconds(1'500);
  for (const Bytes& chunk : clip.chunks) manifest.chunks.push_back(sign::digest_of(chunk));
  clip.manifest = wire::serialize(manifest);
  clip.digest = sign::digest_of(clip.manifest);
  return std::make_shared<const session::ClipData>(std::move(clip));
}

session::SharedClip load(StoreRig& rig, const Digest& digest) {
  EXPECT_TRUE(rig->load_clip(digest));
  return std::get<ClipLoaded>(rig.work().at(0)).clip;
}

void damage(StoreRig& rig, std::string_view sql) {
  rig.close();
  ASSERT_TRUE(sqlite::Database::open(rig.file()).value().execute(sql));
  rig.open();
}

TEST(StoredClip, ComesBackChunkByChunkAfterARestart) {
  StoreRig rig;
  const auto clip = three_chunks();
  ASSERT_TRUE(rig.write({controller::SaveClip{clip}}));
  rig.open();
  const auto loaded = load(rig, clip->digest);
  ASSERT_NE(loaded, nullptr);
  EXPECT_EQ(loaded->digest, clip->digest);
  EXPECT_EQ(loaded->manifest, clip->manifest);
  EXPECT_EQ(loaded->chunks, clip->chunks);
}

TEST(StoredClip, OneChangedByteIsNoClip) {
  StoreRig rig;
  const auto clip = three_chunks();
  for (const char* sql : {"UPDATE clips SET audio = CAST(zeroblob(8292) AS BLOB)",
                          "UPDATE clips SET audio = CAST(substr(audio, 1, 8291) AS BLOB)",
                          "UPDATE clips SET audio = CAST(audio || x'00' AS BLOB)", "UPDATE clips SET manifest = x''"}) {
    ASSERT_TRUE(rig.write({controller::SaveClip{clip}}));
    ASSERT_NE(load(rig, clip->digest), nullptr) << "storing it again healed it";
    damage(rig, sql);
    EXPECT_EQ(load(rig, clip->digest), nullptr) << sql;
  }
}

}  // namespace
}  // namespace tongluo::store
