// Targets that no order may have: at compose, at approval, at the gateway and at the terminal the answer is the same.

#include <gtest/gtest.h>

#include "protocol/base/limits.hpp"
#include "protocol/trust/geometry.hpp"
#include "tests/support/trust_fixture.hpp"

namespace tongluo::test {
namespace {

using namespace trust;

constexpr std::int32_t kDegree = 10'000'000;

// A triangle whose bounding box is so many hundredths of a degree wide and high, with one corner at the given place.
wire::Polygon triangle(std::int32_t latitude, std::int32_t longitude, std::int32_t height, std::int32_t width) {
  constexpr std::int32_t kHundredth = kDegree / 100;
  const Position corner{latitude * kDegree, longitude * kDegree};
  return {{corner,
           {corner.latitude_e7 + height * kHundredth, corner.longitude_e7},
           {corner.latitude_e7, corner.longitude_e7 + width * kHundredth}}};
}

struct TargetCase {
  const char* name;
  std::vector<wire::Target> targets;
  Refusal expected;
};

const TargetCase kTargetCases[] = {
    {"an area", {county()}, Refusal::none},
    {"a terminal", {terminal_id("TL-500116-0001")}, Refusal::none},
    {"a small triangle", {triangle(29, 106, 10, 10)}, Refusal::none},
    {"a triangle of 300 km", {triangle(29, 106, 190, 220)}, Refusal::none},
    {"a triangle of 420 km", {triangle(29, 106, 270, 310)}, Refusal::bad_area},
    {"399 km to the north", {triangle(0, 106, 359, 1)}, Refusal::none},
    {"401 km to the north", {triangle(0, 106, 361, 1)}, Refusal::bad_area},
    {"399 km to the east", {triangle(0, 106, 1, 358)}, Refusal::none},
    {"401 km to the east", {triangle(0, 106, 1, 361)}, Refusal::bad_area},
    {"across the 180th meridian",
     {wire::Polygon{{{0, 1'799'000'000}, {0, -1'799'000'000}, {10'000'000, 1'799'000'000}}}},
     Refusal::bad_area},
    {"round the pole",
     {wire::Polygon{{{890'000'000, 0}, {890'000'000, 1'200'000'000}, {890'000'000, -1'200'000'000}}}},
     Refusal::bad_area},
    {"a bow tie", {wire::Polygon{{{0, 0}, {10, 10}, {0, 10}, {10, 0}}}}, Refusal::bad_area},
    {"two points", {wire::Polygon{{{0, 0}, {10, 10}}}}, Refusal::bad_area},
    {"no point", {wire::Polygon{}}, Refusal::bad_area},
    {"off the map", {wire::Polygon{{{0, 0}, {900'000'001, 10}, {0, 10}}}}, Refusal::bad_area},
    {"a circle", {wire::Circle{{29 * kDegree, 106 * kDegree}, 1}}, Refusal::none},
    {"the largest circle", {wire::Circle{{0, 0}, limits::kMaxRadiusM}}, Refusal::none},
    {"a larger one", {wire::Circle{{0, 0}, limits::kMaxRadiusM + 1}}, Refusal::bad_area},
    {"a circle of nothing", {wire::Circle{{0, 0}, 0}}, Refusal::bad_area},
    {"a circle off the map", {wire::Circle{{0, 1'800'000'001}, 5}}, Refusal::bad_area},
    {"no target", {}, Refusal::bad_area},
    {"one bad among good", {county(), wire::Polygon{}}, Refusal::bad_area},
};

TEST(TargetForm, MalformedOrOversizedTargetsAreRefused) {
  for (const TargetCase& row : kTargetCases) EXPECT_EQ(check_targets(row.targets), row.expected) << row.name;
}

TEST(TargetForm, SignedOrdersAreHeldToTheSameForm) {
  const TrustFixture fixture;
  for (const TargetCase& row : kTargetCases) {
    wire::Order order = sample_order();
    order.targets = row.targets;
    const auto admitted = verify_order(fixture.authority(), fixture.seal(order, fixture.dispatch), kNow);
    EXPECT_EQ(admitted ? Refusal::none : admitted.error(), row.expected) << row.name;
  }
}

TEST(TargetForm, TooManyPointsAreRefused) {
  wire::Polygon comb;  // a comb that does not cross itself
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(limits::kMaxPolygonPoints) - 1; ++i)
    comb.points.push_back({i % 2 == 0 ? 0 : 1'000, i * 10});
  comb.points.push_back({-100, 1'000});
  ASSERT_FALSE(crosses_itself(comb));
  EXPECT_EQ(check_targets({comb}), Refusal::none);
  comb.points.push_back({-100, 500});
  ASSERT_FALSE(crosses_itself(comb));
  EXPECT_EQ(check_targets({comb}), Refusal::bad_area);
}

}  // namespace
}  // namespace tongluo::test
