#include "protocol/trust/geometry.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace tongluo::trust {
namespace {

using Points = std::vector<Position>;

constexpr std::int32_t kDegree = 10'000'000;

const wire::Polygon kSquare{{{0, 0}, {0, 10}, {10, 10}, {10, 0}}};
// An L: the quarter above and right of (5, 5) is missing.
const wire::Polygon kConcave{{{0, 0}, {0, 10}, {5, 10}, {5, 5}, {10, 5}, {10, 0}}};

struct At {
  Position point;
  bool inside;
};

// The answer may depend neither on which point comes first nor on the direction round.
void expect_inside(const wire::Polygon& polygon, std::initializer_list<At> rows) {
  wire::Polygon turned = polygon;
  for (std::size_t turn = 0; turn < polygon.points.size(); ++turn) {
    std::rotate(turned.points.begin(), turned.points.begin() + 1, turned.points.end());
    wire::Polygon reversed = turned;
    std::reverse(reversed.points.begin(), reversed.points.end());
    for (const At& row : rows) {
      EXPECT_EQ(contains(turned, row.point), row.inside) << row.point.latitude_e7 << " " << row.point.longitude_e7;
      EXPECT_EQ(contains(reversed, row.point), row.inside) << row.point.latitude_e7 << " " << row.point.longitude_e7;
    }
  }
}

TEST(Geometry, ASquareContainsItsInsideItsEdgesAndItsVertices) {
  expect_inside(kSquare, {{{5, 5}, true},
                          {{0, 5}, true},
                          {{10, 5}, true},
                          {{5, 0}, true},
                          {{5, 10}, true},
                          {{0, 0}, true},
                          {{10, 10}, true},
                          {{0, 10}, true},
                          {{10, 0}, true},
                          {{-1, 5}, false},
                          {{11, 5}, false},
                          {{5, -1}, false},
                          {{5, 11}, false},
                          {{0, -1}, false},
                          {{0, 11}, false},
                          {{10, 11}, false},
                          {{10, -1}, false}});
}

TEST(Geometry, AConcaveShapeLeavesItsNotchOut) {
  expect_inside(kConcave, {{{2, 2}, true},
                           {{2, 8}, true},
                           {{8, 2}, true},
                           {{5, 5}, true},
                           {{5, 7}, true},
                           {{7, 5}, true},
                           {{6, 6}, false},
                           {{8, 8}, false},
                           {{10, 10}, false},
                           {{5, 11}, false},
                           {{5, -1}, false}});
}

TEST(Geometry, ARayThroughAVertexCountsOnce) {
  const wire::Polygon diamond{{{0, 5}, {5, 10}, {10, 5}, {5, 0}}};
  expect_inside(diamond, {{{5, 5}, true}, {{5, -1}, false}, {{5, 11}, false}, {{0, 4}, false}, {{10, 6}, false}});
}

TEST(Geometry, ShapesAsWideAsTheWorldDoNotOverflow) {
  const std::int32_t north = kMaxLatitudeE7, east = kMaxLongitudeE7;
  const wire::Polygon world{{{-north, -east}, {-north, east}, {north, east}, {north, -east}}};
  EXPECT_FALSE(crosses_itself(world));
  expect_inside(world, {{{0, 0}, true}, {{north, east}, true}, {{-north, 0}, true}});
  const wire::Polygon half{{{-north, -east}, {-north, east}, {north, -east}}};
  expect_inside(half, {{{-1, 0}, true}, {{0, 0}, true}, {{1, 0}, false}, {{north, east}, false}});
}

TEST(Geometry, ACircleReachesExactlyItsRadius) {
  // One degree of latitude is 111,195.08 m on this sphere; one of longitude 55,597.01 m at 60 degrees north.
  const auto reaches = [](Position centre, std::uint32_t radius_m, Position point) {
    return contains(wire::Circle{centre, radius_m}, point);
  };
  EXPECT_TRUE(reaches({0, 0}, 111'196, {kDegree, 0}));
  EXPECT_FALSE(reaches({0, 0}, 111'195, {kDegree, 0}));
  EXPECT_TRUE(reaches({60 * kDegree, 0}, 55'598, {60 * kDegree, kDegree}));
  EXPECT_FALSE(reaches({60 * kDegree, 0}, 55'596, {60 * kDegree, kDegree}));
  EXPECT_TRUE(reaches({5, 5}, 1, {5, 5})) << "its own centre";
  EXPECT_TRUE(reaches({0, 1'799'999'999}, 10, {0, -1'799'999'999})) << "across the 180th meridian";
  EXPECT_FALSE(reaches({0, 0}, 200'000, {0, kMaxLongitudeE7})) << "the other side of the world";
}

struct Shape {
  const char* name;
  Points points;
  bool crosses;
};

const Shape kShapes[] = {
    {"triangle", {{0, 0}, {0, 10}, {10, 0}}, false},
    {"square", kSquare.points, false},
    {"concave", kConcave.points, false},
    {"arrow", {{0, 0}, {5, 2}, {0, 10}, {10, 2}}, false},
    {"a point on a straight edge", {{0, 0}, {0, 5}, {0, 10}, {10, 10}}, false},
    {"bow tie", {{0, 0}, {10, 10}, {0, 10}, {10, 0}}, true},
    {"star", {{0, 0}, {10, 5}, {0, 10}, {7, 0}, {7, 10}}, true},
    {"a vertex on another edge", {{0, 0}, {0, 10}, {10, 10}, {0, 5}}, true},
    {"two loops that share a vertex", {{0, 0}, {5, 5}, {0, 10}, {10, 10}, {5, 5}, {10, 0}}, true},
    {"an edge on another edge", {{0, 0}, {0, 10}, {5, 10}, {0, 8}, {0, 2}, {5, 0}}, true},
    {"a spike out and back", {{0, 0}, {0, 10}, {0, 5}, {10, 5}}, true},
    {"a spike at the closing point", {{0, 5}, {0, 10}, {10, 5}, {0, 0}, {0, 12}}, true},
    {"the same point twice in a row", {{0, 0}, {0, 10}, {0, 10}, {10, 0}}, true},
    {"closed by hand", {{0, 0}, {0, 10}, {10, 0}, {0, 0}}, true},
    {"all on one line", {{0, 0}, {0, 5}, {0, 10}}, true},
    {"nothing but one point", {{1, 1}, {1, 1}, {1, 1}}, true},
};

TEST(Geometry, ShapesThatCrossThemselvesAreFound) {
  for (const Shape& shape : kShapes) {
    Points points = shape.points;
    for (std::size_t turn = 0; turn < points.size(); ++turn) {
      std::rotate(points.begin(), points.begin() + 1, points.end());
      EXPECT_EQ(crosses_itself({points}), shape.crosses) << shape.name << ", turned by " << turn;
      const Points reversed(points.rbegin(), points.rend());
      EXPECT_EQ(crosses_itself({reversed}), shape.crosses) << shape.name << ", reversed";
    }
  }
}

}  // namespace
}  // namespace tongluo::trust
