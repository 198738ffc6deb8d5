// Threads share the terminals by whole villages.

#include "tools/fleet/division.hpp"

#include <gtest/gtest.h>

namespace tongluo::fleet {
namespace {

TEST(Division, VillagesGoToThePartsInTurnAndStayWhole) {
  EXPECT_EQ(divide({7, 8, 7, 9, 8, 7}, 2), (std::vector<std::size_t>{0, 1, 0, 0, 1, 0}));
}

TEST(Division, OnePartHasAll) { EXPECT_EQ(divide({7, 8, 9}, 1), (std::vector<std::size_t>{0, 0, 0})); }

TEST(Division, NobodyIsDividedToo) { EXPECT_TRUE(divide({}, 2).empty()); }

}  // namespace
}  // namespace tongluo::fleet
