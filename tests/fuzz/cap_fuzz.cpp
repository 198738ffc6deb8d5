// CAP messages and feeds: whatever arrives, the way from bytes to a decision ends with a reason and never with an
// order, for nothing is pinned; what is read keeps its promises; our own writer's form of a place is read back the
// same.

#include <algorithm>

#include "controller/cap/atom_reader.hpp"
#include "controller/cap/intake.hpp"
#include "controller/cap/limits.hpp"
#include "controller/cap/shapes.hpp"
#include "tests/fuzz/fuzz_assert.hpp"

namespace {

using namespace tongluo;

constexpr std::size_t kMaxInput = 64 * 1024;
constexpr auto kNow = wall_from_us(1'795'400'000'000'000);

cap::Mapping mapping() {
  cap::Mapping mapping;
  for (const cap::Deviation& one : cap::kDeviations) mapping.dialects.emplace(one.name);
  mapping.geocodes["SAME=006109"] = {"500116101000"};
  return mapping;
}

void check(const cap::Alert& alert) {
  TL_ASSERT(!alert.identifier.empty() && !alert.sender.empty());
  const bool names_one = alert.msg_type == cap::MsgType::update || alert.msg_type == cap::MsgType::cancel;
  TL_ASSERT(!names_one || alert.references.size() == 1);
  TL_ASSERT(alert.infos.size() <= cap::kMaxInfos);
  for (const cap::Info& info : alert.infos)
    for (const cap::Area& area : info.areas)
      for (const wire::Polygon& polygon : area.polygons) {
        TL_ASSERT(polygon.points.size() >= 3 && polygon.points.size() < cap::kMaxPolygonPoints);
        TL_ASSERT(cap::parse_polygon(cap::polygon_text(polygon)) == polygon);
      }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const cap::Mapping kMapping = mapping();
  static const cap::PinnedCertificates kNothing;
  const ByteView bytes = fuzz::view(data, std::min(size, kMaxInput));
  const cap::Intake intake = cap::take_in(bytes, kMapping, kNothing, kNow);
  TL_ASSERT(intake.decision.action != cap::Action::automatic);
  TL_ASSERT(!intake.decision.reason.empty() && intake.decision.detail.size() <= cap::kMaxDetailBytes);
  if (intake.alert) check(*intake.alert);
  if (const auto feed = cap::read_feed(bytes)) {
    for (const cap::FeedLink& entry : feed->entries) {
      const std::string address = cap::same_host_address("http://cap.example/feeds/all.atom", entry.link);
      TL_ASSERT(address.empty() || address.starts_with("http://cap.example/"));
    }
  }
  return 0;
}
