// One trouble by hand: debounce, hysteresis, limits. The test moves the clock.

#include "terminal-fw/alarms/trouble.hpp"

#include <gtest/gtest.h>
#include <random>

namespace tongluo::alarms {
namespace {

constexpr Holds kHolds{seconds(3), seconds(10)};
const SteadyTime kStart = SteadyTime(seconds(1'000));

struct Rig {
  Trouble trouble{kHolds};
  Allowance all{1'000, seconds(1)};
  SteadyTime now = kStart;

  void show(std::optional<bool> sign, int for_s) {
    for (int i = 0; i < for_s; ++i, now += seconds(1)) trouble.look(now, sign);
  }
  std::optional<Telling> next() { return trouble.next(now, all); }
};

TEST(Trouble, ASignMustLastBeforeItIsOne) {
  Rig rig;
  rig.show(true, 3);
  rig.show(false, 5);
  EXPECT_FALSE(rig.trouble.goes_on());
  EXPECT_EQ(rig.next(), std::nullopt);
  rig.show(true, 4);
  EXPECT_TRUE(rig.trouble.goes_on());
  EXPECT_EQ(rig.next(), (Telling{false, 1}));
  EXPECT_EQ(rig.next(), std::nullopt) << "told once";
}

TEST(Trouble, ItIsOverOnlyWhenTheSignHasBeenGoneForLong) {
  Rig rig;
  rig.show(true, 4);
  rig.next();
  rig.show(false, 9);
  rig.show(true, 1);
  rig.show(false, 10);
  EXPECT_TRUE(rig.trouble.goes_on());
  rig.show(false, 1);
  EXPECT_FALSE(rig.trouble.goes_on());
  EXPECT_EQ(rig.next(), (Telling{true, 0}));
}

TEST(Trouble, WithoutAWordItStaysWhatItIs) {
  Rig rig;
  rig.show(std::nullopt, 100);
  EXPECT_FALSE(rig.trouble.goes_on());
  rig.show(true, 4);
  rig.show(std::nullopt, 10'000);
  EXPECT_TRUE(rig.trouble.goes_on());
  rig.show(false, 9);
  rig.show(std::nullopt, 1);
  rig.show(false, 10);
  EXPECT_TRUE(rig.trouble.goes_on()) << "the time without a word counts for neither";
}

TEST(Trouble, OneThatComesAndGoesIsToldWithinItsLimitAndThenWithItsCount) {
  Rig rig;
  std::uint32_t told = 0, ended = 0, count = 0;
  for (int i = 0; i < 25; ++i) {  // 25 × 20 s: less than an interval
    rig.show(true, 5);
    rig.show(false, 15);
    while (const auto telling = rig.next()) {
      (telling->ended ? ended : told) += 1;
      count += telling->count;
    }
  }
  EXPECT_EQ(told, kAlarmBurst);
  EXPECT_EQ(ended, kAlarmBurst) << "each that was told is also told to be over";
  rig.now += kAlarmInterval;
  while (const auto telling = rig.next()) count += telling->count;
  EXPECT_EQ(count, 25U) << "nothing is lost, it is counted";
  EXPECT_EQ(rig.next(), std::nullopt);
}

TEST(Trouble, WhatGoesOnIsToldAgainToWhoeverListensAnew) {
  Rig rig;
  rig.trouble.remind();
  EXPECT_EQ(rig.next(), std::nullopt);
  rig.show(true, 4);
  EXPECT_EQ(rig.next(), (Telling{false, 1}));
  rig.trouble.remind();
  EXPECT_EQ(rig.next(), (Telling{false, 0}));
  EXPECT_EQ(rig.next(), std::nullopt);
}

TEST(Trouble, WhatBeganWhileNobodyListenedIsToldWhenSomebodyDoes) {
  Rig rig;
  rig.show(true, 5);
  rig.show(false, 12);
  rig.show(true, 5);
  rig.trouble.remind();
  EXPECT_EQ(rig.next(), (Telling{false, 2}));
  EXPECT_EQ(rig.next(), std::nullopt);
}

// Whatever a contact does, and however often it is asked: what is told alternates, is within the limit, and in the end
// says how it is.
TEST(Trouble, ToldIsBoundedAndEndsTrueWhateverTheSignDoes) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::mt19937 random(seed);
    Rig rig;
    std::uint32_t begun = 0;
    bool told = false;
    const auto listen = [&] {
      while (const auto telling = rig.next()) {
        EXPECT_TRUE(told || !telling->ended);
        if (!telling->ended && telling->count > 0) ++begun;
        told = !telling->ended;
      }
    };
    for (int i = 0; i < 400; ++i) {
      rig.show(random() % 4 == 0 ? std::nullopt : std::optional(random() % 2 == 0), static_cast<int>(random() % 15));
      if (random() % 3 != 0) listen();
    }
    const auto passed = rig.now - kStart;
    EXPECT_LE(begun, kAlarmBurst + static_cast<std::uint32_t>(passed / kAlarmInterval)) << "seed " << seed;
    const bool last = random() % 2 == 0;
    rig.show(last, 60);
    rig.now += kAlarmInterval;
    listen();
    EXPECT_EQ(told, last) << "seed " << seed;
  }
}

}  // namespace
}  // namespace tongluo::alarms
