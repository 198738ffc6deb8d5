// Offline bundles come from strangers' USB sticks: what parses serialises to the very same bytes, and every clip in it
// is as long as its manifest says.

#include "protocol/base/limits.hpp"
#include "protocol/wire/bundle.hpp"
#include "tests/fuzz/fuzz_assert.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tongluo;
  const ByteView bytes = fuzz::view(data, size);
  const auto bundle = wire::parse_bundle(bytes);
  if (!bundle) return 0;
  TL_ASSERT(wire::serialize(*bundle) == Bytes(bytes.begin(), bytes.end()));
  TL_ASSERT(bundle->trust_list.type == PayloadType::trust_list && bundle->order.type == PayloadType::order);
  TL_ASSERT(bundle->clips.size() <= limits::kMaxBundleClips);
  for (const wire::BundleClip& clip : bundle->clips) TL_ASSERT(clip.audio.size() == clip.manifest.total_bytes);
  return 0;
}
