#pragma once
// A real program in the background whose first line of output says that it is ready; killed and waited for in the end.

#include <string>
#include <sys/types.h>
#include <vector>

namespace tongluo::board {

class Process {
 public:
  // `arguments`[0] is the program; found by PATH when it has no '/'.
  explicit Process(std::vector<std::string> arguments);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // The next line of output; empty: none came within ten seconds, or the program ended.
  std::string line();
  void say(const std::string& line);

 private:
  pid_t pid_ = 0;
  int input_ = -1;
  int output_ = -1;
};

struct Finished {
  int status = -1;  // exit code; -1: killed
  std::string output;
};
// Runs to its end, with both outputs.
Finished run_program(std::vector<std::string> arguments);

}  // namespace tongluo::board
