// A journal that was made anew from what could be read: which orders were obeyed may be forgotten. What was signed
// before is refused, but for actual alerts of level I and II; what is signed afterwards is obeyed. Commands likewise.

#include "tests/unit/terminal_core/core_rig.hpp"

namespace tongluo::test {
namespace {

using terminal::kUntilTimeIsKnown;

class DamagedJournal : public testing::Test {
 protected:
  DamagedJournal() {
    rig.cache[rig.clip.digest] = rig.clip;
    rig.open_link();
  }
  Envelope order(Level level, WallTime issued_at) {
    wire::Order made = sample_order(rig.now.wall, rig.clip.digest);
    made.level = level;
    made.issued_at = issued_at;
    return rig.trust.seal(made, rig.trust.dispatch);
  }
  Envelope command(wire::CommandKind kind, WallTime issued_at) {
    wire::Command made;
    made.targets = {rig.id};
    made.issued_at = issued_at;
    made.expires_at = issued_at + seconds(600);
    made.kind = kind;
    made.nonce.octets[0] = static_cast<std::byte>(++nonces_);
    if (kind == wire::CommandKind::tone) made.duration = seconds(2), made.volume_percent = 20;
    if (kind == wire::CommandKind::volume) made.volume_percent = 30;
    return rig.trust.seal(PayloadType::command, wire::serialize(made), {&rig.trust.maintain});
  }
  void obey(const Envelope& envelope) {
    rig.receive(wire::SignedObject{envelope});
    rig.core->on_maintained(rig.now, sign::identity(envelope), {wire::CommandStatus::done, "well", {}});
    rig.advance(microseconds(1));
  }
  const wire::CommandResult* last_result() const {
    const wire::CommandResult* last = nullptr;
    for (const wire::Message& message : rig.sent)
      if (const auto* result = std::get_if<wire::CommandResult>(&message)) last = result;
    return last;
  }
  void expect_forgotten(const Envelope& envelope) {
    const std::size_t obeyed = rig.maintained.size();
    rig.receive(wire::SignedObject{envelope});
    EXPECT_EQ(rig.maintained.size(), obeyed);
    ASSERT_NE(last_result(), nullptr);
    EXPECT_EQ(last_result()->command, sign::identity(envelope)) << "it is answered";
    EXPECT_EQ(last_result()->status, wire::CommandStatus::refused);
    EXPECT_EQ(last_result()->refusal, Refusal::replayed);
  }
  // Of its memory nothing is left but the trust list and the place.
  void lose_memory() {
    const terminal::JournalSnapshot held = rig.journal.snapshot();
    rig.journal = MemoryJournal();
    rig.journal.apply({terminal::PutTrustList{*held.trust_list}, terminal::PutForgotten{kUntilTimeIsKnown}});
    if (held.place) rig.journal.apply({terminal::PutPlace{*held.place}});
    rig.restart();
    rig.reported.clear();
    rig.trace.clear();
  }
  // As a repair leaves it when no row of a table could be read.
  void lose_rows() {
    const terminal::JournalSnapshot held = rig.journal.snapshot();
    rig.journal = MemoryJournal();
    rig.journal.apply({terminal::PutTrustList{*held.trust_list}, terminal::PutForgotten{kUntilTimeIsKnown}});
  }
  CoreRig rig;

