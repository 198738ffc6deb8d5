#pragma once
// Runs one helper program with limits: memory, CPU and wall time, descriptors, no file writes, system calls (seccomp
// allow list, no sockets), readable folders (Landlock, where the kernel has it), no new privileges, a fixed
// environment, a process group of its own that is killed as a whole. The small program tongluo-confine sets them up; it
// lies beside the running program, or where the environment variable TONGLUO_CONFINE says. Blocking; any one thread.
// Standard input is a sealed memory file, so a helper may seek in it and open it again as /dev/stdin.

#include <string>
#include <vector>

#include "protocol/base/bytes.hpp"
#include "protocol/base/result.hpp"
#include "protocol/base/time.hpp"

namespace tongluo::process {

constexpr std::size_t kMaxErrorBytes = 4096;  // of standard error are kept: the last ones

struct Limits {
  std::size_t memory_bytes = 512UL * 1024 * 1024;
  seconds cpu_time{30};
  milliseconds wall_time{60'000};
  std::size_t output_bytes = 256UL * 1024 * 1024;
  unsigned descriptors = 64;
  bool may_start_processes = false;         // a script needs it; each process then has the limits above for itself
  std::vector<std::string> readable_paths;  // beside the system's programs and libraries, and the program's own folder
};

struct Finished {
  int exit_code = 0;   // −signal when killed
  Bytes output;        // standard output
  std::string errors;  // the last kMaxErrorBytes of standard error
};

// argv[0] is looked up in PATH. Errors: unavailable (no such program), timeout, limit (output or memory), io.
Result<Finished> run(const std::vector<std::string>& argv, ByteView input, const Limits& limits);

}  // namespace tongluo::process
