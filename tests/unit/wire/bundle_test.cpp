#include "protocol/wire/bundle.hpp"

#include <functional>
#include <gtest/gtest.h>

#include "protocol/base/limits.hpp"
#include "tests/unit/wire/samples.hpp"

namespace tongluo::wire {
namespace {

using samples::octets;

BundleClip sample_clip(std::size_t bytes = 4'096 + 10) {
  BundleClip clip{{1, ClipCodec::ogg_opus, bytes, 4'096, seconds(2), {}}, Bytes(bytes, std::byte{7})};
  for (std::size_t i = 0; i < (bytes + 4'095) / 4'096; ++i)
    clip.manifest.chunks.push_back(octets<Digest>(static_cast<int>(i % 200)));
  return clip;
}

OfflineBundle sample_bundle() {
  OfflineBundle bundle{samples::envelope(), samples::envelope(), {sample_clip(), sample_clip(5)}};
  bundle.trust_list.type = PayloadType::trust_list;
  return bundle;
}

WireFault fault_of(ByteView bytes) {
  const auto parsed = parse_bundle(bytes);
  EXPECT_FALSE(parsed);
  return parsed ? WireFault{} : parsed.error().fault;
}

TEST(Bundle, ReadsBackWhatWasWritten) {
  for (const std::size_t clips : {0U, 1U, 2U}) {
    OfflineBundle bundle = sample_bundle();
    bundle.clips.resize(clips);
    const Bytes bytes = serialize(bundle);
    const auto parsed = parse_bundle(bytes);
    ASSERT_TRUE(parsed) << to_string(parsed.error());
    EXPECT_EQ(*parsed, bundle);
    EXPECT_EQ(serialize(*parsed), bytes);
  }
}

TEST(Bundle, EveryCutInsideAPartAndEveryExtraByteIsRefused) {
  OfflineBundle bundle = sample_bundle();
  bundle.clips.clear();
  const std::size_t without_clips = serialize(bundle).size();
  bundle.clips = {sample_clip(5)};
  const Bytes whole = serialize(bundle);
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_EQ(parse_bundle(ByteView(whole).first(size)).has_value(), size == without_clips) << size;
  Bytes longer = whole;
  longer.push_back(std::byte{0});
  EXPECT_FALSE(parse_bundle(longer));
}

TEST(Bundle, AnUnknownFieldAndARepeatedOrderAreNotCanonical) {
  const Bytes whole = serialize(sample_bundle());
  Bytes unknown = whole;
  for (const int octet : {0x7a, 0x01, 0x41}) unknown.push_back(static_cast<std::byte>(octet));  // field 15: "A"
  EXPECT_EQ(fault_of(unknown), WireFault::not_canonical);
  Bytes twice = whole;
  twice.insert(twice.end(), whole.begin(), whole.end());
  EXPECT_FALSE(parse_bundle(twice));
}

TEST(Bundle, EachFaultIsNamed) {
  struct Row {
    const char* name;
    std::function<void(OfflineBundle&)> spoil;
    WireFault fault;
  };
  const Row rows[] = {
      {"an order where the trust list belongs", [](auto& b) { b.trust_list.type = PayloadType::order; },
       WireFault::bad_value},
      {"a cancel where the order belongs", [](auto& b) { b.order.type = PayloadType::cancel; }, WireFault::bad_value},
      {"an envelope without a payload", [](auto& b) { b.order.payload.clear(); }, WireFault::missing_field},
      {"too many clips", [](auto& b) { b.clips.assign(limits::kMaxBundleClips + 1, sample_clip(5)); },
       WireFault::too_many},
      {"less audio than the manifest says", [](auto& b) { b.clips[1].audio.pop_back(); }, WireFault::bad_value},
      {"more audio than the manifest says", [](auto& b) { b.clips[0].audio.push_back({}); }, WireFault::bad_value},
      {"a manifest that is none", [](auto& b) { b.clips[0].manifest.chunks.pop_back(); }, WireFault::bad_value},
      {"a clip above its limit", [](auto& b) { b.clips[0].manifest.total_bytes = limits::kMaxClipBytes + 1; },
       WireFault::bad_value},
  };
  for (const Row& row : rows) {
    OfflineBundle bundle = sample_bundle();
    row.spoil(bundle);
    EXPECT_EQ(fault_of(serialize(bundle)), row.fault) << row.name;
  }
  EXPECT_EQ(fault_of({}), WireFault::missing_field);
}

TEST(Bundle, SizeIsRefusedBeforeAnythingIsRead) {
  OfflineBundle bundle = sample_bundle();
  bundle.clips.assign(5, sample_clip(limits::kMaxClipBytes - 1'000'000));
  const Bytes bytes = serialize(bundle);
  ASSERT_LT(bytes.size(), limits::kMaxBundleBytes);
  EXPECT_TRUE(parse_bundle(bytes)) << "large ones are read";
  EXPECT_EQ(fault_of(Bytes(limits::kMaxBundleBytes + 1)), WireFault::too_long);
}

}  // namespace
}  // namespace tongluo::wire
