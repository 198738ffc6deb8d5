#pragma once
// What the fan-out benchmarks measure: time on a CPU by the kernel's schedstat, and what it makes of a listener's hour.

#include <cstdint>
#include <string>
#include <sys/types.h>

#include "protocol/base/time.hpp"

namespace tongluo::bench {

struct Cost {
  double per_listener_hour = 0;  // CPU-seconds
  double core_pct = 0;
  double delivered_pct = 0;  // of what the listeners should have got
};

std::uint64_t own_cpu_ns();                            // of this thread
std::uint64_t thread_cpu_ns(const std::string& name);  // of this process's thread of this name; ends the program: none
std::uint64_t process_cpu_ns(pid_t process);           // of all its threads
void pin_to_core(int core);                            // this thread and those it starts
void allow_descriptors();                              // as many as the kernel lets this process open
Cost cost_of(std::uint64_t cpu_ns, std::size_t listeners, milliseconds duration, double delivered, double required);

}  // namespace tongluo::bench
