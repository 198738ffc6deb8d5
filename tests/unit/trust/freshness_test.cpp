// A held list is current for thirty days, then only by a statement that names it; a statement that names a newer one
// makes it stale at once. Stale suspends announce and relay, and nobody else.

#include <gtest/gtest.h>

#include "protocol/base/limits.hpp"
#include "tests/support/trust_fixture.hpp"

namespace tongluo::test {
namespace {

using namespace trust;

constexpr microseconds kFreshTick{1};
constexpr auto kDay = std::chrono::hours(24);
constexpr WallTime kIssued = kNow - kDay;       // of the fixture's list
constexpr WallTime kOld = kIssued + kFreshFor;  // from here on its age does not help
constexpr std::uint64_t kVersion = 7;

class FreshnessTest : public testing::Test {
 protected:
  FreshnessTest()
      : relay(sign::PrivateKey::generate(Algorithm::ed25519).value()), fixture([this](wire::TrustList& list) {
          list.version = kVersion;
          list.issuers.push_back(issuer(relay, "province", Role::relay, OrderClass::actual, county(), Level::i));
          for (wire::QuorumRule& rule : list.rules) rule.roles.push_back(Role::relay);
        }) {}

  Result<wire::Freshness, Refusal> verify(const Envelope& envelope, WallTime now = kNow) const {
    return verify_freshness(fixture.authority(), envelope, now);
  }
  Refusal judge(const Envelope& envelope, WallTime now = kNow) const {
    const auto verified = verify(envelope, now);
    return verified ? Refusal::none : verified.error();
  }
  bool fresh(WallTime now, const wire::Freshness* statement = nullptr) const {
    return is_fresh({fixture.roots(), &fixture.list(), statement}, now);
  }

