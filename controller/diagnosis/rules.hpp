#pragma once
// Private to controller/diagnosis: the rules, each with one duty, and what they add their findings to.

#include "controller/diagnosis/findings.hpp"

namespace tongluo::diagnosis {

class Findings {
 public:
  // A cause that is there already keeps the graver word.
  void add(Cause cause, Severity severity, unsigned certainty_percent, Text evidence);
  // With another instruction than the cause's usual one.
  void add(Cause cause, Severity severity, unsigned certainty_percent, Text evidence, Text instruction);
  bool has(Cause cause) const;
  std::vector<Finding> ranked() &&;

 private:
  std::vector<Finding> all_;
};

bool is_silent(const Condition& condition);  // late, offline or never seen
bool is_fresh(const Condition& condition, WallTime at);
bool is_active(const Condition& condition, Report kind);  // fresh, and not said to be over
Text ago(WallTime now, WallTime at);                      // "3 小时", "3 h"
std::string number(double value);                         // at most one decimal

// silence_rules.cpp
void judge_presence(const Condition& condition, Findings& findings);
void judge_identity(const Condition& condition, Findings& findings);
void judge_silence(const Condition& condition, Findings& findings);
// supply_rules.cpp
void judge_supply(const Condition& condition, Findings& findings);
void judge_line(const Condition& condition, Findings& findings);
void judge_restarts(const Condition& condition, Findings& findings);
void judge_cabinet(const Condition& condition, Findings& findings);
void judge_field_bus(const Condition& condition, Findings& findings);
// modem_rules.cpp
void judge_modem(const Condition& condition, Findings& findings);
// sound_rules.cpp
void judge_sound(const Condition& condition, Findings& findings);
void judge_self_test(const Condition& condition, Findings& findings);
// inner_rules.cpp
void judge_clock(const Condition& condition, Findings& findings);
void judge_trust(const Condition& condition, Findings& findings);
void judge_storage(const Condition& condition, Findings& findings);
void judge_firmware(const Condition& condition, Findings& findings);

}  // namespace tongluo::diagnosis
