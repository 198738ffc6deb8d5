#include "tests/bench/fanout_cost.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sched.h>
#include <sys/resource.h>

namespace tongluo::bench {
namespace {

std::uint64_t on_cpu_ns(const std::filesystem::path& task) {
  std::uint64_t ns = 0;
  std::ifstream(task / "schedstat") >> ns;
  return ns;
}

}  // namespace

std::uint64_t own_cpu_ns() { return on_cpu_ns("/proc/thread-self"); }

std::uint64_t thread_cpu_ns(const std::string& name) {
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    std::string comm;
    std::ifstream file(task.path() / "comm");
    std::getline(file, comm);
    if (comm == name) return on_cpu_ns(task.path());
  }
  std::fprintf(stderr, "fanout-bench: no thread %s\n", name.c_str());
  std::exit(1);
}

std::uint64_t process_cpu_ns(pid_t process) {
  std::uint64_t ns = 0;
  std::error_code gone;
  const std::filesystem::path tasks = "/proc/" + std::to_string(process) + "/task";
  for (const auto& task : std::filesystem::directory_iterator(tasks, gone)) ns += on_cpu_ns(task.path());
  return ns;
}

void pin_to_core(int core) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(core, &set);
  ::sched_setaffinity(0, sizeof set, &set);  // on a machine with one core there is nothing to choose
}

void allow_descriptors() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

Cost cost_of(std::uint64_t cpu_ns, std::size_t listeners, milliseconds duration, double delivered, double required) {
  const double cpu = static_cast<double>(cpu_ns) / 1e9;
  const double passed = std::chrono::duration<double>(duration).count();
  return {cpu / static_cast<double>(listeners) / (passed / 3'600), cpu / passed * 100, delivered / required * 100};
}

}  // namespace tongluo::bench
