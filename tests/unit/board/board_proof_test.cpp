// Proof of sound over a real bus: the rig plays a tone into the WAV file that the simulator follows, with the amplifier
// on, and the verdict must name what is wrong.

#include <gtest/gtest.h>

#include "tests/unit/board/board_rig.hpp"

namespace tongluo::board {
namespace {

using namespace fieldbus;

struct Case {
  const char* name;
  const char* fault;
  Outcome outcome;
  ProofReason reason;
};

class BoardProof : public testing::TestWithParam<std::tuple<Transport, Case>> {};

constexpr Case kCases[] = {
    {"Sounded", "tone off", Outcome::sounded, ProofReason::followed},
    {"DeadAmplifier", "dead_amplifier on", Outcome::silent_amplifier, ProofReason::no_output},
    {"OpenHorn", "open_horn on", Outcome::silent_horn, ProofReason::line_open},
    {"ShortedHorn", "shorted_horn on", Outcome::silent_horn, ProofReason::line_short},
    {"WeakAmplifier", "weak_amplifier on", Outcome::weak, ProofReason::level_low},
    {"BusTimeout", "bus_timeout on", Outcome::unproved, ProofReason::bus_silent},
    {"StuckSensor", "level_stuck 30", Outcome::unproved, ProofReason::sensor_stays},
    {"ImpossibleSensor", "level_impossible on", Outcome::unproved, ProofReason::sensor_lies},
};

INSTANTIATE_TEST_SUITE_P(, BoardProof,
                         testing::Combine(testing::Values(Transport::tcp, Transport::rtu), testing::ValuesIn(kCases)),
                         [](const auto& it) {
                           return std::string(std::get<0>(it.param) == Transport::tcp ? "Tcp" : "Rtu") +
                                  std::get<1>(it.param).name;
                         });

TEST_P(BoardProof, NamesWhatIsWrong) {
  const auto& [transport, wanted] = GetParam();
  BoardRig rig(transport);
  ASSERT_TRUE(rig.await_good(Quantity::output_level));
  ASSERT_TRUE(rig.switch_amplifier(true));
  rig.fault(wanted.fault);
  (void)rig.await([] { return false; }, milliseconds(500));  // silence before the play, as on a pole
  const Proof proof = rig.play_and_prove(-10, milliseconds(2'000));
  EXPECT_EQ(proof.outcome, wanted.outcome) << to_string(proof.outcome);
  EXPECT_EQ(proof.reason, wanted.reason) << to_string(proof.reason);
  EXPECT_GE(proof.loud, 3U);
}

}  // namespace
}  // namespace tongluo::board
