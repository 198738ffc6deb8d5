// The typed number of terminals, by class, level and place: asked before a signature, demanded with it, and told to
// whoever approves. Two terminals stand in one township, a third in another.

#include "controller/core/confirmation.hpp"

#include "tests/unit/controller_core/people.hpp"

namespace tongluo::test {
namespace {

using namespace controller;

struct Keys {
  sign::PrivateKey county_clerk = *sign::PrivateKey::generate(Algorithm::ed25519);
  sign::PrivateKey tester = *sign::PrivateKey::generate(Algorithm::ed25519);

  void join(wire::TrustList& list) const {
    list.issuers.push_back(
        issuer(county_clerk, "county clerk", Role::announce, OrderClass::routine, county(), Level::routine));
    list.issuers.push_back(issuer(tester, "tester", Role::dispatch, OrderClass::test, county(), Level::i));
    for (wire::QuorumRule& rule : list.rules) rule.persons = 2;  // so that the second person is asked as well
  }
};

const Keys& keys() {
  static const Keys all;
  return all;
}

struct Case {
  OrderClass order_class;
  Level level;
  bool leaves_township;
  bool asked;
};

class TypedNumber : public testing::TestWithParam<Case> {
 protected:
  TypedNumber() : rig([](wire::TrustList& list) { keys().join(list); }) {
    rig.enrol(2);
    rig.core.accept_place(rig.now, rig.next_request(),
                          rig.trust.place(ControllerRig::id_of(3), area("500116102001"), 1, {}));
    rig.persist_all();
    rig.add_clip(clip);
    order = sample_order(kNow, clip->digest);
    order.order_class = GetParam().order_class;
    order.level = GetParam().level;
    order.tone = Tone::chime;
    if (GetParam().leaves_township) order.targets = {county()};
  }
  const sign::Signer& signer() const {
    switch (GetParam().order_class) {
      case OrderClass::actual:
        return rig.trust.dispatch;
      case OrderClass::exercise:
        return rig.trust.exercise;
      case OrderClass::test:
        return keys().tester;
      default:
        return keys().county_clerk;
    }
  }
  Refusal submit(std::optional<std::size_t> count) {
    rig.core.submit(rig.now, rig.next_request(), {rig.trust.seal(order, signer()), "tester", "api", count});
    rig.persist_all();
    const auto rejected = rig.take_only<OrderRejected>();
    return rejected.empty() ? Refusal::none : rejected.front().refusal;
  }
  std::size_t right() const { return GetParam().leaves_township ? 3 : 2; }

  ControllerRig rig;
  session::SharedClip clip = sample_clip();
  wire::Order order;
};

TEST_P(TypedNumber, IsDemandedWithTheSignature) {
  const Refusal without = GetParam().asked ? Refusal::not_confirmed : Refusal::none;
  EXPECT_EQ(submit(std::nullopt), without);
  if (!GetParam().asked) return;
  for (const std::size_t wrong : {std::size_t{0}, right() - 1, right() + 1})
    EXPECT_EQ(submit(wrong), Refusal::not_confirmed) << wrong;
  EXPECT_FALSE(rig.core.order(rig.now, sign::digest_of(wire::serialize(order)))) << "nothing was kept";
  EXPECT_EQ(submit(right()), Refusal::none);
}

TEST_P(TypedNumber, IsAnnouncedToWhoComposesAndToWhoApproves) {
  OrderDraft draft;
  draft.order_class = GetParam().order_class;
  draft.level = GetParam().level;
  draft.areas = {GetParam().leaves_township ? county().text() : township().text()};
  draft.items = {{clip->digest}};
  const auto made = rig.core.prepare(rig.now, draft);
  ASSERT_TRUE(made) << made.error().reason;
  EXPECT_EQ(made->confirm_count, GetParam().asked);
  ASSERT_EQ(submit(right()), Refusal::none);
  const auto detail = rig.core.order_detail(rig.now, sign::digest_of(wire::serialize(order)));
  ASSERT_TRUE(detail);
  EXPECT_EQ(detail->summary.state, OrderState::submitted);
  EXPECT_EQ(detail->confirm_count, GetParam().asked);
}

std::vector<Case> table() {
  std::vector<Case> cases;
  for (const bool leaves : {false, true}) {
    for (const OrderClass order_class : {OrderClass::actual, OrderClass::exercise, OrderClass::test})
      for (const Level level : {Level::i, Level::ii, Level::iii, Level::iv})
        cases.push_back({order_class, level, leaves, true});
    cases.push_back({OrderClass::routine, Level::routine, leaves, leaves});
  }
  return cases;
}

std::string name_of(const testing::TestParamInfo<Case>& row) {
  return std::string(to_string(row.param.order_class)) + "_" + std::string(to_string(row.param.level)) +
         (row.param.leaves_township ? "_county" : "_township");
}

INSTANTIATE_TEST_SUITE_P(ByClassLevelAndPlace, TypedNumber, testing::ValuesIn(table()), name_of);

TEST(NeedsCount, AreasOfOneTownshipAreTheirVillagesAndItself) {
  EXPECT_FALSE(needs_count(OrderClass::routine, {area("500116101000"), area("500116101001"), area("500116101200")}));
  EXPECT_TRUE(needs_count(OrderClass::routine, {area("500116101001"), area("500116102001")}));
  EXPECT_TRUE(needs_count(OrderClass::routine, {area("500116000000"), area("500116101001")}));
  EXPECT_TRUE(needs_count(OrderClass::routine, {})) << "unknown where";
}

}  // namespace
}  // namespace tongluo::test
