#pragma once
// The program's command line: global options, help, exit codes. The commands themselves are registered by the families
// of command_set.hpp. Parsing only: what a command does is in its own files.

#include "tools/ctl/command_set.hpp"

namespace tongluo::ctl {

class CommandLine {
 public:
  CommandLine(Context& context, std::istream& in);
  // The process's exit code.
  int run(int argc, char** argv);

 private:
  void add_global_options();
  int finish(const Try<void>& result) const;

  Context& context_;
  CLI::App app_;
  CommandSet commands_;
};

}  // namespace tongluo::ctl
