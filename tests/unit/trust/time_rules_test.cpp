// Every time rule of an order at its exact boundary.

#include <gtest/gtest.h>

#include "protocol/base/limits.hpp"
#include "tests/support/trust_fixture.hpp"

namespace tongluo::test {
namespace {

using namespace trust;

constexpr microseconds kRuleTick{1};
constexpr WallTime kExpiry = kNow + kListLifetime;

class TimeRules : public testing::Test {
 protected:
  Refusal judge(const wire::Order& order, const sign::Signer& signer, WallTime now) {
    const Authority authority{fixture.roots(), &fixture.list(), freshness};
    const auto admitted = verify_order(authority, fixture.seal(order, signer), now);
    under_expired_list = admitted && admitted->under_expired_list;
    return admitted ? Refusal::none : admitted.error();
  }
  Refusal judge(const wire::Order& order, WallTime now = kNow) { return judge(order, fixture.dispatch, now); }

  wire::Order routine(WallTime now = kNow) const {
    wire::Order order = sample_order(now);
    order.order_class = OrderClass::routine;
    order.level = Level::routine;
    return order;
  }
  wire::Order drill(WallTime now) const {
    wire::Order order = sample_order(now);
    order.order_class = OrderClass::exercise;
    return order;
  }

  TrustFixture fixture;
  const wire::Freshness* freshness = nullptr;
  bool under_expired_list = false;
};

TEST_F(TimeRules, ValidityHoldsFromAMinuteBeforeItsBeginToItsLastMicrosecond) {
  wire::Order order = sample_order();
  EXPECT_EQ(judge(order, order.valid_from), Refusal::none);
  EXPECT_EQ(judge(order, order.valid_until), Refusal::none);
  EXPECT_EQ(judge(order, order.valid_until + kRuleTick), Refusal::expired);
  order.valid_from = kNow + limits::kMaxClockAhead;
  order.occurrences.front().earliest_start = order.valid_from;
  EXPECT_EQ(judge(order, kNow), Refusal::none);
  EXPECT_EQ(judge(order, kNow - kRuleTick), Refusal::not_yet_valid);
}

TEST_F(TimeRules, TheIssuersClockMayBeAMinuteAhead) {
  wire::Order order = sample_order();
  order.issued_at = kNow + seconds(60);
  EXPECT_EQ(judge(order), Refusal::none);
  order.issued_at = kNow + seconds(60) + kRuleTick;
  EXPECT_EQ(judge(order), Refusal::issued_in_future);
}

TEST_F(TimeRules, AnAlertIsValidForADayAndARoutineItemForNinetyTwo) {
  wire::Order alert = sample_order(), item = routine();
  alert.valid_until = kNow + std::chrono::hours(24);
  item.valid_until = kNow + std::chrono::hours(24 * 92);
  EXPECT_EQ(judge(alert), Refusal::none);
  EXPECT_EQ(judge(item, fixture.announce, kNow), Refusal::none);
  alert.valid_until += kRuleTick;
  item.valid_until += kRuleTick;
  EXPECT_EQ(judge(alert), Refusal::limit_exceeded);
  EXPECT_EQ(judge(item, fixture.announce, kNow), Refusal::limit_exceeded);
}

TEST_F(TimeRules, OccurrencesMayFillTheValidityButNotLeaveIt) {
  wire::Order order = sample_order();
  order.occurrences = {{1, order.valid_from, order.valid_until - kRuleTick, order.valid_until}};
  EXPECT_EQ(judge(order), Refusal::none);
}

TEST_F(TimeRules, DispatchGoesOnForNinetyDaysAfterTheListExpired) {
  const WallTime last = kExpiry + std::chrono::hours(24 * 90);
  EXPECT_EQ(judge(sample_order(kExpiry), kExpiry), Refusal::none);
  EXPECT_FALSE(under_expired_list);
  EXPECT_EQ(judge(sample_order(kExpiry), kExpiry + kRuleTick), Refusal::none);
  EXPECT_TRUE(under_expired_list) << "under alarm";
  EXPECT_EQ(judge(sample_order(last), last), Refusal::none);
  EXPECT_TRUE(under_expired_list);
  EXPECT_EQ(judge(sample_order(last), last + kRuleTick), Refusal::trust_list_expired);
}

TEST_F(TimeRules, EveryOtherRoleEndsWithTheList) {
  const wire::Freshness fresh{1, fixture.list().list().version, kExpiry - kFreshFor, kExpiry};
  freshness = &fresh;
  EXPECT_EQ(judge(routine(kExpiry), fixture.announce, kExpiry), Refusal::none);
  EXPECT_EQ(judge(routine(kExpiry), fixture.announce, kExpiry + kRuleTick), Refusal::trust_list_expired);
  EXPECT_EQ(judge(drill(kExpiry), fixture.exercise, kExpiry), Refusal::none);
  EXPECT_EQ(judge(drill(kExpiry), fixture.exercise, kExpiry + kRuleTick), Refusal::trust_list_expired);
}

TEST_F(TimeRules, AKeyIsValidFromItsFirstToItsLastMicrosecond) {
  fixture = TrustFixture([](wire::TrustList& list) {
    list.issuers[0].valid_from = kNow;
    list.issuers[0].valid_until = kNow + seconds(10);
  });
  const wire::Order order = sample_order(kNow - seconds(100));
  EXPECT_EQ(judge(order, kNow - kRuleTick), Refusal::key_outside_validity);
  EXPECT_EQ(judge(order, kNow), Refusal::none);
  EXPECT_EQ(judge(order, kNow + seconds(10)), Refusal::none);
  EXPECT_EQ(judge(order, kNow + seconds(10) + kRuleTick), Refusal::key_outside_validity);
}

}  // namespace
}  // namespace tongluo::test
