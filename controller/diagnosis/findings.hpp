#pragma once
// Why is this terminal silent, and what is to be done? From a Condition to a ranked list of causes, each with its
// evidence and an instruction, in Chinese and English. Pure. Limit: one finding for each cause.
// docs/maintenance.md lists the rules.

#include <string>
#include <string_view>
#include <vector>

#include "controller/diagnosis/condition.hpp"

namespace tongluo::diagnosis {

enum class Cause : std::uint8_t {
  well,          // nothing is wrong as far as the controller can see
  just_started,  // the controller is too young to know
  never_seen,    // installed in no way that reached us
  area_outage,   // its neighbours are silent too: the mast or the mains of the place, not this box
  power,
  battery,
  link,  // SIM, antenna, coverage
  certificate,
  clone,
  clock,
  trust,  // trust list or place missing or expired
  amplifier,
  horn,
  sound_device,
  storage,
  firmware,
  temperature,
  door,
  restarts,
  humidity,
  field_bus,  // a device on it does not answer
  sensor,     // one tells what cannot be true
  tamper,     // somebody was at the box
};
std::string_view to_string(Cause cause);  // the enumerator's name; stable, for programs

enum class Severity : std::uint8_t { notice, degraded, mute };  // mute: an alert would not be heard here now
std::string_view to_string(Severity severity);

struct Text {
  std::string zh;
  std::string en;
};

struct Finding {
  Cause cause{};
  Severity severity{};
  unsigned certainty_percent = 0;
  Text cause_name;
  Text evidence;
  Text instruction;
};

// The most severe first, then the most certain; never empty.
std::vector<Finding> diagnose(const Condition& condition);

}  // namespace tongluo::diagnosis
