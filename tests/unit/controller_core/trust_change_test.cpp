// Lists, freshness, roots, places and clocks change while the county runs.

#include "tests/unit/controller_core/people.hpp"

namespace tongluo::test {
namespace {

using namespace controller;
using std::chrono::days;

class TrustChanges : public PeopleTest {
 protected:
  wire::TrustList next_list() {
    wire::TrustList newer = rig.trust.list().list();
    newer.version = rig.core.trust_list_version() + 1;
    return newer;
  }
  std::vector<Action> accept(const Envelope& list) {
    rig.core.accept_trust_list(rig.now, rig.next_request(), list);
    rig.persist_all();
    return rig.take();
  }
  std::vector<Action> accept_freshness(const Envelope& statement) {
    rig.core.accept_freshness(rig.now, rig.next_request(), statement);
    rig.persist_all();
    return rig.take();
  }
};

TEST_F(TrustChanges, StaleListSuspendsAnnounceUntilAFreshnessStatement) {
  rig.advance(days(31));
  const auto attempt = [this](const std::string& headline) {
    return rig.submit_refused(seal(routine_order(rig.now.wall, clip->digest, headline), rig.trust.announce));
  };
  EXPECT_EQ(attempt("stale"), Refusal::trust_list_stale);
  wire::Order alert = sample_order(rig.now.wall, clip->digest);
  EXPECT_EQ(rig.submit_refused(seal(alert, rig.trust.dispatch)), Refusal::none) << "dispatch goes on";
  const SessionId session = rig.hello(1);
  rig.persist_all();
  rig.take();
  const auto problems = rig.core.health(rig.now).problems;
  EXPECT_TRUE(std::any_of(problems.begin(), problems.end(),
                          [](const auto& line) { return line.find("stale") != std::string::npos; }));
  rig.core.accept_freshness(rig.now, rig.next_request(), rig.trust.freshness(1, rig.now.wall));
  EXPECT_TRUE(rig.framed<wire::SignedObject>(session).empty()) << "not before it is durable";
  rig.persist_all();
  EXPECT_EQ(rig.framed<wire::SignedObject>(session).size(), 1U);
  EXPECT_EQ(attempt("fresh"), Refusal::none);
  rig.persist_all();
  rig.restart();
  EXPECT_EQ(attempt("fresh after a restart"), Refusal::none);
}

TEST_F(TrustChanges, AnOlderFreshnessStatementIsRefusedAndTheSameIsStored) {
  accept_freshness(rig.trust.freshness(1, kNow));
  const auto older = accept_freshness(rig.trust.freshness(1, kNow - days(1)));
  EXPECT_EQ(only<ObjectRejected>(older).at(0).refusal, Refusal::older_version);
  EXPECT_EQ(only<ObjectStored>(accept_freshness(rig.trust.freshness(1, kNow))).size(), 1U);
  const auto forged = accept_freshness(
      rig.trust.seal(PayloadType::freshness, wire::serialize(wire::Freshness{1, 1, kNow + seconds(1), kNow + days(1)}),
                     {&rig.trust.dispatch}));
  EXPECT_EQ(only<ObjectRejected>(forged).at(0).refusal, Refusal::wrong_role);
}

TEST_F(TrustChanges, WhoComesLaterGetsListAndFreshness) {
  accept_freshness(rig.trust.freshness(1, kNow));
  accept(rig.trust.seal_trust_list(next_list()));
  const Device device = make_device(ControllerRig::id_of(1));
  wire::Hello hello{.terminal = device.id};
  hello.trust_list_version = 1;
  hello.place_version = 1;
  rig.core.on_hello(rig.now, 50, hello, device.certificate);
  const auto objects = rig.sent<wire::SignedObject>(50);
  ASSERT_EQ(objects.size(), 2U);
  EXPECT_EQ(objects[0].envelope.type, PayloadType::trust_list);
  EXPECT_EQ(objects[1].envelope.type, PayloadType::freshness);
}

TEST_F(TrustChanges, RevokedKeyEndsWhatItSignedAndNobodyGetsItAnyMore) {
  const Digest item = rig.submit(routine_order(kNow, clip->digest), {&rig.trust.announce});
  const Digest alert = rig.submit(sample_order(kNow, clip->digest));
  rig.advance(seconds(10));
  wire::TrustList newer = next_list();
  newer.issued_at = kNow + seconds(4);
  std::erase_if(newer.issuers, [this](const auto& entry) { return entry.key_id == rig.trust.announce.key_id(); });
  accept(rig.trust.seal_trust_list(newer));
  EXPECT_EQ(state(item), OrderState::cancelled);
  EXPECT_EQ(state(alert), OrderState::running);
  const auto ended = [this] { return rig.core.timeline(rig.now, kNow, kNow + days(1)).at(1).ended; };
  EXPECT_EQ(ended(), kNow + seconds(10));
  rig.persist_all();
  rig.advance(seconds(10));
  rig.restart();
  EXPECT_EQ(state(item), OrderState::cancelled);
  EXPECT_EQ(ended(), kNow + seconds(10));
  rig.hello(1);
  EXPECT_EQ(rig.take_only<SendFramed>().size(), 1U);
}

TEST_F(TrustChanges, WhatAListWithdrewStaysSoWhenTheKeyIsBack) {
  const Digest item = rig.submit(routine_order(kNow, clip->digest), {&rig.trust.announce});
  const wire::TrustList before = rig.trust.list().list();
  wire::TrustList without = next_list();
  std::erase_if(without.issuers, [this](const auto& entry) { return entry.key_id == rig.trust.announce.key_id(); });
  accept(rig.trust.seal_trust_list(without));
  rig.persist_all();
  wire::TrustList back = before;
  back.version = without.version + 1;
  accept(rig.trust.seal_trust_list(back));
  for (const bool restarted : {false, true}) {
    if (restarted) rig.restart();
    EXPECT_EQ(state(item), OrderState::cancelled) << (restarted ? "after a restart" : "before");
    rig.hello(1);
    EXPECT_TRUE(rig.take_only<SendFramed>().empty());
  }
}

TEST_F(TrustChanges, AListThatWasStoredAloneWithdrawsAtTheNextStartAndForGood) {
  const Digest item = rig.submit(routine_order(kNow, clip->digest), {&rig.trust.announce});
  rig.advance(seconds(10));
  wire::TrustList without = next_list();
  without.issued_at = kNow + seconds(4);
  std::erase_if(without.issuers, [this](const auto& entry) { return entry.key_id == rig.trust.announce.key_id(); });
  accept(rig.trust.seal_trust_list(without));
  for (int starts = 0; starts < 2; ++starts) {
    rig.restart();
    EXPECT_EQ(state(item), OrderState::cancelled);
    EXPECT_EQ(rig.core.timeline(rig.now, kNow, kNow + days(1)).at(0).ended, kNow + seconds(4));
    rig.persist_all();
  }
  ASSERT_EQ(rig.stored.orders.size(), 1U);
  EXPECT_EQ(rig.stored.orders[0].withdrawn_at, kNow + seconds(4));
}

TEST_F(TrustChanges, WhatSoundedEverywhereIsNotCancelledByALaterList) {
  const Digest item = rig.submit(routine_order(kNow, clip->digest), {&rig.trust.announce});
  for (const std::size_t terminal : {1U, 2U}) {
    const SessionId session = rig.hello(terminal);
    rig.receipt(session, terminal, rig.sample_receipt(terminal, item, Stage::final, Outcome::sounded));
    rig.persist_all();
  }
  ASSERT_EQ(state(item), OrderState::completed);
  wire::TrustList without = next_list();
  std::erase_if(without.issuers, [this](const auto& entry) { return entry.key_id == rig.trust.announce.key_id(); });
  accept(rig.trust.seal_trust_list(without));
  rig.persist_all();
  EXPECT_EQ(state(item), OrderState::completed);
  rig.restart();
  EXPECT_EQ(state(item), OrderState::completed);
}

TEST_F(TrustChanges, NewRootsAreInForcePinnedAndFollowedByWhoWasAway) {
  const auto one = *sign::PrivateKey::generate(Algorithm::ed25519);
  const auto two = *sign::PrivateKey::generate(Algorithm::ed25519);
  wire::TrustList handover = next_list();
  handover.next_roots = rig.trust.successor({&one, &two}, 2);
  const auto& old = rig.trust.root_keys;
  const auto by = [&](const wire::TrustList& list, const std::vector<const sign::Signer*>& keys) {
    return rig.trust.seal(PayloadType::trust_list, wire::serialize(list), keys);
  };
  EXPECT_EQ(only<ObjectRejected>(accept(by(handover, {&old[0], &old[1], &one}))).at(0).refusal,
            Refusal::quorum_not_met);
  accept(by(handover, {&old[0], &old[1], &one, &two}));
  EXPECT_EQ(rig.core.trust_list_version(), 2U);
  EXPECT_FALSE(rig.stored.roots.empty());
  const auto audit_entries = rig.audit_actions();
  EXPECT_EQ(std::count(audit_entries.begin(), audit_entries.end(), "roots.changed"), 1);
  EXPECT_EQ(only<ObjectRejected>(accept(rig.trust.seal_trust_list(next_list()))).at(0).refusal, Refusal::quorum_not_met)
      << "the old roots count no more";
  for (const bool restarted : {false, true}) {
    if (restarted) rig.restart();
    wire::TrustList newer = next_list();
    accept(by(newer, {&one, &two}));
    EXPECT_EQ(rig.core.trust_list_version(), newer.version);
  }
  const Device device = make_device(ControllerRig::id_of(2));
  wire::Hello hello{.terminal = device.id};
  hello.trust_list_version = 1;
  hello.place_version = 1;
  rig.core.on_hello(rig.now, 60, hello, device.certificate);
  const auto lists = rig.sent<wire::SignedObject>(60);
  ASSERT_EQ(lists.size(), 2U);
  EXPECT_TRUE(wire::parse_trust_list(lists[0].envelope.payload)->next_roots) << "the handover first";
  EXPECT_EQ(wire::parse_trust_list(lists[1].envelope.payload)->version, 4U);
}

TEST_F(TrustChanges, DatabaseOfOtherRootsIsRefused) {
  const TrustFixture stranger;
  Snapshot snapshot;
  snapshot.roots = stranger.root_set();
  const auto core = ControllerCore::create(Settings{}, rig.trust.roots(), snapshot, rig.now);
  ASSERT_FALSE(core);
  EXPECT_EQ(core.error().kind, ErrorKind::corrupt);
}

TEST_F(TrustChanges, TimeResetGoesToItsTerminalIfItIsThere) {
  const Envelope reset = rig.trust.time_reset(ControllerRig::id_of(1), 1, kNow);
  rig.core.relay_time_reset(rig.now, rig.next_request(), ControllerRig::id_of(1), reset);
  EXPECT_EQ(rig.take_only<ObjectRejected>().at(0).refusal, Refusal::not_addressed);
  const SessionId session = rig.hello(1);
  rig.persist_all();
  rig.core.relay_time_reset(rig.now, rig.next_request(), ControllerRig::id_of(1), reset);
  rig.persist_all();
  EXPECT_EQ(rig.sent<wire::SignedObject>(session).size(), 1U);
  rig.core.relay_time_reset(rig.now, rig.next_request(), ControllerRig::id_of(2), reset);
  EXPECT_EQ(rig.take_only<ObjectRejected>().at(0).refusal, Refusal::not_addressed) << "another terminal's";
}

TEST(Expiries, AreAnnouncedNinetyThirtyAndSevenDaysAheadAndWhenTheyHaveCome) {
  ControllerRig rig([](wire::TrustList& list) { list.expires_at = kNow + days(100); });
  rig.enrol(1);
  std::vector<std::pair<std::int64_t, std::string>> said;
  const auto listen = [&] {
    rig.persist_all();
    for (const CallPeople& call : rig.take_only<CallPeople>())
      said.emplace_back(std::chrono::duration_cast<days>(rig.now.wall - kNow).count(), call.text);
  };
  while (rig.now.wall < kNow + days(101)) {
    rig.advance(std::min<SteadyTime::duration>(rig.core.next_deadline() - rig.now.steady, days(1)));
    listen();
    if (rig.now.wall == kNow + days(50)) rig.restart();
  }
  const std::vector<std::pair<std::int64_t, std::string>> expected = {{10, "trust list 1 ends within 90 days"},
                                                                      {70, "trust list 1 ends within 30 days"},
                                                                      {93, "trust list 1 ends within 7 days"},
                                                                      {100, "trust list 1 has ended"}};
  EXPECT_EQ(said, expected);
  const auto actions = rig.audit_actions();
  EXPECT_EQ(std::count(actions.begin(), actions.end(), "expiry.announced"), 4) << "each once, over a restart as well";
}

TEST(Expiries, AreAProblemInTheLastWeekAndAfterwards) {
  ControllerRig rig([](wire::TrustList& list) { list.expires_at = kNow + days(100); });
  rig.enrol(1);
  rig.advance(days(93) - microseconds(1));
  const auto mentioned = [&rig](const std::string& words) {
    const auto problems = rig.core.health(rig.now).problems;
    return std::any_of(problems.begin(), problems.end(),
                       [&words](const auto& line) { return line.find(words) != std::string::npos; });
  };
  EXPECT_FALSE(mentioned("trust list 1"));
  rig.advance(microseconds(1));
  EXPECT_TRUE(mentioned("trust list 1 ends within 7 days"));
  rig.advance(days(7));
  EXPECT_TRUE(mentioned("trust list 1 has ended"));
}

TEST(Expiries, ListsKeysCertificatesAndTheControllersOwn) {
  ControllerRig rig({}, [](Settings& settings) {
    settings.expiries = {{"certificate of the link", kNow + days(5), {}}};
  });
  rig.enrol(1);
  rig.hello(1);
  const auto expiries = rig.core.expiries(rig.now);
  const auto at = [&expiries](const std::string& beginning) {
    return std::find_if(expiries.begin(), expiries.end(),
                        [&](const Expiry& expiry) { return expiry.subject.starts_with(beginning); });
  };
  EXPECT_EQ(expiries.front().subject, "certificate of the link") << "soonest first";
  EXPECT_EQ(expiries.front().announced_days, 7U);
  ASSERT_NE(at("trust list 1"), expiries.end());
  EXPECT_EQ(at("trust list 1")->at, kNow + kListLifetime);
  EXPECT_NE(at("key " + to_string(rig.trust.dispatch.key_id()) + " of dispatcher"), expiries.end());
  EXPECT_NE(at("certificate of TL-000001"), expiries.end());
}

TEST(Expiries, WhatCouldNotBeStoredIsSaidAgain) {
  ControllerRig rig({}, [](Settings& settings) {
    settings.expiries = {{"certificate of the link", kNow + days(5), {}}};
  });
  rig.advance(kExpiryRefresh);
  rig.fail_all();
  const auto calls = rig.take_only<CallPeople>();
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_EQ(calls[0].kind, CallKind::alarm);
  rig.advance(kExpiryRefresh);
  rig.persist_all();
  const auto again = rig.take_only<CallPeople>();
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(again[0].kind, CallKind::expiry);
}

}  // namespace
}  // namespace tongluo::test
