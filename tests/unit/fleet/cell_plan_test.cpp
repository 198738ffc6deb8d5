// What a profile means for each terminal of the fleet.

#include "tools/fleet/cell_plan.hpp"

#include <gtest/gtest.h>

namespace tongluo::fleet {
namespace {

TEST(CellPlan, FloodIsHalfOnBatteryAndAThirdOfTheCellsDown) {
  const auto plan = CellPlan::create("flood", 1, 1'200);
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->link().name, "4g-bad");
  EXPECT_EQ(plan->on_battery(), 600u);
  EXPECT_EQ(plan->terminals_cut_off(), 400u);
}

TEST(CellPlan, ACellIsDownAsAWhole) {
  const auto plan = CellPlan::create("flood", 7, 1'000);
  ASSERT_TRUE(plan);
  for (std::size_t i = 1; i < 1'000; ++i) {
    const bool same_cell = plan->of(i).cell == plan->of(i - 1).cell;
    EXPECT_TRUE(!same_cell || plan->of(i).cell_goes_down == plan->of(i - 1).cell_goes_down) << i;
  }
}

TEST(CellPlan, TheSeedDecidesWhichOnes) {
  const auto one = CellPlan::create("flood", 1, 1'000), same = CellPlan::create("flood", 1, 1'000),
             other = CellPlan::create("flood", 2, 1'000);
  bool differs = false;
  for (std::size_t i = 0; i < 1'000; ++i) {
    EXPECT_EQ(one->of(i).cell_goes_down, same->of(i).cell_goes_down);
    EXPECT_EQ(one->of(i).on_battery, same->of(i).on_battery);
    differs = differs || one->of(i).cell_goes_down != other->of(i).cell_goes_down;
  }
  EXPECT_TRUE(differs);
}

TEST(CellPlan, OtherProfilesAreLinksOnly) {
  const auto plan = CellPlan::create("4g", 1, 100);
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->on_battery() + plan->terminals_cut_off(), 0u);
  EXPECT_FALSE(CellPlan::create("5g", 1, 100));
}

}  // namespace
}  // namespace tongluo::fleet
