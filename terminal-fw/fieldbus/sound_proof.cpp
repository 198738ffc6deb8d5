#include "terminal-fw/fieldbus/sound_proof.hpp"

#include <algorithm>
#include <utility>

namespace tongluo::fieldbus {
namespace {

constexpr auto kBlock = milliseconds(100);     // kMeterBlockSamples at kMeterSampleRate
constexpr auto kJudgeDelay = seconds(1);       // levels come through a queue, later than the sound
constexpr auto kUncovered = milliseconds(30);  // blocks do not lie side by side to the microsecond
constexpr double kQuietDb = -70;               // decoded: silence
constexpr double kDropDb = 20;                 // so far below what was decoded is nothing
constexpr double kHighDb = 12;                 // so far above what was decoded is another sound, or none
constexpr double kFollowsDb = 6;               // sound must show so much more than silence
constexpr double kQuietWeight = 0.25;          // of a new glance
constexpr std::uint32_t kLeastGlances = 3;
constexpr double kLeastPercentForCurrent = 3;  // below, a current sensor shows noise
constexpr double kOpenShare = 0.1;             // of the current that belongs to the level
constexpr double kShortShare = 4;

bool flag(SteadyTime now, const BoardState& board, Quantity quantity) {
  return board.believed(now, quantity).value_or(0) != 0;
}

// At least `percent` of `all`.
bool most(std::uint32_t part, std::uint32_t all, std::uint32_t percent) { return part * 100 >= all * percent; }

constexpr std::uint32_t kHalf = 50;
constexpr std::uint32_t kNearlyAll = 80;
constexpr std::uint32_t kTooMany = 25;

}  // namespace

std::string_view to_string(ProofReason reason) {
  switch (reason) {
    case ProofReason::followed:
      return "the output followed the sound";
    case ProofReason::level_low:
      return "the output is too low";
    case ProofReason::level_lost:
      return "the output was there only part of the time";
    case ProofReason::no_output:
      return "the amplifier gave no output";
    case ProofReason::not_heard:
      return "the microphone heard nothing of it";
    case ProofReason::amplifier_fault:
      return "the amplifier reports a fault";
    case ProofReason::line_open:
      return "the horn line is open";
    case ProofReason::line_short:
      return "the horn line is shorted";
    case ProofReason::no_sensor:
      return "there is no output sensor";
    case ProofReason::bus_silent:
      return "the output sensor does not answer";
    case ProofReason::sensor_lies:
      return "the output sensor shows impossible values";
    case ProofReason::sensor_high:
      return "the output sensor shows more than was played";
    case ProofReason::sensor_stays:
      return "the output sensor shows the same in silence";
    case ProofReason::too_short:
      return "too little loud sound to judge by";
  }
  return "";
}

Glance glance_at(SteadyTime now, const BoardState& board) {
  Glance glance{now};
  if (const auto level = board.sensed(now, Quantity::output_level)) {
    glance.level_state = level->state;
    if (level->state == SensorState::good) {
      glance.level_percent = level->value;
      glance.at = level->at;
    }
  }
  glance.current_percent = board.believed(now, Quantity::output_current);
  glance.line_open = flag(now, board, Quantity::line_open);
  glance.line_short = flag(now, board, Quantity::line_short);
  glance.amplifier_fault = flag(now, board, Quantity::amplifier_fault);
  return glance;
}

Proof of_both(const Proof& first, const Proof& second) {
  Proof both = second.outcome == Outcome::unproved && first.reason != ProofReason::too_short ? first : second;
  both.loud = first.loud + second.loud;
  both.heard = first.heard + second.heard;
  both.low = first.low + second.low;
  both.nothing = first.nothing + second.nothing;
  const bool proved = first.outcome != Outcome::unproved && second.outcome != Outcome::unproved;
  if (!proved || first.outcome == second.outcome) return both;
  both.outcome = Outcome::weak;
  both.reason = ProofReason::level_lost;
  return both;
}

void SoundProof::begin() {
  for (const Glance& glance : pending_) judge(glance);
  pending_.clear();
  tally_ = {};
}

void SoundProof::on_decoded(SteadyTime from, double level_db) {
  if (decoded_.size() == kMaxLevelBlocks) decoded_.pop_front();
  decoded_.push_back({from, from + kBlock, level_db});
  judge_ripe(from);
}

void SoundProof::on_glance(const Glance& glance) {
  if (glance.level_percent && std::exchange(last_level_at_, glance.at) == glance.at) return;
  if (pending_.size() == kMaxPendingGlances) {
    judge(pending_.front());
    pending_.pop_front();
  }
  pending_.push_back(glance);
  judge_ripe(glance.at);
}

// Those whose sound is known by now, or will never be.
void SoundProof::judge_ripe(SteadyTime now) {
  const SteadyTime known = decoded_.empty() ? SteadyTime::min() : decoded_.back().to;
  while (!pending_.empty() && (pending_.front().at <= known || pending_.front().at + kJudgeDelay <= now)) {
    judge(pending_.front());
    pending_.pop_front();
  }
}

SoundProof::Expected SoundProof::expected(SteadyTime at) const {
  const SteadyTime begin = at - settings_.meter_lag;
  SteadyTime::duration covered{};
  double least = 0;
  double greatest = kSilenceDb;
  for (const Decoded& block : decoded_) {
    const auto overlap = std::min(block.to, at) - std::max(block.from, begin);
    if (overlap <= SteadyTime::duration::zero()) continue;
    covered += overlap;
    least = std::min(least, block.level_db);
    greatest = std::max(greatest, block.level_db);
  }
  if (covered + kUncovered < settings_.meter_lag) least = kSilenceDb;
  return {least, greatest};
}

void SoundProof::judge(const Glance& glance) {
  const Expected sound = expected(glance.at);
  if (sound.most_db <= kQuietDb) judge_quiet(glance);
  if (sound.least_db < settings_.loud_db) return;
  ++tally_.loud;
  if (glance.line_open) ++tally_.open;
  if (glance.line_short) ++tally_.shorted;
  if (glance.amplifier_fault) ++tally_.fault;
  if (glance.level_percent) {
    judge_level(glance, sound);
  } else {
    ++tally_.missing;
    tally_.missing_state = glance.level_state;
  }
}

void SoundProof::judge_quiet(const Glance& glance) {
  if (!glance.level_percent) return;
  const double level = *glance.level_percent;
  quiet_percent_ = quiet_percent_ ? *quiet_percent_ + kQuietWeight * (level - *quiet_percent_) : level;
}

void SoundProof::judge_level(const Glance& glance, const Expected& sound) {
  const double level = level_db_of_percent(*glance.level_percent) - settings_.gain_db;
  tally_.loud_sum_percent += *glance.level_percent;
  tally_.expected_sum_db += sound.least_db;
  tally_.measured_sum_db += level;
  judge_current(glance);
  if (level < std::max(sound.least_db - kDropDb, settings_.floor_db)) {
    ++tally_.nothing;
    return;
  }
  if (level > sound.most_db + kHighDb) {
    ++tally_.high;
    return;
  }
  ++(level >= sound.least_db - settings_.tolerance_db ? tally_.heard : tally_.low);
}

// A short takes the voltage away, so that current alone shows it, also where the level looks like a dead amplifier's.
void SoundProof::judge_current(const Glance& glance) {
  if (!glance.current_percent) return;
  const double level = *glance.level_percent;
  const double current = *glance.current_percent;
  if (level >= kLeastPercentForCurrent && current < kOpenShare * level && !glance.line_open) ++tally_.open;
  if (current >= kLeastPercentForCurrent && current > kShortShare * level && !glance.line_short) ++tally_.shorted;
}

bool SoundProof::sensor_stays() const {
  const std::uint32_t judged = tally_.loud - tally_.missing;
  if (!quiet_percent_ || judged == 0) return false;
  const double quiet_db = level_db_of_percent(*quiet_percent_);
  if (quiet_db - settings_.gain_db < settings_.floor_db) return false;
  return level_db_of_percent(tally_.loud_sum_percent / judged) - quiet_db < kFollowsDb;
}

Proof SoundProof::with(Outcome outcome, ProofReason reason) const {
  Proof proof{outcome, reason, tally_.loud, tally_.heard, tally_.low, tally_.nothing};
  const std::uint32_t judged = tally_.loud - tally_.missing;
  proof.measured = judged > 0;
  if (!proof.measured) return proof;
  proof.expected_db = tally_.expected_sum_db / judged;
  proof.measured_db = tally_.measured_sum_db / judged;
  return proof;
}

Proof SoundProof::unproved_without_level() const {
  if (most(tally_.fault, tally_.loud, kHalf)) return with(Outcome::silent_amplifier, ProofReason::amplifier_fault);
  if (lies(tally_.missing_state)) return with(Outcome::unproved, ProofReason::sensor_lies);
  const bool silent = tally_.missing_state == SensorState::silent || tally_.missing_state == SensorState::unknown ||
                      tally_.missing_state == SensorState::unpowered;
  return with(Outcome::unproved, silent ? ProofReason::bus_silent : ProofReason::no_sensor);
}

Proof SoundProof::by_level() const {
  const std::uint32_t judged = tally_.loud - tally_.missing;
  if (most(tally_.nothing, judged, kNearlyAll)) {
    const bool told = most(tally_.fault, tally_.loud, kHalf);
    if (settings_.by_microphone && !told) return with(Outcome::unproved, ProofReason::not_heard);
    return with(Outcome::silent_amplifier, told ? ProofReason::amplifier_fault : ProofReason::no_output);
  }
  if (most(tally_.heard, judged, kNearlyAll)) return with(Outcome::sounded, ProofReason::followed);
  const bool lost = !most(tally_.heard + tally_.low, judged, kNearlyAll);
  return with(Outcome::weak, lost ? ProofReason::level_lost : ProofReason::level_low);
}

Proof SoundProof::verdict() {
  for (const Glance& glance : pending_) judge(glance);
  pending_.clear();
  if (tally_.loud < kLeastGlances) return with(Outcome::unproved, ProofReason::too_short);
  if (most(tally_.open, tally_.loud, kHalf)) return with(Outcome::silent_horn, ProofReason::line_open);
  if (most(tally_.shorted, tally_.loud, kHalf)) return with(Outcome::silent_horn, ProofReason::line_short);
  if (!most(tally_.loud - tally_.missing, tally_.loud, kHalf)) return unproved_without_level();
  if (most(tally_.high, tally_.loud, kTooMany)) return with(Outcome::unproved, ProofReason::sensor_high);
  if (sensor_stays()) return with(Outcome::unproved, ProofReason::sensor_stays);
  return by_level();
}

}  // namespace tongluo::fieldbus
