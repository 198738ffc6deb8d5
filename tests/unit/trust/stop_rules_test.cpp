// Whom a cancel and a stop-all reach.

#include <gtest/gtest.h>

#include "tests/support/trust_fixture.hpp"

namespace tongluo::test {
namespace {

using namespace trust;

const TerminalId kStoppedTerminal = terminal_id("TL-500116-0001");

class CancelRules : public testing::Test {
 protected:
  CancelRules()
      : local(sign::PrivateKey::generate(Algorithm::ed25519).value()),
        clerk(sign::PrivateKey::generate(Algorithm::ed25519).value()),
        fixture([this](wire::TrustList& list) {
          list.issuers.push_back(
              issuer(local, "township office", Role::dispatch, OrderClass::actual, township(), Level::ii));
          list.issuers.push_back(
              issuer(clerk, "another clerk", Role::announce, OrderClass::routine, township(), Level::routine));
        }) {}

  bool may(const sign::Signer& by, const wire::Order& order, const std::vector<const sign::Signer*>& issuers) const {
    const Envelope envelope = fixture.seal(PayloadType::order, wire::serialize(order), issuers);
    const wire::Cancel wanted{1, sign::identity(envelope), kNow, {}};
    const auto cancel = verify_cancel(fixture.authority(), fixture.seal(wanted, by), kNow);
    return cancel && may_cancel(*cancel, fixture.list(), envelope, order);
  }
  static wire::Order order_for(std::vector<wire::Target> targets, OrderClass order_class = OrderClass::actual) {
    wire::Order order = sample_order();
    order.targets = std::move(targets);
    order.order_class = order_class;
    if (order_class == OrderClass::routine) order.level = Level::routine;
    return order;
  }

  sign::PrivateKey local, clerk;
  TrustFixture fixture;
};

TEST_F(CancelRules, DispatchCancelsWhateverLiesInItsScope) {
  const auto routine = order_for({village()}, OrderClass::routine);
  EXPECT_TRUE(may(fixture.dispatch, routine, {&fixture.announce}));
  EXPECT_TRUE(may(local, routine, {&fixture.announce}));
  EXPECT_TRUE(may(local, order_for({township()}), {&fixture.dispatch}));
  EXPECT_FALSE(may(local, order_for({county()}), {&fixture.dispatch}));
  EXPECT_FALSE(may(local, order_for({township(), area("500116102000")}), {&fixture.dispatch}));
  EXPECT_FALSE(may(local, order_for({kStoppedTerminal}), {&fixture.dispatch}))
      << "where a terminal stands the order does not say";
  EXPECT_TRUE(may(fixture.dispatch, order_for({kStoppedTerminal}), {&local}));
}

TEST_F(CancelRules, OthersCancelOnlyTheirOwn) {
  const auto routine = order_for({village()}, OrderClass::routine);
  EXPECT_TRUE(may(fixture.announce, routine, {&fixture.announce}));
  EXPECT_TRUE(may(clerk, routine, {&fixture.announce, &clerk})) << "each of two issuers may";
  EXPECT_FALSE(may(clerk, routine, {&fixture.announce}));
  EXPECT_FALSE(may(fixture.announce, order_for({village()}), {&fixture.dispatch}));
  EXPECT_FALSE(may(fixture.exercise, order_for({village()}), {&fixture.dispatch}));
  EXPECT_FALSE(may(fixture.maintain, order_for({village()}, OrderClass::test), {&fixture.maintain}))
      << "without a class it issues no orders";
}

TEST_F(CancelRules, AKeyThatTheListNoLongerKnowsCancelsNothingOfOthers) {
  const Envelope envelope = fixture.seal(order_for({village()}), fixture.dispatch);
  const AdmittedCancel cancel{{1, sign::identity(envelope), kNow, {}}, {}, KeyId{}, Role::dispatch};
  EXPECT_FALSE(may_cancel(cancel, fixture.list(), envelope, order_for({village()})));
}

TEST_F(CancelRules, AClassThatItsRoleMayNotIssueGivesNoSay) {
  const TrustFixture odd([](wire::TrustList& list) {
    list.issuers[4].order_class = OrderClass::actual;  // of the time key
    list.issuers[4].highest_level = Level::i;
  });
  const wire::Cancel wanted{1, sign::digest_of(as_bytes("order")), kNow, {}};
  EXPECT_EQ(verify_cancel(odd.authority(), odd.seal(wanted, odd.time), kNow).error(), Refusal::wrong_role);
}

TEST(StopAllRules, CoversByClassLevelTimeAndPlace) {
  const wire::PlaceRecord place{1, kStoppedTerminal, 1, kNow, village(), {}, "", ""};
  const wire::StopAll stop{1, {township()}, {OrderClass::actual, OrderClass::routine}, Level::ii, kNow, {}};
  wire::Order order = sample_order(kNow - seconds(1));
  struct Row {
    const char* name;
    std::function<void(wire::Order&, wire::StopAll&)> edit;
    bool expected;
  };
  const Row table[] = {
      {"as it is", [](auto&, auto&) {}, true},
      {"a lower level", [](auto& o, auto&) { o.level = Level::iv; }, true},
      {"a higher level than it reaches", [](auto& o, auto&) { o.level = Level::i; }, false},
      {"another class", [](auto& o, auto&) { o.order_class = OrderClass::exercise; }, false},
      {"routine", [](auto& o, auto&) { o.order_class = OrderClass::routine, o.level = Level::routine; }, true},
      {"issued at the same time", [](auto& o, auto&) { o.issued_at = kNow; }, false},
      {"issued later", [](auto& o, auto&) { o.issued_at = kNow + seconds(1); }, false},
      {"for elsewhere", [](auto&, auto& s) { s.targets = {area("500116102000")}; }, false},
      {"for this terminal", [](auto&, auto& s) { s.targets = {kStoppedTerminal}; }, true},
      {"for no class", [](auto&, auto& s) { s.order_classes.clear(); }, false},
  };
  for (const Row& row : table) {
    wire::Order edited = order;
    wire::StopAll edited_stop = stop;
    row.edit(edited, edited_stop);
    EXPECT_EQ(covers(edited_stop, edited, place), row.expected) << row.name;
  }
}

}  // namespace
}  // namespace tongluo::test
