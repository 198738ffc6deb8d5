#pragma once
// What a process has used so far, from /proc.

#include <optional>
#include <string>

namespace tongluo::fleet {

struct ProcessUse {
  double cpu_s = 0;
  double resident_kb = 0;
};
// `pid`: a number or "self". Nothing: there is no such process.
std::optional<ProcessUse> process_use(const std::string& pid);

}  // namespace tongluo::fleet
