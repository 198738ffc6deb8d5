// A trust list that hands over to other roots: a quorum of the old and of the new, the same deployment, the next
// version.

#include <gtest/gtest.h>

#include "tests/support/trust_fixture.hpp"

namespace tongluo::test {
namespace {

using namespace trust;

class RootChange : public testing::Test {
 protected:
  RootChange() {
    for (const Algorithm algorithm : {Algorithm::ed25519, Algorithm::sm2_sm3, Algorithm::ecdsa_p256_sha256})
      next_keys.push_back(sign::PrivateKey::generate(algorithm).value());
  }

  wire::RootSet next() const { return fixture.successor({&next_keys[0], &next_keys[1], &next_keys[2]}, 2); }
  wire::TrustList handing_over(const wire::RootSet& set, std::uint64_t version = 2) const {
    wire::TrustList list = fixture.list().list();
    list.version = version;
    list.next_roots = set;
    return list;
  }
  Envelope sealed(const wire::TrustList& list, const std::vector<const sign::Signer*>& signers) const {
    return fixture.seal(PayloadType::trust_list, wire::serialize(list), signers);
  }
  static Refusal judge(const PinnedRoots& roots, const Envelope& envelope, std::uint64_t held = 1) {
    const auto verified = verify_trust_list(roots, envelope, held, kNow);
    return verified ? Refusal::none : verified.error();
  }
  const sign::PrivateKey& old_key(std::size_t i) const { return fixture.root_keys[i]; }
  std::vector<const sign::Signer*> both() const { return {&old_key(0), &old_key(1), &next_keys[0], &next_keys[1]}; }
  PinnedRoots adopted() const {
    const auto list = verify_trust_list(fixture.roots(), sealed(handing_over(next()), both()), 1, kNow);
    return *fixture.roots().successor(*list);
  }

