#include "tools/link_model/nat_mapping.hpp"

#include <gtest/gtest.h>

namespace tongluo::link_model {
namespace {

SteadyTime at(int s) { return SteadyTime(seconds(s)); }

TEST(NatMapping, ADatagramThatLeavesOpensAndKeepsThePort) {
  NatMapping nat(seconds(60));
  EXPECT_FALSE(nat.lets_in(0, at(1))) << "nothing has left yet";
  EXPECT_EQ(nat.leave(at(1)), 0U);
  EXPECT_EQ(nat.leave(at(60)), 0U);
  EXPECT_TRUE(nat.lets_in(0, at(119)));
  EXPECT_EQ(nat.leave(at(119)), 0U);
}

TEST(NatMapping, AnIdleMappingIsDeadAndTheNextOneHasANewPort) {
  NatMapping nat(seconds(60));
  nat.leave(at(1));
  EXPECT_FALSE(nat.lets_in(0, at(61)));
  EXPECT_EQ(nat.leave(at(61)), 1U);
  EXPECT_FALSE(nat.lets_in(0, at(61)));
  EXPECT_TRUE(nat.lets_in(1, at(61)));
}

TEST(NatMapping, ARebindingKillsTheOldPortAtOnce) {
  NatMapping nat(microseconds(0));
  nat.leave(at(1));
  nat.rebind();
  EXPECT_FALSE(nat.lets_in(0, at(1)));
  EXPECT_EQ(nat.leave(at(2)), 1U);
  EXPECT_TRUE(nat.lets_in(1, at(1'000'000))) << "without a timeout it lives on";
}

}  // namespace
}  // namespace tongluo::link_model
