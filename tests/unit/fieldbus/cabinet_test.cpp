// The cabinet as a whole: plays, levels and bus events in, relay and proofs out, in steps of 100 ms.

#include "terminal-fw/fieldbus/cabinet.hpp"

#include <gtest/gtest.h>

#include "tests/unit/fieldbus/maps.hpp"

namespace tongluo::fieldbus {
namespace {

RegisterMap pole() {
  return map_of({device("amplifier", 1, {relay(0), measure(Quantity::output_level, 1, milliseconds(100))})});
}

class Pole {
 public:
  // So long of sound at `db`; the amplifier shows `percent`. Nothing decoded: below kSilenceDb.
  void pass(int blocks, double db, std::optional<double> percent) {
    for (int i = 0; i < blocks; ++i, now_ms += 100) {
      if (db > kSilenceDb) cabinet.on_level({at_ms(now_ms), db});
      if (percent) cabinet.on_bus({at_ms(now_ms + 90), Reading{Quantity::output_level, *percent}});
      cabinet.on_time(at_ms(now_ms + 95));
    }
  }
  void begin(std::uint64_t play) {
    cabinet.on_play(play, now());
    cabinet.on_started(now(), play);
  }
  SteadyTime now() const { return at_ms(now_ms); }

  std::int64_t now_ms = 10'000;
  Cabinet cabinet{pole(), {}};
};

TEST(Cabinet, APlayThatEndedIsProvedHalfASecondLater) {
  Pole pole;
  pole.pass(10, kSilenceDb - 1, 0);
  pole.begin(4);
  EXPECT_TRUE(pole.cabinet.amplifier_wanted(pole.now()));
  pole.pass(30, -10, 31.6);
  pole.cabinet.on_finished(pole.now(), 4);
  EXPECT_FALSE(pole.cabinet.next_proof());
  EXPECT_LE(pole.cabinet.next_deadline(pole.now()), pole.now() + SteadyTime::duration(kProofDelay));
  pole.pass(5, kSilenceDb - 1, 0);
  EXPECT_FALSE(pole.cabinet.next_proof());
  pole.pass(1, kSilenceDb - 1, 0);
  const auto proved = pole.cabinet.next_proof();
  ASSERT_TRUE(proved);
  EXPECT_EQ(proved->play, 4u);
  EXPECT_EQ(proved->proof.outcome, Outcome::sounded);
  EXPECT_NEAR(proved->proof.expected_db, -10, 0.1);
  EXPECT_NEAR(proved->proof.measured_db, -10, 0.1);
  ASSERT_TRUE(pole.cabinet.last_proof());
  EXPECT_EQ(pole.cabinet.last_proof()->proof, proved->proof);
}

TEST(Cabinet, ASilentBusIsSeenWithoutAnyEventOfIt) {
  Pole pole;
  pole.begin(1);
  pole.pass(30, -10, std::nullopt);
  pole.cabinet.on_finished(pole.now(), 1);
  pole.pass(6, kSilenceDb - 1, std::nullopt);
  const auto proved = pole.cabinet.next_proof();
  ASSERT_TRUE(proved);
  EXPECT_EQ(proved->proof.outcome, Outcome::unproved);
  EXPECT_EQ(proved->proof.reason, ProofReason::bus_silent);
  EXPECT_FALSE(proved->proof.measured);
}

TEST(Cabinet, ThePlayThatFollowsAtOnceHasItsOwnProof) {
  Pole pole;
  pole.pass(10, kSilenceDb - 1, 0);
  pole.begin(1);
  pole.pass(20, -10, 31.6);
  pole.cabinet.on_finished(pole.now(), 1);
  pole.begin(2);
  const auto first = pole.cabinet.next_proof();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->play, 1u);
  EXPECT_EQ(first->proof.outcome, Outcome::sounded);
  pole.pass(20, -10, 0.0);
  pole.cabinet.on_finished(pole.now(), 2);
  pole.pass(6, kSilenceDb - 1, 0);
  const auto second = pole.cabinet.next_proof();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->play, 2u);
  EXPECT_NE(second->proof.outcome, Outcome::sounded);
}

TEST(Cabinet, WhatIsStoppedIsProvedSoFar) {
  Pole pole;
  pole.pass(10, kSilenceDb - 1, 0);
  pole.begin(1);
  pole.pass(20, -10, 0.0);
  EXPECT_EQ(pole.cabinet.on_stopped(pole.now(), 1).outcome, Outcome::silent_amplifier);
  EXPECT_EQ(pole.cabinet.on_stopped(pole.now(), 9).reason, ProofReason::too_short);
}

TEST(Cabinet, TwoPartsOfOneBroadcast) {
  Proof sounded, silent, nothing, lying;
  sounded.outcome = Outcome::sounded, sounded.reason = ProofReason::followed;
  silent.outcome = Outcome::silent_amplifier, silent.reason = ProofReason::no_output;
  lying.reason = ProofReason::sensor_lies;
  EXPECT_EQ(of_both(sounded, nothing).outcome, Outcome::sounded);
  EXPECT_EQ(of_both(nothing, sounded).outcome, Outcome::sounded);
  EXPECT_EQ(of_both(silent, silent).reason, ProofReason::no_output);
  EXPECT_EQ(of_both(silent, sounded).outcome, Outcome::weak);
  EXPECT_EQ(of_both(lying, nothing).reason, ProofReason::sensor_lies);
  EXPECT_EQ(of_both(nothing, lying).reason, ProofReason::sensor_lies);
  EXPECT_EQ(of_both(sounded, lying).outcome, Outcome::sounded);
}

}  // namespace
}  // namespace tongluo::fieldbus
