// The pinned roots and the list that only they may sign.

#include <gtest/gtest.h>

#include "protocol/base/limits.hpp"
#include "tests/support/trust_fixture.hpp"

namespace tongluo::test {
namespace {

using namespace trust;

class TrustListTest : public testing::Test {
 protected:
  wire::TrustList list_of_version(std::uint64_t version) const {
    wire::TrustList list = fixture.list().list();
    list.version = version;
    return list;
  }
  Refusal judge(const Envelope& envelope, std::uint64_t held = 0, WallTime now = kNow) const {
    const auto verified = verify_trust_list(fixture.roots(), envelope, held, now);
    return verified ? Refusal::none : verified.error();
  }
  Envelope sealed_by(const wire::TrustList& list, const std::vector<const sign::Signer*>& signers) const {
    return fixture.seal(PayloadType::trust_list, wire::serialize(list), signers);
  }
  const sign::PrivateKey& root(std::size_t i) const { return fixture.root_keys[i]; }

  TrustFixture fixture;
};

TEST_F(TrustListTest, TwoOfThreeRootsMustSign) {
  const auto list = list_of_version(1);
  EXPECT_EQ(judge(sealed_by(list, {&root(0), &root(2)})), Refusal::none);
  EXPECT_EQ(judge(sealed_by(list, {&root(0), &root(1), &root(2)})), Refusal::none);
  EXPECT_EQ(judge(sealed_by(list, {&root(1)})), Refusal::quorum_not_met);
  EXPECT_EQ(judge(sealed_by(list, {})), Refusal::quorum_not_met);
  EXPECT_EQ(judge(sealed_by(list, {&fixture.dispatch, &fixture.maintain})), Refusal::quorum_not_met);
  Envelope repeated = sealed_by(list, {&root(1)});
  repeated.signatures.push_back(repeated.signatures[0]);
  EXPECT_EQ(judge(repeated), Refusal::quorum_not_met) << "roots count, not signatures";
}

TEST_F(TrustListTest, EverySignatureMustVerifyNotOnlyEnoughOfThem) {
  const auto list = list_of_version(1);
  EXPECT_EQ(judge(sealed_by(list, {&root(0), &root(1), &fixture.dispatch})), Refusal::unknown_key);
  Envelope envelope = sealed_by(list, {&root(0), &root(1), &root(2)});
  envelope.signatures[2].octets[7] ^= std::byte{1};
  EXPECT_EQ(judge(envelope), Refusal::bad_signature);
}

TEST_F(TrustListTest, VersionsOnlyRiseByAtMostAThousand) {
  struct Row {
    std::uint64_t held, offered;
    Refusal expected;
  };
  for (const Row& row :
       {Row{0, 1, Refusal::none}, Row{0, 1'000'000, Refusal::none}, Row{5, 5, Refusal::none},
        Row{5, 4, Refusal::older_version}, Row{5, 6, Refusal::none}, Row{5, 1'005, Refusal::none},
        Row{5, 1'006, Refusal::limit_exceeded}, Row{5, 0xffff'ffff'ffff'ffff, Refusal::limit_exceeded}})
    EXPECT_EQ(judge(fixture.seal_trust_list(list_of_version(row.offered)), row.held), row.expected) << row.offered;
}

TEST_F(TrustListTest, FormIsCheckedBeyondTheSignatures) {
  struct Row {
    const char* name;
    std::function<void(wire::TrustList&)> spoil;
    Refusal expected;
  };
  const Row table[] = {
      {"the same key twice", [](auto& list) { list.issuers.push_back(list.issuers[0]); }, Refusal::malformed},
      {"key id of another key", [](auto& list) { list.issuers[0].key_id = list.issuers[1].key_id; },
       Refusal::malformed},
      {"unusable key", [](auto& list) { list.issuers[0].public_key.pop_back(); }, Refusal::malformed},
      {"key of another algorithm", [](auto& list) { list.issuers[0].algorithm = Algorithm::sm2_sm3; },
       Refusal::malformed},
      {"two rules for one thing", [](auto& list) { list.rules.push_back(list.rules[0]); }, Refusal::malformed},
      {"a rule of no person", [](auto& list) { list.rules[0].persons = 0; }, Refusal::malformed},
      {"an issuer without area", [](auto& list) { list.issuers[0].areas.clear(); }, Refusal::malformed},
      {"a newer reader", [](auto& list) { list.reader_version = 2; }, Refusal::reader_too_old},
  };
  for (const Row& row : table) {
    wire::TrustList list = list_of_version(1);
    row.spoil(list);
    EXPECT_EQ(judge(fixture.seal_trust_list(list)), row.expected) << row.name;
  }
}

TEST_F(TrustListTest, AnotherTypeOrDeploymentIsRefused) {
  Envelope envelope = fixture.trust_list();
  envelope.type = PayloadType::freshness;
  EXPECT_EQ(judge(envelope), Refusal::wrong_type);
  // The same roots with a salt are another deployment: a training environment.
  wire::RootSet set = fixture.roots().set();
  set.salt = to_bytes("training");
  const auto training = PinnedRoots::parse(wire::serialize(set));
  ASSERT_TRUE(training);
  EXPECT_NE(training->deployment(), fixture.deployment());
  const auto verified = verify_trust_list(*training, fixture.trust_list(), 0, kNow);
  ASSERT_FALSE(verified);
  EXPECT_EQ(verified.error(), Refusal::quorum_not_met);
}

TEST_F(TrustListTest, AListFromTheFutureOrThePastIsBelieved) {
  EXPECT_EQ(judge(fixture.trust_list(), 0, kNow - std::chrono::hours(24 * 365)), Refusal::none)
      << "it raises the floor";
  EXPECT_EQ(judge(fixture.trust_list(), 0, kNow + 3 * kListLifetime), Refusal::none) << "for dispatch's grace";
}

TEST_F(TrustListTest, LookupsFindWhatTheListSays) {
  EXPECT_EQ(fixture.list().find(fixture.dispatch.key_id())->issuer.person, "dispatcher");
  EXPECT_EQ(fixture.list().find(KeyId{}), nullptr);
  EXPECT_NE(fixture.list().rule(OrderClass::actual, Level::iv), nullptr);
  EXPECT_EQ(fixture.list().rule(OrderClass::actual, Level::routine), nullptr);
}

TEST_F(TrustListTest, RootsAreRefusedUnlessEachIsUsableAndDistinct) {
  struct Row {
    const char* name;
    std::function<void(wire::RootSet&)> spoil;
  };
  const Row table[] = {{"twice the same", [](auto& set) { set.roots[1] = set.roots[0]; }},
                       {"unusable", [](auto& set) { set.roots[0].public_key.pop_back(); }},
                       {"quorum of none", [](auto& set) { set.quorum = 0; }},
                       {"quorum above", [](auto& set) { set.quorum = 4; }},
                       {"no root", [](auto& set) { set.roots.clear(); }}};
  for (const Row& row : table) {
    wire::RootSet set = fixture.roots().set();
    row.spoil(set);
    const auto parsed = PinnedRoots::parse(wire::serialize(set));
    ASSERT_FALSE(parsed) << row.name;
    EXPECT_EQ(parsed.error(), Refusal::malformed) << row.name;
  }
  EXPECT_FALSE(PinnedRoots::parse({}));
}

}  // namespace
}  // namespace tongluo::test
