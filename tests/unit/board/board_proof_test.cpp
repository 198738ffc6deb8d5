// Proof of sound over a real bus: the rig plays a tone into the WAV file that the simulator follows, with the amplifier
// on, and the verdict must name what is wrong.

#include <gtest/gtest.h>
#include <thread>
#include <vector>

#include "tests/unit/board/board_rig.hpp"

namespace tongluo::board {
namespace {

using namespace fieldbus;

struct ProofCase {
  const char* name;
  const char* fault;
  Outcome outcome;
  ProofReason reason;
};

constexpr ProofCase kCases[] = {
    {"Sounded", "tone off", Outcome::sounded, ProofReason::followed},
    {"DeadAmplifier", "dead_amplifier on", Outcome::silent_amplifier, ProofReason::no_output},
    {"OpenHorn", "open_horn on", Outcome::silent_horn, ProofReason::line_open},
    {"ShortedHorn", "shorted_horn on", Outcome::silent_horn, ProofReason::line_short},
    {"WeakAmplifier", "weak_amplifier on", Outcome::weak, ProofReason::level_low},
    {"BusTimeout", "bus_timeout on", Outcome::unproved, ProofReason::bus_silent},
    {"StuckSensor", "level_stuck 30", Outcome::unproved, ProofReason::sensor_stays},
    {"ImpossibleSensor", "level_impossible on", Outcome::unproved, ProofReason::sensor_lies},
};

constexpr int kPlays = 3;  // a machine too busy to write the file in time is no broken amplifier

void expect_named(Transport transport, const ProofCase& wanted) {
  SCOPED_TRACE(wanted.name);
  BoardRig rig(transport);
  ASSERT_TRUE(rig.await_good(Quantity::output_level));
  ASSERT_TRUE(rig.switch_amplifier(true));
  rig.fault(wanted.fault);
  Proof proof;
  for (int play = 0; play < kPlays && proof.reason != wanted.reason; ++play) {
    (void)rig.await([] { return false; }, milliseconds(500));  // silence before the play, as on a pole
    proof = rig.play_and_prove(-10, milliseconds(1'500));
  }
  EXPECT_EQ(proof.outcome, wanted.outcome) << to_string(proof.outcome);
  EXPECT_EQ(proof.reason, wanted.reason) << to_string(proof.reason);
  EXPECT_GE(proof.loud, 3U);
}

class BoardProof : public testing::TestWithParam<Transport> {};

INSTANTIATE_TEST_SUITE_P(, BoardProof, testing::Values(Transport::tcp, Transport::rtu),
                         [](const auto& it) { return it.param == Transport::tcp ? "Tcp" : "Rtu"; });

// Each with a cabinet of its own, all at the same time: they mostly wait.
TEST_P(BoardProof, NamesWhatIsWrong) {
  std::vector<std::jthread> threads;
  for (const ProofCase& wanted : kCases) threads.emplace_back([&wanted] { expect_named(GetParam(), wanted); });
}

}  // namespace
}  // namespace tongluo::board
