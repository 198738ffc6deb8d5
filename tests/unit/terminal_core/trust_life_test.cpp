// Whom a terminal believes over the years: freshness, rollback, expiry, root changes, time resets, and what of it
// survives a power cut. The test plays everything round the core (CoreRig); signatures are real.

#include "protocol/base/limits.hpp"
#include "terminal-fw/core/limits.hpp"
#include "tests/unit/terminal_core/core_rig.hpp"

namespace tongluo::test {
namespace {

constexpr microseconds kTick{1};
constexpr auto kListDay = std::chrono::hours(24);
constexpr WallTime kStale = kNow - kListDay + trust::kFreshFor;  // the fixture's list is a day old at kNow

class TrustLife : public testing::Test {
 protected:
  TrustLife() {
    rig.cache[rig.clip.digest] = rig.clip;
    rig.open_link();
  }

  wire::Order order(OrderClass order_class = OrderClass::actual) {
    wire::Order made = sample_order(rig.now.wall, rig.clip.digest);
    made.order_class = order_class;
    if (order_class == OrderClass::routine) made.level = Level::routine, made.tone = Tone::chime;
    made.nonce.octets[0] = static_cast<std::byte>(++orders_);
    return made;
  }
  // What became of it: none is "accepted".
  Refusal deliver(const Envelope& envelope) {
    const auto accepted = rig.core->counters().orders_accepted;
    rig.deliver(envelope, rig.now.wall + seconds(1));
    if (rig.core->counters().orders_accepted > accepted) return Refusal::none;
    return rig.reported.empty() ? Refusal::none : rig.reported.back().refusal;
  }
  Refusal alert() { return deliver(rig.trust.seal(order(), rig.trust.dispatch)); }
  Refusal routine() { return deliver(rig.trust.seal(order(OrderClass::routine), rig.trust.announce)); }
  Refusal drill() { return deliver(rig.trust.seal(order(OrderClass::exercise), rig.trust.exercise)); }
  void push(const Envelope& envelope) { rig.receive(wire::SignedObject{envelope}); }
  // Time passes without a word from anybody; then the link opens again.
  void wait_until(WallTime wall) {
    rig.close_link();
    rig.advance_to(wall);
    rig.open_link(false);
  }
  std::size_t refusals(Refusal reason) const { return rig.core->refusals().of(reason); }
  Envelope list_of(std::uint64_t version, const std::function<void(wire::TrustList&)>& edit = {}) const {
    wire::TrustList list = rig.trust.list().list();
    list.version = version;
    if (edit) edit(list);
    return rig.trust.seal_trust_list(list);
  }
  std::uint64_t list_version() { return rig.core->make_hello(rig.now, Nonce{}, {}).trust_list_version; }

