// The ceremonies as edits of a list. Every proposed list is really signed by the fixture's roots (two of three) and
// judged by protocol/trust, as a terminal would: what the ceremony says is what the terminal then does.

#include "tools/ctl/trust_draft.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/trust_fixture.hpp"
#include "tools/ctl/trust_difference.hpp"

namespace tongluo::ctl {
namespace {

using test::kNow;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr auto kDay = std::chrono::hours(24);

class TrustDraft : public testing::Test {
 protected:
  const wire::TrustList& held() const { return fixture_.list().list(); }

  // The proposed list as a terminal that holds the fixture's one takes it.
  trust::VerifiedTrustList accepted(const Try<wire::TrustList>& proposed) const {
    EXPECT_TRUE(proposed) << proposed.error().message;
    auto verified =
        trust::verify_trust_list(fixture_.roots(), fixture_.seal_trust_list(*proposed), held().version, kNow);
    EXPECT_TRUE(verified) << to_string(verified.error());
    return std::move(*verified);
  }

  Refusal judge(const trust::VerifiedTrustList& list, const wire::Order& order,
                const std::vector<const sign::Signer*>& signers) const {
    const Envelope envelope = fixture_.seal(PayloadType::order, wire::serialize(order), signers);
    const auto admitted = trust::verify_order({fixture_.roots(), &list}, envelope, kNow);
    return admitted ? Refusal::none : admitted.error();
  }

  NewIssuer newcomer(const sign::PrivateKey& key, const std::string& person = "newcomer") const {
    const auto public_key = sign::PublicKey::parse(key.algorithm(), key.spki());
    return {*public_key, test::issuer(key, person, Role::dispatch, OrderClass::actual, test::township(), Level::ii)};
  }

  static sign::PrivateKey make_key(Algorithm algorithm = Algorithm::ed25519) {
    return *sign::PrivateKey::generate(algorithm);
  }
  static sign::PublicKey public_half(const sign::PrivateKey& key) {
    return *sign::PublicKey::parse(key.algorithm(), key.spki());
  }
  KeyChoice by_key(const sign::Signer& key) const { return {to_string(key.key_id()), ""}; }

