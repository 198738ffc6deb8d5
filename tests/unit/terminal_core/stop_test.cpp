// Cancel, stop-all and supersession: silence now, one final, and silence for what comes after. The test plays
// everything round the core (CoreRig).

#include "terminal-fw/core/limits.hpp"
#include "tests/unit/terminal_core/core_rig.hpp"

namespace tongluo::test {
namespace {

class Stops : public testing::Test {
 protected:
  Stops() {
    rig.cache[rig.clip.digest] = rig.clip;
    rig.open_link();
    envelope = rig.trust.seal(sample_order(kNow, rig.clip.digest), rig.trust.dispatch);
    order = sign::identity(envelope);
  }
  Envelope cancel(const sign::Signer& signer) {
    return rig.trust.seal(wire::Cancel{1, order, rig.now.wall, Nonce{}}, signer);
  }
  Envelope stop_all(WallTime issued_at, std::vector<wire::Target> targets = {township()}, Level highest = Level::i) {
    return rig.trust.seal(wire::StopAll{1, std::move(targets), {OrderClass::actual}, highest, issued_at, Nonce{}},
                          rig.trust.dispatch);
  }
  Outcome outcome() const {
    const wire::Receipt* final = rig.final_of(order);
    return final == nullptr ? Outcome::none : final->outcome;
  }
  CoreRig rig;
  Envelope envelope;
  Digest order;
};

TEST_F(Stops, CancelStopsTheSoundAndIsFinal) {
  rig.deliver(envelope, kNow + seconds(1));
  rig.advance_to(kNow + seconds(5));
  rig.receive(wire::SignedObject{cancel(rig.trust.dispatch)});
  EXPECT_TRUE(rig.silent());
  EXPECT_EQ(outcome(), Outcome::cancelled);
  EXPECT_EQ(rig.final_of(order)->samples_played, 4u * 48'000u);
}

TEST_F(Stops, CancelBeforeTheStartMeansNoSoundAtAll) {
  rig.deliver(envelope, kNow + seconds(1));
  rig.receive(wire::SignedObject{cancel(rig.trust.dispatch)});
  rig.advance_to(kNow + seconds(30));
  EXPECT_TRUE(rig.plays.empty());
  EXPECT_EQ(outcome(), Outcome::cancelled);
}

TEST_F(Stops, CancelByAnotherIssuerChangesNothing) {
  rig.deliver(envelope, kNow + seconds(1));
  rig.advance_to(kNow + seconds(5));
  rig.receive(wire::SignedObject{cancel(rig.trust.announce)});
  EXPECT_FALSE(rig.silent());
  EXPECT_EQ(rig.count("event 2 outside_scope"), 1u);
}

TEST_F(Stops, OrderThatComesAfterItsCancelIsRefusedEvenAfterARestart) {
  rig.receive(wire::SignedObject{cancel(rig.trust.dispatch)});
  rig.restart();
  rig.open_link();
  rig.deliver(envelope, kNow + seconds(1));
  rig.advance_to(kNow + seconds(30));
  EXPECT_TRUE(rig.plays.empty());
  EXPECT_EQ(rig.count("receipt final refused stopped"), 1u);
}

TEST_F(Stops, StopAllStopsWhatWasIssuedBeforeIt) {
  rig.deliver(envelope, kNow + seconds(1));
  rig.advance_to(kNow + seconds(5));
  rig.receive(wire::SignedObject{stop_all(rig.now.wall)});
  EXPECT_TRUE(rig.silent());
  EXPECT_EQ(outcome(), Outcome::cancelled);
}

TEST_F(Stops, StopAllSparesWhatWasIssuedAfterItElsewhereOrHigher) {
  rig.deliver(envelope, kNow + seconds(1));
  rig.advance_to(kNow + seconds(5));
  rig.receive(wire::SignedObject{stop_all(kNow - seconds(1))});
  rig.receive(wire::SignedObject{stop_all(rig.now.wall, {area("500116102000")})});
  rig.receive(wire::SignedObject{stop_all(rig.now.wall, {township()}, Level::iii)});
  EXPECT_FALSE(rig.silent());
  rig.advance_to(kNow + seconds(30));
  EXPECT_EQ(outcome(), Outcome::unproved);
}

TEST_F(Stops, AnEditBySameKeyEndsWhatItReplaces) {
  rig.deliver(envelope, kNow + seconds(1));
  rig.advance_to(kNow + seconds(5));
  wire::Order edit = sample_order(rig.now.wall, rig.clip.digest);
  edit.supersedes = order;
  rig.deliver(rig.trust.seal(edit, rig.trust.dispatch), rig.now.wall + seconds(1));
  EXPECT_EQ(outcome(), Outcome::cancelled);
  rig.advance(seconds(30));
  EXPECT_EQ(rig.plays.size(), 2u);
}

// A terminal that was away hears of the cancel before it hears of the edit.
TEST_F(Stops, AnEditThatWasCancelledStillEndsWhatItReplaces) {
  rig.deliver(envelope, kNow + seconds(1));
  rig.advance_to(kNow + seconds(5));
  wire::Order edit = sample_order(rig.now.wall, rig.clip.digest);
  edit.supersedes = order;
  const Envelope newer = rig.trust.seal(edit, rig.trust.dispatch);
  rig.receive(wire::SignedObject{
      rig.trust.seal(wire::Cancel{1, sign::identity(newer), rig.now.wall, Nonce{}}, rig.trust.dispatch)});
  rig.deliver(newer);
  EXPECT_TRUE(rig.silent());
  EXPECT_EQ(outcome(), Outcome::cancelled);
  rig.advance(seconds(30));
  EXPECT_EQ(rig.plays.size(), 1u);
}

// The disk hangs from a moment on: at each of the order's, sound ends in the very event that brings the stop.
TEST_F(Stops, AHangingDiskDelaysNoStopByAMicrosecond) {
  constexpr auto kFirstSample = seconds(1);
  for (const microseconds hangs_at : {microseconds(0), microseconds(500'000), microseconds(seconds(4))})
    for (const bool all : {false, true}) {
      CoreRig other;
      other.cache[other.clip.digest] = other.clip;
      other.open_link();
      const Envelope ordered = other.trust.seal(sample_order(kNow, other.clip.digest), other.trust.dispatch);
      if (hangs_at == microseconds(0)) other.journal_mode = JournalMode::holds;
      other.deliver(ordered, kNow + kFirstSample);
      other.advance_to(kNow + hangs_at);
      other.journal_mode = JournalMode::holds;
      other.advance_to(kNow + seconds(5));
      EXPECT_FALSE(other.silent()) << "a level I sounds though its disk hangs";
      const WallTime before = other.now.wall;
      const wire::Cancel cancelled{1, sign::identity(ordered), before, Nonce{}};
      const wire::StopAll stopped{1, {township()}, {OrderClass::actual}, Level::i, before, Nonce{}};
      other.receive(wire::SignedObject{all ? other.trust.seal(stopped, other.trust.dispatch)
                                           : other.trust.seal(cancelled, other.trust.dispatch)});
      EXPECT_TRUE(other.silent()) << hangs_at.count();
      EXPECT_EQ(other.now.wall, before) << "no time has passed";
      other.advance(terminal::kCommitDeadline);
      ASSERT_NE(other.final_of(sign::identity(ordered)), nullptr) << "the controller hears of it, hanging disk or not";
      EXPECT_EQ(other.final_of(sign::identity(ordered))->outcome, Outcome::cancelled);
      const std::size_t played = other.plays.size();
      other.journal_mode = JournalMode::stores;
      other.answer_commits(true);
      other.advance(std::chrono::minutes(1));
      other.restart();
      other.open_link();
      other.deliver(ordered, other.now.wall + kFirstSample);
      other.advance(std::chrono::minutes(1));
      EXPECT_EQ(other.plays.size(), played) << "nor does it begin again when the disk answers";
    }
}

TEST_F(Stops, OneThatComesBeforeTheHangingDiskIsGivenUpMeansNoSoundAtAll) {
  rig.journal_mode = JournalMode::holds;
  rig.deliver(envelope, kNow + seconds(1));
  rig.advance(terminal::kCommitDeadline - milliseconds(1));
  rig.receive(wire::SignedObject{stop_all(rig.now.wall)});
  rig.advance(std::chrono::minutes(1));
  EXPECT_TRUE(rig.plays.empty());
  EXPECT_EQ(outcome(), Outcome::cancelled);
}

}  // namespace
}  // namespace tongluo::test
