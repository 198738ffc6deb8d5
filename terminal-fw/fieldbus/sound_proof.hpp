#pragma once
// Did it sound? Compares what the amplifier gave out with what was decoded, glance by glance, and ends in one outcome
// for the receipt. Sensors that are missing, silent or lying prove nothing, in either direction. Runs all the time, so
// that it knows what the sensor shows in silence. Owner: one thread (control). Pure. Limits: kMaxLevelBlocks, the
// oldest leaves; kMaxPendingGlances, the oldest is judged at once.

#include <deque>
#include <optional>

#include "protocol/base/vocabulary.hpp"
#include "terminal-fw/fieldbus/board_state.hpp"
#include "terminal-fw/fieldbus/level_meter.hpp"

namespace tongluo::fieldbus {

constexpr std::size_t kMaxLevelBlocks = 64;
constexpr std::size_t kMaxPendingGlances = 32;

struct ProofSettings {
  double gain_db = 0;           // measured minus decoded level when all is well; found when the terminal is installed
  milliseconds meter_lag{500};  // a measured level may be made of what sounded up to so much earlier
  double loud_db = -35;         // only where the decoded level stays above it, silence means a fault
  double floor_db = -45;        // a measured level below it is nothing, whatever was decoded
  double tolerance_db = 6;
  bool by_microphone = false;  // the level is heard, not measured: it can prove sound, but not silence
};

// The cabinet at one instant, as far as it can be believed.
struct Glance {
  SteadyTime at;
  std::optional<double> level_percent;
  SensorState level_state = SensorState::absent;
  std::optional<double> current_percent;
  bool line_open = false;
  bool line_short = false;
  bool amplifier_fault = false;
};
Glance glance_at(SteadyTime now, const BoardState& board);

enum class ProofReason : std::uint8_t {
  followed,         // the output followed what was decoded
  level_low,        // it followed, at a lower level
  level_lost,       // it was there only part of the time
  no_output,        // the amplifier gave nothing
  not_heard,        // the microphone heard nothing of it: that one may be deaf
  amplifier_fault,  // the amplifier says itself that it is broken
  line_open,        // voltage without current, or the line supervision says so
  line_short,
  no_sensor,
  bus_silent,  // there is a sensor, and it did not answer
  sensor_lies,
  sensor_high,   // the sensor shows more than was played
  sensor_stays,  // the sensor shows as much in silence as in sound
  too_short,     // too little loud sound to judge by
};
std::string_view to_string(ProofReason reason);

struct Proof {
  Outcome outcome = Outcome::unproved;  // sounded, weak, silent_amplifier, silent_horn or unproved
  ProofReason reason = ProofReason::too_short;
  std::uint32_t loud = 0;  // glances at loud sound, and among them:
  std::uint32_t heard = 0;
  std::uint32_t low = 0;
  std::uint32_t nothing = 0;
  bool measured = false;  // the sensor gave a level at least once; then means over those glances:
  double expected_db = 0;
  double measured_db = 0;  // without the installation's gain
  bool operator==(const Proof&) const = default;
};

// Of one broadcast that sounded in two parts: what one part proves holds, unless the other proves something else.
Proof of_both(const Proof& first, const Proof& second);

class SoundProof {
 public:
  explicit SoundProof(ProofSettings settings) : settings_(settings) {}

  // A play begins: what was counted before belongs to others.
  void begin();
  // What sounded at the sink from `from` on, for one block of the level meter. In order.
  void on_decoded(SteadyTime from, double level_db);
  // At least every 250 ms, also while the bus is silent; one and the same level counts once.
  void on_glance(const Glance& glance);
  // Of the play so far.
  Proof verdict();

 private:
  struct Decoded {
    SteadyTime from, to;
    double level_db;
  };
  struct Expected {
    double least_db = kSilenceDb;
    double most_db = kSilenceDb;
  };
  struct Tally {
    std::uint32_t loud = 0, heard = 0, low = 0, nothing = 0, high = 0;
    std::uint32_t open = 0, shorted = 0, fault = 0, missing = 0;
    SensorState missing_state = SensorState::absent;
    double loud_sum_percent = 0;  // of measured levels
    double expected_sum_db = 0, measured_sum_db = 0;
  };
  Expected expected(SteadyTime at) const;
  void judge_ripe(SteadyTime now);
  void judge(const Glance& glance);
  void judge_quiet(const Glance& glance);
  void judge_level(const Glance& glance, const Expected& expected);
  void judge_current(const Glance& glance);
  bool sensor_stays() const;
  Proof with(Outcome outcome, ProofReason reason) const;
  Proof unproved_without_level() const;
  Proof by_level() const;

  const ProofSettings settings_;
  std::deque<Decoded> decoded_;
  std::deque<Glance> pending_;
  Tally tally_;
  SteadyTime last_level_at_ = SteadyTime::min();
  std::optional<double> quiet_percent_;  // what the sensor shows in silence, smoothed; also from before the play
};

}  // namespace tongluo::fieldbus
