// Cancel, stop-all and supersession: silence now, one final, and silence for what comes after. The test plays
// everything round the core (CoreRig).

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

}  // namespace
}  // namespace tongluo::test
