// How often strangers may try; time is a number.

#include "controller/enrol/attempt_limiter.hpp"

#include <gtest/gtest.h>

#include "controller/enrol/limits.hpp"

namespace tongluo::enrol {
namespace {

constexpr SteadyTime kStart{seconds(1'000)};

TEST(AttemptLimit, TenRefusalsThenOneAMinute) {
  AttemptLimiter limiter;
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(limiter.may_try("192.0.2.1", kStart)) << i;
    limiter.on_refused("192.0.2.1", kStart);
  }
  EXPECT_FALSE(limiter.may_try("192.0.2.1", kStart));
  EXPECT_TRUE(limiter.may_try("192.0.2.2", kStart)) << "others are not concerned";
  EXPECT_FALSE(limiter.may_try("192.0.2.1", kStart + kWrongRefill - seconds(1)));
  EXPECT_TRUE(limiter.may_try("192.0.2.1", kStart + kWrongRefill));
}

TEST(AttemptLimit, WhoIsNotRefusedIsNeverLimited) {
  AttemptLimiter limiter;
  for (int i = 0; i < 10'000; ++i) ASSERT_TRUE(limiter.may_try("192.0.2.1", kStart));
  EXPECT_EQ(limiter.address_count(), 0U);
}

TEST(AttemptLimit, WhatIsTakenBackWasNeverCounted) {
  AttemptLimiter limiter({1, seconds(60), 100, 5});
  for (int i = 0; i < 300; ++i) {
    ASSERT_TRUE(limiter.may_try("192.0.2.1", kStart)) << i;
    limiter.on_refused("192.0.2.1", kStart);
    EXPECT_FALSE(limiter.may_try("192.0.2.1", kStart)) << "until it is";
    limiter.take_back("192.0.2.1");
  }
  limiter.take_back("192.0.2.1");
  limiter.on_refused("192.0.2.1", kStart);
  EXPECT_FALSE(limiter.may_try("192.0.2.1", kStart)) << "no more than was there";
}

TEST(AttemptLimit, ManyAddressesShareABudget) {
  AttemptLimiter limiter;
  for (int i = 0; i < static_cast<int>(kWrongBurst); ++i) limiter.on_refused("10.0.0." + std::to_string(i), kStart);
  EXPECT_FALSE(limiter.may_try("198.51.100.1", kStart));
  EXPECT_TRUE(limiter.may_try("198.51.100.1", kStart + seconds(1)));
}

TEST(AttemptLimit, RemembersABoundedNumberOfAddresses) {
  AttemptLimiter limiter;
  for (std::size_t i = 0; i < kMaxAddresses + 100; ++i)
    limiter.on_refused("a" + std::to_string(i), kStart + seconds(static_cast<std::int64_t>(i)));
  EXPECT_EQ(limiter.address_count(), kMaxAddresses);
}

TEST(AttemptLimit, AClockThatStandsStillGivesNothingBack) {
  TokenBucket bucket(1, 1);
  EXPECT_TRUE(bucket.try_take(kStart));
  EXPECT_FALSE(bucket.try_take(kStart));
  EXPECT_FALSE(bucket.try_take(kStart - seconds(100)));
  EXPECT_TRUE(bucket.try_take(kStart + seconds(1)));
}

TEST(AttemptAddress, AnIpv6NetworkIsOneAddress) {
  EXPECT_EQ(limited_address("2001:db8:1:2:3:4:5:6"), limited_address("2001:db8:1:2:ffff:4:5:6"));
  EXPECT_NE(limited_address("2001:db8:1:2:3:4:5:6"), limited_address("2001:db8:1:3:3:4:5:6"));
  EXPECT_EQ(limited_address("2001:db8::5"), limited_address("2001:db8::6"));
  EXPECT_EQ(limited_address("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(limited_address("::ffff:192.0.2.1"), "::ffff:192.0.2.1");
}

}  // namespace
}  // namespace tongluo::enrol
