#pragma once
// The newest lines of the log, kept in memory for a maintenance command. Any thread. Limit: kMaxLogLines; the oldest
// leaves.

#include <cstddef>
#include <string>
#include <vector>

namespace tongluo::firmware {

constexpr std::size_t kMaxLogLines = 500;  // about what one answer holds

void start_log(const std::string& level);  // to standard error and to memory; once, before the first line
std::vector<std::string> recent_log();     // oldest first

}  // namespace tongluo::firmware
