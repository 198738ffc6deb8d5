#pragma once
// Runs one program of the system and collects what it says. Blocking; any one thread.

#include <string>
#include <vector>

#include "protocol/base/result.hpp"
#include "protocol/base/time.hpp"

namespace tongluo::slots {

constexpr std::size_t kMaxCommandOutput = 64 * 1024;  // more is an error (limit)

struct CommandResult {
  int exit_code = 0;   // −signal when killed
  std::string output;  // standard output
  std::string errors;  // standard error, the last of it
};

// argv[0] is looked up in PATH. Errors: unavailable (cannot be started), timeout (it was killed), limit, io.
Result<CommandResult> run_command(std::vector<std::string> argv, seconds longest);

}  // namespace tongluo::slots
