// Polygons and circles: exact numbers, nothing repaired.

#include "controller/cap/shapes.hpp"

#include <gtest/gtest.h>

namespace tongluo::cap::test {
namespace {

std::string polygon_code(std::string_view text) {
  const auto polygon = parse_polygon(text);
  return polygon ? "accepted" : polygon.error().code;
}
std::string circle_code(std::string_view text) {
  const auto circle = parse_circle(text);
  return circle ? "accepted" : circle.error().code;
}

TEST(CapShapes, PolygonIsReadExactly) {
  const auto polygon = parse_polygon(" 38.47,-120.14 38.34,-119.95\n38.52,-119.74 38.62,-119.89 38.47,-120.14 ");
  ASSERT_TRUE(polygon);
  ASSERT_EQ(polygon->points.size(), 4U);
  EXPECT_EQ(polygon->points[0], (Position{384'700'000, -1'201'400'000}));
  EXPECT_EQ(polygon_text(*polygon).substr(0, 43), "38.4700000,-120.1400000 38.3400000,-119.950");
  EXPECT_EQ(parse_polygon(polygon_text(*polygon)), *polygon);
}

TEST(CapShapes, WrongPolygonsAreRefusedByReason) {
  EXPECT_EQ(polygon_code(""), "area.polygon_few");
  EXPECT_EQ(polygon_code("1,1 2,2 1,1"), "area.polygon_few");
  EXPECT_EQ(polygon_code("1,1 1,2 2,2 2,1"), "area.polygon_open");
  EXPECT_EQ(polygon_code("1,1 2,2 1,2 2,1 1,1"), "area.polygon_crosses");
  EXPECT_EQ(polygon_code("1,1 1,1 1,2 2,2 1,1"), "area.polygon_crosses");
  EXPECT_EQ(polygon_code("1,1 1,2 1,3 1,1"), "area.polygon_crosses");
  EXPECT_EQ(polygon_code("91,1 1,2 2,2 91,1"), "area.coordinate");
  EXPECT_EQ(polygon_code("1,181 1,2 2,2 1,181"), "area.coordinate");
  for (const char* word : {"1", "1,", ",1", "1,2,3", "a,b", "1e1,1", "nan,1", "inf,1", "0x1,1", "+1,1", "1.,1", ".5,1",
                           "--1,1", "1.2.3,1", "99999999999999999999,1"})
    EXPECT_EQ(polygon_code(std::string(word) + " 1,2 2,2 1,1"), "area.polygon_malformed") << word;
}

TEST(CapShapes, CirclesAreReadInWholeMetresNeverMore) {
  const auto circle = parse_circle("32.9525,-115.5527 0.5");
  ASSERT_TRUE(circle);
  EXPECT_EQ(circle->centre, (Position{329'525'000, -1'155'527'000}));
  EXPECT_EQ(circle->radius_m, 500U);
  EXPECT_EQ(circle_text(*circle), "32.9525000,-115.5527000 0.500");
  EXPECT_EQ(parse_circle("1,1 0")->radius_m, 0U);
  EXPECT_EQ(parse_circle("1,1 1.9999")->radius_m, 1'999U);
  for (const char* wrong : {"", "1,1", "1,1 2 3", "1,1 -1", "1,1 x", "1,1 20001", "1 1"})
    EXPECT_EQ(circle_code(wrong), "area.circle_malformed") << wrong;
  EXPECT_EQ(circle_code("90.00000001,1 1"), "accepted");  // rounds to the pole
  EXPECT_EQ(circle_code("90.0000001,1 1"), "area.coordinate");
}

}  // namespace
}  // namespace tongluo::cap::test
