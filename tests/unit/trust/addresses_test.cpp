// Does an order address this place, and may this issuer address it?

#include <gtest/gtest.h>

#include "tests/support/trust_fixture.hpp"

namespace tongluo::test {
namespace {

using trust::addresses;
using trust::within_scope;

wire::PlaceRecord place_at(AreaCode area, Position position = {}) {
  return {1, terminal_id("TL-500116-0001"), 1, kNow, area, position, "", ""};
}

struct Addressed {
  const char* target;
  bool contains;
};

TEST(Addresses, AreaCodesMatchByWholeSegments) {
  const auto place = place_at(area("500116101001"));
  for (const Addressed& row :
       {Addressed{"500116000000", true}, Addressed{"500116101000", true}, Addressed{"500116101001", true},
        Addressed{"500116101002", false}, Addressed{"500116102000", false}, Addressed{"500116100000", false},
        Addressed{"500117000000", false}, Addressed{"510116101001", false}, Addressed{"501116101001", false}})
    EXPECT_EQ(addresses({area(row.target)}, place), row.contains) << row.target;
}

TEST(Addresses, AWiderPlaceIsNotInsideANarrowerTarget) {
  EXPECT_FALSE(addresses({village()}, place_at(township())));
  EXPECT_FALSE(addresses({township()}, place_at(county())));
}

TEST(Addresses, ASingleTerminalIsNamedExactly) {
  const auto place = place_at(village());
  EXPECT_TRUE(addresses({terminal_id("TL-500116-0001")}, place));
  EXPECT_FALSE(addresses({terminal_id("TL-500116-0002")}, place));
  EXPECT_FALSE(addresses({terminal_id("TL-500116-000")}, place));
}

TEST(Addresses, OneOfSeveralTargetsIsEnoughAndNoneIsNobody) {
  const auto place = place_at(village());
  EXPECT_TRUE(addresses({area("500117000000"), village()}, place));
  EXPECT_FALSE(addresses({}, place));
}

TEST(Addresses, ShapesGoByTheSurveyedPositionOnly) {
  const std::vector<wire::Target> square = {wire::Polygon{{{-10, -10}, {-10, 10}, {10, 10}, {10, -10}}}};
  const std::vector<wire::Target> circle = {wire::Circle{{0, 0}, 200'000}};
  EXPECT_TRUE(addresses(square, place_at(village(), {5, 5})));
  EXPECT_FALSE(addresses(square, place_at(village(), {5, 11})));
  EXPECT_TRUE(addresses(circle, place_at(village(), {5, 5})));
  EXPECT_FALSE(addresses(square, place_at(village()))) << "no position: outside every shape";
  EXPECT_FALSE(addresses(circle, place_at(village())));
}

TEST(WithinScope, EveryTargetMustLieInsideOneOfTheAreas) {
  wire::Issuer issuer;
  issuer.areas = {township(), area("500116102003")};
  EXPECT_TRUE(within_scope(issuer, {township()}));
  EXPECT_TRUE(within_scope(issuer, {village(), area("500116102003")}));
  EXPECT_FALSE(within_scope(issuer, {county()})) << "wider than the scope";
  EXPECT_FALSE(within_scope(issuer, {village(), area("500116102004")}));
  EXPECT_FALSE(within_scope(issuer, {area("500116102000")}));
}

TEST(WithinScope, ShapesAndSingleTerminalsNeedACounty) {
  const std::vector<wire::Target> targets[] = {
      {wire::Circle{{1, 1}, 5}}, {wire::Polygon{{{0, 0}, {0, 1}, {1, 0}}}}, {terminal_id("TL-500116-0001")}};
  wire::Issuer local, wide;
  local.areas = {township()};
  wide.areas = {township(), county()};
  for (const auto& target : targets) {
    EXPECT_FALSE(within_scope(local, target));
    EXPECT_TRUE(within_scope(wide, target));
  }
}

}  // namespace
}  // namespace tongluo::test
