// Under test: the places of a message alone, for a person who composes an order of their own.

#include "controller/cap/area_reading.hpp"

#include "tests/unit/cap/messages.hpp"

namespace tongluo::cap::test {
namespace {

std::string places_of(std::string_view text) {
  const auto places = read_areas(as_bytes(text), Mapping{}, soon_after());
  if (!places) return places.error().code;
  std::string words = places->headline + ":";
  for (const std::string& area : places->areas.areas) words += " " + area;
  return words + " " + std::to_string(places->areas.polygons.size()) + " " +
         std::to_string(places->areas.circles.size());
}

std::string with_shapes() {
  return good_with(
      "<geocode>",
      "<polygon>29.0,106.0 29.1,106.0 29.1,106.1 29.0,106.0</polygon><circle>29.0,106.0 2</circle><geocode>");
}

TEST(CapAreaReading, GivesCodesAndShapesWithTheirHeadline) {
  EXPECT_EQ(places_of(kGood), "暴雨红色预警: 500116101000 0 0");
  EXPECT_EQ(places_of(with_shapes()), "暴雨红色预警: 500116101000 1 1");
  EXPECT_EQ(places_of(good_with("<headline>暴雨红色预警</headline>", "")), "暴雨: 500116101000 0 0");
  const auto places = read_areas(as_bytes(kGood), Mapping{}, soon_after());
  EXPECT_EQ(places->identifier, "flood@county.example,FLOOD-7,2026-11-23T00:00:00-00:00");
}

// A person decides: neither its end nor its missing signature stands in the way of its places.
TEST(CapAreaReading, ReadsWhatIsOverButNeverWhatItDoesNotUnderstand) {
  EXPECT_EQ(places_of(good_with("2026-11-23T10:00:00+08:00", "2026-11-23T08:00:30+08:00")),
            "暴雨红色预警: 500116101000 0 0");
  EXPECT_EQ(places_of(good_with("500116101000", "500000000000")), "area.unknown_code");
  EXPECT_EQ(places_of(good_with("tongluo:area", "SAME")), "area.unmappable");
  EXPECT_EQ(places_of("<!DOCTYPE a><a/>"), "xml.doctype");
  EXPECT_EQ(places_of("<a/>"), "namespace.unknown");
}

}  // namespace
}  // namespace tongluo::cap::test