  sign::PrivateKey relay;
  TrustFixture fixture;
};

TEST_F(FreshnessTest, AgeAloneMakesAListFreshForThirtyDays) {
  EXPECT_TRUE(fresh(kIssued));
  EXPECT_TRUE(fresh(kOld - kFreshTick));
  EXPECT_FALSE(fresh(kOld));
  EXPECT_FALSE(is_fresh({fixture.roots(), nullptr}, kNow));
}

TEST_F(FreshnessTest, AStatementMakesTheListThatItNamesFreshWhileItIsValid) {
  const wire::Freshness named{1, kVersion, kOld, kOld + kDay};
  EXPECT_TRUE(fresh(kOld, &named));
  EXPECT_TRUE(fresh(kOld + kDay, &named));
  EXPECT_FALSE(fresh(kOld + kDay + kFreshTick, &named));
  const wire::Freshness ahead{1, kVersion, kOld + seconds(60), kOld + kDay};
  EXPECT_TRUE(fresh(kOld, &ahead));
  const wire::Freshness further{1, kVersion, kOld + seconds(60) + kFreshTick, kOld + kDay};
  EXPECT_FALSE(fresh(kOld, &further));
  const wire::Freshness older{1, kVersion - 1, kOld, kOld + kDay};
  EXPECT_FALSE(fresh(kOld, &older)) << "it speaks of another list";
}

TEST_F(FreshnessTest, AStatementThatNamesANewerListMakesTheHeldOneStaleAtOnce) {
  const wire::Freshness newer{1, kVersion + 1, kNow, kNow + kDay};
  EXPECT_FALSE(fresh(kNow, &newer));
  EXPECT_FALSE(fresh(kNow + 2 * kDay, &newer)) << "also when it has expired";
}

TEST_F(FreshnessTest, StaleSuspendsAnnounceAndRelayOnly) {
  struct Row {
    const char* name;
    const sign::Signer* signer;
    OrderClass order_class;
    Level level;
    Refusal stale;
  };
  const Row table[] = {
      {"dispatch", &fixture.dispatch, OrderClass::actual, Level::ii, Refusal::none},
      {"exercise", &fixture.exercise, OrderClass::exercise, Level::ii, Refusal::none},
      {"announce", &fixture.announce, OrderClass::routine, Level::routine, Refusal::trust_list_stale},
      {"relay", &relay, OrderClass::actual, Level::ii, Refusal::trust_list_stale},
  };
  const wire::Freshness named{1, kVersion, kOld, kOld + kDay}, newer{1, kVersion + 1, kNow, kNow + kDay};
  for (const Row& row : table) {
    const auto told = [&](WallTime now, const wire::Freshness* statement) {
      wire::Order order = sample_order(now);
      order.order_class = row.order_class;
      order.level = row.level;
      const auto admitted =
          verify_order({fixture.roots(), &fixture.list(), statement}, fixture.seal(order, *row.signer), now);
      return admitted ? Refusal::none : admitted.error();
    };
    EXPECT_EQ(told(kOld - kFreshTick, nullptr), Refusal::none) << row.name;
    EXPECT_EQ(told(kOld, nullptr), row.stale) << row.name;
    EXPECT_EQ(told(kOld, &named), Refusal::none) << row.name;
    EXPECT_EQ(told(kNow, &newer), row.stale) << row.name;
  }
}

TEST_F(FreshnessTest, AnExpiredListIsRefusedAsExpiredNotAsStale) {
  wire::Order order = sample_order(kNow + kListLifetime + kFreshTick);
  order.order_class = OrderClass::routine;
  order.level = Level::routine;
  EXPECT_EQ(verify_order(fixture.authority(), fixture.seal(order, fixture.announce), order.issued_at).error(),
            Refusal::trust_list_expired);
}

TEST_F(FreshnessTest, AStatementIsOneCountyWideMaintainKeysForThirtyDaysAtMost) {
  EXPECT_EQ(*verify(fixture.freshness(kVersion)), (wire::Freshness{1, kVersion, kNow, kNow + kFreshFor}));
  const Bytes payload = fixture.freshness(kVersion).payload;
  const auto by = [&](const std::vector<const sign::Signer*>& keys) {
    return judge(fixture.seal(PayloadType::freshness, payload, keys));
  };
  EXPECT_EQ(by({&fixture.dispatch}), Refusal::wrong_role);
  EXPECT_EQ(by({&fixture.time}), Refusal::wrong_role);
  EXPECT_EQ(by({&fixture.root_keys[0], &fixture.root_keys[1]}), Refusal::unknown_key);
  EXPECT_EQ(by({&fixture.maintain, &fixture.dispatch}), Refusal::malformed);
  EXPECT_EQ(by({}), Refusal::quorum_not_met);
  EXPECT_EQ(judge(fixture.seal(PayloadType::place_record, payload, {&fixture.maintain})), Refusal::wrong_type);
  EXPECT_EQ(judge(fixture.seal(PayloadType::freshness, to_bytes("x"), {&fixture.maintain})), Refusal::malformed);
  EXPECT_EQ(judge(fixture.freshness(kVersion, kNow, kFreshFor + kFreshTick)), Refusal::limit_exceeded);
}

TEST_F(FreshnessTest, ATownshipsMaintainKeyMayNotSpeakForTheCounty) {
  const TrustFixture narrow([](wire::TrustList& list) { list.issuers[3].areas = {township()}; });
  const auto verified = verify_freshness(narrow.authority(), narrow.freshness(1), kNow);
  ASSERT_FALSE(verified);
  EXPECT_EQ(verified.error(), Refusal::outside_scope);
}

TEST_F(FreshnessTest, TimesAndVersionsAtTheirBoundaries) {
  EXPECT_EQ(judge(fixture.freshness(kVersion, kNow + limits::kMaxClockAhead)), Refusal::none);
  EXPECT_EQ(judge(fixture.freshness(kVersion, kNow + limits::kMaxClockAhead + kFreshTick)), Refusal::issued_in_future);
  const Envelope of_a_day = fixture.freshness(kVersion, kNow, kDay),
                 newer = fixture.freshness(kVersion + 1, kNow, kDay);
  EXPECT_EQ(judge(of_a_day, kNow + kDay), Refusal::none);
  EXPECT_EQ(judge(of_a_day, kNow + kDay + kFreshTick), Refusal::expired);
  EXPECT_EQ(judge(newer, kNow + kDay + kFreshTick), Refusal::none) << "it still tells that there is a newer list";
  EXPECT_EQ(judge(fixture.freshness(kVersion - 1)), Refusal::older_version);
  EXPECT_EQ(judge(fixture.freshness(kVersion + 1'000)), Refusal::none);
  EXPECT_EQ(judge(fixture.freshness(kVersion + 1'001)), Refusal::limit_exceeded);
  EXPECT_EQ(judge(fixture.freshness(kVersion, kNow + kListLifetime), kNow + kListLifetime + kFreshTick),
            Refusal::trust_list_expired);
}

}  // namespace
}  // namespace tongluo::test
