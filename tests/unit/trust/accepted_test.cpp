// What was accepted in time stays accepted: only a list that takes the key or its powers away ends it. And an order
// that waits for its second person is judged like any other, but for the persons.

#include <gtest/gtest.h>

#include "tests/support/trust_fixture.hpp"

namespace tongluo::test {
namespace {

using namespace trust;

constexpr microseconds kTick{1};

class AcceptedTest : public testing::Test {
 protected:
  // Under a later list, made of the fixture's by `edit`.
  Refusal judge(const wire::Order& order, const sign::Signer& signer,
                const std::function<void(wire::TrustList&)>& edit) const {
    wire::TrustList later = fixture.list().list();
    ++later.version;
    edit(later);
    const auto list = verify_trust_list(fixture.roots(), fixture.seal_trust_list(later), 1, kNow);
    const auto accepted = verify_accepted({fixture.roots(), &*list}, fixture.seal(order, signer));
    return accepted ? Refusal::none : accepted.error();
  }
  Refusal judge(const std::function<void(wire::TrustList&)>& edit) const {
    return judge(sample_order(), fixture.dispatch, edit);
  }

  TrustFixture fixture;
};

TEST_F(AcceptedTest, TimeIsSettled) {
  wire::Order routine = sample_order();
  routine.order_class = OrderClass::routine;
  routine.level = Level::routine;
  EXPECT_EQ(judge(routine, fixture.announce, [](auto& list) { list.issued_at = kNow - kFreshFor - kTick; }),
            Refusal::none)
      << "a stale list";
  EXPECT_EQ(judge(routine, fixture.announce, [](auto& list) { list.expires_at = kNow - kTick; }), Refusal::none)
      << "an expired list";
  EXPECT_EQ(judge([](auto& list) { list.issuers[0].valid_from = kNow + kTick; }), Refusal::none)
      << "the key's entry renewed";
  EXPECT_EQ(judge([](auto& list) { list.issuers[0].valid_until = kNow; }), Refusal::none)
      << "the key was valid when it signed";
}

TEST_F(AcceptedTest, ALaterListTakesItBack) {
  struct Row {
    const char* name;
    std::function<void(wire::TrustList&)> edit;
    Refusal expected;
  };
  const Row table[] = {
      {"as it was", [](auto&) {}, Refusal::none},
      {"key revoked", [](auto& list) { list.issuers.erase(list.issuers.begin()); }, Refusal::unknown_key},
      {"key ended before it signed", [](auto& list) { list.issuers[0].valid_until = kNow - kTick; },
       Refusal::key_outside_validity},
      {"role taken", [](auto& list) { list.issuers[0].role = Role::announce; }, Refusal::wrong_role},
      {"class taken", [](auto& list) { list.issuers[0].order_class = OrderClass::test; }, Refusal::wrong_class},
      {"level lowered", [](auto& list) { list.issuers[0].highest_level = Level::iii; }, Refusal::level_too_high},
      {"scope narrowed", [](auto& list) { list.issuers[0].areas = {area("500116102000")}; }, Refusal::outside_scope},
      {"rule gone",
       [](auto& list) { std::erase_if(list.rules, [](const auto& rule) { return rule.level == Level::ii; }); },
       Refusal::no_quorum_rule},
      {"two persons now", [](auto& list) { list.rules[1].persons = 2; }, Refusal::quorum_not_met},
  };
  for (const Row& row : table) EXPECT_EQ(judge(row.edit), row.expected) << row.name;
}

TEST_F(AcceptedTest, AnExpiredOrderIsStillAuthentic) {
  const Envelope envelope = fixture.seal(sample_order(), fixture.dispatch);
  EXPECT_EQ(verify_order(fixture.authority(), envelope, kNow + seconds(3'601)).error(), Refusal::expired);
  const auto accepted = verify_accepted(fixture.authority(), envelope);
  ASSERT_TRUE(accepted);
  EXPECT_EQ(accepted->persons, std::vector<std::string>{"dispatcher"});
}

TEST(Proposal, OnlyMissingPersonsAreForgiven) {
  const sign::PrivateKey second = sign::PrivateKey::generate(Algorithm::ed25519).value();
  const TrustFixture fixture([&](wire::TrustList& list) {
    list.issuers.push_back(issuer(second, "deputy", Role::dispatch, OrderClass::actual, county(), Level::i));
    for (auto& rule : list.rules) rule.persons = 2;
  });
  const auto judge = [&](const wire::Order& order, const std::vector<const sign::Signer*>& keys, WallTime now = kNow) {
    return verify_proposal(fixture.authority(), fixture.seal(PayloadType::order, wire::serialize(order), keys), now);
  };
  const auto alone = judge(sample_order(), {&fixture.dispatch});
  ASSERT_TRUE(alone);
  EXPECT_FALSE(alone->quorum_met);
  EXPECT_EQ(alone->persons_required, 2u);
  EXPECT_EQ(alone->persons, std::vector<std::string>{"dispatcher"});
  const auto both = judge(sample_order(), {&second, &fixture.dispatch});
  ASSERT_TRUE(both);
  EXPECT_TRUE(both->quorum_met);
  EXPECT_EQ(both->persons, (std::vector<std::string>{"deputy", "dispatcher"}));

  EXPECT_EQ(judge(sample_order(), {}).error(), Refusal::quorum_not_met) << "nobody signed";
  EXPECT_EQ(judge(sample_order(), {&fixture.announce}).error(), Refusal::wrong_role);
  EXPECT_EQ(judge(sample_order(), {&fixture.dispatch}, kNow + seconds(3'601)).error(), Refusal::expired);
  wire::Order crossed = sample_order();
  crossed.targets = {wire::Polygon{{{0, 0}, {10, 10}, {0, 10}, {10, 0}}}};
  EXPECT_EQ(judge(crossed, {&fixture.dispatch}).error(), Refusal::bad_area);
  Envelope spoilt = fixture.seal(sample_order(), fixture.dispatch);
  spoilt.signatures[0].octets[0] ^= std::byte{1};
  EXPECT_EQ(verify_proposal(fixture.authority(), spoilt, kNow).error(), Refusal::bad_signature);
  const Envelope signed_by_one = fixture.seal(sample_order(), fixture.dispatch);
  EXPECT_EQ(verify_order(fixture.authority(), signed_by_one, kNow).error(), Refusal::quorum_not_met);
}

}  // namespace
}  // namespace tongluo::test
