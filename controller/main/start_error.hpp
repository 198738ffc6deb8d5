#pragma once
// Why the daemon cannot start: one clear line and an exit code; thrown on the way up, caught in main alone.

#include <stdexcept>
#include <string>

namespace tongluo::daemon {

enum class ExitCode : int {
  orderly = 0,
  failed = 1,  // a broken invariant of our own
  usage = 2,   // command line or configuration file
  in_use = 3,  // a port or socket belongs to another process
  key_material = 4,
  database_unreadable = 5,
  database_newer = 6,
};

class StartError : public std::runtime_error {
 public:
  StartError(ExitCode code, const std::string& line) : std::runtime_error(line), code_(code) {}
  ExitCode code() const { return code_; }

 private:
  ExitCode code_;
};

}  // namespace tongluo::daemon
