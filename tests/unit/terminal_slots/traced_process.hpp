#pragma once
// Runs a function in a child process and kills it as it enters its n-th system call that changes a file system; or lets
// it end and tells which these were. By ptrace: no hook in what is under test.

#include <functional>
#include <optional>
#include <vector>

namespace tongluo::test {

enum class Call { open, write, sync, rename, remove, other };

struct Traced {
  bool killed = false;
  int exit_code = -1;       // when it ended by itself
  std::vector<Call> calls;  // entered so far
};

// `kill_at` counts from 1; 0: never. Nothing: the system does not allow tracing.
std::optional<Traced> run_traced(const std::function<int()>& body, std::size_t kill_at);

}  // namespace tongluo::test
