// Receipts: verified with the certificate's key, durable before they are believed or acknowledged, each once.

#include "tests/unit/controller_core/core_rig.hpp"

namespace tongluo::test {
namespace {

using namespace controller;

class Receipts : public ::testing::Test {
 protected:
  Receipts() {
    rig.enrol(2);
    rig.add_clip(clip);
    session = rig.hello(1);
    digest = rig.submit(sample_order(kNow, clip->digest));
    rig.persist_all();
    rig.take();
  }
  const TerminalOutcome outcome() { return rig.core.order_detail(rig.now, digest)->terminals.front(); }
  std::optional<Digest> playing() { return rig.core.terminals(rig.now, 1, std::nullopt).terminals.front().playing; }
  std::size_t acknowledged(SessionId to) {
    std::size_t count = 0;
    for (const auto& taken : rig.sent<wire::ReceiptTaken>(to)) count += taken.receipts.size();
    return count;
  }
  ControllerRig rig;
  session::SharedClip clip = sample_clip();
  SessionId session = 0;
  Digest digest;
};

TEST_F(Receipts, AreAcknowledgedAndBelievedOnlyWhenDurable) {
  rig.receipt(session, 1, rig.sample_receipt(1, digest, Stage::accepted));
  EXPECT_EQ(acknowledged(session), 0U);
  EXPECT_EQ(outcome().progress, Progress::delivered);
  rig.persist_all();
  EXPECT_EQ(acknowledged(session), 1U);
  EXPECT_EQ(outcome().progress, Progress::accepted);
}

TEST_F(Receipts, RepeatedOneIsAcknowledgedAgainAndStoredOnce) {
  const auto final = rig.sample_receipt(1, digest, Stage::final, Outcome::unproved);
  rig.receipt(session, 1, final);
  rig.receipt(session, 1, final);  // while the first is on its way to the disk
  rig.take();
  EXPECT_EQ(rig.pending.size(), 1U);
  rig.persist_all();
  EXPECT_EQ(acknowledged(session), 1U);
  rig.receipt(session, 1, final);
  EXPECT_EQ(acknowledged(session), 1U);
  EXPECT_TRUE(rig.pending.empty());
  EXPECT_EQ(rig.core.counters().finals, 1U);
}

TEST_F(Receipts, AcknowledgementGoesToTheNewestSession) {
  rig.receipt(session, 1, rig.sample_receipt(1, digest, Stage::accepted));
  rig.core.on_gone(rig.now, session);
  const SessionId again = rig.hello(1);
  rig.persist_all();
  EXPECT_EQ(acknowledged(again), 1U);
}

TEST_F(Receipts, OneWhoseSessionEndsWhileItsSignatureIsVerifiedIsKept) {
  rig.take();
  const Envelope envelope = rig.sealed(1, rig.sample_receipt(1, digest, Stage::accepted));
  rig.core.on_message(rig.now, session, wire::ReceiptReport{envelope});
  auto action = rig.core.next_action();
  ASSERT_TRUE(action && std::holds_alternative<CheckReceipt>(*action));
  rig.core.on_gone(rig.now, session);
  const SessionId again = rig.hello(1);
  rig.core.on_receipt_checked(rig.now, std::get<CheckReceipt>(std::move(*action)), true);
  rig.persist_all();
  EXPECT_EQ(acknowledged(again), 1U);
}

TEST_F(Receipts, ForgedOrForeignOnesAreCountedAndNotAcknowledged) {
  const auto receipt = rig.sample_receipt(1, digest, Stage::final, Outcome::sounded);
  rig.report(session, rig.sealed(2, receipt));                              // another terminal's key
  rig.receipt(session, 1, rig.sample_receipt(2, digest, Stage::accepted));  // another terminal's name
  Envelope flipped = rig.sealed(1, receipt);
  flipped.payload.back() ^= std::byte{1};
  rig.report(session, flipped);
  rig.report(session, rig.trust.trust_list());
  rig.take();
  EXPECT_TRUE(rig.pending.empty());
  EXPECT_EQ(rig.core.counters().receipts_bad_signature + rig.core.counters().receipts_malformed, 4U);
  EXPECT_EQ(outcome().progress, Progress::delivered);
}

TEST_F(Receipts, WhatBeginsAndEndsIsPlayingFromThenOnWithoutAHeartbeat) {
  const Digest series = sign::digest_of(as_bytes("a series"));
  const auto says = [&](const Digest& order, Stage stage, Outcome outcome, std::uint32_t occurrence = 1) {
    auto receipt = rig.sample_receipt(1, order, stage, outcome);
    receipt.occurrence = occurrence;
    if (outcome == Outcome::refused) receipt.refusal = Refusal::expired;
    rig.receipt(session, 1, receipt);
    rig.persist_all();
    return playing();
  };
  EXPECT_EQ(says(series, Stage::accepted, Outcome::none), std::nullopt);
  EXPECT_EQ(says(series, Stage::started, Outcome::none), series);
  EXPECT_EQ(says(digest, Stage::started, Outcome::none), digest);
  EXPECT_EQ(says(digest, Stage::final, Outcome::refused, 0), digest) << "a late copy of it takes nothing back";
  EXPECT_EQ(says(digest, Stage::final, Outcome::sounded), series) << "what was interrupted goes on";
  EXPECT_EQ(says(series, Stage::final, Outcome::sounded), std::nullopt);
}

TEST_F(Receipts, WhatHasGoneOfflinePlaysNothingThatAnybodyKnowsOf) {
  wire::Heartbeat beat;
  beat.playing_order = digest;
  rig.core.on_message(rig.now, session, beat);
  EXPECT_EQ(playing(), digest);
  rig.advance(limits::kDefaultHeartbeatInterval * 3);
  EXPECT_EQ(playing(), std::nullopt);
}

TEST_F(Receipts, TwoSignedFinalsThatDisagreeAreDisputed) {
  rig.receipt(session, 1, rig.sample_receipt(1, digest, Stage::final, Outcome::unproved));
  rig.receipt(session, 1, rig.sample_receipt(1, digest, Stage::final, Outcome::late));
  rig.persist_all();
  EXPECT_TRUE(outcome().disputed);
  EXPECT_EQ(outcome().outcome, Outcome::unproved);
  EXPECT_EQ(rig.core.counters().disputed, 1U);
}

TEST_F(Receipts, RefusalOfAnUnknownOrderIsKeptReportedAndAcknowledged) {
  auto refused = rig.sample_receipt(1, sign::digest_of(as_bytes("forged")), Stage::final, Outcome::refused);
  refused.occurrence = 0;
  refused.refusal = Refusal::unknown_key;
  rig.receipt(session, 1, refused);
  rig.take();
  ASSERT_EQ(rig.pending.size(), 1U);
  EXPECT_TRUE(std::holds_alternative<SaveForeignReceipt>(rig.pending[0].writes[0]));
  rig.persist_all();
  EXPECT_EQ(acknowledged(session), 1U);
  ASSERT_EQ(rig.core.refusals(10).size(), 1U);
  EXPECT_EQ(rig.core.refusals(10)[0].reason, Refusal::unknown_key);
  rig.receipt(session, 1, refused);
  EXPECT_EQ(acknowledged(session), 1U);
  EXPECT_EQ(rig.core.refusals(10).size(), 1U);
}

TEST_F(Receipts, RefusalsAreInTheOrderOfTheirArrivalAfterARestartToo) {
  for (const bool foreign : {true, false, true, false}) {
    rig.advance(seconds(1));
    auto refused =
        rig.sample_receipt(1, foreign ? sign::digest_of(as_bytes("forged")) : digest, Stage::final, Outcome::refused);
    refused.refusal = Refusal::unknown_key;
    refused.detail = std::to_string(rig.now.wall.time_since_epoch().count());
    rig.receipt(session, 1, refused);
    rig.persist_all();
  }
  const auto arrivals = [this] {
    std::vector<WallTime> at;
    for (const RefusalView& refusal : rig.core.refusals(10)) at.push_back(refusal.received_at);
    return at;
  };
  const std::vector<WallTime> before = arrivals();
  ASSERT_EQ(before.size(), 4U);
  EXPECT_EQ(before.front(), rig.now.wall);
  rig.restart();
  EXPECT_EQ(arrivals(), before);
}

TEST_F(Receipts, FailedWriteIsTriedAgainAfterExactlyOneSecond) {
  rig.receipt(session, 1, rig.sample_receipt(1, digest, Stage::accepted));
  rig.fail_all();
  EXPECT_EQ(acknowledged(session), 0U);
  EXPECT_EQ(rig.core.next_deadline(), rig.now.steady + kPersistRetryDelay);
  rig.advance(kPersistRetryDelay - microseconds(1));
  rig.take();
  EXPECT_TRUE(rig.pending.empty());
  rig.advance(microseconds(1));
  rig.persist_all();
  EXPECT_EQ(acknowledged(session), 1U);
  EXPECT_EQ(outcome().progress, Progress::accepted);
}

TEST_F(Receipts, MissingFinalIsUnreachableUntilALateReceiptCorrectsIt) {
  const auto occurrence = sample_order(kNow).occurrences.front();
  rig.advance(occurrence.end + kReceiptGrace - rig.now.wall);
  EXPECT_TRUE(outcome().unreachable);
  EXPECT_EQ(rig.core.counters().unreachable_marked, 2U);
  rig.receipt(session, 1, rig.sample_receipt(1, digest, Stage::final, Outcome::unproved));
  rig.persist_all();
  EXPECT_FALSE(outcome().unreachable);
  EXPECT_EQ(outcome().outcome, Outcome::unproved);
  EXPECT_EQ(rig.core.counters().unreachable_corrected, 1U);
}

TEST_F(Receipts, RestartKnowsWhatWasDurableAndCountsNothingTwice) {
  const auto final = rig.sample_receipt(1, digest, Stage::final, Outcome::unproved);
  rig.receipt(session, 1, final);
  rig.persist_all();
  rig.restart();
  EXPECT_EQ(outcome().outcome, Outcome::unproved);
  const SessionId again = rig.hello(1);
  rig.take();
  rig.receipt(again, 1, final);  // its acknowledgement was lost with the controller
  EXPECT_EQ(acknowledged(again), 1U);
  EXPECT_TRUE(rig.pending.empty());
  EXPECT_EQ(rig.stored.receipts.size(), 1U);
}

TEST_F(Receipts, ReceiptLostWithTheControllerIsTakenFromTheTerminalAgain) {
  const auto final = rig.sample_receipt(1, digest, Stage::final, Outcome::unproved);
  rig.receipt(session, 1, final);
  rig.restart();
  EXPECT_EQ(outcome().outcome, Outcome::none);
  const SessionId again = rig.hello(1);
  rig.receipt(again, 1, final);
  rig.persist_all();
  EXPECT_EQ(outcome().outcome, Outcome::unproved);
  EXPECT_EQ(acknowledged(again), 1U);
}

}  // namespace
}  // namespace tongluo::test
