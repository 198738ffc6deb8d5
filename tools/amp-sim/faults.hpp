#pragma once
// What can be made to go wrong, by name, from a script or from standard input. Pure values.

#include <array>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/result.hpp"
#include "protocol/base/time.hpp"

namespace tongluo::amp_sim {

enum class Fault : std::uint8_t {
  open_horn,
  shorted_horn,
  dead_amplifier,   // no output, and it does not say so
  amplifier_fault,  // no output, and it says so
  weak_amplifier,   // 18 dB too little
  relay_stuck,      // the relay ignores what is written
  mains_loss,
  battery_age,  // 0 … 100: % of the capacity that is gone
  door_open,
  fan_fault,              // it stands still, and says so
  level_stuck,            // % that the level sensor shows whatever sounds; 0: it works
  level_impossible,       // the level sensor shows nonsense
  bus_timeout,            // nobody answers
  wrong_crc,              // RTU only
  noise,                  // RTU only: stray bytes before and among the answers
  cut_frames,             // RTU: half an answer, or so many bytes of it; TCP: the connection closes
  busy,                   // exception 6
  tone,                   // dB of a tone that is fed instead of the WAV file (negative); 0: none
  tamper,                 // somebody is at the box
  fan_stopped,            // it stands still, and does not say so
  amplifier_temperature,  // C, instead of what its sound makes; 0: none
  cabinet_temperature,    // C, likewise
  humidity,               // %, likewise
};
constexpr std::size_t kFaults = 23;
// One line for each: its name and what it does.
std::string faults_text();

class Faults {
 public:
  double value(Fault fault) const { return values_[static_cast<std::size_t>(fault)]; }
  bool on(Fault fault) const { return value(fault) != 0; }
  // "NAME on", "NAME off" or "NAME NUMBER".
  Result<void> command(std::string_view line);

 private:
  std::array<double, kFaults> values_{};
};

// Lines "SECONDS NAME VALUE" in the order of their times; empty lines and lines from '#' on say nothing.
class FaultScript {
 public:
  static constexpr std::size_t kMaxLines = 1'000;
  static Result<FaultScript> parse(std::string_view text);
  // Carries out what is due `since_start`.
  void advance(milliseconds since_start, Faults& faults);

 private:
  struct Step {
    milliseconds at;
    std::string command;
  };
  std::deque<Step> steps_;
};

}  // namespace tongluo::amp_sim
