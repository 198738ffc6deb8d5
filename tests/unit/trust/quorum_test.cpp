// A quorum counts persons, not keys, and at most one key that the controller holds.

#include <algorithm>
#include <gtest/gtest.h>

#include "tests/support/trust_fixture.hpp"

namespace tongluo::test {
namespace {

using namespace trust;

struct Holder {
  const char* person;
  Custody custody;
  Role role = Role::dispatch;
};

struct Case {
  const char* name;
  std::vector<Holder> holders;  // each signs with a key of his own
  std::uint32_t needed;
  bool met;
  std::size_t counted;
};

const Case kCases[] = {
    {"one where one must", {{"Li", Custody::operator_}}, 1, true, 1},
    {"two persons", {{"Li", Custody::operator_}, {"Wang", Custody::token}}, 2, true, 2},
    {"two keys of one person", {{"Li", Custody::operator_}, {"Li", Custody::token}}, 2, false, 1},
    {"two persons with three keys",
     {{"Li", Custody::operator_}, {"Li", Custody::token}, {"Wang", Custody::operator_}},
     3,
     false,
     2},
    {"a person and a controller's key", {{"Li", Custody::operator_}, {"Wang", Custody::controller}}, 2, true, 2},
    {"two keys of the controller", {{"Li", Custody::controller}, {"Wang", Custody::controller}}, 2, false, 1},
    {"three, two of the controller",
     {{"Li", Custody::controller}, {"Wang", Custody::controller}, {"Zhao", Custody::token}},
     3,
     false,
     2},
    {"a role that does not count",
     {{"Li", Custody::operator_}, {"Wang", Custody::operator_, Role::relay}},
     2,
     false,
     1},
};

TEST(Quorum, CountsPersonsAndOneControllerKeyAtMost) {
  for (const Case& row : kCases) {
    std::vector<sign::PrivateKey> keys;
    for (std::size_t i = 0; i < row.holders.size(); ++i)
      keys.push_back(sign::PrivateKey::generate(static_cast<Algorithm>(1 + i % 3)).value());
    const TrustFixture fixture([&](wire::TrustList& list) {
      list.issuers.clear();
      for (std::size_t i = 0; i < keys.size(); ++i) {
        const Holder& holder = row.holders[i];
        list.issuers.push_back(issuer(keys[i], holder.person, holder.role, OrderClass::actual, county(), Level::i));
        list.issuers.back().custody = holder.custody;
      }
      list.rules = {{OrderClass::actual, Level::ii, row.needed, {Role::dispatch}}};
    });
    std::vector<const sign::Signer*> signers;
    for (const auto& key : keys) signers.push_back(&key);
    const Envelope envelope = fixture.seal(PayloadType::order, wire::serialize(sample_order()), signers);
    const auto admitted = verify_order(fixture.authority(), envelope, kNow);
    ASSERT_EQ(admitted.has_value(), row.met) << row.name;
    EXPECT_EQ(admitted ? admitted->persons.size() : 0, row.met ? row.counted : 0) << row.name;
    EXPECT_EQ(admitted ? Refusal::none : admitted.error(), row.met ? Refusal::none : Refusal::quorum_not_met)
        << row.name;
  }
}

// Li's two keys and Wang's: whichever of the two that the controller holds comes first, it adds a person if it can.
TEST(Quorum, DoesNotDependOnTheOrderOfSignatures) {
  std::vector<sign::PrivateKey> keys;
  for (std::size_t i = 0; i < 3; ++i) keys.push_back(sign::PrivateKey::generate(Algorithm::ed25519).value());
  const TrustFixture fixture([&](wire::TrustList& list) {
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const char* person = i == 2 ? "Wang" : "Li";
      list.issuers.push_back(issuer(keys[i], person, Role::dispatch, OrderClass::actual, county(), Level::i));
      list.issuers.back().custody = i == 0 ? Custody::operator_ : Custody::controller;
    }
    for (auto& rule : list.rules) rule.persons = 2;
  });
  std::vector<std::size_t> turn = {0, 1, 2};
  do {
    const Envelope envelope = fixture.seal(PayloadType::order, wire::serialize(sample_order()),
                                           {&keys[turn[0]], &keys[turn[1]], &keys[turn[2]]});
    const auto admitted = verify_order(fixture.authority(), envelope, kNow);
    ASSERT_TRUE(admitted) << turn[0] << turn[1] << turn[2];
    EXPECT_EQ(admitted->persons, (std::vector<std::string>{"Li", "Wang"}));
    EXPECT_EQ(admitted->persons_required, 2u);
  } while (std::next_permutation(turn.begin(), turn.end()));
}

TEST(Quorum, OneSignatureRepeatedIsOnePerson) {
  const TrustFixture fixture([](wire::TrustList& list) {
    for (auto& rule : list.rules) rule.persons = 2;
  });
  Envelope envelope = fixture.seal(sample_order(), fixture.dispatch);
  envelope.signatures.push_back(envelope.signatures[0]);
  EXPECT_EQ(verify_order(fixture.authority(), envelope, kNow).error(), Refusal::quorum_not_met);
}

TEST(Quorum, EverySignerMustBeAllowedNotOnlyEnoughOfThem) {
  const TrustFixture fixture;
  const Bytes payload = wire::serialize(sample_order());
  const Envelope envelope = fixture.seal(PayloadType::order, payload, {&fixture.dispatch, &fixture.announce});
  EXPECT_EQ(verify_order(fixture.authority(), envelope, kNow).error(), Refusal::wrong_role);
}

TEST(Quorum, AdmittedOrderSaysWhoAndItsIdentityIgnoresSignatures) {
  const TrustFixture fixture([](wire::TrustList& list) { list.issuers[0].rank = 3; });
  Envelope envelope = fixture.seal(sample_order(), fixture.dispatch);
  const auto admitted = verify_order(fixture.authority(), envelope, kNow);
  ASSERT_TRUE(admitted);
  EXPECT_EQ(admitted->order, sample_order());
  EXPECT_EQ(admitted->persons, std::vector<std::string>{"dispatcher"});
  EXPECT_EQ(admitted->issuer_rank, 3u);
  EXPECT_EQ(admitted->digest, sign::digest_of(envelope.payload));
}

}  // namespace
}  // namespace tongluo::test
