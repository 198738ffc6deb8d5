// The command line of Tongluo. Each command is one pair of files; this one only knows their options.

#include <iostream>
#include <unistd.h>

#include "tools/ctl/command_line.hpp"

int main(int argc, char** argv) {
  using namespace tongluo::ctl;
  Context context{{}, std::cout, std::cerr, ::isatty(STDOUT_FILENO) == 1, ::isatty(STDIN_FILENO) == 1};
  CommandLine command_line(context, std::cin);
  return command_line.run(argc, argv);
}