  TrustFixture fixture;
  std::vector<sign::PrivateKey> next_keys;
};

TEST_F(RootChange, NeedsAQuorumOfTheOldAndOfTheNew) {
  struct Row {
    const char* name;
    std::vector<const sign::Signer*> signers;
    Refusal expected;
  };
  const Row table[] = {
      {"both", both(), Refusal::none},
      {"more of both",
       {&old_key(0), &old_key(1), &old_key(2), &next_keys[0], &next_keys[1], &next_keys[2]},
       Refusal::none},
      {"old alone", {&old_key(0), &old_key(1), &old_key(2)}, Refusal::quorum_not_met},
      {"new alone", {&next_keys[0], &next_keys[1], &next_keys[2]}, Refusal::quorum_not_met},
      {"one of the new", {&old_key(0), &old_key(1), &next_keys[2]}, Refusal::quorum_not_met},
      {"one of the old", {&old_key(0), &next_keys[0], &next_keys[1], &next_keys[2]}, Refusal::quorum_not_met},
      {"and a stranger",
       {&old_key(0), &old_key(1), &next_keys[0], &next_keys[1], &fixture.dispatch},
       Refusal::unknown_key},
  };
  for (const Row& row : table)
    EXPECT_EQ(judge(fixture.roots(), sealed(handing_over(next()), row.signers)), row.expected) << row.name;
}

TEST_F(RootChange, OneSignatureOfTheNewThatIsFalseSpoilsAll) {
  auto signers = both();
  signers.push_back(&next_keys[2]);
  Envelope envelope = sealed(handing_over(next()), signers);
  envelope.signatures.back().octets[3] ^= std::byte{4};
  EXPECT_EQ(judge(fixture.roots(), envelope), Refusal::bad_signature);
}

TEST_F(RootChange, AKeyInBothSetsCountsInBoth) {
  const wire::RootSet set = fixture.successor({&old_key(0), &old_key(1), &next_keys[0]}, 2);
  EXPECT_EQ(judge(fixture.roots(), sealed(handing_over(set), {&old_key(0), &old_key(1)})), Refusal::none);
}

TEST_F(RootChange, OnlyTheNextSetOfTheSameDeploymentFollows) {
  struct Row {
    const char* name;
    std::function<void(wire::RootSet&)> spoil;
  };
  const Row table[] = {
      {"another deployment", [](auto& set) { set.deployment = Digest{}; }},
      {"a first set", [](auto& set) { set.deployment.reset(), set.version = 0; }},
      {"two versions on", [](auto& set) { set.version = 2; }},
      {"the largest version", [](auto& set) { set.version = 0xffff'ffff; }},
      {"the same root twice", [](auto& set) { set.roots[2] = set.roots[0]; }},
      {"an unusable root", [](auto& set) { set.roots[2].public_key.pop_back(); }},
      {"a quorum of none", [](auto& set) { set.quorum = 0; }},
      {"a quorum above its roots", [](auto& set) { set.quorum = 4; }},
      {"a deployment without a version", [](auto& set) { set.version = 0; }},
  };
  for (const Row& row : table) {
    wire::RootSet set = next();
    row.spoil(set);
    EXPECT_EQ(judge(fixture.roots(), sealed(handing_over(set), both())), Refusal::malformed) << row.name;
  }
}

TEST_F(RootChange, TheSuccessorKeepsTheDeployment) {
  const PinnedRoots roots = adopted();
  EXPECT_EQ(roots.deployment(), fixture.deployment());
  EXPECT_EQ(roots.set(), next());
  EXPECT_NE(sign::digest_of(wire::serialize(roots.set())), fixture.deployment());
  EXPECT_FALSE(fixture.roots().successor(fixture.list())) << "a list that hands over to nobody";
}

TEST_F(RootChange, TheListThatHandedOverIsGoodUnderTheNewRootsToo) {
  const PinnedRoots roots = adopted();
  const Envelope envelope = sealed(handing_over(next()), both());
  EXPECT_EQ(judge(roots, envelope), Refusal::none) << "its other signatures are of retired roots";
  const auto again = verify_trust_list(roots, envelope, 1, kNow);
  EXPECT_FALSE(roots.successor(*again)) << "and hands over to nobody any more";
  EXPECT_EQ(judge(roots, sealed(handing_over(next()), {&old_key(0), &old_key(1), &next_keys[0]})),
            Refusal::quorum_not_met);
  Envelope spoilt = envelope;
  spoilt.signatures[3].octets[0] ^= std::byte{1};
  EXPECT_NE(judge(roots, spoilt), Refusal::none);
}

TEST_F(RootChange, RetiredRootsHaveNoSayAnyMore) {
  const PinnedRoots roots = adopted();
  wire::TrustList later = fixture.list().list();
  later.version = 3;
  EXPECT_EQ(judge(roots, sealed(later, {&old_key(0), &old_key(1)}), 2), Refusal::quorum_not_met);
  EXPECT_EQ(judge(roots, sealed(later, {&next_keys[0], &next_keys[2]}), 2), Refusal::none);
  EXPECT_EQ(judge(roots, sealed(later, {&next_keys[0], &next_keys[2], &old_key(0)}), 2), Refusal::unknown_key);
  EXPECT_EQ(judge(fixture.roots(), sealed(later, {&next_keys[0], &next_keys[2]}), 1), Refusal::quorum_not_met)
      << "who missed the change needs the list that made it first";
}

TEST_F(RootChange, LaterListsMayGoOnHandingOverForThoseWhoMissedIt) {
  const Envelope later = sealed(handing_over(next(), 9), both());
  EXPECT_EQ(judge(adopted(), later, 2), Refusal::none);
  const auto missed = verify_trust_list(fixture.roots(), later, 1, kNow);
  ASSERT_TRUE(missed);
  EXPECT_EQ(fixture.roots().successor(*missed)->set(), next());
}

TEST_F(RootChange, AFirstSetHasNoDeploymentAndNoVersion) {
  wire::RootSet set = fixture.roots().set();
  EXPECT_FALSE(set.deployment);
  EXPECT_EQ(fixture.deployment(), sign::digest_of(wire::serialize(set)));
  set.version = 1;
  EXPECT_FALSE(PinnedRoots::parse(wire::serialize(set)));
  set.deployment = fixture.deployment();
  EXPECT_EQ(PinnedRoots::parse(wire::serialize(set))->deployment(), fixture.deployment());
}

}  // namespace
}  // namespace tongluo::test
