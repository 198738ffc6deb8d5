#pragma once
// Two channels become one by averaging, which loses the sound when they are each other's inverse (a microphone wired
// the wrong way round, a "surround" effect of a phone) and halves it when one of them is dead. Pure.

#include <optional>
#include <span>
#include <string>

namespace tongluo::ingest {

constexpr double kDeadBelowOtherDb = 40.0;  // a channel so much quieter than the other carries hum, not sound
constexpr double kLostByMixingDb = 10.0;    // averages of any two real channels lose at most 6 dB

struct ChannelChoice {
  unsigned channel = 0;  // to be taken alone
  std::string why;       // for people
};

// `levels_db`: of each channel (RMS), as measured before mixing. Nothing when the mixture is right: any number of
// channels but two, or no measurement.
std::optional<ChannelChoice> better_than_mixing(std::span<const double> levels_db, double mixed_db);

// RMS, −infinity for silence.
double level_db(std::span<const float> samples);

}  // namespace tongluo::ingest
