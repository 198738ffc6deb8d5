// What is listened to is what is signed: only the very bytes of the clip pass.

#include "tools/ctl/clip_audio.hpp"

#include <gtest/gtest.h>

#include "protocol/base/limits.hpp"
#include "protocol/sign/digest_of.hpp"
#include "protocol/wire/clip_manifest.hpp"

namespace tongluo::ctl {
namespace {

const Bytes kOgg(10'000, std::byte{0x4f});

wire::PlaylistItem item_of(const Bytes& ogg) {
  wire::ClipManifest manifest;
  manifest.codec = wire::ClipCodec::ogg_opus;
  manifest.total_bytes = ogg.size();
  manifest.chunk_bytes = limits::kClipChunkBytes;
  manifest.duration = milliseconds(8'000);
  const ByteView view = ogg;
  manifest.chunks = {sign::digest_of(view.subspan(0, 4096)), sign::digest_of(view.subspan(4096, 4096)),
                     sign::digest_of(view.subspan(8192))};
  return {sign::digest_of(wire::serialize(manifest)), manifest.duration};
}

TEST(ClipAudio, TheClipItselfPasses) { EXPECT_TRUE(check_clip_audio(item_of(kOgg), kOgg)); }

TEST(ClipAudio, OneChangedByteAnywhereIsAnotherClip) {
  for (const std::size_t at : {std::size_t{0}, std::size_t{4095}, std::size_t{4096}, std::size_t{9'999}}) {
    Bytes changed = kOgg;
    changed[at] ^= std::byte{1};
    EXPECT_FALSE(check_clip_audio(item_of(kOgg), changed)) << at;
  }
}

TEST(ClipAudio, CutLongerOrOtherwiseTimedIsAnotherClip) {
  wire::PlaylistItem item = item_of(kOgg);
  Bytes longer = kOgg;
  longer.push_back(std::byte{0});
  EXPECT_FALSE(check_clip_audio(item, longer));
  EXPECT_FALSE(check_clip_audio(item, ByteView(kOgg).first(9'000)));
  EXPECT_FALSE(check_clip_audio(item, {}));
  item.duration += milliseconds(1);
  EXPECT_FALSE(check_clip_audio(item, kOgg));
}

}  // namespace
}  // namespace tongluo::ctl
