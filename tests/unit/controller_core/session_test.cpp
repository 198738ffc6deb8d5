// Who is there: enrolment, presence, what a returning terminal gets, clips on request, clones.

#include "tests/unit/controller_core/core_rig.hpp"

namespace tongluo::test {
namespace {

using namespace controller;

Presence presence(ControllerRig& rig) { return rig.core.terminals(rig.now, 1, std::nullopt).terminals.at(0).presence; }

TEST(Sessions, UnenrolledTerminalIsSentAwayForAWhile) {
  ControllerRig rig;
  rig.enrol(1);
  rig.advance(kYoung);
  rig.hello(2);
  const auto away = rig.take_only<GoAway>();
  ASSERT_EQ(away.size(), 1U);
  EXPECT_EQ(away[0].message.reason, wire::GoAwayReason::not_enrolled);
  EXPECT_EQ(away[0].message.reconnect_min, kNotEnrolledReconnectMin);
}

TEST(Sessions, WhoCallsBeforeItsPlaceRecordIsImportedMayComeBackAtOnce) {
  ControllerRig rig;
  rig.enrol(1);
  rig.advance(kYoung - seconds(1));
  rig.take_only<GoAway>();
  rig.hello(2);
  const auto away = rig.take_only<GoAway>();
  ASSERT_EQ(away.size(), 1U);
  EXPECT_EQ(away[0].message.reason, wire::GoAwayReason::not_enrolled);
  EXPECT_EQ(away[0].message.reconnect_min, kYoungReconnectMin);
  EXPECT_EQ(away[0].message.reconnect_max, kYoungReconnectMax);
}

TEST(Sessions, WelcomeCarriesATimeStatementForTheNonce) {
  ControllerRig rig;
  rig.enrol(1);
  rig.hello(1);
  const auto welcomes = rig.take_only<controller::Welcome>();
  ASSERT_EQ(welcomes.size(), 1U);
  ASSERT_TRUE(welcomes[0].message.time_statement);
  const auto time =
      trust::verify_time(rig.trust.authority(), *welcomes[0].message.time_statement, rig.id_of(1), Nonce{});
  ASSERT_TRUE(time);
  EXPECT_EQ(*time, kNow);
}

TEST(Sessions, PresenceFollowsExactIntervals) {
  ControllerRig rig;
  rig.enrol(1);
  EXPECT_EQ(presence(rig), Presence::never);
  rig.hello(1);
  const auto interval = limits::kDefaultHeartbeatInterval;
  EXPECT_EQ(presence(rig), Presence::online);
  rig.advance(interval * 3 / 2);
  EXPECT_EQ(presence(rig), Presence::online);
  rig.advance(microseconds(1));
  EXPECT_EQ(presence(rig), Presence::late);
  rig.advance(microseconds(interval) - microseconds(1));
  EXPECT_EQ(presence(rig), Presence::late);
  rig.advance(microseconds(1));
  EXPECT_EQ(presence(rig), Presence::offline);
}

TEST(Sessions, AfterARestartPresenceIsUnknownForTwoIntervals) {
  ControllerRig rig;
  rig.enrol(1);
  rig.hello(1);
  rig.persist_all();
  rig.restart();
  EXPECT_EQ(presence(rig), Presence::unknown);
  rig.advance(2 * microseconds(limits::kDefaultHeartbeatInterval) - microseconds(1));
  EXPECT_EQ(presence(rig), Presence::unknown);
  rig.advance(microseconds(1));
  EXPECT_EQ(presence(rig), Presence::offline);
}

TEST(Sessions, ReturningTerminalGetsWhatIsStillValidAndNotYetFinal) {
  ControllerRig rig;
  rig.enrol(1);
  const auto clip = sample_clip();
  rig.add_clip(clip);
  const Digest digest = rig.submit(sample_order(kNow, clip->digest));
  rig.take();
  const SessionId session = rig.hello(1);
  EXPECT_EQ(rig.take_only<SendFramed>().size(), 1U);
  rig.receipt(session, 1, rig.sample_receipt(1, digest, Stage::final, Outcome::unproved));
  rig.persist_all();
  rig.core.on_gone(rig.now, session);
  rig.take();
  rig.hello(1);
  EXPECT_TRUE(rig.take_only<SendFramed>().empty());
}

TEST(Sessions, ExpiredOrderIsNotDelivered) {
  ControllerRig rig;
  rig.enrol(1);
  const auto clip = sample_clip();
  rig.add_clip(clip);
  rig.submit(sample_order(kNow, clip->digest));
  rig.take();
  rig.advance(std::chrono::hours(2));
  rig.hello(1);
  EXPECT_TRUE(rig.take_only<SendFramed>().empty());
}

TEST(Sessions, ClipThatIsNotInMemoryIsLoadedOnceForAllWhoWait) {
  ControllerRig rig;
  rig.enrol(2);
  const auto clip = sample_clip();
  rig.add_clip(clip);
  rig.restart();
  const SessionId a = rig.hello(1), b = rig.hello(2);
  rig.take();
  rig.core.on_message(rig.now, a, wire::ClipRequest{clip->digest, true, 1, 2});
  rig.core.on_message(rig.now, b, wire::ClipRequest{clip->digest, false, 0, 3});
  EXPECT_EQ(rig.take_only<LoadClip>().size(), 1U);
  rig.core.on_clip_loaded(rig.now, clip->digest, clip);
  const auto sent = rig.take_only<SendClip>();
  ASSERT_EQ(sent.size(), 2U);
  EXPECT_EQ(sent[0].session, a);
  EXPECT_EQ(sent[0].first_chunk, 1U);
  EXPECT_EQ(sent[0].chunk_count, 2U);
}

TEST(Sessions, DataIsCountedByTerminalAndSurvivesAnOrderlyRestart) {
  ControllerRig rig;
  rig.enrol(2);
  const SessionId session = rig.hello(1);
  rig.core.add_data(rig.now, session, DataKind::control, 100, 2'000);
  rig.core.add_data(rig.now, session, DataKind::media, 3, 40'000);
  rig.core.add_data(rig.now, session + 77, DataKind::media, 1, 1);
  rig.core.flush_data(rig.now);
  rig.persist_all();
  rig.restart();
  const auto page = rig.core.terminals(rig.now, 10, std::nullopt);
  ASSERT_EQ(page.terminals.size(), 2U);
  EXPECT_EQ(page.terminals[0].data, (DataMonth{202'701, 100, 2'000, 3, 40'000}));
  EXPECT_EQ(page.terminals[1].data, (DataMonth{202'701, 0, 0, 0, 0}));
  ASSERT_EQ(rig.core.data_months(ControllerRig::id_of(1))->size(), 1U);
  EXPECT_FALSE(rig.core.data_months(ControllerRig::id_of(99)).has_value());
}

TEST(Sessions, MediaDataToldShortlyAfterTheEndOfASessionStillCountsForItsTerminal) {
  ControllerRig rig;
  rig.enrol(2);
  const SessionId first = rig.hello(1), second = rig.hello(2);
  rig.core.on_gone(rig.now, first);
  rig.core.on_gone(rig.now, second);
  rig.core.add_data(rig.now, first, DataKind::media, 3, 40'000);
  const auto page = rig.core.terminals(rig.now, 10, std::nullopt);
  EXPECT_EQ(page.terminals[0].data, (DataMonth{202'701, 0, 0, 3, 40'000}));
  EXPECT_EQ(page.terminals[1].data, (DataMonth{202'701, 0, 0, 0, 0}));
}

TEST(Sessions, DataIsWrittenTenMinutesAfterItWasCounted) {
  ControllerRig rig;
  rig.enrol(1);
  const SessionId session = rig.hello(1);
  rig.persist_all();
  rig.core.add_data(rig.now, session, DataKind::control, 1, 1);
  const SteadyTime due = rig.core.next_deadline();
  EXPECT_LE(due, rig.now.steady + kDataSaveInterval + kDataSaveTick);
  rig.advance(kDataSaveInterval + kDataSaveTick);
  rig.core.on_deadline(rig.now);
  rig.persist_all();
  EXPECT_EQ(rig.stored.data_months.size(), 1U);
}

TEST(Sessions, TheHistoryOfATerminalSurvivesARestart) {
  ControllerRig rig;
  rig.enrol(1);
  const SessionId session = rig.hello(1);
  wire::Heartbeat beat;
  wire::TerminalStatus status;
  status.set(wire::StatusField::signal_dbm, -87);
  beat.sequence = 1;
  beat.status = wire::make_delta(status, status.known(), 0);
  rig.core.on_message(rig.now, session, beat);
  rig.persist_all();
  rig.advance(kHistoryQuarter);
  rig.core.on_deadline(rig.now);
  rig.persist_all();
  rig.restart();
  const auto points = rig.core.history(ControllerRig::id_of(1), 0);
  ASSERT_TRUE(points.has_value());
  ASSERT_EQ(points->size(), 1U);
  EXPECT_EQ(points->at(0).get(HistoryField::signal_dbm), -87);
  EXPECT_FALSE(rig.core.history(ControllerRig::id_of(99), 0).has_value());
}

TEST(Sessions, UnknownClipIsUnavailable) {
  ControllerRig rig;
  rig.enrol(1);
  const SessionId session = rig.hello(1);
  rig.take();
  rig.core.on_message(rig.now, session, wire::ClipRequest{Digest{}, true, 0, 1});
  EXPECT_EQ(rig.sent<wire::ClipUnavailable>(session).size(), 1U);
}

TEST(Sessions, TwoThatSpeakWithOneIdentityAreAClone) {
  ControllerRig rig;
  rig.enrol(1);
  const SessionId old = rig.hello(1);
  rig.advance(seconds(1));
  rig.hello(1);
  rig.core.on_message(rig.now, old, wire::Heartbeat{});
  EXPECT_EQ(rig.core.counters().clone_alarms, 0U);  // it may not know yet that it was replaced
  rig.advance(kCloneGrace);
  rig.core.on_message(rig.now, old, wire::Heartbeat{});
  rig.core.on_message(rig.now, old, wire::Heartbeat{});
  EXPECT_EQ(rig.core.counters().clone_alarms, 1U);
}

TEST(Sessions, FifthSessionOfOneTerminalReplacesTheOldest) {
  ControllerRig rig;
  rig.enrol(1);
  const SessionId oldest = rig.hello(1);
  for (std::size_t i = 1; i < kMaxSessionsPerTerminal; ++i) rig.hello(1);
  rig.take();
  rig.hello(1);
  const auto away = rig.take_only<GoAway>();
  ASSERT_EQ(away.size(), 1U);
  EXPECT_EQ(away[0].session, oldest);
}

TEST(TrustObjects, NewListIsPushedToAllAndAnOlderOneRefused) {
  ControllerRig rig;
  rig.enrol(1);
  const SessionId session = rig.hello(1);
  rig.take();
  wire::TrustList newer = rig.trust.list().list();
  newer.version += 1;
  rig.core.accept_trust_list(rig.now, 900, rig.trust.seal_trust_list(newer));
  rig.persist_all();
  EXPECT_EQ(rig.framed<wire::SignedObject>(session).size(), 1U);
  rig.core.accept_trust_list(rig.now, 901, rig.trust.trust_list());
  const auto rejected = rig.take_only<ObjectRejected>();
  ASSERT_EQ(rejected.size(), 1U);
  EXPECT_EQ(rejected[0].refusal, Refusal::older_version);
}

}  // namespace
}  // namespace tongluo::test
