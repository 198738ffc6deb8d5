// GeoJSON as somebody imports it: refused with the place that is wrong, or brought into a form that is read again the
// same, with no more areas and points than are allowed.

#include <boost/json/parse.hpp>
#include <set>

#include "controller/http/boundaries.hpp"
#include "tests/fuzz/fuzz_assert.hpp"

namespace {

using namespace tongluo;
using namespace tongluo::http;

std::optional<boost::json::object> object_in(std::string_view text) {
  boost::json::error_code error;
  boost::json::value value = boost::json::parse(text, error);
  if (error || !value.is_object()) return std::nullopt;
  return std::move(value.as_object());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto object = object_in(as_text(fuzz::view(data, size)));
  if (!object) return 0;
  const auto read = read_boundaries(*object);
  if (!read) {
    TL_ASSERT(read.error().code == "boundaries.malformed" && !read.error().detail.empty());
    return 0;
  }
  TL_ASSERT(read->areas.size() <= kMaxBoundaries);
  std::set<AreaCode> codes;
  for (const AreaName& area : read->areas) {
    TL_ASSERT(codes.insert(area.code).second);
    TL_ASSERT(area.name.size() <= kMaxBoundaryName);
    TL_ASSERT(!area.parent || area.parent->contains(area.code));
  }
  const auto again = object_in(read->geojson);
  TL_ASSERT(again);
  const auto reread = read_boundaries(*again);
  TL_ASSERT(reread && reread->geojson == read->geojson);
  return 0;
}
