// The journal fails or does not answer. Levels I and II of class actual still sound, from memory; everything lower is
// refused. The test plays the journal (CoreRig).

#include "protocol/wire/envelope_codec.hpp"
#include "terminal-fw/core/limits.hpp"
#include "tests/unit/terminal_core/core_rig.hpp"

namespace tongluo::test {
namespace {

class StorageFault : public testing::Test {
 protected:
  StorageFault() {
    rig.cache[rig.clip.digest] = rig.clip;
    rig.open_link();
    rig.take_trace();
  }
  Digest deliver(Level level) {
    wire::Order order = sample_order(kNow, rig.clip.digest);
    order.level = level;
    const Envelope envelope = rig.trust.seal(order, rig.trust.dispatch);
    rig.deliver(envelope, kNow + seconds(1));
    return sign::identity(envelope);
  }
  CoreRig rig;
};

TEST_F(StorageFault, LevelsOneAndTwoSoundFromMemoryAndStillReport) {
  for (const Level level : {Level::i, Level::ii}) {
    CoreRig other;
    other.cache[other.clip.digest] = other.clip;
    other.open_link();
    other.journal_mode = JournalMode::fails;
    wire::Order order = sample_order(kNow, other.clip.digest);
    order.level = level;
    const Envelope envelope = other.trust.seal(order, other.trust.dispatch);
    other.deliver(envelope, kNow + seconds(1));
    other.advance_to(kNow + seconds(20));
    EXPECT_EQ(other.plays.size(), 1u);
    EXPECT_EQ(other.receipts().size(), 3u);
    EXPECT_EQ(other.count("event 3 none"), 1u) << "under alarm";
    EXPECT_EQ(other.plays[0].start_at, kNow + seconds(1));
  }
}

TEST_F(StorageFault, LowerLevelsAreRefused) {
  rig.journal_mode = JournalMode::fails;
  deliver(Level::iii);
  rig.advance_to(kNow + seconds(20));
  EXPECT_TRUE(rig.plays.empty());
  EXPECT_EQ(rig.count("receipt final refused storage_failed"), 1u);
  EXPECT_EQ(rig.count("receipt accepted"), 0u);
}

TEST_F(StorageFault, WhatRoomAFullDiskHasIsForTheUrgentAndForEnds) {
  const Digest before = deliver(Level::iii);
  rig.look_at_disk("the file system is full", true);
  wire::Order lower = sample_order(kNow, rig.clip.digest);
  lower.level = Level::iv;
  const Envelope refused = rig.trust.seal(lower, rig.trust.dispatch);
  rig.deliver(refused, kNow + seconds(1));
  EXPECT_EQ(rig.count("receipt final refused storage_failed"), 1u);
  const Digest urgent = deliver(Level::ii);
  rig.advance(seconds(40));
  EXPECT_EQ(rig.final_of(before)->outcome, Outcome::unproved);
  EXPECT_EQ(rig.final_of(urgent)->outcome, Outcome::unproved);
  rig.look_at_disk("");
  rig.deliver(refused, rig.now.wall + seconds(1));
  rig.advance(seconds(40));
  EXPECT_EQ(rig.final_of(sign::identity(refused))->outcome, Outcome::unproved) << "it may come again";
}

TEST_F(StorageFault, IsToldForOrdersOfEveryLevelAndWhenItIsOver) {
  rig.journal_mode = JournalMode::fails;
  deliver(Level::iv);
  EXPECT_EQ(rig.count("event 3 none"), 1u);
  deliver(Level::iv);
  EXPECT_EQ(rig.count("event 3 none"), 1u) << "once";
  EXPECT_EQ(rig.core->telemetry().state, wire::TerminalState::degraded);
  rig.journal_mode = JournalMode::stores;
  rig.advance(terminal::kReceiptStoreRetry);
  rig.look_at_disk("");
  rig.advance(seconds(61));
  rig.look_at_disk("");
  EXPECT_EQ(rig.count("event 3 none"), 2u) << "that it is over";
  EXPECT_FALSE(rig.core->storage_fails());
}

TEST_F(StorageFault, ADiskThatHangsIsToldToo) {
  rig.journal_mode = JournalMode::holds;
  deliver(Level::iv);
  rig.advance(terminal::kCommitDeadline);
  EXPECT_EQ(rig.count("event 3 none"), 1u);
}

TEST_F(StorageFault, ADiskThatNobodyWritesToIsToldByItsLook) {
  rig.look_at_disk("the file system is read-only");
  EXPECT_EQ(rig.count("event 3 none"), 1u);
  EXPECT_TRUE(rig.core->storage_fails());
}

TEST_F(StorageFault, ARefusedOrderStaysRefusedWhenTheJournalRecovers) {
  rig.journal_mode = JournalMode::fails;
  deliver(Level::iii);
  rig.take_receipts();
  rig.journal_mode = JournalMode::stores;
  deliver(Level::iii);
  rig.advance_to(kNow + seconds(20));
  EXPECT_TRUE(rig.plays.empty());
}

TEST_F(StorageFault, FailingStartIsRefusedBelowLevelTwo) {
  const Digest order = deliver(Level::iii);
  rig.journal_mode = JournalMode::fails;
  rig.advance_to(kNow + seconds(20));
  EXPECT_TRUE(rig.plays.empty());
  ASSERT_NE(rig.final_of(order), nullptr);
  EXPECT_EQ(rig.final_of(order)->refusal, Refusal::storage_failed);
}

TEST_F(StorageFault, FailingStartSoundsAtLevelOne) {
  deliver(Level::i);
  rig.journal_mode = JournalMode::fails;
  rig.advance_to(kNow + seconds(20));
  EXPECT_EQ(rig.plays.size(), 1u);
  EXPECT_EQ(rig.count("receipt final unproved"), 1u);
}

TEST_F(StorageFault, UnstoredReceiptsAreStoredWhenTheJournalRecovers) {
  rig.journal_mode = JournalMode::fails;
  deliver(Level::i);
  rig.advance_to(kNow + seconds(20));
  EXPECT_TRUE(rig.journal.snapshot().receipts.empty());
  rig.journal_mode = JournalMode::stores;
  rig.advance(seconds(30));
  EXPECT_EQ(rig.journal.snapshot().receipts.size(), 3u);
}

// Found by tests/sim (seeds 161, 185, 203, 249, 291): the receipt was stored later, the end of the order was not.
TEST_F(StorageFault, AnEndThatCouldNotBeStoredIsStoredLater) {
  const Digest order = deliver(Level::iii);
  rig.advance_to(kNow + seconds(10));
  ASSERT_EQ(rig.plays.size(), 1u);
  rig.journal_mode = JournalMode::fails;
  rig.advance_to(kNow + seconds(20));
  ASSERT_NE(rig.final_of(order), nullptr);
  ASSERT_EQ(rig.journal.snapshot().orders.size(), 1u);
  rig.take_receipts();
  rig.journal_mode = JournalMode::stores;
  rig.advance(terminal::kReceiptStoreRetry);
  EXPECT_TRUE(rig.journal.snapshot().orders.empty());
  rig.restart();
  rig.open_link();
  rig.advance(seconds(60));
  EXPECT_EQ(rig.plays.size(), 1u) << "it does not sound again";
  EXPECT_EQ(rig.count("receipt final unproved"), 1u);
  EXPECT_EQ(rig.count("receipt final partial"), 0u);
}

// Found by tests/sim (seeds 11, 901): numbers that were used again hid the receipts that had them, for ever.
TEST_F(StorageFault, AReservationThatFailedIsMadeAgainAndNoNumberIsUsedTwice) {
  rig.journal_mode = JournalMode::fails;
  deliver(Level::i);  // takes the first numbers; their reservation fails
  rig.journal_mode = JournalMode::stores;
  rig.advance(seconds(60));
  const auto& before = rig.journal.snapshot();
  ASSERT_EQ(before.receipts.size(), 3u);
  EXPECT_GT(before.sequence_reserved, before.receipts.back().sequence);
  rig.restart();
  rig.open_link();
  deliver(Level::ii);
  rig.advance(seconds(30));
  std::set<std::uint64_t> numbers;
  std::set<Digest> orders;
  for (const wire::Receipt& receipt : rig.reported) {
    numbers.insert(receipt.sequence);
    orders.insert(receipt.order);
  }
  EXPECT_EQ(orders.size(), 2u);
  EXPECT_EQ(numbers.size(), 6u);
}

TEST_F(StorageFault, AReceiptBeyondTheStoredReservationIsNotOverwritten) {
  const Digest first = deliver(Level::iii);
  rig.advance(seconds(30));
  rig.journal.apply({terminal::PutCounters{1, 0}});  // as if the reservation alone had been lost
  rig.restart();
  rig.open_link();
  const Digest second = deliver(Level::ii);
  rig.advance(seconds(30));
  EXPECT_NE(rig.final_of(first), nullptr);
  ASSERT_NE(rig.final_of(second), nullptr);
  EXPECT_GT(rig.final_of(second)->sequence, rig.final_of(first)->sequence);
}

// Found by tests/sim (seeds 68, 161, 518): an alert in memory alone was lost in a power cut without a final outcome.
TEST_F(StorageFault, AnAlertInMemoryIsStoredWhenTheJournalRecovers) {
  rig.journal_mode = JournalMode::fails;
  wire::Order order = sample_order(kNow, rig.clip.digest);
  order.level = Level::i;
  rig.deliver(rig.trust.seal(order, rig.trust.dispatch), kNow + seconds(60));
  ASSERT_TRUE(rig.journal.snapshot().orders.empty());
  rig.journal_mode = JournalMode::stores;
  rig.advance(terminal::kReceiptStoreRetry);
  ASSERT_EQ(rig.journal.snapshot().orders.size(), 1u);
  rig.restart();
  rig.open_link();
  rig.advance_to(kNow + seconds(90));
  EXPECT_EQ(rig.plays.size(), 1u);
  EXPECT_EQ(rig.count("receipt final unproved"), 1u);
}

TEST_F(StorageFault, AReplayThatCouldNotBeStoredIsStoredLater) {
  rig.journal_mode = JournalMode::fails;
  deliver(Level::i);
  rig.advance_to(kNow + seconds(20));
  ASSERT_EQ(rig.plays.size(), 1u);
  rig.journal_mode = JournalMode::stores;
  rig.advance(terminal::kReceiptStoreRetry);
  ASSERT_EQ(rig.journal.snapshot().replays.size(), 1u);
  rig.restart();
  rig.open_link();
  deliver(Level::i);
  rig.advance(seconds(20));
  EXPECT_EQ(rig.plays.size(), 1u) << "recorded and sent again, it is silent";
}

TEST_F(StorageFault, NoAnswerCountsAsFailureAfterExactlyItsDeadline) {
  rig.journal_mode = JournalMode::holds;
  deliver(Level::i);
  rig.advance_to(kNow + terminal::kCommitDeadline - microseconds(1));
  EXPECT_TRUE(rig.plays.empty());
  rig.advance_to(kNow + terminal::kCommitDeadline);
  EXPECT_EQ(rig.plays.size(), 1u);
  rig.answer_commits(true);
  rig.advance(seconds(20));
  EXPECT_EQ(rig.plays.size(), 1u) << "the late answer changes nothing";
}

TEST_F(StorageFault, ALateAcceptanceOfARefusedOrderIsTakenBack) {
  rig.journal_mode = JournalMode::holds;
  deliver(Level::iii);
  rig.advance_to(kNow + terminal::kCommitDeadline);
  rig.answer_commits(true);
  EXPECT_TRUE(rig.journal.snapshot().orders.empty());
  // Found by tests/sim (seeds 1243, 1997, 2530, 3417): its receipts stayed, and came out of the journal after a power
  // cut.
  ASSERT_EQ(rig.journal.snapshot().receipts.size(), 1u);
  EXPECT_EQ(rig.journal.snapshot().receipts[0].stage, Stage::final) << "the refusal alone";
  rig.advance(seconds(20));
  EXPECT_TRUE(rig.plays.empty());
}

// What arrives while the disk fails, by name: sent by nobody again, and held after a power cut all the same.
struct Arrival {
  const char* name;
  Envelope (*made)(CoreRig& rig, std::uint64_t version);
  bool (*held)(CoreRig& rig, std::uint64_t version);  // after a restart
};

Envelope list_made(CoreRig& rig, std::uint64_t version) {
  wire::TrustList list = rig.trust.list().list();
  list.version = version;
  return rig.trust.seal_trust_list(list);
}

Envelope configuration_made(CoreRig& rig, std::uint64_t version) {
  wire::Configuration configuration;
  configuration.version = version;
  configuration.targets = {rig.id};
  configuration.issued_at = rig.now.wall;
  configuration.controllers = {{"10.1.0.5", 4'045}};
  return rig.trust.seal(PayloadType::configuration, wire::serialize(configuration), {&rig.trust.maintain});
}

Envelope cancel_made(CoreRig& rig, std::uint64_t version) {
  const Digest order = sign::digest_of(as_bytes(std::to_string(version)));
  return rig.trust.seal(wire::Cancel{1, order, kNow, Nonce{}}, rig.trust.dispatch);
}

const Arrival kArrivals[] = {
    {"Stop", cancel_made,
     [](CoreRig& rig, std::uint64_t version) {
       const Digest stop = sign::identity(cancel_made(rig, version));
       const auto& stops = rig.journal.snapshot().stops;
       return std::any_of(stops.begin(), stops.end(), [&](const auto& stored) { return stored.digest == stop; });
     }},
    {"TrustList", list_made,
     [](CoreRig& rig, std::uint64_t version) {
       return rig.core->make_hello(rig.now, Nonce{}, {}).trust_list_version == version;
     }},
    {"Place", [](CoreRig& rig, std::uint64_t version) { return rig.trust.place(rig.id, village(), version); },
     [](CoreRig& rig, std::uint64_t version) {
       return rig.core->make_hello(rig.now, Nonce{}, {}).place_version == version;
     }},
    {"Configuration", configuration_made,
     [](CoreRig& rig, std::uint64_t version) {
       return rig.core->make_hello(rig.now, Nonce{}, {}).configuration_version == version;
     }},
    {"TimeReset",
     [](CoreRig& rig, std::uint64_t version) {
       return rig.trust.time_reset(rig.id, version, kNow - std::chrono::hours(version));
     },
     [](CoreRig& rig, std::uint64_t version) { return rig.journal.snapshot().time_reset_sequence == version; }},
};

class ArrivesOnAFailingDisk : public testing::TestWithParam<Arrival> {
 protected:
  ArrivesOnAFailingDisk() { rig.open_link(); }
  void arrive(std::uint64_t version) { rig.receive(wire::SignedObject{GetParam().made(rig, version)}); }
  bool held(std::uint64_t version) {
    rig.restart();
    return GetParam().held(rig, version);
  }
  CoreRig rig;
};

TEST_P(ArrivesOnAFailingDisk, IsStoredWhenItWorksAgain) {
  rig.journal_mode = JournalMode::fails;
  arrive(2);
  rig.advance(terminal::kReceiptStoreRetry * 3);
  rig.journal_mode = JournalMode::stores;
  rig.advance(terminal::kReceiptStoreRetry);
  EXPECT_TRUE(held(2));
}

TEST_P(ArrivesOnAFailingDisk, NeverUndoesWhatWasStoredSince) {
  rig.journal_mode = JournalMode::fails;
  arrive(2);
  rig.journal_mode = JournalMode::stores;
  arrive(3);
  rig.advance(terminal::kReceiptStoreRetry * 2);
  EXPECT_TRUE(held(3));
}

INSTANTIATE_TEST_SUITE_P(OfAll, ArrivesOnAFailingDisk, testing::ValuesIn(kArrivals),
                         [](const auto& each) { return std::string(each.param.name); });

}  // namespace
}  // namespace tongluo::test