 private:
  unsigned nonces_ = 0;
};

TEST_F(DamagedJournal, AnOrderThatItMayHaveObeyedIsRefusedUnlessItIsUrgent) {
  const Envelope lower = order(Level::iii, rig.now.wall - seconds(2));
  const Envelope urgent = order(Level::ii, rig.now.wall - seconds(1));
  rig.deliver(lower, kNow + seconds(1));
  rig.advance(seconds(30));
  ASSERT_NE(rig.final_of(sign::identity(lower)), nullptr);
  const std::size_t played = rig.plays.size();
  lose_memory();
  rig.open_link();
  rig.deliver(lower, rig.now.wall + seconds(1));
  rig.advance(seconds(30));
  EXPECT_EQ(rig.plays.size(), played) << "it sounded already";
  EXPECT_EQ(rig.count("receipt final refused replayed"), 1U);
  rig.deliver(urgent, rig.now.wall + seconds(1));
  rig.advance(seconds(30));
  EXPECT_EQ(rig.plays.size(), played + 1);
}

// Only that it was taken is left of it.
TEST_F(DamagedJournal, AnOrderOfWhichOnlyTheReplayIsLeftIsAnsweredAndSoundsIfItIsUrgent) {
  const Envelope lower = order(Level::iii, rig.now.wall - seconds(2));
  const Envelope urgent = order(Level::ii, rig.now.wall - seconds(1));
  rig.deliver(lower, kNow + seconds(60));
  rig.deliver(urgent, kNow + seconds(60));
  rig.advance(seconds(1));
  const auto replays = rig.journal.snapshot().replays;
  ASSERT_EQ(replays.size(), 2U);
  const std::size_t played = rig.plays.size();
  lose_memory();
  for (const auto& replay : replays) rig.journal.apply({terminal::PutReplay{replay}});
  rig.restart();
  rig.open_link();
  rig.deliver(lower, rig.now.wall + seconds(1));
  rig.advance(seconds(1));
  EXPECT_EQ(rig.count("receipt final refused replayed"), 1U);
  rig.deliver(urgent, rig.now.wall + seconds(1));
  rig.advance(seconds(30));
  EXPECT_EQ(rig.plays.size(), played + 1);
}

TEST_F(DamagedJournal, WhatIsSignedOnceTheTimeIsKnownIsObeyedAlsoAfterAPowerCut) {
  lose_memory();
  EXPECT_EQ(rig.journal.snapshot().forgotten_until, kUntilTimeIsKnown) << "nobody knows the time";
  rig.open_link();
  rig.advance(seconds(1));
  const WallTime dated = rig.journal.snapshot().forgotten_until;
  EXPECT_GE(dated, kNow);
  EXPECT_LE(dated, rig.now.wall);
  rig.restart();
  rig.open_link();
  const Envelope later = order(Level::iii, rig.now.wall);
  rig.deliver(later, rig.now.wall + seconds(1));
  rig.deliver(order(Level::iii, dated), rig.now.wall + seconds(1));
  rig.advance(seconds(30));
  EXPECT_EQ(rig.plays.size(), 1U);
  EXPECT_EQ(rig.count("receipt final refused replayed"), 1U);
}

TEST_F(DamagedJournal, ItsReceiptsHaveNumbersThatWereNeverUsed) {
  rig.deliver(order(Level::ii, rig.now.wall), kNow + seconds(1));
  rig.advance(seconds(30));
  const std::uint64_t last = rig.receipts().back().sequence;
  lose_memory();
  rig.open_link();
  rig.deliver(order(Level::ii, rig.now.wall), rig.now.wall + seconds(1));
  rig.advance(seconds(30));
  ASSERT_FALSE(rig.receipts().empty());
  EXPECT_GT(rig.receipts().front().sequence, last);
}

TEST_F(DamagedJournal, OfAnOrderWhosePlaysAreUnknownOnlyAnUrgentOneSoundsAgain) {
  const Envelope lower = order(Level::iii, rig.now.wall - seconds(2));
  const Envelope urgent = order(Level::i, rig.now.wall - seconds(1));
  rig.deliver(lower, kNow + seconds(60));
  rig.deliver(urgent, kNow + seconds(60));
  terminal::JournalSnapshot held = rig.journal.snapshot();
  ASSERT_EQ(held.orders.size(), 2U);
  lose_memory();
  for (terminal::StoredOrder& each : held.orders) {
    each.occurrences.clear();
    rig.journal.apply({terminal::PutOrder{each}});
  }
  rig.restart();
  rig.open_link();
  ASSERT_EQ(rig.journal.snapshot().orders.size(), 1U);
  EXPECT_EQ(rig.journal.snapshot().orders[0].digest, sign::identity(urgent));
  EXPECT_EQ(rig.journal.snapshot().orders[0].occurrences.size(), 1U) << "whole again";
  EXPECT_EQ(rig.journal.snapshot().replays.size(), 1U) << "and known when it comes again";
  rig.advance(seconds(100));
  EXPECT_EQ(rig.plays.size(), 1U);
  rig.deliver(urgent, rig.now.wall + seconds(1));
  rig.advance(seconds(100));
  EXPECT_EQ(rig.plays.size(), 1U);
}

TEST_F(DamagedJournal, WhatThePlayLogKnowsIsNotPlayedAgain) {
  const Envelope urgent = order(Level::i, rig.now.wall);
  rig.deliver(urgent, kNow + seconds(1));
  rig.advance(seconds(60));
  const terminal::JournalSnapshot held = rig.journal.snapshot();
  ASSERT_EQ(held.plays.size(), 1U);
  lose_memory();
  rig.journal.apply({terminal::PutPlay{held.plays[0], {}}});
  rig.restart();
  rig.open_link();
  const std::size_t played = rig.plays.size();
  rig.deliver(urgent, rig.now.wall + seconds(1));
  rig.advance(seconds(60));
  EXPECT_EQ(rig.plays.size(), played);
}

// The controller lost it with its own power, or never had it.
TEST_F(DamagedJournal, AnEndThatOnlyThePlayLogKnowsIsSaidAgainAndNotPlayedAgain) {
  const Envelope lower = order(Level::iii, rig.now.wall - seconds(2));
  const Envelope urgent = order(Level::i, rig.now.wall - seconds(1));
  rig.deliver(lower, kNow + seconds(1));
  rig.deliver(urgent, kNow + seconds(1));
  rig.advance(seconds(100));
  const terminal::JournalSnapshot held = rig.journal.snapshot();
  ASSERT_EQ(held.plays.size(), 2U);
  for (const bool knows_it_took_them : {true, false}) {
    lose_memory();
    for (const auto& play : held.plays) rig.journal.apply({terminal::PutPlay{play, {}}});
    for (const auto& replay : held.replays)
      if (knows_it_took_them) rig.journal.apply({terminal::PutReplay{replay}});
    rig.restart();
    rig.open_link();
    const std::size_t played = rig.plays.size();
    for (const Envelope& envelope : {lower, urgent}) {
      const Digest digest = sign::identity(envelope);
      rig.deliver(envelope, rig.now.wall + seconds(1));
      rig.advance(seconds(60));
      const wire::Receipt* final = rig.final_of(digest);
      ASSERT_NE(final, nullptr);
      const auto told = std::ranges::find(held.plays, digest, &terminal::StoredPlay::order);
      EXPECT_EQ(final->outcome, told->outcome);
      EXPECT_EQ(final->at, told->at);
      EXPECT_EQ(final->samples_played, told->samples);
      rig.take_receipts();
      rig.deliver(envelope, rig.now.wall + seconds(1));
      rig.advance(seconds(60));
    }
    EXPECT_EQ(rig.plays.size(), played);
    EXPECT_EQ(std::ranges::count(rig.journal.snapshot().receipts, Stage::final, &terminal::StoredReceipt::stage), 2)
        << "said again as often as asked, written once";
    EXPECT_EQ(rig.count("receipt final refused replayed"), 0U);
  }
}

// The row of the order says so, and neither a receipt nor the play log is left of it.
TEST_F(DamagedJournal, OfAnOpenOrderWhatEndedIsSaidAgainAndTheRestSounds) {
  wire::Order made = sample_order(rig.now.wall, rig.clip.digest);
  made.level = Level::iii;
  const wire::Occurrence first = made.occurrences[0];
  const auto hour = std::chrono::hours(1);
  for (int later = 1; later <= 2; ++later)
    made.occurrences.push_back({static_cast<std::uint32_t>(later + 1), first.earliest_start + later * hour,
                                first.latest_start + later * hour, first.end + later * hour});
  made.valid_until = made.occurrences.back().end;
  const Envelope envelope = rig.trust.seal(made, rig.trust.dispatch);
  const Digest digest = sign::identity(envelope);
  rig.deliver(envelope, kNow + seconds(1));
  rig.advance(hour + seconds(100));
  const terminal::JournalSnapshot held = rig.journal.snapshot();
  ASSERT_EQ(held.plays.size(), 2U);
  ASSERT_EQ(held.orders.size(), 1U);
  const std::size_t played = rig.plays.size();
  lose_memory();
  rig.journal.apply({terminal::PutOrder{held.orders[0]}, terminal::PutPlay{held.plays[0], {}}});
  rig.restart();
  rig.open_link();
  rig.deliver(envelope);
  rig.advance(seconds(1));
  ASSERT_NE(rig.final_of(digest, 1), nullptr);
  EXPECT_EQ(rig.final_of(digest, 1)->outcome, held.plays[0].outcome);
  ASSERT_NE(rig.final_of(digest, 2), nullptr);
  EXPECT_EQ(rig.final_of(digest, 2)->refusal, Refusal::replayed) << "how it ended nobody knows";
  rig.advance(hour);
  EXPECT_EQ(rig.plays.size(), played + 1);
  ASSERT_NE(rig.final_of(digest, 3), nullptr);
  EXPECT_EQ(rig.final_of(digest, 3)->outcome, Outcome::unproved);
}

TEST_F(DamagedJournal, AnUrgentOrderSoundsAgainOnlyWhereThePlayLogDoesNotKnowItsEnd) {
  wire::Order made = sample_order(rig.now.wall, rig.clip.digest);
  made.level = Level::i;
  wire::Occurrence second = made.occurrences[0];
  second.number = 2;
  for (WallTime* time : {&second.earliest_start, &second.latest_start, &second.end}) *time += std::chrono::hours(1);
  made.occurrences.push_back(second);
  made.valid_until = second.end;
  const Envelope envelope = rig.trust.seal(made, rig.trust.dispatch);
  const Digest digest = sign::identity(envelope);
  rig.deliver(envelope, kNow + seconds(1));
  rig.advance(seconds(100));
  const terminal::JournalSnapshot held = rig.journal.snapshot();
  ASSERT_EQ(held.plays.size(), 1U);
  const std::size_t played = rig.plays.size();
  lose_memory();
  rig.journal.apply({terminal::PutPlay{held.plays[0], {}}});
  rig.restart();
  rig.open_link();
  rig.deliver(envelope);
  rig.advance(seconds(100));
  EXPECT_EQ(rig.plays.size(), played);
  ASSERT_NE(rig.final_of(digest, 1), nullptr);
  EXPECT_EQ(rig.count("receipt accepted"), 1U) << "the second alone";
  rig.advance(std::chrono::hours(1));
  EXPECT_EQ(rig.plays.size(), played + 1);
  EXPECT_NE(rig.final_of(digest, 2), nullptr);
}

TEST_F(DamagedJournal, ARestartBeforeTheFirstReceiptRepeatsNoNumber) {
  lose_memory();
  rig.open_link();
  rig.advance(seconds(1));
  ASSERT_NE(rig.journal.snapshot().forgotten_until, kUntilTimeIsKnown);
  rig.restart();
  rig.open_link();
  rig.deliver(order(Level::ii, rig.now.wall), rig.now.wall + seconds(1));
  rig.advance(seconds(5));
  ASSERT_FALSE(rig.receipts().empty());
  EXPECT_GT(rig.receipts().front().sequence, static_cast<std::uint64_t>(to_us(kNow) / 2));
}

TEST_F(DamagedJournal, ARepairInTheRunLosesNothingThatIsKnown) {
  const Envelope lower = order(Level::iii, rig.now.wall - seconds(1));
  rig.deliver(lower, kNow + seconds(60));
  rig.receive(wire::SignedObject{rig.trust.seal(wire::Cancel{1, Digest{}, kNow, Nonce{}}, rig.trust.dispatch)});
  const terminal::JournalSnapshot before = rig.journal.snapshot();
  lose_rows();
  rig.core->on_journal_repaired(rig.now, "the journal was damaged");
  rig.advance(seconds(1));
  const terminal::JournalSnapshot after = rig.journal.snapshot();
  EXPECT_EQ(after.orders, before.orders);
  EXPECT_EQ(after.replays, before.replays);
  EXPECT_EQ(after.stops, before.stops);
  EXPECT_EQ(after.receipts, before.receipts);
  EXPECT_EQ(after.forgotten_until, WallTime{}) << "nothing is forgotten";
}

// A reboot that came again after each loss would never end.
TEST_F(DamagedJournal, ACommandThatItMayHaveObeyedIsNotObeyedAgain) {
  for (const auto kind : {wire::CommandKind::reboot, wire::CommandKind::tone, wire::CommandKind::volume}) {
    const Envelope obeyed = command(kind, rig.now.wall);
    const Envelope never_came = command(kind, rig.now.wall);
    obey(obeyed);
    ASSERT_FALSE(rig.maintained.empty());
    ASSERT_EQ(rig.maintained.back().digest, sign::identity(obeyed));
    lose_memory();
    rig.open_link(false);
    expect_forgotten(obeyed);  // nobody knows the time
    rig.open_link();
    rig.advance(seconds(1));
    expect_forgotten(obeyed);
    expect_forgotten(never_came);  // nor does it know that it never came
    rig.restart();
    rig.open_link();
    expect_forgotten(obeyed);
    rig.advance(seconds(30));  // the commands of a minute are bounded
  }
}

TEST_F(DamagedJournal, ACommandThatIsSignedOnceTheTimeIsKnownIsObeyedOnce) {
  lose_memory();
  rig.open_link();
  rig.advance(seconds(1));
  const Envelope later = command(wire::CommandKind::reboot, rig.now.wall);
  obey(later);
  ASSERT_EQ(rig.maintained.size(), 1U);
  EXPECT_EQ(rig.maintained[0].digest, sign::identity(later));
  EXPECT_EQ(last_result()->status, wire::CommandStatus::done);
  rig.restart();
  rig.open_link();
  expect_forgotten(later);  // it is remembered, as ever
}

TEST_F(DamagedJournal, ARepairInTheRunForgetsNoCommandAndRefusesNone) {
  const Envelope before = command(wire::CommandKind::volume, rig.now.wall);
  const Envelope waits = command(wire::CommandKind::volume, rig.now.wall);
  obey(before);
  lose_rows();
  rig.core->on_journal_repaired(rig.now, "the journal was damaged");
  rig.advance(seconds(1));
  obey(waits);
  EXPECT_EQ(rig.maintained.size(), 2U) << "signed before, but it is known that it did not come";
  obey(before);
  EXPECT_EQ(rig.maintained.size(), 2U);
  rig.restart();
  rig.open_link();
  expect_forgotten(before);
  expect_forgotten(waits);
}

TEST_F(DamagedJournal, TheRepairIsToldWhenFoundAndWhenItIsOver) {
  rig.core->on_journal_repaired(rig.now, "the journal was damaged");
  rig.advance(seconds(1));
  EXPECT_EQ(rig.count("event 3 none"), 1U);
  rig.deliver(order(Level::iii, kNow - seconds(1)), rig.now.wall + seconds(1));
  rig.advance(std::chrono::minutes(10));
  EXPECT_EQ(rig.plays.size(), 1U) << "in this run it still knows what it obeyed";
  rig.look_at_disk("");
  EXPECT_EQ(rig.count("event 3 none"), 2U) << "over";
}

}  // namespace
}  // namespace tongluo::test