  test::TrustFixture fixture_;
};

TEST_F(TrustDraft, AnAddedPersonMayIssueWithinTheirPowersAndNoFurther) {
  const sign::PrivateKey key = make_key(Algorithm::ecdsa_p256_sha256);
  const auto list = accepted(with_person(held(), newcomer(key), kNow));
  EXPECT_EQ(list.list().version, held().version + 1);
  wire::Order order = test::sample_order();
  EXPECT_EQ(judge(list, order, {&key}), Refusal::none);
  EXPECT_EQ(judge(fixture_.list(), order, {&key}), Refusal::unknown_key) << "before the ceremony";
  order.targets = {test::county()};
  EXPECT_EQ(judge(list, order, {&key}), Refusal::outside_scope);
  order.targets = {test::village()};
  order.level = Level::i;
  EXPECT_EQ(judge(list, order, {&key}), Refusal::level_too_high);
}

TEST_F(TrustDraft, KeysOfAllThreeAlgorithmsCoexist) {
  for (const Algorithm algorithm : {Algorithm::ed25519, Algorithm::ecdsa_p256_sha256, Algorithm::sm2_sm3}) {
    const sign::PrivateKey key = make_key(algorithm);
    const auto list = accepted(with_person(held(), newcomer(key), kNow));
    EXPECT_EQ(judge(list, test::sample_order(), {&key}), Refusal::none) << to_string(algorithm);
    EXPECT_EQ(judge(list, test::sample_order(), {&fixture_.dispatch}), Refusal::none);
  }
}

TEST_F(TrustDraft, OneKeyHasOnePersonAndOneClass) {
  const auto twice = with_person(held(), newcomer(fixture_.announce), kNow);
  ASSERT_FALSE(twice);
  EXPECT_THAT(twice.error().message, HasSubstr("township clerk"));
}

TEST_F(TrustDraft, ARevokedKeyIsRefusedAndTheOthersGoOn) {
  const auto list = accepted(without_keys(held(), by_key(fixture_.dispatch), kNow));
  EXPECT_EQ(judge(list, test::sample_order(), {&fixture_.dispatch}), Refusal::unknown_key);
  EXPECT_NE(list.find(fixture_.announce.key_id()), nullptr);
}

TEST_F(TrustDraft, RevokingAPersonTakesAllTheirKeys) {
  const sign::PrivateKey second = make_key();
  const auto two_keys = accepted(with_person(held(), newcomer(second, "dispatcher"), kNow));
  const auto none = without_keys(two_keys.list(), {"", "dispatcher"}, kNow);
  ASSERT_TRUE(none);
  EXPECT_EQ(none->issuers.size(), held().issuers.size() - 1);
}

TEST_F(TrustDraft, ARotatedKeyTakesTheOldOnesPlaceAndPowers) {
  const sign::PrivateKey fresh = make_key(Algorithm::ecdsa_p256_sha256);
  const auto list =
      accepted(with_rotated_key(held(), by_key(fixture_.dispatch), public_half(fresh), Custody::token, kNow));
  EXPECT_EQ(judge(list, test::sample_order(), {&fresh}), Refusal::none);
  EXPECT_EQ(judge(list, test::sample_order(), {&fixture_.dispatch}), Refusal::unknown_key);
  const wire::Issuer& now = list.find(fresh.key_id())->issuer;
  EXPECT_EQ(now.person, "dispatcher");
  EXPECT_EQ(now.custody, Custody::token);
}

TEST_F(TrustDraft, AChoiceThatFitsNoKeyOrMoreThanOneIsRefused) {
  EXPECT_FALSE(without_keys(held(), {"00000000", ""}, kNow));
  EXPECT_FALSE(without_keys(held(), {"", "nobody"}, kNow));
  EXPECT_EQ(without_keys(held(), {"", ""}, kNow).error().code, ExitCode::usage);
  EXPECT_EQ(without_keys(held(), {"ab", ""}, kNow).error().code, ExitCode::usage) << "too short to be meant";
}

TEST_F(TrustDraft, ARaisedQuorumRefusesOnePersonAndTakesTwo) {
  const sign::PrivateKey second = make_key();
  NewIssuer entry = newcomer(second, "deputy");
  const auto two = accepted(with_person(held(), entry, kNow));
  const auto rule = with_rule(two.list(), {OrderClass::actual, Level::ii, 2, {Role::dispatch}}, kNow);
  const auto list = accepted(rule);
  EXPECT_EQ(judge(list, test::sample_order(), {&fixture_.dispatch}), Refusal::quorum_not_met);
  EXPECT_EQ(judge(list, test::sample_order(), {&fixture_.dispatch, &second}), Refusal::none);
}

TEST_F(TrustDraft, ARemovedRuleMeansNobody) {
  const auto list = accepted(with_rule(held(), {OrderClass::actual, Level::ii, 0, {}}, kNow));
  EXPECT_EQ(judge(list, test::sample_order(), {&fixture_.dispatch}), Refusal::no_quorum_rule);
}

TEST_F(TrustDraft, ARenewedListEndsLaterWithItsKeysAndLeavesOtherKeysAlone) {
  wire::TrustList before = held();
  before.issuers[0].valid_until = before.expires_at;
  const WallTime later = before.expires_at + 365 * kDay;
  const auto renewal = renewed(before, later, true, kNow);
  ASSERT_TRUE(renewal);
  EXPECT_EQ(renewal->expires_at, later);
  EXPECT_EQ(renewal->issuers[0].valid_until, later);
  EXPECT_EQ(renewal->issuers[1].valid_until, before.issuers[1].valid_until);
  EXPECT_EQ(renewed(before, later, false, kNow)->issuers[0].valid_until, before.expires_at);
  EXPECT_FALSE(renewed(before, kNow, true, kNow)) << "an end that is over";
}

TEST_F(TrustDraft, AProposalIsNeverDatedBeforeTheListItFollows) {
  const auto proposed = renewed(held(), held().expires_at + kDay, true, held().issued_at - kDay);
  ASSERT_TRUE(proposed);
  EXPECT_EQ(proposed->issued_at, held().issued_at);
}

class RootChange : public TrustDraft {
 protected:
  RootChange() {
    for (int i = 0; i < 3; ++i) new_roots_.push_back(make_key());
    std::vector<sign::PublicKey> halves;
    for (const sign::PrivateKey& root : new_roots_) halves.push_back(public_half(root));
    list_ = with_next_roots(held(), fixture_.roots(), halves, 2, kNow).value();
  }

