// What becomes of a receipt where the amplifier's output is measured: the play ends, and a moment later its proof.

#include "terminal-fw/core/limits.hpp"
#include "tests/unit/terminal_core/core_rig.hpp"

namespace tongluo::test {
namespace {

using fieldbus::Proof;
using fieldbus::ProofReason;

Proof proof_of(Outcome outcome, ProofReason reason) {
  Proof proof;
  proof.outcome = outcome;
  proof.reason = reason;
  proof.measured = true;
  proof.expected_db = -12.5;
  proof.measured_db = -13.25;
  return proof;
}

class ProofOfSound : public testing::Test {
 protected:
  ProofOfSound() {
    rig.proves_sound = true;
    rig.amplifier_wake = milliseconds(700);
    rig.restart();
    rig.open_link();
    rig.cache[rig.clip.digest] = rig.clip;
  }
  // An order of 14 s from kNow + 2 s.
  Digest deliver(Level level = Level::ii) {
    wire::Order order = sample_order(kNow, rig.clip.digest);
    order.level = level;
    order.nonce.octets[0] = static_cast<std::byte>(level);
    const Envelope envelope = rig.trust.seal(order, rig.trust.dispatch);
    rig.deliver(envelope, kNow + seconds(2));
    rig.receive_clip(rig.clip);
    return sign::identity(envelope);
  }
  CoreRig rig;
};

TEST_F(ProofOfSound, TheReceiptWaitsForTheProofAndSaysIt) {
  const Digest order = deliver();
  rig.advance_to(kNow + seconds(16));
  EXPECT_TRUE(rig.silent());
  ASSERT_EQ(rig.final_of(order), nullptr);
  rig.advance(milliseconds(500));
  rig.prove(1, proof_of(Outcome::silent_horn, ProofReason::line_short));
  const wire::Receipt* final = rig.final_of(order);
  ASSERT_NE(final, nullptr);
  EXPECT_EQ(final->outcome, Outcome::silent_horn);
  EXPECT_EQ(final->detail, "the horn line is shorted");
  EXPECT_TRUE(final->sensor_present);
  EXPECT_EQ(final->expected_level_mdb, -12'500);
  EXPECT_EQ(final->measured_level_mdb, -13'250);
  EXPECT_EQ(final->last_sample, kNow + seconds(16));
}

TEST_F(ProofOfSound, WhatSoundedNeedsNoWords) {
  const Digest order = deliver();
  rig.advance_to(kNow + seconds(16));
  rig.prove(1, proof_of(Outcome::sounded, ProofReason::followed));
  ASSERT_NE(rig.final_of(order), nullptr);
  EXPECT_EQ(rig.final_of(order)->outcome, Outcome::sounded);
  EXPECT_EQ(rig.final_of(order)->detail, "");
}

TEST_F(ProofOfSound, WithoutAWordItIsUnprovedAfterTheDeadline) {
  const Digest order = deliver();
  rig.advance_to(kNow + seconds(16) + terminal::kProofDeadline - microseconds(1));
  ASSERT_EQ(rig.final_of(order), nullptr);
  rig.advance(microseconds(1));
  ASSERT_NE(rig.final_of(order), nullptr);
  EXPECT_EQ(rig.final_of(order)->outcome, Outcome::unproved);
  EXPECT_FALSE(rig.final_of(order)->sensor_present);
  rig.prove(1, proof_of(Outcome::sounded, ProofReason::followed));
  EXPECT_EQ(rig.count("receipt final unproved") + rig.count("receipt final sounded"), 1u);
}

TEST_F(ProofOfSound, AnotherPlaysProofProvesNothing) {
  const Digest order = deliver();
  rig.advance_to(kNow + seconds(16));
  rig.prove(7, proof_of(Outcome::sounded, ProofReason::followed));
  EXPECT_EQ(rig.final_of(order), nullptr);
}

TEST_F(ProofOfSound, ACancelAfterTheEndDoesNotUndoThatItSounded) {
  const Digest order = deliver();
  rig.advance_to(kNow + seconds(16));
  const wire::Cancel cancel{1, order, rig.now.wall, Nonce{}};
  rig.receive(wire::SignedObject{rig.trust.seal(PayloadType::cancel, wire::serialize(cancel), {&rig.trust.dispatch})});
  rig.prove(1, proof_of(Outcome::sounded, ProofReason::followed));
  ASSERT_NE(rig.final_of(order), nullptr);
  EXPECT_EQ(rig.final_of(order)->outcome, Outcome::sounded);
}

TEST_F(ProofOfSound, WhatIsCancelledSaysAlsoThatNobodyHeardIt) {
  const Digest order = deliver();
  rig.advance_to(kNow + seconds(10));
  rig.interrupted_proof = proof_of(Outcome::silent_amplifier, ProofReason::no_output);
  const wire::Cancel cancel{1, order, rig.now.wall, Nonce{}};
  rig.receive(wire::SignedObject{rig.trust.seal(PayloadType::cancel, wire::serialize(cancel), {&rig.trust.dispatch})});
  rig.advance(seconds(1));
  ASSERT_NE(rig.final_of(order), nullptr);
  EXPECT_EQ(rig.final_of(order)->outcome, Outcome::cancelled);
  EXPECT_NE(rig.final_of(order)->detail.find("the amplifier gave no output"), std::string::npos);
}

TEST_F(ProofOfSound, TwoPartsAreProvedTogether) {
  const Digest lower = deliver(Level::ii);
  rig.advance_to(kNow + seconds(8));
  rig.interrupted_proof = proof_of(Outcome::silent_amplifier, ProofReason::no_output);
  wire::Order order = sample_order(kNow, rig.clip.digest);
  order.level = Level::i;
  order.nonce.octets[0] = std::byte{9};
  rig.deliver(rig.trust.seal(order, rig.trust.dispatch), kNow + seconds(9));
  rig.advance_to(kNow + seconds(9));
  ASSERT_EQ(rig.plays.size(), 2u);
  rig.advance_to(kNow + seconds(24));
  rig.prove(2, proof_of(Outcome::sounded, ProofReason::followed));
  rig.advance_to(kNow + seconds(31));
  rig.prove(3, proof_of(Outcome::sounded, ProofReason::followed));
  ASSERT_NE(rig.final_of(lower), nullptr);
  EXPECT_EQ(rig.final_of(lower)->outcome, Outcome::weak);
  EXPECT_EQ(rig.final_of(lower)->detail, "the output was there only part of the time");
}

TEST_F(ProofOfSound, AStartIsHandedOverInTimeForTheAmplifier) {
  deliver();
  const WallTime due = kNow + seconds(2) - terminal::kStartLead - milliseconds(700);
  rig.advance_to(due - microseconds(1));
  EXPECT_TRUE(rig.plays.empty());
  rig.advance_to(due);
  ASSERT_EQ(rig.plays.size(), 1u);
  EXPECT_EQ(rig.plays[0].start_at, kNow + seconds(2));
}

}  // namespace
}  // namespace tongluo::test