  CoreRig rig;
  std::uint8_t orders_ = 0;
};

TEST_F(TrustLife, AListThatNobodyRefreshesSuspendsAnnounceAfterThirtyDaysButNoAlert) {
  wait_until(kStale - seconds(1));
  EXPECT_EQ(routine(), Refusal::none);
  wait_until(kStale);
  EXPECT_EQ(routine(), Refusal::trust_list_stale);
  EXPECT_EQ(alert(), Refusal::none);
  EXPECT_EQ(drill(), Refusal::none);
}

TEST_F(TrustLife, AFreshnessStatementLiftsTheSuspensionAndSurvivesAPowerCut) {
  wait_until(kStale);
  EXPECT_EQ(routine(), Refusal::trust_list_stale);
  push(rig.trust.freshness(1, kStale, kListDay));
  EXPECT_EQ(routine(), Refusal::none);
  rig.restart();
  rig.open_link(false);
  EXPECT_EQ(routine(), Refusal::none);
  wait_until(kStale + kListDay + seconds(1));
  EXPECT_EQ(routine(), Refusal::trust_list_stale);
}

TEST_F(TrustLife, AStatementOfANewerListSuspendsAtOnceUntilThatListArrives) {
  push(rig.trust.freshness(2));
  EXPECT_EQ(routine(), Refusal::trust_list_stale);
  rig.restart();
  rig.open_link(false);
  EXPECT_EQ(routine(), Refusal::trust_list_stale) << "also after a power cut";
  push(list_of(2));
  EXPECT_EQ(routine(), Refusal::none);
}

TEST_F(TrustLife, WhatWasAcceptedWhileTheListWasFreshGoesOn) {
  wire::Order later = order(OrderClass::routine);
  later.valid_until = kStale + 2 * kListDay;
  const WallTime start = kStale + kListDay;
  later.occurrences = {{1, start, start + seconds(60), start + seconds(300)}};
  const Envelope envelope = rig.trust.seal(later, rig.trust.announce);
  EXPECT_EQ(deliver(envelope), Refusal::none);
  rig.close_link();
  rig.advance_to(kStale + seconds(1));
  rig.restart();
  rig.now.wall = start - seconds(10);
  rig.open_link();
  EXPECT_EQ(routine(), Refusal::trust_list_stale);
  rig.advance_to(start + seconds(100));
  ASSERT_NE(rig.final_of(sign::identity(envelope)), nullptr);
  EXPECT_EQ(rig.final_of(sign::identity(envelope))->outcome, Outcome::unproved);
}

TEST_F(TrustLife, StatementsOnlyGetNewer) {
  push(rig.trust.freshness(1, kNow + seconds(10)));
  const std::size_t commits = rig.commits;
  push(rig.trust.freshness(1, kNow + seconds(10)));
  EXPECT_EQ(rig.commits, commits) << "the same again";
  push(rig.trust.freshness(1, kNow));
  EXPECT_EQ(refusals(Refusal::older_version), 1u);
  push(rig.trust.seal(PayloadType::freshness, rig.trust.freshness(1, kNow + seconds(20)).payload,
                      {&rig.trust.dispatch}));
  EXPECT_EQ(refusals(Refusal::wrong_role), 1u);
}

TEST_F(TrustLife, AStatementDiesWithTheKeyThatMadeIt) {
  push(rig.trust.freshness(2, kNow));
  push(list_of(2, [&](wire::TrustList& list) {
    list.issued_at = kNow - trust::kFreshFor;
    std::erase_if(list.issuers, [&](const auto& issuer) { return issuer.role == Role::maintain; });
  }));
  EXPECT_EQ(routine(), Refusal::trust_list_stale) << "its word on list 2 is void under list 2";
}

TEST_F(TrustLife, AnOlderListIsRefusedAlsoAfterAPowerCut) {
  push(list_of(5));
  EXPECT_EQ(list_version(), 5u);
  push(list_of(4));
  EXPECT_EQ(refusals(Refusal::older_version), 1u);
  rig.restart();
  rig.open_link();
  EXPECT_EQ(list_version(), 5u);
  push(list_of(4));
  EXPECT_EQ(list_version(), 5u);
  push(list_of(5 + limits::kMaxTrustListStep + 1));
  EXPECT_EQ(refusals(Refusal::limit_exceeded), 1u);
  EXPECT_EQ(list_version(), 5u);
}

TEST_F(TrustLife, AlertsGoOnForNinetyDaysAfterTheListExpiredAndNothingElse) {
  push(list_of(2, [](wire::TrustList& list) { list.expires_at = kNow + kListDay; }));
  const WallTime expiry = kNow + kListDay, last = expiry + trust::kDispatchGrace;
  wait_until(expiry + kTick);
  EXPECT_EQ(alert(), Refusal::none);
  EXPECT_EQ(routine(), Refusal::trust_list_expired);
  EXPECT_EQ(drill(), Refusal::trust_list_expired);
  wait_until(last);
  EXPECT_EQ(alert(), Refusal::none);
  wait_until(last + kTick);
  EXPECT_EQ(alert(), Refusal::trust_list_expired);
  push(list_of(3));
  EXPECT_EQ(alert(), Refusal::none) << "a new list ends it";
}

TEST_F(TrustLife, TheFloorOfTheTimeNeverPassesTheListsExpiry) {
  push(list_of(2, [](wire::TrustList& list) { list.expires_at = kNow + seconds(100); }));
  rig.open_link();
  rig.advance_to(kNow + seconds(7'200));
  rig.receive(wire::HeartbeatSeen{
      .sequence = 1, .sent_at = rig.now.wall, .received_at = rig.now.wall, .replied_at = rig.now.wall});
  EXPECT_EQ(rig.journal.snapshot().time_floor, kNow + seconds(100));
}

TEST_F(TrustLife, ARevokedKeyFallsSilentWhateverItPlays) {
  const Envelope envelope = rig.trust.seal(order(OrderClass::routine), rig.trust.announce);
  EXPECT_EQ(deliver(envelope), Refusal::none);
  rig.advance(seconds(4));
  EXPECT_FALSE(rig.silent());
  push(list_of(2, [](wire::TrustList& list) {
    std::erase_if(list.issuers, [](const auto& issuer) { return issuer.role == Role::announce; });
  }));
  EXPECT_TRUE(rig.silent());
  EXPECT_EQ(rig.final_of(sign::identity(envelope))->refusal, Refusal::unknown_key);
  EXPECT_EQ(routine(), Refusal::unknown_key);
  rig.restart();
  EXPECT_EQ(rig.core->open_orders(), 0u);
}

TEST_F(TrustLife, APlaceOutlivesTheKeyThatSignedIt) {
  push(list_of(2, [](wire::TrustList& list) {
    std::erase_if(list.issuers, [](const auto& issuer) { return issuer.role == Role::maintain; });
  }));
  rig.restart();
  rig.open_link();
  EXPECT_EQ(rig.core->make_hello(rig.now, Nonce{}, {}).place_version, 1u);
  EXPECT_EQ(alert(), Refusal::none) << "a rotated maintain key must not make the county mute";
  push(rig.trust.place(rig.id, area("500116102000"), 2));
  EXPECT_EQ(refusals(Refusal::unknown_key), 1u) << "but it moves nobody any more";
}

TEST_F(TrustLife, CancelsByOthersNeverPushOutADispatchersStop) {
  // A stop-all is remembered; then comes a flood of cancels of unknown orders by an announce key.
  const wire::Order stopped = order();
  push(rig.trust.seal(wire::StopAll{1, {county()}, {OrderClass::actual}, Level::i, kNow + seconds(1), Nonce{}},
                      rig.trust.dispatch));
  rig.advance(seconds(10));
  for (std::size_t i = 0; i < terminal::kMaxStops + 10; ++i) {
    wire::Cancel cancel{1, sign::digest_of(as_bytes(std::to_string(i))), rig.now.wall, Nonce{}};
    push(rig.trust.seal(cancel, rig.trust.announce));
  }
  EXPECT_EQ(deliver(rig.trust.seal(stopped, rig.trust.dispatch)), Refusal::stopped);
  EXPECT_EQ(rig.core->evictions().stops, 11U);
}

TEST_F(TrustLife, AnOrderIsOnlySupersededByWhoMayEndIt) {
  const Envelope alert = rig.trust.seal(order(), rig.trust.dispatch);
  wire::Order edit = order(OrderClass::routine);
  edit.supersedes = sign::identity(alert);
  EXPECT_EQ(deliver(rig.trust.seal(edit, rig.trust.announce)), Refusal::none);
  EXPECT_EQ(deliver(alert), Refusal::none) << "a clerk's item that names an alert does not keep it out";
  wire::Order correction = order();
  correction.supersedes = sign::identity(rig.trust.seal(edit, rig.trust.announce));
  EXPECT_EQ(deliver(rig.trust.seal(correction, rig.trust.dispatch)), Refusal::none);
  const wire::Receipt* final = rig.final_of(*correction.supersedes);
  ASSERT_NE(final, nullptr) << "dispatch in scope may";
  EXPECT_EQ(final->outcome, Outcome::cancelled);
}

TEST_F(TrustLife, MoreKeysThanTheReplayMemoryHasPlacesForMaySpeakOneAfterTheOther) {
  constexpr std::size_t kKeys = terminal::kMaxReplayIssuers + 5;
  Envelope first;
  wire::Issuer entry;
  for (std::size_t i = 0; i < kKeys; ++i) {
    const sign::PrivateKey key = sign::PrivateKey::generate(Algorithm::ed25519).value();
    const wire::Issuer newcomer = issuer(key, "a deputy", Role::dispatch, OrderClass::actual, county(), Level::i);
    if (i == 0) entry = newcomer;
    push(list_of(i + 2, [&](wire::TrustList& list) { list.issuers.push_back(newcomer); }));
    wire::Order made = order();
    made.level = Level::iii;
    made.tone = Tone::level_iii;
    const Envelope envelope = rig.trust.seal(made, key);
    if (i == 0) first = envelope;
    ASSERT_EQ(deliver(envelope), Refusal::none) << "key " << i;
    rig.advance(seconds(3'700));
    rig.take_receipts();
  }
  EXPECT_LE(rig.journal.snapshot().low_waters.size(), terminal::kMaxReplayIssuers + 1);
  // The first one comes back, and with it its order, and a clock that the roots set back to that day.
  push(list_of(kKeys + 2, [&](wire::TrustList& list) { list.issuers.push_back(entry); }));
  push(rig.trust.time_reset(rig.id, 1, kNow - kListDay));
  rig.now.wall = kNow + seconds(10);
  rig.restart();
  rig.open_link();
  ASSERT_LT(rig.core->wall(rig.now), kNow + seconds(60)) << "the order would be valid";
  const std::size_t plays = rig.plays.size();
  EXPECT_EQ(deliver(first), Refusal::replayed);
  rig.advance(seconds(60));
  EXPECT_EQ(rig.plays.size(), plays);
}

}  // namespace
}  // namespace tongluo::test
