// A photo as anybody may send it: refused with a reason, or brought into a form that is no longer, comes out the same
// when it is read again, and says nothing beside its picture.

#include <algorithm>

#include "controller/http/jpeg.hpp"
#include "tests/fuzz/fuzz_assert.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tongluo;
  const ByteView file = fuzz::view(data, size);
  const auto clean = http::clean_jpeg(file);
  if (!clean) {
    TL_ASSERT(clean.error().code == "photo.malformed" && !clean.error().detail.empty());
    return 0;
  }
  TL_ASSERT(clean->bytes.size() <= file.size());
  TL_ASSERT(std::min(clean->width, clean->height) >= http::kMinPhotoEdge);
  TL_ASSERT(std::max(clean->width, clean->height) <= http::kMaxPhotoEdge);
  const auto again = http::clean_jpeg(clean->bytes);
  TL_ASSERT(again && again->bytes == clean->bytes);
  return 0;
}