  Envelope signed_by(const wire::TrustList& list, const std::vector<const sign::Signer*>& signers) const {
    return fixture_.seal(PayloadType::trust_list, wire::serialize(list), signers);
  }
  Refusal judge_list(const trust::PinnedRoots& roots, const Envelope& envelope) const {
    const auto verified = trust::verify_trust_list(roots, envelope, held().version, kNow);
    return verified ? Refusal::none : verified.error();
  }
  // All that must: two old roots, two new ones.
  Envelope complete() const {
    return signed_by(list_, {&fixture_.root_keys[0], &fixture_.root_keys[1], &new_roots_[0], &new_roots_[1]});
  }
  trust::PinnedRoots successor() const {
    return *fixture_.roots().successor(*trust::verify_trust_list(fixture_.roots(), complete(), held().version, kNow));
  }

  std::vector<sign::PrivateKey> new_roots_;
  wire::TrustList list_;
};

TEST_F(RootChange, NeedsAQuorumOfOldAndNewRoots) {
  EXPECT_EQ(judge_list(fixture_.roots(), complete()), Refusal::none);
  const std::vector<const sign::Signer*> old_only = {&fixture_.root_keys[0], &fixture_.root_keys[1]};
  EXPECT_EQ(judge_list(fixture_.roots(), signed_by(list_, old_only)), Refusal::quorum_not_met);
  const std::vector<const sign::Signer*> new_only = {&new_roots_[0], &new_roots_[1]};
  EXPECT_EQ(judge_list(fixture_.roots(), signed_by(list_, new_only)), Refusal::quorum_not_met);
  const std::vector<const sign::Signer*> one_new = {&fixture_.root_keys[0], &fixture_.root_keys[1], &new_roots_[0]};
  EXPECT_EQ(judge_list(fixture_.roots(), signed_by(list_, one_new)), Refusal::quorum_not_met);
}

TEST_F(RootChange, OldRootsArePowerlessAfterwards) {
  const trust::PinnedRoots next = successor();
  const auto later = renewed(list_, held().expires_at + kDay, true, kNow);
  ASSERT_TRUE(later);
  EXPECT_FALSE(later->next_roots) << "a hand-over is proposed once";
  EXPECT_NE(judge_list(next, signed_by(*later, {&fixture_.root_keys[0], &fixture_.root_keys[1]})), Refusal::none);
  EXPECT_EQ(judge_list(next, signed_by(*later, {&new_roots_[0], &new_roots_[2]})), Refusal::none);
}

TEST_F(RootChange, KeepsTheDeploymentAndEverythingThatWasSigned) {
  const trust::PinnedRoots next = successor();
  EXPECT_EQ(next.deployment(), fixture_.deployment());
  EXPECT_EQ(next.set().version, fixture_.roots().set().version + 1);
  const auto list = trust::verify_trust_list(next, complete(), held().version, kNow);
  ASSERT_TRUE(list) << "whoever pins the new roots first reads the same list";
  const Envelope before = fixture_.seal(test::sample_order(), fixture_.dispatch);
  EXPECT_TRUE(trust::verify_order({next, &*list}, before, kNow));
}

TEST_F(RootChange, ASetWithADoubledRootOrAnImpossibleQuorumIsRefused) {
  const sign::PublicKey root = public_half(new_roots_[0]);
  EXPECT_FALSE(with_next_roots(held(), fixture_.roots(), {root, root}, 1, kNow));
  EXPECT_FALSE(with_next_roots(held(), fixture_.roots(), {root}, 2, kNow));
  EXPECT_FALSE(with_next_roots(held(), fixture_.roots(), {root}, 0, kNow));
}

TEST_F(TrustDraft, TheDifferenceNamesWhatChangedAndNothingElse) {
  EXPECT_THAT(differences(held(), held()), IsEmpty());
  const sign::PrivateKey key = make_key();
  const auto added = differences(held(), *with_person(held(), newcomer(key), kNow));
  ASSERT_EQ(added.size(), 1U);
  EXPECT_THAT(added[0], HasSubstr("+ key of newcomer: dispatch actual up to II in 500116101000"));
  EXPECT_THAT(added[0], HasSubstr("NEW person"));
  EXPECT_THAT(added[0], HasSubstr(to_string(key.key_id())));
  const auto revoked = differences(held(), *without_keys(held(), by_key(fixture_.dispatch), kNow));
  ASSERT_EQ(revoked.size(), 1U);
  EXPECT_THAT(revoked[0], HasSubstr("- key of dispatcher"));
  const auto rule = differences(held(), *with_rule(held(), {OrderClass::actual, Level::i, 2, {Role::dispatch}}, kNow));
  ASSERT_EQ(rule.size(), 1U);
  EXPECT_EQ(rule[0], "~ rule: actual I needs 2 persons of dispatch (was: actual I needs 1 person of dispatch)");
}

TEST_F(TrustDraft, AWiderScopeOrLevelOfAKnownKeyIsShown) {
  wire::TrustList wider = held();
  wider.issuers[1].areas = {test::county()};
  const auto lines = differences(held(), wider);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_THAT(lines[0], HasSubstr("~ key of township clerk: announce routine up to routine in 500116000000"));
  EXPECT_THAT(lines[0], HasSubstr("was: township clerk: announce routine up to routine in 500116101000"));
}

TEST_F(TrustDraft, WeaknessesNameRulesThatNobodyCanMeetAnymore) {
  const auto two = with_rule(held(), {OrderClass::actual, Level::i, 2, {Role::dispatch}}, kNow);
  EXPECT_THAT(weaknesses(*two, kNow),
              Contains("nobody can issue this: actual I needs 2 persons of dispatch, and only 1 can sign"));
  EXPECT_THAT(weaknesses(held(), kNow),
              Contains("one person alone can wake the county: actual I needs 1 person of dispatch"));
}

TEST_F(TrustDraft, WeaknessesCountTheControllersKeysOnce) {
  wire::TrustList list = held();
  const sign::PrivateKey other = make_key();
  list.issuers.push_back(newcomer(other, "machine").entry);
  for (wire::Issuer& issuer : list.issuers)
    if (issuer.role == Role::dispatch) issuer.custody = Custody::controller;
  list.rules = {{OrderClass::actual, Level::ii, 2, {Role::dispatch}}};
  EXPECT_THAT(weaknesses(list, kNow), Contains(HasSubstr("only 1 can sign")));
}

TEST_F(TrustDraft, AnEndWithinThirtyDaysIsAWeakness) {
  EXPECT_THAT(weaknesses(held(), held().expires_at - 29 * kDay), Contains(HasSubstr("the list ends soon")));
  EXPECT_THAT(weaknesses(held(), held().expires_at - 31 * kDay), Not(Contains(HasSubstr("the list ends soon"))));
}

}  // namespace
}  // namespace tongluo::ctl
