// When a terminal asks for its certificate, and for the next one.

#include "terminal-fw/core/enrolment_plan.hpp"

#include <gtest/gtest.h>

namespace tongluo::terminal {
namespace {

constexpr WallTime kFrom = wall_from_us(1'800'000'000'000'000);
constexpr auto kLife = std::chrono::hours(24 * 300);
constexpr sign::CertificateTimes kTimes{kFrom, kFrom + kLife};

TEST(EnrolmentDelays, DoubleUpToFiveMinutesAndWalkThroughTheAddresses) {
  EnrolmentPlan plan(3);
  EXPECT_EQ(plan.endpoint(), 0U);
  const int expected_s[] = {2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300};
  for (std::size_t i = 0; i < std::size(expected_s); ++i) {
    EXPECT_EQ(plan.after_failure(1.0), seconds(expected_s[i])) << i;
    EXPECT_EQ(plan.endpoint(), (i + 1) % 3);
  }
  EXPECT_EQ(plan.after_failure(0.0), seconds(0)) << "full jitter";
}

TEST(EnrolmentDelays, AReplySaysWhenAndTheSameAddressIsAskedAgain) {
  EnrolmentPlan plan(2);
  plan.after_failure(1.0);
  const wire::EnrolReply pending{wire::EnrolState::pending, seconds(40), std::nullopt, {}};
  EXPECT_EQ(plan.after_reply(pending, 0.0), seconds(40));
  EXPECT_EQ(plan.after_reply(pending, 1.0), seconds(50));
  EXPECT_EQ(plan.endpoint(), 1U);
  EXPECT_EQ(plan.after_reply({wire::EnrolState::busy, seconds(0), std::nullopt, {}}, 0.0), seconds(1))
      << "never at once";
  EXPECT_EQ(plan.after_failure(1.0), seconds(2)) << "an answer ends the doubling";
}

TEST(Renewals, BeginAtTwoThirdsOfTheLife) {
  EXPECT_EQ(until_renewal(kTimes, kFrom), kLife / 3 * 2);
  EXPECT_EQ(until_renewal(kTimes, kFrom + kLife / 3 * 2), WallTime::duration(0));
  EXPECT_EQ(until_renewal(kTimes, kFrom + kLife + std::chrono::hours(1)), WallTime::duration(0))
      << "also after its end";
}

TEST(Renewals, AreTriedOftenEnoughToSucceedInTheLastThird) {
  EXPECT_EQ(renewal_retry(kTimes, 1.0), kRenewalRetry);
  const sign::CertificateTimes hour{kFrom, kFrom + std::chrono::hours(1)};
  EXPECT_EQ(renewal_retry(hour, 1.0), seconds(24));
  EXPECT_EQ(renewal_retry(hour, 0.0), seconds(12));
}

TEST(Renewals, AreAllowedALittleEarlierThanAskedAndUntilTheGraceEnds) {
  EXPECT_FALSE(trust::renewal_allowed(kTimes, kFrom + kLife / 2));
  EXPECT_TRUE(trust::renewal_allowed(kTimes, kFrom + kLife / 5 * 3));
  EXPECT_TRUE(trust::renewal_allowed(kTimes, kFrom + kLife + trust::kRenewalGrace));
  EXPECT_FALSE(trust::renewal_allowed(kTimes, kFrom + kLife + trust::kRenewalGrace + seconds(1)));
}

}  // namespace
}  // namespace tongluo::terminal
